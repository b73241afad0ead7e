"""What an address asks of the atlas, whoever asks: a reader, a map, a download, a program."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from facilities.models import Kind
from hub.kit.choosing import chosen
from hub.kit.errors import Refusal
from knowledgebase.models import Theme
from members.models import Municipality, Region
from region.models import EntryKind, Phase, Sector
from region.models.atlas import Asked
from region.rules.mapping import Box, box_of

LONGEST = 100
NAMES = ("kind", "theme", "region", "sector", "phase", "with", "q", "town", "box")


class AtlasWordsTooLong(Refusal):
    code = "atlas_words_too_long"
    status = 400
    message = _("That is more than %(most)d characters. Search the atlas for a few words of it.")


@dataclass(frozen=True)
class Address:
    """The filters of a request, each with what may be chosen. One that names what there is not is no page (Http404)."""

    request: HttpRequest

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
        """Raises Http404, and `AtlasWordsTooLong`."""
        request, given = self.request, self.request.GET.get
        chosen(request, "kind", dict(EntryKind.choices))
        chosen(request, "phase", dict(Phase.choices))
        chosen(request, "sector", dict(Sector.choices))
        return Asked(
            kind=given("kind", ""),
            phase=given("phase", ""),
            sector=given("sector", ""),
            theme=chosen(request, "theme", {each.slug: each for each in self.themes})
            if given("theme")
            else None,
            region=self._region(),
            town=self._town(),
            facility=chosen(request, "with", {each.slug: each for each in self.facilities})
            if given("with")
            else None,
            words=words(given("q", "")),
            box=self._box(),
        )

    def _region(self) -> Region | None:
        if not self.request.GET.get("region"):
            return None
        return chosen(self.request, "region", {each.slug: each for each in self.regions})

    def _town(self) -> Municipality | None:
        slug = self.request.GET.get("town", "")
        if not slug:
            return None
        found = Municipality.objects.filter(slug=slug[:60]).first() if "\x00" not in slug else None
        if found is None:
            raise Http404
        return found

    def _box(self) -> Box | None:
        text = self.request.GET.get("box", "")
        found = box_of(text)
        if text and found is None:
            raise Http404
        return found

    def query(self, **changes: str) -> str:
        """These filters as a query string, some of them changed or, when empty, left out; without pages."""
        kept = {name: self.request.GET.get(name, "") for name in NAMES} | changes
        return urlencode({name: value for name, value in kept.items() if value})

    def values(self) -> dict[str, str]:
        """As the form shows them; `facility` for `with`, which a template cannot name."""
        found = {name: self.request.GET.get(name, "") for name in NAMES}
        return {**found, "facility": found["with"]}


def words(text: str) -> str:
    """As they were typed, without what no database keeps; raises `AtlasWordsTooLong`."""
    if len(text) > LONGEST:
        raise AtlasWordsTooLong(most=LONGEST)
    return " ".join(text.replace("\x00", " ").split())
