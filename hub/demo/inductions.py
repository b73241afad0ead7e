"""What Effenaar shows people before they use it alone: two inductions, a session that is over and gave one, one that
comes with seats taken, and somebody whose induction lapses soon. The last of the demonstration, so that what was booked
before stays as it is."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from bookings.actions._attending import as_seen
from bookings.actions._between import AtOnce
from bookings.actions._completing import complete
from bookings.actions._placing import placed
from bookings.models import Attendance, Booking
from bookings.models.house_rules import current_house_rules
from bookings.rules.request import BookingRequest
from facilities.actions._inductions import granted
from facilities.actions._sessions import SessionFacts, session_settled, session_written
from facilities.models import Facility, Hub, Induction, TrainingSession
from funding.actions._cards import NewCard, write_card
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from funding.rules.time import local_day
from hub.demo.people import Maker
from hub.demo.reading import toml
from hub.kit.audit import SITE, record
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from hub.kit.transactions import step
from knowledgebase.models import HowTo
from members.models import Grant, Role, User

WEEK = timedelta(weeks=1)
# Somebody's induction of a year was given so many days ago.
GIVEN = timedelta(days=365 - 12)


@step
def make_inductions(*, makers: Sequence[Maker], hub: Hub, random: Random, now: datetime) -> None:
    staff = Grant.objects.filter(role=Role.HUB_STAFF, scope=hub.ref).order_by("pk")[0].person
    texts = toml("inductions")
    made = {name: _induction(hub, texts[name], now) for name in ("projector", "light")}
    over = _session(hub, texts["past"], made["light"], _at(hub, now - WEEK, 14), 0, staff)
    for number, maker in enumerate(makers[:3]):
        booking = _seat(over, maker, over.planned_at + timedelta(hours=number), random)
        complete(booking=booking, now=over.period.end)
        _seen(over, booking, number < 2, staff)
    session_settled(session=over, actor=SITE, now=over.period.end)
    comes = _session(hub, texts["coming"], made["projector"], _at(hub, now + WEEK, 10), 3_500, staff)
    for maker in makers[3:6]:
        _seat(comes, maker, now, random)
    granted(
        induction=made["projector"],
        person=makers[0].booker,
        actor=staff,
        now=now - GIVEN,
        reason=texts["known"],
    )
    # Nobody is mailed about what is made up.
    OutboxMessage.objects.filter(done_at=None, kind__startswith="induction.").update(done_at=now)


def _induction(hub: Hub, facts: dict[str, str], now: datetime) -> Induction:
    induction = Induction.objects.create(
        hub=hub,
        created_at=now - GIVEN - WEEK,
        months=int(facts["months"]),
        **{name: facts[name] for name in ("name_nl", "name_en", "about_nl", "about_en")},
    )
    record(
        action="facilities.add_induction",
        about=induction.ref,
        actor=SITE,
        now=induction.created_at,
        hub_id=hub.pk,
    )
    facility = Facility.objects.get(hub=hub, slug=facts["facility"])
    facility.induction, facility.induction_since = induction, now
    facility.save(update_fields=["induction", "induction_since"])
    record(action="facilities.ask_for_induction", about=facility.ref, actor=SITE, now=now, hub_id=hub.pk)
    for article in HowTo.objects.filter(slug=facts["how_to"]):
        article.teaches.add(induction)
        article.save()
    return induction


def _at(hub: Hub, when: datetime, hour: int) -> Period:
    start = datetime.combine(when.astimezone(hub.zone).date(), time(hour), hub.zone)
    return Period(start, start + timedelta(hours=3))


def _session(
    hub: Hub, facts: dict[str, str], induction: Induction, period: Period, cents: int, staff: User
) -> TrainingSession:
    at = period.start - 2 * WEEK
    about = SessionFacts(
        title=facts["title"],
        period=period,
        seats=6,
        cents=cents,
        about_nl=facts["about_nl"],
        about_en=facts["about_en"],
        teacher=facts["teacher"],
        induction=induction,
    )
    session = session_written(hub=hub, facts=about, block=None, actor=staff, now=at)
    card = NewCard(session.facility, local_day(at, hub.zone), {"day": cents})
    write_card(card, hub_id=hub.pk, actor=staff, now=at)
    return session


def _seat(session: TrainingSession, maker: Maker, at: datetime, random: Random) -> Booking:
    hub, organisation = session.facility.hub, maker.organisation
    wish = LineWish(session.facility_id, 1, session.period)
    price = quote(quote_facts(wishes=(wish,), hub=hub, organisation=organisation, now=at))
    key = UUID(int=random.getrandbits(128), version=4)
    request = BookingRequest(organisation.pk, hub.pk, (wish,), "", "", price.digest(), key)
    rules = current_house_rules(hub, at)
    booking = placed(
        request=request, actor=maker.booker, now=at, at_once=AtOnce(rules.version if rules else None)
    ).booking
    OutboxMessage.objects.filter(about=booking.ref).update(done_at=at)
    return booking


def _seen(session: TrainingSession, booking: Booking, came: bool, staff: User) -> None:
    at = session.period.end
    Attendance.objects.create(booking=booking, came=came, noted_by=staff, noted_at=at)
    record(
        action="bookings.mark_attendance",
        about=booking.ref,
        actor=staff,
        now=at,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"came": came},
    )
    as_seen(session=session, booking=booking, came=came, why="", actor=SITE, now=at)
    OutboxMessage.objects.filter(about=booking.ref).update(done_at=at)
