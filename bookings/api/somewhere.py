"""The sentence for programs: the first time somewhere in a period, with what is wanted beside it."""

import json
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AfterValidator, Field

from bookings.api import mapping
from bookings.api.endpoints import JSON, NO, PAGE_SIZE, PageNumber
from bookings.api.schemas import SomewherePageOut
from bookings.api.visits import Doing, PeopleAsked
from bookings.finding import Point, Result, find, priced
from bookings.forms.blanks import FURTHEST, hours_of
from bookings.forms.kinds import split_kind
from bookings.rules.question import LONGEST, MOST_EXTRAS, MOST_UNITS, SHORTEST, Extra, Question, Sort, check
from facilities.models import KindFamily
from facilities.permissions import hub_id_for
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_of
from hub.kit.periods import Period
from hub.kit.strict import IN_FIGURES, Instant, Slug, StrictQuery, refuse_unknown
from members.models import Municipality, Organisation
from members.permissions import organisation_for

router = Router()


class NoSuchTown(Refusal):
    code = "no_such_town"
    status = 400
    message = _("There is no town %(town)s. Give the name of a municipality as it is written in addresses.")


class FromWhere(Refusal):
    code = "from_where"
    status = 400
    message = _("A distance needs a point: give a town, or the organisation whose seat it is counted from.")


def _hours(text: str) -> str:
    try:
        hours_of(text)
    except ValueError as error:
        raise ValueError("give hours of the day such as 09:00-17:00") from error
    return text


HoursOfDay = Annotated[str, Field(pattern=r"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"), AfterValidator(_hours)]
Beside = Annotated[str, Field(pattern=r"^([1-9][0-9]{0,2}\*)?[a-z0-9][a-z0-9_-]*$", max_length=84)]


class SomewhereAsked(StrictQuery):
    """`extra`, up to three times: a kind, or any-equipment, any-expert, any-room, any-studio; with a number before it,
    as 2*microphone. `people` and `activity`: who comes and for what, where a house has rules about it; of rooms those
    that hold so many. `organisation`: whose price, and from whose seat distances are counted without a `town`."""

    start: Instant
    end: Instant
    minutes: Annotated[int, Field(ge=SHORTEST, le=LONGEST), IN_FIGURES]
    hours: HoursOfDay | None = None
    family: KindFamily | None = None
    kind: Slug | None = None
    feature: Annotated[list[Slug], Field(max_length=20)] = []
    region: Slug | None = None
    hub: Slug | None = None
    town: Slug | None = None
    km: Annotated[int, Field(ge=1, le=FURTHEST), IN_FIGURES] | None = None
    quantity: Annotated[int, Field(ge=1, le=MOST_UNITS), IN_FIGURES] = 1
    extra: Annotated[list[Beside], Field(max_length=MOST_EXTRAS)] = []
    people: PeopleAsked | None = None
    activity: Doing = ""
    sort: Sort = Sort.SOONEST
    organisation: UUID | None = None
    page: PageNumber = 1


@router.get("/somewhere", response={200: SomewherePageOut, **NO}, tags=["free time"])
def somewhere(request: HttpRequest, asked: Query[SomewhereAsked]) -> Any:
    """By facility the first time in a period at which it is free for so long, with what is wanted beside it and with
    whoever must come along then; with the price of all of it."""
    refuse_unknown(request, asked)
    window = Period(asked.start, asked.end)
    check(window, asked.minutes)
    organisation = organisation_for(request.user, asked.organisation) if asked.organisation else None
    origin, now = _origin(asked, organisation), clock.now()
    answer = find(question=_question(asked, window), origin=origin, organisation=organisation, now=now)
    page = page_of(answer.hits, asked.page, PAGE_SIZE)
    results = priced(hits=list(page.object_list), organisation=organisation, now=now)
    out = mapping.page(page, [_row(each) for each in results])
    return HttpResponse(json.dumps(out, separators=(",", ":")), content_type=JSON)


def _question(asked: SomewhereAsked, window: Period) -> Question:
    return Question(
        when="",
        window=window,
        minutes=asked.minutes,
        hours=hours_of(asked.hours) if asked.hours else None,
        kind=asked.kind or "",
        family=asked.family or "",
        features=tuple(asked.feature),
        region=asked.region or "",
        km=asked.km,
        quantity=asked.quantity,
        extras=tuple(_extra(each) for each in asked.extra),
        hub_id=hub_id_for(asked.hub) if asked.hub else None,
        sort=asked.sort,
        people=asked.people,
        activity=asked.activity,
    )


def _extra(text: str) -> Extra:
    number, _star, thing = text.rpartition("*")
    family, kind = split_kind(thing)
    return Extra(int(number or 1), kind, family)


def _origin(asked: SomewhereAsked, organisation: Organisation | None) -> Point | None:
    town = organisation.municipality if organisation else None
    if asked.town:
        town = Municipality.objects.filter(slug=asked.town).first()
        if town is None:
            raise NoSuchTown(town=asked.town)
    if asked.km and town is None:
        raise FromWhere()
    return Point(float(town.latitude), float(town.longitude)) if town else None


def _row(each: Result) -> dict[str, Any]:
    row = mapping.offer(each)
    row["lines"] = [
        {
            "facility": wish.facility_id,
            "quantity": wish.quantity,
            "start": wish.period.start.isoformat(),
            "end": wish.period.end.isoformat(),
        }
        for wish in each.hit.wishes
    ]
    del row["free"]
    return row
