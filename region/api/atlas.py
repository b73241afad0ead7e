"""The atlas for programs: the same entries as on its page, under the same filters."""

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from bookings.api.schemas import ProblemOut
from hub.kit.paging import page_of
from hub.kit.strict import IN_FIGURES, PlainText, Slug, StrictQuery, refuse_unknown
from region.forms.atlas import LONGEST, Address
from region.models import EntryKind, Phase, Reach, Sector
from region.models.around import network_of, takes_part_in, things_described, things_on_site
from region.models.atlas import listed, marked, matching
from region.outbound.atlas_files import facts
from region.permissions import entry_for

router = Router()
PAGE_SIZE = 100
NO = {frozenset({400, 404}): ProblemOut}


class AtlasAsked(StrictQuery):
    """`sector`: of one of its partners. `facility`: a kind of thing that is there, on this site or described. `q`:
    words that it says. `box`: west, south, east and north in degrees. `elsewhere`: only what is national or online."""

    q: Annotated[PlainText, Field(max_length=LONGEST)] = ""
    kind: EntryKind | None = None
    theme: Slug | None = None
    region: Annotated[Slug, Field(examples=["noord-brabant"])] | None = None
    town: Slug | None = None
    sector: Sector | None = None
    phase: Phase | None = None
    facility: Slug | None = None
    box: Annotated[str, Field(pattern=r"^[0-9.,-]{7,60}$", examples=["5.3,51.3,5.6,51.6"])] | None = None
    elsewhere: Literal["yes"] | None = None
    page: Annotated[int, Field(ge=1, le=99_999), IN_FIGURES] = 1


class EntryOut(Schema):
    """`reach`: at a place, national or virtual; the latter two have no town and no degrees (WGS 84). `is_stale`: nobody
    has checked it for a year. `since`: a year."""

    slug: str
    name: str
    kind: EntryKind
    sector: Sector
    phase: Phase | None
    reach: Reach
    region: str | None
    town: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    themes: list[str]
    about: str | None
    website: str | None
    since: int | None
    verified_on: str | None
    is_stale: bool
    source: str | None
    url: str


class PartnerOut(Schema):
    """`entry` is the slug of who is on the atlas itself; `also_with`: of whom it is a partner elsewhere, too."""

    name: str
    sector: Sector
    entry: str | None
    role: str | None
    since: int | None
    also_with: list[str]


class PartOut(Schema):
    entry: str
    name: str
    role: str | None


class ThingOut(Schema):
    """`bookable`: on this site."""

    name: str
    kind: str
    bookable: bool


class WholeEntryOut(EntryOut):
    partners: list[PartnerOut]
    takes_part_in: list[PartOut]
    facilities: list[ThingOut]


class AtlasPageOut(Schema):
    total: int
    page: int
    pages: int
    results: list[EntryOut]


@router.get("/atlas", response={200: AtlasPageOut, 304: None, **NO}, tags=["atlas"], url_name="atlas")
def atlas(request: HttpRequest, asked: Query[AtlasAsked]) -> Any:
    """Labs, networks and institutions by name, a hundred a page. Send the ETag of before as If-None-Match: 304 says
    that nothing has changed."""
    refuse_unknown(request, asked)
    given = {name: str(value) for name, value in asked.model_dump(exclude_none=True, mode="json").items()}
    found = matching(Address({**given, "with": given.get("facility", "")}).asked)
    if asked.elsewhere:
        found = found.exclude(reach=Reach.PLACE)

    def body() -> dict[str, Any]:
        page = page_of(listed(found).select_related("municipality", "region"), asked.page, PAGE_SIZE)
        return {
            "total": page.paginator.count,
            "page": page.number,
            "pages": page.paginator.num_pages,
            "results": [facts(each) for each in page],
        }

    return _unless_known(request, body)


@router.get(
    "/atlas/{slug}", response={200: WholeEntryOut, 304: None, **NO}, tags=["atlas"], url_name="atlas_entry"
)
def atlas_entry(request: HttpRequest, slug: Slug) -> Any:
    """One of them with who takes part in it, what it takes part in, and what is there."""
    found = entry_for(slug)

    def body() -> dict[str, Any]:
        return {
            **facts(found),
            "partners": [
                {
                    "name": each.name,
                    "sector": each.sector,
                    "entry": each.entry.slug if each.entry else None,
                    "role": each.row.role or None,
                    "since": each.row.since,
                    "also_with": list(each.beside),
                }
                for each in network_of(found).members
            ],
            "takes_part_in": [
                {"entry": row.entry.slug, "name": row.entry.name, "role": row.role or None}
                for row in takes_part_in(found)
            ],
            "facilities": [
                *(_thing(each.name, each.kind.slug, bookable=True) for each in things_on_site(found)),
                *(_thing(each.name, each.kind.slug, bookable=False) for each in things_described(found)),
            ],
        }

    return _unless_known(request, body)


def _thing(name: str, kind: str, *, bookable: bool) -> dict[str, Any]:
    return {"name": name, "kind": kind, "bookable": bookable}


def _unless_known(request: HttpRequest, body: Callable[[], dict[str, Any]]) -> HttpResponse:
    """The answer, or 304 without making it: who has it shows the mark of all that it rests on."""
    tag = f'"{marked(get_language() or "")}"'
    known = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    if tag in known:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        text = json.dumps(body(), ensure_ascii=False, separators=(",", ":"))
        answer = HttpResponse(text, content_type="application/json")
    answer["ETag"] = tag
    patch_cache_control(answer, public=True, no_cache=True)
    return answer
