"""What an induction is, as the verbs that make and change one are told it; how one is given and taken back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Hub, Induction, InductionGrant, TrainingSession
from facilities.rules.inductions import MOST_MONTHS, valid_until
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.outbox import emit
from hub.kit.transactions import step
from members.models import User

GRANTED = "induction.granted"
WITHDRAWN = "induction.withdrawn"


class InductionThereAlready(Refusal):
    code = "induction_there_already"
    message = _("This hub has an induction by that name already: %(induction)s.")


class MonthsOutOfRange(Refusal):
    code = "months_out_of_range"
    status = 400
    message = _("An induction holds from 1 to %(most)d months, or without end.")


class SayWhyInduction(Refusal):
    code = "reason_needed"
    status = 400
    message = _("Say why: they will read it in their mail.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InductionFacts:
    """Field by field: `facilities.models.Induction`. `months` is None for one that does not end."""

    name_nl: str
    name_en: str
    about_nl: str = ""
    about_en: str = ""
    months: int | None = None

    def check(self, hub: Hub, but: int = 0) -> None:
        """Raises `MonthsOutOfRange`, `InductionThereAlready`."""
        if self.months is not None and not 1 <= self.months <= MOST_MONTHS:
            raise MonthsOutOfRange(most=MOST_MONTHS)
        same = Induction.objects.filter(hub=hub, name_nl__iexact=self.name_nl).exclude(pk=but or 0)
        if there := same.first():
            raise InductionThereAlready(induction=there.name)

    def apply(self, induction: Induction) -> None:
        for name, value in asdict(self).items():
            setattr(induction, name, value)


@step
def granted(
    *,
    induction: Induction,
    person: User,
    actor: Actor,
    now: datetime,
    reason: str = "",
    session: TrainingSession | None = None,
) -> InductionGrant:
    """From now on, as long as the induction holds; its holder gets a mail. The induction comes with its hub."""
    given = InductionGrant.objects.create(
        induction=induction,
        person=person,
        session=session,
        given_by_id=actor.pk,
        reason=reason,
        given_at=now,
        valid_from=now,
        valid_until=valid_until(given_at=now, months=induction.months, zone=induction.hub.zone),
    )
    until = given.valid_until
    facts: dict[str, object] = {"person": person.pk, "until": until.isoformat() if until else None}
    if session:
        facts["session"] = session.pk
    _written_down(given, "facilities.grant_induction", actor, now, reason, facts)
    emit(kind=GRANTED, about=given.ref, key=f"{GRANTED}:{given.uuid}", now=now)
    return given


@step
def withdrawn(*, grant: InductionGrant, actor: Actor, now: datetime, why: str) -> None:
    """It counts no more for what is booked from now on; the caller holds its row, and its induction's hub."""
    grant.withdrawn_at, grant.withdrawn_why = now, why
    grant.withdrawn_by_id = actor.pk
    grant.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    facts: dict[str, object] = {"person": grant.person_id}
    _written_down(grant, "facilities.withdraw_induction", actor, now, why, facts)
    emit(kind=WITHDRAWN, about=grant.ref, key=f"{WITHDRAWN}:{grant.uuid}", now=now)


def _written_down(
    grant: InductionGrant, action: str, actor: Actor, now: datetime, reason: str, facts: Mapping[str, object]
) -> None:
    record(
        action=action,
        about=grant.ref,
        actor=actor,
        now=now,
        hub_id=grant.induction.hub_id,
        reason=reason,
        facts={"induction": grant.induction_id, **facts},
    )
