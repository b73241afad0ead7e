"""Terms of some houses, and what came of them: somebody did not come, and somebody changed what they had booked."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bookings.actions._fees import charge_absence
from bookings.models import Booking, BookingState
from facilities.models import Facility, FacilityState, Hub
from funding.models import CancellationTerms
from funding.rules.lines import LineWish
from hub.demo.changing import changed_to_one, its_wishes
from hub.demo.people import Maker
from hub.demo.reading import toml
from hub.kit.models import AuditRow
from hub.kit.transactions import step
from members.models import Grant, Role, User

WHY = "We waited until nine and rang twice; nobody came."


@step
def make_terms(*, hubs: Mapping[str, Hub], since: datetime, day: date) -> None:
    """Before anything is priced."""
    rows = []
    for name, wanted in toml("house")["terms"].items():
        said = {"steps": wanted["steps"], "no_show_bp": wanted["no_show_bp"]}
        CancellationTerms.objects.create(hub=hubs[name], valid_from=day, **said)
        facts = {"valid_from": day.isoformat(), **said}
        rows.append(
            AuditRow(
                action="funding.set_terms", about=hubs[name].ref, at=since, hub_id=hubs[name].pk, facts=facts
            )
        )
    AuditRow.objects.bulk_create(rows)


@step
def make_a_no_show(*, makers: list[Maker], hub: Hub, now: datetime) -> None:
    """At the house whose log-ins are told, of somebody else than the first maker; before hubs are paid for it."""
    staff = Grant.objects.filter(role=Role.HUB_MANAGER, scope=hub.ref).select_related("person").get().person
    ours = makers[0].organisation
    over = (
        Booking.objects.filter(
            hub=hub, state=BookingState.COMPLETED, during__endswith__gt=now - timedelta(days=13)
        )
        .exclude(organisation=ours)
        .select_related("hub", "organisation")
        .order_by("-during")
    )
    charge_absence(booking=over[0], reason=WHY, actor=staff, now=now - timedelta(hours=1))


@step
def make_a_change(*, makers: list[Maker], now: datetime) -> None:
    """Of what the first maker has booked."""
    coming = Booking.objects.filter(
        organisation=makers[0].organisation, state=BookingState.CONFIRMED, during__startswith__gt=now
    )
    for booking in coming.select_related("hub", "organisation__municipality", "placed_by").order_by("during"):
        if _add_something(booking, makers[0].booker, now - timedelta(hours=2)):
            return


def _add_something(booking: Booking, person: User, at: datetime) -> bool:
    its = its_wishes(booking)
    live = Facility.objects.filter(hub=booking.hub, state=FacilityState.LIVE)
    others = live.exclude(pk__in=[wish.facility_id for wish in its]).order_by("-kind__family", "pk")
    ways = ((*its, LineWish(other.pk, 1, its[0].period)) for other in others)
    return changed_to_one(booking=booking, ways=ways, person=person, at=at)
