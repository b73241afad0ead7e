"""What members wrote themselves: one that is published, one that waits with what was said of it before, one that was
sent back, and a draft. All by the first maker, whose log-in is told, for the hub whose desk's log-in is told."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from facilities.models import Hub
from hub.demo.people import Maker
from hub.demo.reading import DATA
from hub.kit.audit import record
from hub.kit.transactions import step
from knowledgebase.actions._publishing import publish
from knowledgebase.models import Contribution, Judgement, Stand, StepRemark, Verdict, Version, Writing
from knowledgebase.rules.content import read
from members.models import Role, User

A_DAY = timedelta(days=1)


@step
def make_contributions(*, maker: Maker, hub: Hub, now: datetime) -> None:
    texts = tomllib.loads((DATA / "knowledge" / "contributions.toml").read_text())
    desk = User.objects.filter(grants__role=Role.HUB_STAFF, grants__scope=hub.ref).order_by("pk")[0]
    for number, (name, days_ago) in enumerate(
        (("published", 20), ("sent_back", 6), ("waiting", 4), ("draft", 1))
    ):
        facts = texts[name]
        found = _begun(maker, hub, facts, number, now - days_ago * A_DAY)
        if name == "draft":
            continue
        version = _version(found, "", now - days_ago * A_DAY)
        verdict = Verdict.PUBLISHED if name == "published" else Verdict.SENT_BACK
        _judged(found, version, verdict, facts, desk, now - (days_ago - 1) * A_DAY)
        if name == "waiting":
            _again(found, facts, now - A_DAY)


def _begun(maker: Maker, hub: Hub, facts: Mapping[str, Any], number: int, at: datetime) -> Contribution:
    found = Contribution.objects.create(
        author=maker.booker,
        organisation=maker.organisation,
        hub=hub,
        kind=Writing.HOW_TO,
        language="nl",
        draft=_content(facts, number),
        token=1,
        started_at=at,
        saved_at=at,
    )
    _note(found, "start_contribution", maker.booker, at)
    return found


def _content(facts: Mapping[str, Any], number: int) -> dict[str, Any]:
    names = ("title", "summary", "minutes", "people", "themes")
    steps = [{"id": f"{number:04x}{at:04x}", **each} for at, each in enumerate(facts["steps"])]
    gear = [
        {"id": f"{number:04x}{at:04x}", "what": what, "name": name, "quantity": quantity, "note": note}
        for at, (what, name, quantity, note) in enumerate(facts["gear"], start=100)
    ]
    content = read({**{name: facts[name] for name in names}, "steps": steps, "gear": gear})
    return content.model_dump(mode="json")


def _version(found: Contribution, note: str, at: datetime) -> Version:
    number = found.versions.count() + 1
    version = Version.objects.create(
        contribution=found,
        number=number,
        content=found.draft,
        note=note,
        made_by=found.author,
        made_at=at,
    )
    _note(found, "submit_contribution", found.author, at, version=number)
    return version


def _judged(
    found: Contribution,
    version: Version,
    verdict: Verdict,
    facts: Mapping[str, Any],
    desk: User,
    at: datetime,
) -> None:
    judgement = Judgement.objects.create(
        version=version, reviewer=desk, at=at, verdict=verdict, words=facts.get("asked", "")
    )
    if "remark" in facts:
        place = 1 if "later" in facts else 0
        StepRemark.objects.create(
            judgement=judgement, step=version.read.steps[place].id, text=facts["remark"]
        )
    if verdict == Verdict.PUBLISHED:
        publish(found, version, actor=desk)
    found.state = Stand(verdict)
    found.save()
    _note(found, "judge_contribution", desk, at, version=version.number, verdict=str(verdict))


def _again(found: Contribution, facts: Mapping[str, Any], at: datetime) -> None:
    """The second step as it was asked, sent in once more."""
    found.draft["steps"][1] |= facts["later"]
    found.token, found.saved_at, found.state = 2, at, Stand.SUBMITTED
    found.save()
    _version(found, facts["note"], at)


def _note(found: Contribution, action: str, actor: Any, at: datetime, **facts: Any) -> None:
    record(
        action=f"knowledgebase.{action}",
        about=found.ref,
        actor=actor,
        now=at,
        organisation_id=found.organisation_id,
        hub_id=found.hub_id,
        facts=facts,
    )
