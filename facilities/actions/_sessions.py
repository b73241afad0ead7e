"""How a training session is written: a facility of its own kind, its seats, and its one time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from facilities.actions._adding import NewFacility, write_facilities, write_units
from facilities.actions._facts import FURTHEST_HORIZON_DAYS, FacilityFacts
from facilities.actions._projection import lock_hubs
from facilities.models import (
    Facility,
    FacilityState,
    Hub,
    Induction,
    Kind,
    KindFamily,
    OpeningWindow,
    TrainingSession,
    Unit,
)
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from hub.kit.transactions import step

MOST_SEATS = 200
SHORTEST, LONGEST = 15, 12 * 60
GRID = 5
KIND = "training-session"


class SessionTime(Refusal):
    code = "session_time"
    status = 400
    message = _("A session lasts from 15 minutes to 12 hours, and begins and ends at whole five minutes.")


class SessionTooFar(Refusal):
    code = "session_too_far"
    status = 400
    message = _("A session begins after now, and within %(days)d days.")


class SeatsOutOfRange(Refusal):
    code = "seats_out_of_range"
    status = 400
    message = _("A session has from 1 to %(most)d seats.")


class NotOfThisHubSession(Refusal):
    code = "not_of_this_hub"
    status = 400
    message = _("The room and the induction of a session are the hub's own.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What a session is; `cents` is the list price of a seat, VAT included."""

    title: str
    period: Period
    seats: int
    cents: int
    about_nl: str = ""
    about_en: str = ""
    teacher: str = ""
    induction: Induction | None = None
    room: Facility | None = None

    def check(self, hub: Hub, now: datetime) -> None:
        """Raises `SessionTime`, `SessionTooFar`, `SeatsOutOfRange`, `NotOfThisHubSession`."""
        edges = (self.period.start, self.period.end)
        whole = all(not at.second and not at.microsecond and at.minute % GRID == 0 for at in edges)
        if not whole or not SHORTEST <= self.period.minutes <= LONGEST:
            raise SessionTime()
        if self.period.start <= now or (self.period.end - now).days >= FURTHEST_HORIZON_DAYS:
            raise SessionTooFar(days=FURTHEST_HORIZON_DAYS)
        if not 1 <= self.seats <= MOST_SEATS:
            raise SeatsOutOfRange(most=MOST_SEATS)
        for thing in (self.induction, self.room):
            if thing and thing.hub_id != hub.pk:
                raise NotOfThisHubSession()


@step
def session_written(
    *,
    hub: Hub,
    facts: SessionFacts,
    block: UUID | None,
    actor: Actor,
    now: datetime,
) -> TrainingSession:
    """Live at once; the caller has checked the facts, keeps its room free by the `block`, and gives it a price."""
    lock_hubs([hub.pk], now)
    new = NewFacility(_as_facility(facts), FacilityState.LIVE)
    (facility,) = write_facilities(hub=hub, wanted=[new], actor=actor, now=now)
    width = len(str(facts.seats))
    write_units([Unit(facility=facility, label=f"{n:0{width}}") for n in range(1, facts.seats + 1)])
    session = TrainingSession.objects.create(
        facility=facility,
        induction=facts.induction,
        during=facts.period.to_range(),
        teacher=facts.teacher,
        room=facts.room,
        block=block,
        planned_by_id=actor.pk,
        planned_at=now,
    )
    # What the next projection would say too; the hub's other things are as they were.
    OpeningWindow.objects.create(facility=facility, during=session.during)
    note = {"facility": facility.pk, **_said(facts)}
    record(
        action="facilities.plan_session", about=session.ref, actor=actor, now=now, hub_id=hub.pk, facts=note
    )
    return session


def _said(facts: SessionFacts) -> dict[str, Any]:
    """For the audit trail."""
    return {
        "induction": facts.induction.pk if facts.induction else None,
        "seats": facts.seats,
        "cents": facts.cents,
        "start": facts.period.start.isoformat(),
        "end": facts.period.end.isoformat(),
    }


def _as_facility(facts: SessionFacts) -> FacilityFacts:
    """One length, one start: that of the session."""
    minutes = facts.period.minutes
    return FacilityFacts(
        name=facts.title,
        kind=session_kind(),
        about_nl=facts.about_nl,
        about_en=facts.about_en,
        grid_minutes=GRID,
        min_minutes=minutes,
        max_minutes=minutes,
        horizon_days=FURTHEST_HORIZON_DAYS,
    )


def session_kind() -> Kind:
    """There as soon as the first session is planned; nobody chooses it for anything else."""
    kind, _made = Kind.objects.get_or_create(
        slug=KIND,
        defaults={
            "family": KindFamily.SESSION,
            "name_nl": "trainingssessie",
            "name_en": "training session",
            "pattern": "steps",
            "position": 900,
        },
    )
    return kind


@step
def session_retired(*, session: TrainingSession, why: str, actor: Actor, now: datetime) -> None:
    """Called off: off the site, open at no time any more. The caller holds its row, and has given back what
    was booked."""
    session.called_off_at, session.why = now, why
    session.save(update_fields=["called_off_at", "why"])
    hub_id = _off_the_site(session, now)
    record(
        action="facilities.call_off_session",
        about=session.ref,
        actor=actor,
        now=now,
        hub_id=hub_id,
        reason=why,
    )


@step
def session_settled(*, session: TrainingSession, actor: Actor, now: datetime) -> None:
    """Over: nobody finds it any more, and its seats leave the hub's planning of later days. The caller holds its
    row."""
    session.settled_at = now
    session.save(update_fields=["settled_at"])
    hub_id = _off_the_site(session, now)
    record(action="facilities.settle_session", about=session.ref, actor=actor, now=now, hub_id=hub_id)


@step
def _off_the_site(session: TrainingSession, now: datetime) -> int:
    """Returns the hub's key."""
    hub_id = session.facility.hub_id
    lock_hubs([hub_id], now)
    session.facility.state = FacilityState.RETIRED
    session.facility.save(update_fields=["state"])
    OpeningWindow.objects.filter(facility=session.facility_id).delete()
    return hub_id
