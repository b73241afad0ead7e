"""What can be followed, found by its kind and by its address or its number: public, and there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from facilities.models import Facility, FacilityState, Hub
from hub.kit.refs import Ref
from knowledgebase.models.articles import address_of
from knowledgebase.models.experiments import Experiment
from knowledgebase.models.following import EXPERIMENT, FACILITY, LAB, THEME, follows
from knowledgebase.models.themes import Theme
from members.models import User


@dataclass(frozen=True, slots=True)
class Followable:
    """`path` and `feed` are addresses on this site in the reader's language; `language` is the name's own where it has
    one."""

    ref: Ref
    name: str
    path: str
    feed: str
    beside: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """What a page offers to its reader. `is_followed` None: somebody who would have to sign in first. `is_pressed`:
    just now, so that who hears the page is told."""

    what: Followable
    is_followed: bool | None
    is_pressed: bool = False


def button_for(reader: User | AnonymousUser, what: Followable) -> Button:
    """Asks the database nothing for somebody who is not signed in."""
    return Button(what, follows(reader.pk, what.ref) if isinstance(reader, User) else None)


def theme_followed(theme: Theme) -> Followable:
    return Followable(
        Ref(THEME, str(theme.pk)),
        theme.name,
        reverse("knowledgebase:theme", args=[theme.slug]),
        reverse("knowledgebase:theme_feed", args=[theme.slug]),
    )


def hub_followed(hub: Hub) -> Followable:
    return Followable(
        hub.ref,
        hub.name,
        reverse("cms:hub", args=[hub.slug]),
        reverse("knowledgebase:hub_feed", args=[hub.slug]),
    )


def experiment_followed(experiment: Experiment, language: str) -> Followable:
    return Followable(
        Ref(EXPERIMENT, str(experiment.pk)),
        experiment.title,
        address_of(language, experiment.url_path),
        reverse("knowledgebase:experiment_feed", args=[experiment.slug]),
        language=experiment.language,
    )


def facility_followed(facility: Facility) -> Followable:
    slugs = [facility.hub.slug, facility.slug]
    return Followable(
        Ref(FACILITY, str(facility.pk)),
        facility.name,
        reverse("cms:facility", args=slugs),
        reverse("knowledgebase:facility_feed", args=slugs),
        beside=facility.hub.name,
    )


def _themes(ids: list[int], language: str) -> Iterable[Followable]:
    return (theme_followed(each) for each in Theme.objects.filter(pk__in=ids))


def _hubs(ids: list[int], language: str) -> Iterable[Followable]:
    return (hub_followed(each) for each in Hub.objects.filter(pk__in=ids))


def _experiments(ids: list[int], language: str) -> Iterable[Followable]:
    found = Experiment.objects.filter(pk__in=ids, live=True).select_related("locale")
    return (experiment_followed(each, language) for each in found)


def _facilities(ids: list[int], language: str) -> Iterable[Followable]:
    found = Facility.objects.filter(pk__in=ids, state=FacilityState.LIVE).select_related("hub")
    return (facility_followed(each) for each in found)


_KINDS: dict[str, Callable[[list[int], str], Iterable[Followable]]] = {
    THEME: _themes,
    LAB: _hubs,
    EXPERIMENT: _experiments,
    FACILITY: _facilities,
}


def followables(refs: Iterable[Ref], language: str) -> dict[Ref, Followable]:
    """Of these the ones that are there and public, in one statement a kind."""
    wanted: dict[str, list[int]] = {}
    for ref in refs:
        wanted.setdefault(ref.kind, []).append(int(ref.id))
    return {
        each.ref: each
        for kind, find in _KINDS.items()
        if wanted.get(kind)
        for each in find(wanted[kind], language)
    }
