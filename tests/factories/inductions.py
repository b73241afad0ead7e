"""Inductions and training sessions, made through the verbs; grants as the desk gives them."""

from datetime import datetime, timedelta

from bookings.actions.plan_session import SessionFacts, plan_session
from facilities.actions.add_induction import InductionFacts, add_induction
from facilities.actions.ask_for_induction import ask_for_induction
from facilities.actions.grant_induction import grant_induction
from facilities.models import Facility, Hub, Induction, InductionGrant, TrainingSession
from hub.kit.audit import SITE, Actor
from hub.kit.periods import Period
from members.models import User
from tests.cast import NOW, thursday

WHY = "Has worked with it for years."
MORNING = thursday(9, 12)


def an_induction(hub: Hub, *, name: str = "Laser", months: int | None = 12, now: datetime = NOW) -> Induction:
    facts = InductionFacts(name_nl=name, name_en=f"{name} (induction)", months=months)
    return add_induction(hub=hub, facts=facts, actor=SITE, now=now)


def asked_at(facility: Facility, induction: Induction | None = None, now: datetime = NOW) -> Induction:
    """The facility asks for it from now on."""
    induction = induction or an_induction(facility.hub, now=now)
    ask_for_induction(facility=facility, induction=induction, actor=SITE, now=now)
    return induction


def given(
    induction: Induction, person: User, *, by: Actor = SITE, now: datetime = NOW - timedelta(days=1)
) -> InductionGrant:
    return grant_induction(induction=induction, email=person.email, reason=WHY, actor=by, now=now)


def a_session(
    hub: Hub,
    induction: Induction | None = None,
    *,
    period: Period = MORNING,
    seats: int = 4,
    cents: int = 2_500,
    room: Facility | None = None,
    title: str = "Lasers for beginners",
    by: Actor = SITE,
    now: datetime = NOW,
) -> TrainingSession:
    facts = SessionFacts(
        title=title, period=period, seats=seats, cents=cents, induction=induction, room=room, teacher="Noor"
    )
    return plan_session(hub=hub, facts=facts, actor=by, now=now)
