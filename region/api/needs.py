"""What is looked for, for programs: public ones that may be answered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema

from bookings.api.endpoints import PageNumber
from bookings.api.mapping import page
from bookings.api.schemas import ProblemOut
from funding.models.limits import COUNTRY
from hub.kit import clock
from hub.kit.paging import page_of
from hub.kit.strict import Slug, StrictQuery, refuse_unknown
from region.models import Need, NeedSort
from region.models.needs_reading import about_theme, open_needs

router = Router()
NO = {frozenset({400, 404}): ProblemOut}
PAGE_SIZE = 50


class NeedsAsked(StrictQuery):
    """`kind` is that of a facility; `region` the one of the town; `theme` as in the atlas."""

    sort: NeedSort | None = None
    kind: Slug | None = None
    region: Slug | None = None
    theme: Slug | None = None
    page: PageNumber = 1


class NeedOut(Schema):
    """Between two days, both included, within `radius_km` of a town (degrees of WGS 84). `hours` in all, null where
    nobody can say; `offers` counts those that are open or accepted. What is only for hubs, and what somebody can spend,
    is not here."""

    uuid: UUID
    url: str
    sort: str
    kind: str | None
    title: str
    words: str
    language: str
    organisation: str
    quantity: int
    from_date: date
    until_date: date
    hours: int | None
    daypart: str
    flexible: bool
    town: str
    region: str
    latitude: float
    longitude: float
    radius_km: int
    step_free: bool
    themes: list[str]
    project: str
    answer_by: date
    offers: int
    posted_at: datetime
    is_demonstration: bool


class NeedPageOut(Schema):
    count: int
    page: int
    pages: int
    results: list[NeedOut]


@router.get("/needs", response={200: NeedPageOut, **NO}, tags=["needs"], url_name="needs")
def needs(request: HttpRequest, asked: Query[NeedsAsked]) -> Any:
    """Those that close first come first."""
    refuse_unknown(request, asked)
    found = _public()
    if asked.sort:
        found = found.filter(sort=asked.sort)
    if asked.kind:
        found = found.filter(kind__slug=asked.kind)
    if asked.region:
        found = found.filter(municipality__region__slug=asked.region)
    if asked.theme:
        found = found.filter(about_theme(asked.theme))
    shown = page_of(found, asked.page, PAGE_SIZE)
    return page(shown, [_need(each) for each in shown.object_list])


@router.get("/needs/{uuid}", response={200: NeedOut, **NO}, tags=["needs"], url_name="need")
def need(request: HttpRequest, uuid: UUID) -> Any:
    """One of them, while it may be answered."""
    found = _public().filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return _need(found)


def _public() -> Any:
    today = clock.now().astimezone(COUNTRY).date()
    return open_needs(today).filter(only_hubs=False)


def _need(found: Need) -> dict[str, Any]:
    plain = (
        "uuid",
        "sort",
        "title",
        "words",
        "language",
        "quantity",
        "from_date",
        "until_date",
        "hours",
        "daypart",
        "flexible",
        "radius_km",
        "step_free",
        "project",
        "answer_by",
        "posted_at",
    )
    town = found.municipality
    return {
        **{name: getattr(found, name) for name in plain},
        "url": settings.SITE_URL + reverse("region:need", args=[found.uuid]),
        "kind": found.kind.slug if found.kind else None,
        "themes": [each.slug for each in found.themes.all()],
        "organisation": found.organisation.name,
        "town": town.name,
        "region": town.region.slug,
        "latitude": float(town.latitude),
        "longitude": float(town.longitude),
        "offers": getattr(found, "answers", 0),
        "is_demonstration": found.is_demo,
    }
