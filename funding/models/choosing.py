"""Dated data: which bands hold on a day, and what an organisation declared."""

from datetime import date

from funding.models.bands import BandDeclaration, DeclarationStatus, RateBand
from members.models import Organisation


def bands_on(day: date) -> list[RateBand]:
    """The table of bands that holds on a day, lowest turnover first. A new table replaces the old one as a whole."""
    latest = RateBand.objects.filter(valid_from__lte=day).order_by("-valid_from").values("valid_from")[:1]
    return list(RateBand.objects.filter(valid_from=latest).order_by("turnover_from_cents"))


def band_for(turnover_cents: int, day: date) -> RateBand | None:
    """The band of a turnover on a day; None where the table has none for it."""
    return next((band for band in bands_on(day) if band.holds(turnover_cents)), None)


def declarations_of(organisation: Organisation) -> list[BandDeclaration]:
    """What an organisation declared and did not replace, the latest year first."""
    kept = BandDeclaration.objects.filter(organisation=organisation).exclude(
        status=DeclarationStatus.REPLACED
    )
    return list(kept.select_related("band").order_by("-fiscal_year", "-declared_at"))
