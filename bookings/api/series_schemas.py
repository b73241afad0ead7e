"""What goes in and comes out about series: as in `schemas`; dates without a time are those of the hub's calendar."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from bookings.api.parts import Part
from bookings.api.schemas import (
    MOST_LINES,
    BookingRowOut,
    LineIn,
    PriceOut,
    ShareOut,
    WantedLineOut,
)
from bookings.api.visits import ComesAlongOut, VisitIn
from bookings.rules.series import MOST_DATES
from hub.kit.strict import Id, PlainText, Slug, Strict

Lines = Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]
On = Annotated[date, Field(strict=False, ge=date(2000, 1, 1), lt=date(2200, 1, 1))]
Choice = Annotated[PlainText, Field(max_length=60)]
BookingNumber = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,9}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]

EXAMPLE_LINE: dict[str, Any] = {
    "facility": 12,
    "quantity": 1,
    "start": "2026-12-01T19:00:00+01:00",
    "end": "2026-12-01T22:00:00+01:00",
}
EXAMPLE: dict[str, Any] = {
    "hub": "effenaar",
    "organisation": "0d6ff9f6-5a5c-4a0c-9f0a-6c1f5f0f7b10",
    "lines": [EXAMPLE_LINE],
    "repeat": {"rhythm": "weekly", "count": 20},
}


class RepeatIn(Strict):
    """`monthly` is the same weekday of each month (the second Tuesday), `monthly_last` its last one. Either `count`,
    the first date counted, or `until`, a day that is included."""

    rhythm: Literal["weekly", "fortnightly", "monthly", "monthly_last"]
    count: Annotated[int, Field(ge=2, le=MOST_DATES)] | None = None
    until: On | None = None


class DecisionIn(Strict):
    """`choice` is one of the date's `choices` in the answer. What is free and nothing was said of is taken."""

    on: On
    choice: Choice


class SeriesAskedIn(VisitIn):
    """`lines` are those of the first date, without who must come along: they come by themselves on the dates on which
    the house wants them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{**EXAMPLE, "decisions": [{"on": "2026-12-29", "choice": "out"}]}],
        }
    )

    hub: Slug
    organisation: Annotated[UUID, Field(strict=False)]
    lines: Lines
    repeat: RepeatIn
    decisions: Annotated[list[DecisionIn], Field(max_length=MOST_DATES)] = []


class SeriesDateIn(Strict):
    """`on` is the day of the rule, `lines` all that is booked on it: the date's `lines` in the answer."""

    on: On
    lines: Lines


