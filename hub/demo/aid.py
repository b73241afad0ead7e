"""State aid in the demonstration: one agreement gives de minimis aid, all makers have declared, and what it carries of
what was agreed stands in the register."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import DateField
from django.db.models.functions import Cast, TruncDate

from bookings.models import Booking, BookingState
from funding.models import AidBasis, AidDeclaration, Allocation, FundingAgreement
from funding.models.aiding import next_year
from funding.models.limits import COUNTRY
from hub.demo.people import Maker
from hub.kit.audit import record
from hub.kit.transactions import step

AGREED = (BookingState.CONFIRMED, BookingState.COMPLETED)


@step
def make_aid(*, makers: Sequence[Maker], now: datetime) -> None:
    agreement = FundingAgreement.objects.order_by("pk")[0]
    agreement.aid_basis = AidBasis.DE_MINIMIS
    agreement.save(update_fields=["aid_basis"])
    at = now - timedelta(days=60)
    for number, maker in enumerate(makers):
        _declared(maker, number, at)
    given = Allocation.objects.filter(fund__agreement=agreement)
    given.update(aid_basis=AidBasis.DE_MINIMIS)
    numbers = Booking.objects.filter(state__in=AGREED).values_list("number", flat=True)
    day = Cast(TruncDate("reserved_at", tzinfo=COUNTRY), DateField())
    given.filter(about__in=[f"booking:{number}" for number in numbers]).update(granted_on=day)


def _declared(maker: Maker, number: int, at: datetime) -> None:
    declaration = AidDeclaration.objects.create(
        organisation=maker.organisation,
        declared_by=maker.booker,
        declared_at=at,
        other_cents=number % 3 * 250_000,
        valid_until=next_year(at),
    )
    record(
        action="funding.declare_aid",
        about=declaration.ref,
        actor=maker.booker,
        now=at,
        organisation_id=maker.organisation.pk,
        facts={"sector": declaration.sector, "valid_until": declaration.valid_until.isoformat()},
    )
