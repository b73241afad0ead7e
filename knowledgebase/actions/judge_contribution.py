from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb
from knowledgebase.access import reviewed_for
from knowledgebase.actions._publishing import publish
from knowledgebase.actions._writing import held, note, tell
from knowledgebase.models import Contribution, Judgement, Stand, StepRemark, Verdict, Version
from knowledgebase.models.writing import wrote_in
from members.models import User

LONGEST = 4_000


class OwnText(Refusal):
    code = "own_text"
    status = 403
    message = _("You wrote this yourself: somebody else looks at it.")


class NoLongerWaiting(Refusal):
    code = "no_longer_waiting"
    message = _("This version does not wait any more: somebody decided, or its author took it back.")


class NothingSaid(Refusal):
    code = "nothing_said"
    status = 400
    message = _("Say what is to be changed, in general or at a step.")


class TooMuchToSay(Refusal):
    code = "too_much_to_say"
    status = 400
    message = _("Say it in at most %(most)d characters.")


class NothingToPublish(Refusal):
    code = "nothing_to_publish"
    message = _("The experiment that this result belongs to is gone. Send it back.")


@dataclass(frozen=True, slots=True)
class Opinion:
    """`remarks`: words about a step, by its id."""

    verdict: str
    words: str = ""
    remarks: Mapping[str, str] = field(default_factory=dict)


@verb
def judge_contribution(
    *, uuid: UUID, version: int, opinion: Opinion, actor: User, now: datetime
) -> Judgement:
    """Publish a version, or send it back with words; its author is told. Once: who comes second learns that it was
    decided. The published page says what this version says, and nothing else changes it.

    Raises `OwnText` for who wrote any of it, `NoLongerWaiting`, `NothingSaid`, `TooMuchToSay`, `NothingToPublish`,
    Http404 for who does not look at what this hub gets.
    """
    reviewed_for(actor, uuid)
    found = held(uuid)
    if wrote_in(found, actor):
        raise OwnText()
    waiting = found.versions.filter(number=version).first()
    last = found.versions.order_by("-number").first()
    if found.state != Stand.SUBMITTED or waiting is None or waiting != last:
        raise NoLongerWaiting()
    words, remarks = _said(opinion, waiting)
    judgement = Judgement.objects.create(
        version=waiting, reviewer=actor, at=now, verdict=opinion.verdict, words=words
    )
    StepRemark.objects.bulk_create(
        StepRemark(judgement=judgement, step=id_, text=text) for id_, text in remarks.items()
    )
    _carry_out(found, waiting, opinion, actor)
    note(
        found,
        "judge_contribution",
        actor=actor,
        now=now,
        version=waiting.number,
        verdict=str(opinion.verdict),
    )
    tell(found, "judged", key=f"{judgement.pk}", now=now, judgement=judgement.pk)
    return judgement


@step
def _carry_out(found: Contribution, version: Version, opinion: Opinion, actor: User) -> None:
    found.state = Stand(opinion.verdict)
    if opinion.verdict == Verdict.PUBLISHED:
        if found.kind == "result" and found.experiment is None:
            raise NothingToPublish()
        publish(found, version, actor=actor)
    found.save(update_fields=["state", "page", "page_revision", "published_version"])


def _said(opinion: Opinion, version: Version) -> tuple[str, dict[str, str]]:
    """What is said in general, and of which steps, in their order."""
    words = opinion.words.strip()
    steps = [each.id for each in version.read.steps]
    remarks = {id_: text for id_ in steps if (text := opinion.remarks.get(id_, "").strip())}
    if opinion.verdict == Verdict.SENT_BACK and not (words or remarks):
        raise NothingSaid()
    if max(map(len, [words, *remarks.values()])) > LONGEST:
        raise TooMuchToSay(most=LONGEST)
    return words, remarks
