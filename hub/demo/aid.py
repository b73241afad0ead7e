"""State aid in the demonstration: one agreement gives de minimis aid, its makers have declared, and the first one,
whose log-in is told, has a register to look at."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bookings.models import Booking, BookingState
from funding.models import AidBasis, AidDeclaration, Allocation, FundingAgreement
from funding.models.aiding import next_year
from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.demo.people import Maker
from hub.kit.audit import record
from hub.kit.transactions import step

OURS = (BookingState.CONFIRMED, BookingState.COMPLETED)


@step
def make_aid(*, makers: Sequence[Maker], now: datetime) -> None:
    agreement = FundingAgreement.objects.order_by("pk")[0]
    agreement.aid_basis = AidBasis.DE_MINIMIS
    agreement.save(update_fields=["aid_basis"])
    at = now - timedelta(days=60)
    for number, maker in enumerate(makers):
        _declared(maker, number, at)
    numbers = Booking.objects.filter(organisation=makers[0].organisation, state__in=OURS)
    about = [f"booking:{number}" for number in numbers.values_list("number", flat=True)]
    for given in Allocation.objects.filter(about__in=about, fund__agreement=agreement):
        given.aid_basis, given.granted_on = AidBasis.DE_MINIMIS, local_day(given.reserved_at, COUNTRY)
        given.save(update_fields=["aid_basis", "granted_on"])


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
