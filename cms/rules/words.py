"""Words as the search knows them: without capitals and accents, in the forms that Dutch and English give them, and
almost as they were typed. Pure: nothing here asks a database."""

import re
import unicodedata
from collections.abc import Iterable

# What people type into a box; whatever is longer is no question.
LONGEST_QUESTION = 200
MOST_WORDS = 12
LONGEST_WORD = 60
# Words that are shorter are not taken for the beginning of others: too much begins with them.
SHORTEST_BEGINNING = 3
# So are stems, of which more is left out.
SHORTEST_STEM = 4
# Shorter words are no end of a compound: too much ends so.
SHORTEST_END = 4
# What makes another word of it, and no compound: verlicht is no light.
NO_PARTS = ("ver", "ont", "her", "mis", "aan", "uit", "bij", "toe", "mee", "wan", "oer", "over", "onder")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
APOSTROPHES = str.maketrans("", "", "'’")
VOWELS = "aeiouy"
VOICED = {"f": "v", "s": "z"}
VOICELESS = {voiced: voiceless for voiceless, voiced in VOICED.items()}
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def _unaccented() -> dict[int, str]:
    """Latin letters with something on them to the letter alone; as many letters as before, so that places stay."""
    plain = {
        ord("ø"): "o",
        ord("Ø"): "o",
        ord("đ"): "d",
        ord("ł"): "l",
        ord("Ł"): "l",
        ord("ı"): "i",
        ord("ß"): "s",
    }
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFKD", chr(code))[0].lower()
        if base.isascii() and base.isalpha():
            plain[code] = base
    return plain


PLAIN = _unaccented()


def settled(text: str) -> str:
    """As it is kept and shown: an accent is a part of its letter, and there is one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\x00", "").split())


def folded(text: str) -> str:
    """Small letters without accents, each at the place that it had: `text` is `settled`."""
    small = text.translate(PLAIN).lower()
    # Two letters that have no small one of their own length are left as they are.
    return small if len(small) == len(text) else text.translate(PLAIN)


def words_of(text: str) -> list[str]:
    """The words of a text in their order: `Café's` is `cafes`, `follow-up` is two."""
    found = WORD.findall(folded(settled(text)))
    return [each.translate(APOSTROPHES)[:LONGEST_WORD] for each in found]


def asked_words(text: str) -> list[str]:
    """The words of a question, each once, at most so many."""
    return list(dict.fromkeys(words_of(text)))[:MOST_WORDS]


def forms(word: str) -> set[str]:
    """A word and the forms that Dutch stemming does not bring together: one and many, with the letters that change
    between them (huis, huizen; bus, bussen; raam, ramen; brief, brieven; fiets, fietsen)."""
    if len(word) < 3 or not word.isalpha():
        return {word}
    return {word} | _many(word) | _one(word) | _with_s(word)


def _with_s(word: str) -> set[str]:
    """camera, camera's: stemming leaves the one of them as it is. An apostrophe was left out."""
    if word[-1] != "s":
        return {f"{word}s"}
    return {word[:-1]} if len(word) > 4 and word[-2] in "aiouy" and word[-3] not in VOWELS else set()


def _many(word: str) -> set[str]:
    last, before = word[-1], word[-2]
    if last in VOWELS or word.endswith("en"):
        return set()
    found = {f"{word}en"}
    voiced = word[:-1] + VOICED.get(last, last)
    if _is_long(word):
        short = voiced[:-3] + voiced[-2:]
        found |= {f"{voiced}en", f"{short}en", f"{word[:-3]}{word[-2:]}en"}
    elif before in VOWELS and word[-3:-2] not in VOWELS:
        found.add(f"{word}{last}en")
    else:
        found.add(f"{voiced}en")
    return found


def _one(word: str) -> set[str]:
    if not word.endswith("en") or len(word) < 5:
        return set()
    stem = word[:-2]
    last, before = stem[-1], stem[-2]
    voiceless = stem[:-1] + VOICELESS.get(last, last)
    if last == before and last not in VOWELS:
        return {stem[:-1]}
    found = {stem, voiceless}
    if last not in VOWELS and before in "aeou" and stem[-3:-2] not in VOWELS:
        found.add(f"{voiceless[:-1]}{before}{voiceless[-1]}")
    return found


def _is_long(word: str) -> bool:
    """A vowel written twice before the last letter: raam, boot."""
    return len(word) > 3 and word[-2] == word[-3] and word[-2] in "aeou"


def slips(word: str) -> set[str]:
    """What may have been meant by somebody who left out, doubled, swapped or mistook one letter."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    without = {head + tail[1:] for head, tail in parts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    mistaken = {head + letter + tail[1:] for head, tail in parts if tail for letter in LETTERS}
    left_out = {head + letter + tail for head, tail in parts for letter in LETTERS}
    return (without | swapped | mistaken | left_out) - {word}


def distance(one: str, other: str, most: int) -> int:
    """How many slips lie between two words; `most + 1` where there are more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        row = [at]
        for to, wanted in enumerate(other, start=1):
            cost = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, before_last[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return min(last[-1], most + 1)


def near(word: str, known: Iterable[tuple[str, int]], most: int) -> list[str]:
    """Of known words, each with how often it occurs, those within so many slips: the nearest first, and of equally near
    ones the commonest."""
    judged = sorted((distance(word, each, most), -count, each) for each, count in known)
    return [each for slipped, _count, each in judged if slipped <= most]
