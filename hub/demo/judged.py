"""What readers say of the how-tos: whether they work, what they ask, what is outdated. All made up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hub.demo.people import Maker
from hub.demo.reading import toml
from hub.kit.audit import noted, write
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from hub.kit.transactions import step
from knowledgebase.models import Flag, HowTo, Question, Reply, Trial
from members.models import User


@dataclass
class Telling:
    """Who says something below what, with what the trail has of it."""

    makers: Mapping[str, Maker]
    how_tos: Mapping[str, HowTo]
    now: datetime
    notes: list[AuditRow] = field(default_factory=list)

    def about(self, facts: Mapping[str, Any]) -> tuple[HowTo, Maker, datetime]:
        at = self.now - timedelta(days=facts["days_ago"], hours=2)
        return self.how_tos[facts["how_to"]], self.makers[facts["who"]], at

    def note(self, verb: str, row: Any, how_to: HowTo, who: User, at: datetime, **facts: Any) -> None:
        self.notes.append(
            noted(
                action=f"knowledgebase.{verb}",
                about=Ref(row._meta.model_name, str(row.pk)),
                actor=who,
                now=at,
                organisation_id=facts.pop("organisation_id", None),
                hub_id=how_to.hub_id,
                facts=facts,
            )
        )


@step
def make_judged(*, makers: Sequence[Maker], how_tos: Mapping[str, HowTo], now: datetime) -> None:
    """Below how-tos, which are named by their files; the last to look at a flag is who books for the first maker."""
    said = toml("judged")
    telling = Telling({each.organisation.name: each for each in makers}, how_tos, now)
    for facts in said["verdicts"]:
        _verdict(telling, facts)
    for facts in said["questions"]:
        _question(telling, facts)
    for facts in said["flags"]:
        _flag(telling, facts, makers[0].booker)
    write(telling.notes)


def _verdict(telling: Telling, facts: Mapping[str, Any]) -> None:
    how_to, maker, at = telling.about(facts)
    row = Trial.objects.create(
        how_to=how_to,
        about=how_to.translation_key,
        organisation=maker.organisation,
        person=maker.booker,
        worked=facts["worked"],
        because=facts.get("because", ""),
        named=facts.get("named", False),
        at=at,
    )
    organisation = maker.organisation.pk
    telling.note(
        "give_verdict", row, how_to, maker.booker, at, organisation_id=organisation, worked=row.worked
    )


def _question(telling: Telling, facts: Mapping[str, Any]) -> None:
    how_to, maker, at = telling.about(facts)
    question = Question.objects.create(how_to=how_to, person=maker.booker, text=facts["text"], at=at)
    telling.note("ask_question", question, how_to, maker.booker, at)
    for each in facts.get("answers", ()):
        _how_to, other, then = telling.about({**each, "how_to": facts["how_to"]})
        accepted_at = then + timedelta(hours=3) if each.get("accepted") else None
        answer = Reply.objects.create(
            question=question, person=other.booker, text=each["text"], at=then, accepted_at=accepted_at
        )
        telling.note("answer_question", answer, how_to, other.booker, then)
        if accepted_at:
            telling.note("accept_answer", answer, how_to, maker.booker, accepted_at)


def _flag(telling: Telling, facts: Mapping[str, Any], looks: User) -> None:
    how_to, maker, at = telling.about(facts)
    more: dict[str, Any] = {}
    if "state" in facts:
        looked_at = telling.now - timedelta(days=facts["looked_days_ago"])
        more = {"state": facts["state"], "looked_at": looked_at, "looked_by": looks, "said": facts["said"]}
    row = Flag.objects.create(how_to=how_to, person=maker.booker, text=facts["text"], at=at, **more)
    telling.note("flag_outdated", row, how_to, maker.booker, at)
    if more:
        telling.note("look_at_flag", row, how_to, looks, more["looked_at"])
