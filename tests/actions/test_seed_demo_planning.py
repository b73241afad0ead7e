"""The planning of the demonstration's hub: each thing that may happen to a booking has happened to one."""

from bookings.models import (
    Block,
    BlockKind,
    Booking,
    BookingState,
    CalendarSource,
    HandOver,
    Import,
    ImportState,
    Series,
    ThreadFile,
    WaitlistEntry,
)
from bookings.models.hits import hits
from bookings.models.imports import last_written
from bookings.models.in_line import fit
from bookings.models.set_ups import set_up_for
from bookings.models.undoing import obstacles
from bookings.models.unreached import unreached_at
from facilities.models import Hub
from hub.dev.demo_planning import clock_changes
from hub.kit import clock
from hub.kit.models import AuditRow, OutboxMessage
from members.models import Grant, Role


def effenaar() -> Hub:
    return Hub.objects.get(slug="effenaar")


def test_somebody_is_offered_what_came_free_and_somebody_stands_behind(region):
    entry = WaitlistEntry.objects.get(state="offered")
    assert entry.organisation.name == "Collectief Zout" and entry.hub == effenaar()
    assert entry.offer.state == BookingState.HELD and entry.offer.held_until > clock.now()
    behind = WaitlistEntry.objects.get(state="waiting", facility=entry.facility, during=entry.during)
    assert behind.joined_at > entry.joined_at


def test_whoever_waits_is_not_offered_the_night_at_once(region):
    """A house that never closes has places at night; the demonstration's people wait for what is taken."""
    waiting = WaitlistEntry.objects.filter(state="waiting").select_related("facility__hub")
    assert waiting.count() > 1
    assert [fit(entry, clock.now()) for entry in waiting if fit(entry, clock.now())] == []


def test_who_rang_has_a_booking_at_the_list_price_and_nobody_was_mailed(region):
    booking = Booking.objects.get(organisation__made_by_desk=True)
    assert (booking.state, booking.funds_cents) == (BookingState.CONFIRMED, 0)
    assert booking.own_cents == booking.list_cents
    assert not OutboxMessage.objects.filter(about=booking.ref, done_at=None).exists()


def test_one_block_waits_for_a_decision_and_one_was_repaired(region):
    hub, now = effenaar(), clock.now()
    assert {block.kind for block in Block.objects.filter(hub=hub)} <= {*BlockKind.values}
    causes = {why.block for hit in hits(hub=hub, now=now) for line in hit.lines for why in line.why}
    assert "Nieuwe vloer" in causes and "Microfoon kraakt" not in causes
    exchanged = AuditRow.objects.get(action="bookings.exchange_units")
    assert exchanged.facts["from"] != exchanged.facts["to"] and exchanged.reason
    nights = Block.objects.filter(hub=hub, title="Nachtopname").order_by("during")
    assert {each.period.start.astimezone(hub.zone).date().isoformat() for each in nights} <= {
        *clock_changes()
    }


def test_a_series_has_a_date_at_another_hour_and_one_that_was_left_out(region):
    series = Series.objects.get()
    hours = [each.period.start.astimezone(series.hub.zone).hour for each in series.bookings.all()]
    assert len(set(hours)) == 2 and min(map(hours.count, set(hours))) == 1
    assert series.bookings.filter(changes=1).count() == 1


def test_a_thread_has_a_file_and_the_next_time_is_set_up_as_the_last(region):
    booking = ThreadFile.objects.get().remark.booking
    assert booking.hub == effenaar() and booking.organisation.name == "Collectief Zout"
    found = set_up_for(booking)
    assert found is not None and found.booking != booking and found.photos.count() == 1


def test_a_calendar_that_is_read_is_busy_while_somebody_has_booked(region):
    source = CalendarSource.objects.get()
    assert source.hub == effenaar() and source.times == 3


def test_files_wait_for_a_yes_can_be_undone_or_are_not_right_yet(region):
    states = dict(Import.objects.values_list("file_name", "state"))
    assert states == {
        "inventaris.csv": ImportState.READ,
        "cameras.csv": ImportState.WRITTEN,
        "zalen.csv": ImportState.REFUSED,
    }
    last = last_written(effenaar())
    assert last is not None and obstacles(last.made) == []


def test_nobody_begins_in_the_small_hours(region):
    early = [
        (each.hub.name, each.state, each.period.start.astimezone(each.hub.zone))
        for each in Booking.objects.select_related("hub")
        if each.period.start.astimezone(each.hub.zone).hour < 7
    ]
    assert early == []


def test_whoever_rang_and_took_it_over_owns_what_the_desk_wrote_down(region):
    link = HandOver.objects.get(used_at__isnull=False)
    organisation = link.caller.organisation
    booking = Booking.objects.get(organisation=organisation)
    assert not organisation.made_by_desk and booking.placed_by == link.used_by
    assert booking.state == BookingState.CONFIRMED and booking.period.start > clock.now()
    assert AuditRow.objects.filter(action="bookings.take_over", about=organisation.ref).count() == 1


def test_the_desk_keeps_something_for_an_organisation_and_cannot_reach_another_by_mail(region):
    kept = AuditRow.objects.filter(action="bookings.take_option", actor_id__in=desk_of_effenaar())
    booking = Booking.objects.get(number=kept.get().about.id)
    assert (booking.state, booking.hub) == (BookingState.OPTION, effenaar())
    assert booking.organisation.memberships.exists() and booking.held_until > clock.now()
    (unreached, *_more) = unreached_at(effenaar(), clock.now())
    assert unreached.booking.state == BookingState.CONFIRMED and unreached.guest.person is not None


def test_what_the_house_keeps_to_itself_begins_and_ends_on_the_hour(region):
    ends = [at for each in Block.objects.all() for at in (each.period.start, each.period.end)]
    assert {(at.second, at.microsecond) for at in ends} == {(0, 0)}


def desk_of_effenaar() -> list[int]:
    grants = Grant.objects.filter(role=Role.HUB_STAFF, scope=effenaar().ref)
    return list(grants.values_list("person", flat=True))
