"""Which years may be declared, and how long a declaration counts."""

from datetime import date


def valid_until(fiscal_year: int) -> date:
    """30 June after the next year's end: by then the accounts of the year after are there."""
    return date(fiscal_year + 2, 6, 30)


def years_to_declare(today: date) -> tuple[int, ...]:
    """The years that are over and whose declaration would still count; the latest first."""
    return tuple(year for year in (today.year - 1, today.year - 2) if valid_until(year) >= today)
