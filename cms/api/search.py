"""The search of everything for programs: the same list, counts and pages as on `/search/`."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from bookings.api.schemas import ProblemOut
from cms.finding import (
    COUNTED_BY,
    LANGUAGES,
    MOST_SEARCHES,
    TooManySearches,
    key_of,
    key_text,
    narrowed,
    question,
)
from cms.models import Sort
from cms.models.searching import Hit, Way, search
from cms.rules.excerpts import Looked, excerpt
from hub.kit import clock
from hub.kit.strict import PlainText, Slug, StrictQuery, refuse_unknown
from members.pace import within_pace

router = Router()
NO = {frozenset({400, 403, 404, 429}): ProblemOut}


class SearchAsked(StrictQuery):
    """`q`: words. The others narrow it down, by what an address on the site has; `after` is the `next` of the page
    before. The texts are those for readers of the language that `Accept-Language` asks for."""

    q: Annotated[PlainText, Field(min_length=1, examples=["camera"])]
    kind: Sort | None = None
    theme: Slug | None = None
    region: Annotated[Slug, Field(examples=["noord-brabant"])] | None = None
    hub: Slug | None = None
    language: Literal["nl", "en"] | None = None
    bookable: Literal["yes"] | None = None
    after: Annotated[str, Field(pattern=r"^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,11}$")] | None = None


class HitOut(Schema):
    """`what` is the kind of a facility, such as camera; `excerpt` is plain text; `checked_on` is of articles."""

    kind: Sort
    what: str
    title: str
    url: str
    language: str
    place: str
    bookable: bool
    checked_on: str | None
    excerpt: str


class FoundOut(Schema):
    """`way`: `whole`, all the words; `beginning`, words that begin so as well; `meant`, nothing had the words and these
    results are for `meant`; `some`, nothing had all of them. `next` is null on the last page."""

    total: int
    way: Way
    meant: str
    next: str | None
    kinds: dict[str, int]
    results: list[HitOut]


EXAMPLE = {
    "total": 1,
    "way": "whole",
    "meant": "",
    "next": None,
    "kinds": {"facility": 1},
    "results": [
        {
            "kind": "facility",
            "what": "camera",
            "title": "Camera 4K",
            "url": "https://vliegwiel.example/en/hubs/effenaar/camera/",
            "language": "en",
            "place": "Effenaar, Eindhoven",
            "bookable": True,
            "checked_on": None,
            "excerpt": "A mirrorless 4K camera with two lenses.",
        }
    ],
}


@router.get(
    "/search",
    response={200: FoundOut, **NO},
    tags=["search"],
    openapi_extra={"responses": {200: {"content": {"application/json": {"example": EXAMPLE}}}}},
)
def search_everything(request: HttpRequest, asked: Query[SearchAsked]) -> Any:
    """Facilities, hubs, how-tos, experiments and their results, toolboxes, news and pages that have the words."""
    refuse_unknown(request, asked)
    text = question(asked.q)
    names = ("kind", "theme", "region", "hub", "language", "bookable")
    choice = narrowed(**{name: str(getattr(asked, name) or "") for name in names})
    if not within_pace(request, "search", MOST_SEARCHES, now=clock.now(), step=COUNTED_BY):
        raise TooManySearches()
    reader = get_language() or LANGUAGES[0]
    found = search(text, reader=reader, filters=choice.filters, after=key_of(asked.after or ""))
    return {
        "total": found.total,
        "way": found.way,
        "meant": found.meant,
        "next": key_text(found.next) or None,
        "kinds": {kind: each.count for kind, each in found.counts.get("sort", {}).items()},
        "results": [_hit(hit, reader, found.looked) for hit in found.hits],
    }


def _hit(hit: Hit, reader: str, looked: Looked | None) -> dict[str, Any]:
    pattern = looked.pattern() if looked else None
    return {
        "kind": hit.sort,
        "what": hit.kind_name,
        "title": hit.title,
        "url": settings.SITE_URL + hit.at(reader),
        "language": hit.language,
        "place": hit.place,
        "bookable": hit.bookable,
        "checked_on": hit.on.isoformat() if hit.on else None,
        "excerpt": "".join(piece.text for piece in excerpt(hit.text, pattern)),
    }
