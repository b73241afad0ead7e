"""The history of an entry, in words: who made it what, when, why, and what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Hub, Kind
from hub.kit.tongues import language_of
from knowledgebase.models import Theme
from members.models import Municipality, Organisation, Region, User
from region.models.checks import EntryCheck
from region.models.described import DescribedFacility
from region.models.entries import AtlasEntry, EntryKind, Partner, Phase, Reach, Sector, Stage
from region.models.versions import EntryVersion
from region.rules.changes import Change, changes

LABELS = {
    "name": gettext_lazy("name"),
    "kind": gettext_lazy("kind"),
    "sector": gettext_lazy("sector"),
    "phase": gettext_lazy("phase"),
    "reach": gettext_lazy("where it is"),
    "region_id": gettext_lazy("region"),
    "municipality_id": gettext_lazy("town"),
    "address": gettext_lazy("address"),
    "about_nl": gettext_lazy("about it, in Dutch"),
    "about_en": gettext_lazy("about it, in English"),
    "website": gettext_lazy("website"),
    "since": gettext_lazy("since"),
    "hub_id": gettext_lazy("hub"),
    "organisation_id": gettext_lazy("claimed by"),
    "stage": gettext_lazy("stage"),
    "verified_by_id": gettext_lazy("checked by"),
    "verified_on": gettext_lazy("checked on"),
    "source": gettext_lazy("source"),
    "merged_into_id": gettext_lazy("became part of"),
    "latitude": gettext_lazy("latitude"),
    "longitude": gettext_lazy("longitude"),
    "themes": gettext_lazy("themes"),
    "partners": gettext_lazy("partners"),
    "described": gettext_lazy("what is there"),
    "role_nl": gettext_lazy("its role, in Dutch"),
    "role_en": gettext_lazy("its role, in English"),
}
CHOICES: dict[str, Any] = {
    "kind": EntryKind,
    "sector": Sector,
    "phase": Phase,
    "reach": Reach,
    "stage": Stage,
}
NAMED: dict[str, Any] = {
    "region_id": Region,
    "municipality_id": Municipality,
    "hub_id": Hub,
    "organisation_id": Organisation,
    "verified_by_id": User,
    "merged_into_id": AtlasEntry,
    "themes": Theme,
    "partner_id": AtlasEntry,
    "kind_id": Kind,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One change in words; `lines` for lists: partners and what is there; `language` of what is said in one."""

    label: str
    before: str = ""
    after: str = ""
    lines: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    version: EntryVersion
    how: str
    said: tuple[Said, ...]


def versions_of(entry: AtlasEntry) -> QuerySet[EntryVersion]:
    """The latest first."""
    return EntryVersion.objects.filter(entry=entry).select_related("made_by").order_by("-number")


def told(entry: AtlasEntry, shown: Iterable[EntryVersion]) -> list[Told]:
    """These versions, the latest first and without a gap, with what each changed. One statement for each kind of thing
    that they name, however many versions."""
    rows = list(shown)
    if not rows:
        return []
    before = EntryVersion.objects.filter(entry=entry, number=rows[-1].number - 1).first()
    older = [each.content for each in rows[1:]] + [before.content if before else {}]
    names = names_in([*(each.content for each in rows), *older])
    how = {each.number: each.get_how_display() for each in EntryCheck.objects.filter(entry=entry)}
    return [
        Told(each, how.get(each.number, ""), in_words(was, each.content, names) if was else ())
        for each, was in zip(rows, older, strict=True)
    ]


def in_words(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, Mapping[int, str]]
) -> tuple[Said, ...]:
    return tuple(_said(change, names) for change in changes(before, after))


def names_in(contents: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, str]]:
    """What the numbers in these contents are called now."""
    numbers: dict[str, set[int]] = {field: set() for field in NAMED}
    for content in contents:
        for field in NAMED:
            value = content.get(field)
            numbers[field].update(value if isinstance(value, list) else [value] if value else [])
        numbers["partner_id"].update(
            row["partner_id"] for row in content.get("partners", ()) if row["partner_id"]
        )
        numbers["kind_id"].update(row["kind_id"] for row in content.get("described", ()))
    return {
        field: {pk: str(row) for pk, row in NAMED[field].objects.in_bulk(wanted).items()}
        for field, wanted in numbers.items()
        if wanted
    }


def _said(change: Change, names: Mapping[str, Mapping[int, str]]) -> Said:
    label = str(LABELS.get(change.field, change.field))
    if change.field in ("partners", "described"):
        return Said(label, lines=tuple(_lines(change, names)))
    before, after = (_value(change.field, value, names) for value in (change.before, change.after))
    return Said(label, before, after, language=language_of(change.field))


def _value(field: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    if value in (None, "", []):
        return ""
    if field in CHOICES:
        return str(dict(CHOICES[field].choices).get(value, value))
    if field in NAMED:
        known = names.get(field, {})
        gone = _("not on the site any more")
        return ", ".join(known.get(pk, gone) for pk in (value if isinstance(value, list) else [value]))
    if field == "verified_on" and (day := parse_date(value)):
        return date_format(day)
    return str(value)


def _lines(change: Change, names: Mapping[str, Mapping[int, str]]) -> Iterable[str]:
    for row in change.added:
        yield _("added: %(what)s") % {"what": _row(row, names)}
    for row in change.removed:
        yield _("taken away: %(what)s") % {"what": _row(row, names)}
    for before, after in change.altered:
        parts = [
            f"{_label(name)}: {_value(name, before[name], names) or '–'} → {_value(name, after[name], names) or '–'}"
            for name in after
            if before[name] != after[name]
        ]
        yield f"{_row(after, names)} ({'; '.join(parts)})"


def _label(name: str) -> str:
    for model in (Partner, DescribedFacility):
        if name in {field.name for field in model._meta.fields}:
            return str(LABELS.get(name, model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    return name


def _row(row: Mapping[str, Any], names: Mapping[str, Mapping[int, str]]) -> str:
    if row.get("partner_id"):
        return _value("partner_id", row["partner_id"], names)
    return str(row["name"])
