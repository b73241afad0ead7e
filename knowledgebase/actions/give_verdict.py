from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import savepoint, step, verb, violated
from knowledgebase.actions._telling import DID_NOT, tell_those_behind
from knowledgebase.actions._words import NothingSaid, demand_pace, said
from knowledgebase.models import HowTo, Trial
from knowledgebase.permissions import how_to_by_id
from members.models import Organisation, User
from members.permissions import organisation_for

LONGEST = 500


class SayWhy(Refusal):
    code = "say_why"
    status = 400
    message = _("Say why it did not work: that is what helps the next one.")


class VerdictTakenOff(Refusal):
    code = "verdict_taken_off"
    status = 403
    message = _(
        "The hub took off what your organisation said here: %(reason)s Write to the hub if that is wrong."
    )


@verb
def give_verdict(
    *, how_to_id: int, organisation: UUID, worked: bool, because: str, named: bool, actor: User, now: datetime
) -> Trial:
    """Whether it worked for an organisation: its one answer, given or changed by any of its members. `because` is
    wanted where it did not, and public; `named`: the organisation may be named.

    Raises `SayWhy`, `TooMuchText`, `VerdictTakenOff`, `EnoughToday`, `NewAccount`; Http404 for
    who is not of the organisation, or without a how-to.
    """
    how_to = how_to_by_id(how_to_id)
    for_whom = organisation_for(actor, organisation)
    reason = _reason(worked, because)
    row, before = _row(how_to, for_whom, actor, now, {"worked": worked, "because": reason, "named": named})
    if row.taken_off_at is not None:
        raise VerdictTakenOff(reason=row.taken_off_because)
    row.worked, row.because, row.named = worked, reason, named
    row.person, row.at, row.how_to = actor, now, how_to
    row.save()
    about = Ref("trial", str(row.pk))
    if not worked and before is not False:
        what = f"{row.pk}:{now:%Y%m%d}"
        tell_those_behind(kind=DID_NOT, about=about, what=what, how_to=how_to, but=actor.pk, now=now)
    record(
        action="knowledgebase.give_verdict",
        about=about,
        actor=actor,
        now=now,
        organisation_id=for_whom.pk,
        hub_id=how_to.hub_id,
        facts={"how_to": how_to.pk, "worked": worked},
    )
    return row


def _reason(worked: bool, because: str) -> str:
    try:
        return said(because, LONGEST)
    except NothingSaid as error:
        if not worked:
            raise SayWhy() from error
        return ""


@step
def _row(
    how_to: HowTo, organisation: Organisation, actor: User, now: datetime, values: dict[str, object]
) -> tuple[Trial, bool | None]:
    """The organisation's one row, held until the transaction ends, and whether it said before that it worked; None
    where it is made. Two who make it at once meet at the constraint, and the second finds what the first made."""
    mine = Trial.objects.select_for_update().filter(about=how_to.translation_key, organisation=organisation)
    found = mine.first()
    if found is not None:
        return found, found.worked
    demand_pace(actor, now)
    try:
        with savepoint():
            made = Trial.objects.create(
                how_to=how_to,
                about=how_to.translation_key,
                organisation=organisation,
                person=actor,
                at=now,
                **values,
            )
            return made, None
    except IntegrityError as error:
        if violated(error) != "trial_once_an_organisation":
            raise
    found = mine.get()
    return found, found.worked
