"""Money is integer cents of a euro; shares are basis points (10,000 is the whole)."""

from django.utils.translation import get_language

# What prices, shares and funds are in (ISO 4217). The books name it on every entry, and could hold others.
EUR = "EUR"
WHOLE_BP = 10_000
NBSP = "\u00a0"


def share_floor(cents: int, basis_points: int) -> int:
    """The share of an amount, rounded down to the cent. Both must be zero or more."""
    if cents < 0 or basis_points < 0:
        raise ValueError("a share is taken of an amount of zero or more")
    return cents * basis_points // WHOLE_BP


def share_half_up(cents: int, basis_points: int) -> int:
    """The share of an amount of zero or more, rounded half up to the cent."""
    if cents < 0 or basis_points < 0:
        raise ValueError("a share is taken of an amount of zero or more")
    return (cents * basis_points + WHOLE_BP // 2) // WHOLE_BP


def net_of_vat(gross_cents: int, vat_bp: int) -> int:
    """The amount without VAT in an amount with VAT, rounded half up; gross - net is the VAT itself."""
    divisor = WHOLE_BP + vat_bp
    return (gross_cents * WHOLE_BP + divisor // 2) // divisor


def format_eur(cents: int, language: str | None = None) -> str:
    """`€ 1.234,50` in Dutch and `€ 1,234.50` in English, with a no-break space."""
    language = language or get_language() or "nl"
    euros, rest = divmod(abs(cents), 100)
    grouped = f"{euros:,}"
    text = f"{grouped}.{rest:02d}"
    if language.startswith("nl"):
        text = text.translate(str.maketrans(",.", ".,"))
    return f"€{NBSP}{'-' if cents < 0 else ''}{text}"


def format_money(cents: int, currency: str, language: str | None = None) -> str:
    """As `format_eur`; another currency by its code: `USD 1,234.50`. Hundredths, whatever the currency."""
    text = format_eur(cents, language)
    return text if currency == EUR else text.replace("€", currency, 1)


def format_whole_eur(cents: int, language: str | None = None) -> str:
    """As `format_eur`, without cents where there are none: `€ 50.000` in Dutch. For limits, not for prices."""
    text = format_eur(cents, language)
    return text if cents % 100 else text[:-3]


def format_share(basis_points: int, language: str | None = None) -> str:
    """`35 %`, or with at most two decimals where there are any."""
    language = language or get_language() or "nl"
    text = f"{basis_points / 100:.2f}".rstrip("0").rstrip(".")
    return f"{text.replace('.', ',') if language.startswith('nl') else text}{NBSP}%"
