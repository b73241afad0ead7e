"""What an address asks of the atlas, whoever asks: a reader, a map, a download, a program."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from facilities.models import Kind
from hub.kit.errors import Refusal
from knowledgebase.models import Theme
from members.models import Municipality, Region
from region.models import EntryKind, Phase, Sector
from region.models.atlas import Asked
from region.rules.mapping import Box, box_of

Row = TypeVar("Row")
LONGEST = 100
NAMES = ("kind", "theme", "region", "sector", "phase", "with", "q", "town", "box")


class AtlasWordsTooLong(Refusal):
    code = "atlas_words_too_long"
    status = 400
    message = _("That is more than %(most)d characters. Search the atlas for a few words of it.")


@dataclass(frozen=True)
class Address:
    """The filters of an address as `given`, each with what may be chosen. One that names what there is not is no page
    (Http404)."""

    given: Mapping[str, str]

    @classmethod
    def of(cls, request: HttpRequest) -> "Address":
        return cls(request.GET.dict())

    @cached_property
    def themes(self) -> list[Theme]:
        return list(Theme.objects.all())

    @cached_property
    def regions(self) -> list[Region]:
        return list(Region.objects.all())

    @cached_property
    def facilities(self) -> list[Kind]:
        return list(Kind.objects.order_by("position", "slug"))

    @cached_property
    def asked(self) -> Asked:
        """Raises Http404, and `AtlasWordsTooLong`. Asks the database for what is named alone."""
        return Asked(
            kind=self._value("kind", EntryKind.values),
            phase=self._value("phase", Phase.values),
            sector=self._value("sector", Sector.values),
            theme=self._row("theme", lambda: self.themes),
            region=self._row("region", lambda: self.regions),
            town=self._row("town", self._towns),
            facility=self._row("with", lambda: self.facilities),
            words=words(self.given.get("q", "")),
            box=self._box(),
        )

    def _value(self, name: str, values: Collection[str]) -> str:
        text = self.given.get(name, "")
        if text and text not in values:
            raise Http404
        return text

    def _row(self, name: str, rows: Callable[[], Iterable[Row]]) -> Row | None:
        slug = self.given.get(name, "")
        if not slug:
            return None
        found = next((each for each in rows() if getattr(each, "slug", "") == slug), None)
        if found is None:
            raise Http404
        return found

    def _towns(self) -> Iterable[Municipality]:
        slug = self.given["town"]
        return [] if "\x00" in slug else Municipality.objects.filter(slug=slug[:60])

    def _box(self) -> Box | None:
        text = self.given.get("box", "")
        found = box_of(text)
        if text and found is None:
            raise Http404
        return found

    def query(self, **changes: str) -> str:
        """These filters as a query string, some of them changed or, when empty, left out; without pages."""
        kept = {name: self.given.get(name, "") for name in NAMES} | changes
        return urlencode({name: value for name, value in kept.items() if value})

    def values(self) -> dict[str, str]:
        """As the form shows them; `facility` for `with`, which a template cannot name."""
        found = {name: self.given.get(name, "") for name in NAMES}
        return {**found, "facility": found["with"]}


def words(text: str) -> str:
    """As they were typed, without what no database keeps; raises `AtlasWordsTooLong`."""
    if len(text) > LONGEST:
        raise AtlasWordsTooLong(most=LONGEST)
    return " ".join(text.replace("\x00", " ").split())
