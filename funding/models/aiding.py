"""What counts towards the ceiling of de minimis aid, and the register of what was granted."""

from datetime import date, datetime
from typing import Any

from django.db.models import DateField, F, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, TruncDate

from funding.models.aid import AidBasis, AidCeiling, AidDeclaration
from funding.models.allocations import Allocation
from funding.models.limits import COUNTRY, LIVE
from funding.rules.aid import AidFacts, since
from members.models import Organisation


def aid_of(organisation_id: int, *, on: date) -> AidFacts:
    """What an organisation may still be granted on a day. What is reserved counts already, since the right to it arises
    by a click. Three queries, asked only where a fund gives such aid."""
    ceiling = AidCeiling.objects.filter(valid_from__lte=on).first()
    cents, years = (ceiling.cents, ceiling.years) if ceiling else (0, 3)
    declared = counting(organisation_id, on=on)
    return AidFacts(
        ceiling_cents=cents,
        years=years,
        ceiling_from=ceiling.valid_from if ceiling else None,
        granted_cents=granted_cents(organisation_id, on=on, years=years),
        other_cents=declared.other_cents if declared else None,
    )


def counting(organisation_id: int, *, on: date) -> AidDeclaration | None:
    return AidDeclaration.objects.filter(
        organisation=organisation_id, replaced=False, valid_until__gte=on
    ).first()


def granted_cents(organisation_id: int, *, on: date, years: int) -> int:
    """Granted within the years up to a day, or reserved for it."""
    day = Coalesce("granted_on", Cast(TruncDate("reserved_at", tzinfo=COUNTRY), DateField()))
    rows = Allocation.objects.filter(
        organisation=organisation_id, aid_basis=AidBasis.DE_MINIMIS, state__in=LIVE
    )
    found = rows.annotate(day=day).filter(day__gte=since(on, years)).aggregate(cents=Sum("cents", default=0))
    return int(found["cents"])


def register(
    *, organisation: Organisation | None = None, funder: Organisation | None = None
) -> QuerySet[Allocation]:
    """Every grant of de minimis aid, the latest first: of one organisation, of one funder's funds, or all. What was
    given back after it was granted stands in it as withdrawn."""
    which = Q(aid_basis=AidBasis.DE_MINIMIS, granted_on__isnull=False)
    if organisation:
        which &= Q(organisation=organisation)
    if funder:
        which &= Q(fund__agreement__funder=funder)
    return (
        Allocation.objects.filter(which)
        .select_related("organisation", "fund__agreement__funder")
        .order_by(F("granted_on").desc(), "-pk")
    )


def declarations_of(organisations: QuerySet[Any]) -> dict[int, str]:
    """The sector that each of these organisations last declared."""
    rows = AidDeclaration.objects.filter(organisation__in=organisations, replaced=False)
    return dict(rows.values_list("organisation", "sector"))


def next_year(now: datetime) -> date:
    """Until when a declaration of today counts: a year."""
    today = now.astimezone(COUNTRY).date()
    return date(today.year + 1, today.month, min(today.day, 28) if today.month == 2 else today.day)