class SeriesIn(VisitIn):
    """Each date of the rule is among `dates` or `left_out`. `price_digest` is the `digest` that was agreed to.
    `part_of`: a pilot that the organisation takes part in, as of a booking; each date becomes part of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **EXAMPLE,
                    "repeat": {"rhythm": "weekly", "count": 3},
                    "dates": [
                        {"on": "2026-12-01", "lines": [EXAMPLE_LINE]},
                        {
                            "on": "2026-12-08",
                            "lines": [
                                {
                                    **EXAMPLE_LINE,
                                    "start": "2026-12-08T19:00:00+01:00",
                                    "end": "2026-12-08T22:00:00+01:00",
                                }
                            ],
                        },
                    ],
                    "left_out": ["2026-12-15"],
                    "price_digest": "0" * 64,
                    "purpose": "Choir rehearsal",
                }
            ],
        }
    )

    hub: Slug
    organisation: Annotated[UUID, Field(strict=False)]
    lines: Lines
    repeat: RepeatIn
    dates: Annotated[list[SeriesDateIn], Field(min_length=1, max_length=MOST_DATES)]
    left_out: Annotated[list[On], Field(max_length=MOST_DATES)] = []
    price_digest: Digest
    purpose: Annotated[PlainText, Field(max_length=200)] = ""
    reference: Annotated[PlainText, Field(max_length=80)] = ""
    part_of: Part | None = None
    house_rules_version: Annotated[int, Field(ge=1, le=32767)] | None = None


class ChoiceOut(Schema):
    """Another time that day, another thing, which of two equal times; `start` and `end` where it is another time."""

    choice: str
    thing: str
    start: datetime | None
    end: datetime | None


class ShownDateOut(Schema):
    """`state` is free, clash, closed, beyond, soon, clock (the time does not exist that night, or twice) or other, and
    `code` and `detail` say why it cannot be had as it was asked for. `choice` is empty while it is to be decided;
    `lines` is what would be booked, empty for what is undecided or left out."""

    on: date
    state: str
    code: str | None
    detail: str | None
    choices: list[ChoiceOut]
    choice: str
    start: datetime
    end: datetime
    lines: list[WantedLineOut]
    companions: list[ComesAlongOut]
    price: PriceOut | None
    refusal: str | None


class ShownSeriesOut(Schema):
    """Prices are those of the dates booked in their order. `digest` is empty while it cannot be booked: dates to
    decide, fewer than two taken, one without a price, or `obstacle`. `asks_approval`: all are asked for, not booked."""

    dates: list[ShownDateOut]
    taken: int
    undecided: int
    list_cents: int
    own_cents: int
    shares: list[ShareOut]
    digest: str
    obstacle: str | None
    asks_approval: bool
    house_rules_version: int | None


class SeriesRowOut(Schema):
    """`live`: how many of its dates are still held, asked for, confirmed or done."""

    number: str
    hub: str
    rhythm: str
    purpose: str
    placed_at: datetime
    live: int
    next_at: datetime | None
    last_at: datetime | None


class SeriesPageOut(Schema):
    count: int
    page: int
    pages: int
    results: list[SeriesRowOut]


class SeriesOut(Schema):
    """`left_out` is what was left out when it was booked; each of `bookings` is one like any other."""

    number: str
    hub: str
    organisation: UUID
    rhythm: str
    purpose: str
    placed_at: datetime
    dates: int
    left_out: list[date]
    bookings: list[BookingRowOut]


class OtherIn(Strict):
    """What a facility becomes on each date: so many of `instead` (itself where it is not given), 0 to give it up."""

    facility: Id
    instead: Id | None = None
    quantity: Annotated[int, Field(ge=0, le=100)]


class DateDecisionIn(Strict):
    number: BookingNumber
    choice: Literal["stays", "first", "second"]


class SeriesChangeAskedIn(Strict):
    """`begin` is the booking from which on all later dates are to be different; what is not said stays. `start` and
    `end` are times of the hub's clock, `weekday` 1 (Monday) to 7 moves each date within its own week."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"begin": "K7M2-X9QD", "start": "20:00", "end": "22:30", "weekday": 3}],
        }
    )

    begin: BookingNumber
    start: ClockTime | None = None
    end: ClockTime | None = None
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None
    things: Annotated[list[OtherIn], Field(max_length=MOST_LINES)] = []
    purpose: Annotated[PlainText, Field(max_length=200)] | None = None
    decisions: Annotated[list[DateDecisionIn], Field(max_length=MOST_DATES)] = []


class ChangedDateOut(Schema):
    """`state` is moves, same (it is like that already), stays (so it was decided) or undecided, and then `code` and
    `detail` say what is in the way. `lines` and `price_digest` are what goes into the change of one that moves."""

    number: str
    state: str
    code: str | None
    detail: str | None
    start: datetime
    end: datetime
    lines: list[WantedLineOut]
    price: PriceOut | None
    price_digest: str
    more_cents: int
    fee_own_cents: int


class ShownSeriesChangeOut(Schema):
    """`more_cents` is what the organisation pays more for all that move, `fee_own_cents` included."""

    dates: list[ChangedDateOut]
    moving: int
    undecided: int
    more_cents: int
    fee_own_cents: int


class ChangedDateIn(Strict):
    number: BookingNumber
    lines: Lines
    price_digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class SeriesChangeIn(Strict):
    """`changes` in the order in which they were shown. Without `purpose` each keeps its own. The hub's people give a
    reason."""

    changes: Annotated[list[ChangedDateIn], Field(min_length=1, max_length=MOST_DATES)]
    purpose: Annotated[PlainText, Field(max_length=200)] | None = None
    reason: Annotated[PlainText, Field(max_length=200)] = ""


class SeriesCancelIn(Strict):
    """`begin`: this date and all later ones. `most_fee_cents`: of all of them together, as for a booking."""

    begin: BookingNumber
    reason: Annotated[PlainText, Field(max_length=200)] = ""
    most_fee_cents: Annotated[int, Field(ge=0, le=999_999_999)] | None = None
