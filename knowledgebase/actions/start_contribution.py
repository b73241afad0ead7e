from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, FacilityState, Hub
from hub.kit.errors import Forbidden, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from knowledgebase.access import experiments_of
from knowledgebase.actions._writing import note
from knowledgebase.models import Contribution, Experiment, Writing
from knowledgebase.models.writing import open_count
from knowledgebase.rules.content import MOST_GEAR, Content, Need, Step, new_id
from knowledgebase.rules.pace import pace_of
from members.models import Organisation, User
from members.permissions import is_member


class TooManyOpen(Refusal):
    code = "too_many_open"
    status = 429
    message = _("You have %(count)d texts that are not published yet. Finish one of them, or throw one away.")


class TooManyAtFirst(Refusal):
    code = "too_many_at_first"
    status = 429
    message = _(
        "In the first week of an account there can be %(count)d texts at once. Finish one, or throw one away."
    )


class NotOfTheExperiment(Refusal):
    code = "not_of_the_experiment"
    status = 403
    message = _("Results are written by those who do the experiment: its lab and its partners.")


@dataclass(frozen=True, slots=True)
class Start:
    """What somebody begins: for which hub (a result's is that of its experiment), for an organisation or for
    themselves, perhaps with gear filled in: facilities (`gear`), or whole lines (`needs`) and how long it took."""

    kind: str
    language: str
    hub: Hub | None = None
    organisation: Organisation | None = None
    experiment: Experiment | None = None
    title: str = ""
    gear: tuple[int, ...] = ()
    needs: tuple[Need, ...] = ()
    minutes: int = 60


@verb
def start_contribution(*, start: Start, actor: User, now: datetime) -> Contribution:
    """A draft of one's own, with a first step to fill in.

    Raises `TooManyOpen`, `TooManyAtFirst` in an account's first days, `NotOfTheExperiment`, and `Forbidden` for who is
    not of the organisation.
    """
    if start.organisation is not None and not is_member(actor, start.organisation):
        raise Forbidden()
    hub = _hub(start, actor)
    # Two that are started at once are counted one after the other.
    lock([(LockKind.PERSON, actor.pk)])
    pace = pace_of(actor.date_joined, now)
    if open_count(actor) >= pace.open:
        raise (TooManyAtFirst if pace.is_new else TooManyOpen)(count=pace.open)
    content = Content(
        title=start.title[:120],
        steps=(Step(id=new_id()),) if start.kind == Writing.HOW_TO else (),
        minutes=str(start.minutes),
        gear=start.needs[:MOST_GEAR] or _gear(start.gear),
    )
    made = Contribution.objects.create(
        author=actor,
        organisation=start.organisation,
        hub=hub,
        kind=start.kind,
        language=start.language,
        experiment=start.experiment if start.kind == Writing.RESULT else None,
        draft=content.model_dump(mode="json"),
        started_at=now,
        saved_at=now,
    )
    note(made, "start_contribution", actor=actor, now=now)
    return made


def _hub(start: Start, actor: User) -> Hub:
    if start.kind == Writing.RESULT:
        mine = {each.pk: each for each in experiments_of(actor)}
        experiment = mine.get(start.experiment.pk) if start.experiment else None
        if experiment is None or experiment.hub is None:
            raise NotOfTheExperiment()
        return experiment.hub
    if start.hub is None:
        raise Forbidden()
    return start.hub


def _gear(pks: tuple[int, ...]) -> tuple[Need, ...]:
    found = Facility.objects.filter(pk__in=pks[:MOST_GEAR], state=FacilityState.LIVE).order_by("name")
    return tuple(Need(id=new_id(), what=f"facility:{each.pk}", name=each.name[:120]) for each in found)
