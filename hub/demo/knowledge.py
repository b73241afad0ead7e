"""What people wrote down: how-tos, experiments with what came of them so far, and a toolbox. All texts are our own."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from wagtail.models import Locale, Page

from facilities.models import Hub, Kind
from hub.demo.pictures import Drawn, hang
from hub.demo.reading import DATA
from hub.kit.transactions import step
from knowledgebase.models import (
    Author,
    Experiment,
    Experiments,
    Gear,
    HowTo,
    HowTos,
    Result,
    Theme,
    Tool,
    Toolbox,
    Toolboxes,
)

FOLDER = DATA / "knowledge"
A_WEEK = timedelta(weeks=1)
# What stands in a file beside what an article's columns hold.
AROUND = {
    "language",
    "translates",
    "weeks_ago",
    "authors",
    "gear",
    "themes",
    "hub",
    "results",
    "partners",
    "tools",
}


@step
def make_knowledge(*, hubs: Mapping[str, Hub], drawn: Mapping[str, Drawn], now: datetime) -> dict[str, HowTo]:
    """Expects the kinds of facilities and the themes; how-tos come first, since experiments and toolboxes may name
    them. Answers the how-tos by the names of their files."""
    how_tos = _make_how_tos(hubs, now)
    for name, article in how_tos.items():
        hang(article, drawn, name)
    for name, facts in _files("experiments").items():
        hang(_make_experiment(facts, hubs, now), drawn, name)
    for facts in tomllib.loads((FOLDER / "toolboxes.toml").read_text())["toolboxes"]:
        box = _page(Toolbox, _shelf(Toolboxes, facts), facts, now)
        for number, (name, why) in enumerate(facts["tools"]):
            Tool.objects.create(toolbox=box, article=how_tos[name], why=why, sort_order=number)
    return how_tos


def _make_how_tos(hubs: Mapping[str, Hub], now: datetime) -> dict[str, HowTo]:
    made: dict[str, HowTo] = {}
    files = _files("how-tos")
    # A translation comes after what it translates.
    for name in sorted(files, key=lambda each: ("translates" in files[each], each)):
        facts = files[name]
        steps = [("step", each) for each in facts.pop("steps")]
        more: dict[str, Any] = {"steps": steps, "hub": hubs.get(facts.get("hub", ""))}
        if "translates" in facts:
            more["translation_key"] = made[facts["translates"]].translation_key
        made[name] = _page(HowTo, _shelf(HowTos, facts), facts, now, **more)
    return made


def _make_experiment(facts: dict[str, Any], hubs: Mapping[str, Hub], now: datetime) -> Experiment:
    started = (now - facts.pop("started_weeks_ago") * A_WEEK).date()
    partners = "\n".join(facts["partners"])
    hub = hubs.get(facts.get("hub", ""))
    above = _page(
        Experiment, _shelf(Experiments, facts), facts, now, partners=partners, starts_on=started, hub=hub
    )
    common = {name: facts[name] for name in ("language", "authors", "themes")}
    for result in facts["results"]:
        on = (now - result["weeks_ago"] * A_WEEK).date()
        _page(Result, above, {**common, **result}, now, on=on, hub=hub)
    made: Experiment = above
    return made


def _page(kind: Any, parent: Page, facts: dict[str, Any], now: datetime, **more: Any) -> Any:
    """An article below its shelf, live since it was last checked, with who made it, its themes and its gear."""
    since = now - facts["weeks_ago"] * A_WEEK
    columns = {name: value for name, value in facts.items() if name not in AROUND}
    page = kind(
        **columns,
        **more,
        slug=slugify(facts["title"])[:80].strip("-"),
        locale=Locale.objects.get(language_code=facts["language"]),
        last_checked_on=since.date(),
        first_published_at=since,
        last_published_at=since,
    )
    page.themes = list(Theme.objects.filter(slug__in=facts["themes"]))
    parent.add_child(instance=page)
    Author.objects.bulk_create(
        [Author(page=page, name=name, sort_order=number) for number, name in enumerate(facts["authors"])]
    )
    _put_gear(page, facts.get("gear", ()))
    return page


def _put_gear(page: Page, lines: Iterable[Mapping[str, Any]]) -> None:
    kinds = {each.slug: each for each in Kind.objects.all()}
    Gear.objects.bulk_create(
        [
            Gear(page=page, sort_order=number, **{**line, "kind": kinds[line["kind"]]})
            for number, line in enumerate(lines)
        ]
    )


def _shelf(kind: type[Page], facts: Mapping[str, Any]) -> Page:
    return kind.objects.get(locale__language_code=facts["language"])


def _files(folder: str) -> dict[str, dict[str, Any]]:
    found: Iterable[Path] = sorted((FOLDER / folder).glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text()) for file in found}
