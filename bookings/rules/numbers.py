"""Booking numbers: `K7QM-3D2X`, eight characters of Crockford's base 32, drawn at random."""

from random import Random

# Without I, L, O and U: nothing is mistaken for a digit, and no words come out.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", " ": "", "-": ""})


def new_number(random: Random) -> str:
    """One of a million million; `random` is passed in, on the site a `SystemRandom` that nobody can foretell."""
    drawn = random.getrandbits(8 * 5)
    figures = "".join(ALPHABET[drawn >> 5 * place & 31] for place in range(8))
    return f"{figures[:4]}-{figures[4:]}"


def read_number(text: str) -> str:
    """The number that somebody typed or was told on the phone: any case, with or without the dash, O for 0."""
    # No database keeps a NUL, nor is asked for one.
    text = text.replace("\x00", "")
    plain = text.upper().translate(_MEANT)
    return f"{plain[:4]}-{plain[4:]}" if len(plain) == 8 else text
