"""Kinds as phrases of the sentence: anything, any of a family, or one kind."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Kind, KindFamily

ANY = "any-"
ANY_OF = {
    KindFamily.STUDIO: gettext_lazy("any studio"),
    KindFamily.ROOM: gettext_lazy("any room"),
    KindFamily.EQUIPMENT: gettext_lazy("any equipment"),
    KindFamily.EXPERT: gettext_lazy("any expert"),
    KindFamily.SESSION: gettext_lazy("any training session"),
}


def kind_choices(kinds: Iterable[Kind]) -> list[Any]:
    """Anything; then by family: any of it, and each kind."""
    rows = list(kinds)
    choices: list[Any] = [("", _("anything"))]
    for family in KindFamily:
        mine = _of(family, rows)
        if mine:
            choices.append((family.label, [(f"{ANY}{family.value}", ANY_OF[family]), *mine]))
    return choices


def gear(kinds: Iterable[Kind], none: str) -> list[Any]:
    """What may be borrowed with it."""
    any_of_it = (f"{ANY}{KindFamily.EQUIPMENT.value}", ANY_OF[KindFamily.EQUIPMENT])
    return [("", none), any_of_it, *_of(KindFamily.EQUIPMENT, kinds)]


def helpers(kinds: Iterable[Kind], nobody: str) -> list[Any]:
    """Who may come with it."""
    anybody = (f"{ANY}{KindFamily.EXPERT.value}", _("somebody who knows it"))
    return [("", nobody), anybody, *_of(KindFamily.EXPERT, kinds)]


def split_kind(value: str) -> tuple[str, str]:
    """A choice as family and kind; one of them is empty, or both."""
    return (value.removeprefix(ANY), "") if value.startswith(ANY) else ("", value)


def _of(family: KindFamily, kinds: Iterable[Kind]) -> list[tuple[str, str]]:
    return [(kind.slug, within_a_sentence(kind.name)) for kind in kinds if kind.family == family]


def within_a_sentence(name: str) -> str:
    """Without the capital of a heading; a VR headset keeps those that it is read by."""
    return f"{name[:1].lower()}{name[1:]}" if name[1:2].islower() else name
