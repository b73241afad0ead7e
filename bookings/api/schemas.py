"""What goes in and comes out. Instants are RFC 3339 with an offset, money is whole cents of a euro, VAT included."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from bookings.api.costs import CancellingOut, FeeOut
from bookings.api.parts import Part
from bookings.api.visits import ComesAlongOut, CompanionOut, CompanionReasonOut, VisitIn
from hub.kit.strict import Id, Instant, PlainText, Slug, Strict

MOST_LINES = 20


class LineIn(Strict):
    """So many of one facility, from `start` up to, not including, `end`."""

    facility: Id
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    start: Instant
    end: Instant


class QuoteIn(VisitIn):
    """Without an organisation the answer is the list price."""

    hub: Slug
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]
    organisation: Annotated[UUID, Field(strict=False)] | None = None


class BookingIn(VisitIn):
    """`price_digest` is the `digest` of the quote that was agreed to. With `confirm` it is booked in one go; then
    `house_rules_version` is the version of the hub's house rules that was accepted, if it has any. `part_of`: a pilot
    that the organisation takes part in, as `pilot:` and its uuid."""

    hub: Slug
    organisation: Annotated[UUID, Field(strict=False)]
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]
    price_digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    purpose: Annotated[PlainText, Field(max_length=200)] = ""
    reference: Annotated[PlainText, Field(max_length=80)] = ""
    part_of: Part | None = None
    confirm: bool = False
    house_rules_version: Annotated[int, Field(ge=1, le=32767)] | None = None


class ConfirmIn(Strict):
    house_rules_version: Annotated[int, Field(ge=1, le=32767)] | None = None


class SpanOut(Schema):
    start: datetime
    end: datetime


class DayOut(Schema):
    """`state` is free, some, full, closed, past or beyond."""

    date: date
    state: str
    spans: list[SpanOut]


class MonthOut(Schema):
    facility: int
    zone: str
    days: list[DayOut]


class BusyOut(Schema):
    """That a unit is taken then, and nothing about by whom. Turnaround is included."""

    facility: int
    unit: str
    start: datetime
    end: datetime


class BusyDaysOut(Schema):
    hub: str
    zone: str
    first: date
    days: int
    busy: list[BusyOut]


class ShareOut(Schema):
    """`role` is own, fund or hub."""

    label: str
    cents: int
    role: str


class PriceOut(Schema):
    """`list_cents` = own + funds + hub. What the hub gives is a discount, so `net_cents` + `vat_cents` = `list_cents`
    - `hub_cents`; what funds carry is paid in advance and lowers no VAT. docs/pricing.md has the sums. `no_vat`: why
    the hub charges none at all, else empty."""

    list_cents: int
    net_cents: int
    vat_cents: int
    no_vat: str
    own_cents: int
    funds_cents: int
    hub_cents: int
    shares: list[ShareOut]


class FreeOut(Schema):
    """One facility that is free in exactly that window; `companions` must come along then. The price is of all of it,
    and None where `refusal` says why there is none. `perhaps`: why more may have to come, which depends on `people` or
    `activity`; what was not said is not priced."""

    facility: int
    name: str
    kind: str
    hub: str
    hub_name: str
    town: str
    free: int
    km: float | None
    start: datetime
    end: datetime
    companions: list[ComesAlongOut]
    perhaps: list[CompanionReasonOut]
    price: PriceOut | None
    refusal: str | None


class FreePageOut(Schema):
    count: int
    page: int
    pages: int
    results: list[FreeOut]


class WantedLineOut(Schema):
    facility: int
    quantity: int
    start: datetime
    end: datetime


class SomewhereOut(Schema):
    """One facility at its first time. `lines` are what would be booked: itself, what serves the extras, in their order,
    and whoever must come along, of whom `companions` gives the reasons. The price is of all of them, and None where
    `refusal` says why there is none. `perhaps`: why more may have to come, which depends on `people` or `activity`;
    what was not said is not priced."""

    facility: int
    name: str
    kind: str
    hub: str
    hub_name: str
    town: str
    km: float | None
    start: datetime
    end: datetime
    lines: list[WantedLineOut]
    companions: list[ComesAlongOut]
    perhaps: list[CompanionReasonOut]
    price: PriceOut | None
    refusal: str | None


class SomewherePageOut(Schema):
    """At most 240 are counted: the soonest, the nearest."""

    count: int
    page: int
    pages: int
    results: list[SomewhereOut]


class TaxedOut(Schema):
    """`net_cents` + `vat_cents` = `list_cents` - `discount_cents`, the line's part of what the hub gives."""

    list_cents: int
    discount_cents: int
    net_cents: int
    vat_cents: int
    vat_bp: int


class QuotedLineOut(TaxedOut):
    """`rates` as [unit, count, cents], for one of the facility; of the unit "surcharge" also its names by language.
    `in_kind_minutes`, counted for each unit, are opened in kind; what they carry is in `discount_cents`."""

    facility: int
    name: str
    quantity: int
    start: datetime
    end: datetime
    rates: list[Any]
    in_kind_minutes: int


class QuoteOut(PriceOut):
    """`digest` goes into the booking; `obstacle` is why it cannot be booked as it stands, None when it can."""

    lines: list[QuotedLineOut]
    steps: list[str]
    provisional: bool
    digest: str
    obstacle: str | None
    companions: list[CompanionOut]
    cancelling: CancellingOut


class ContainedOut(Schema):
    """So many of another facility, in what is made of others."""

    name: str
    quantity: int


class BookedLineOut(TaxedOut):
    """`contains` is what the facility was made of when it was booked, counted over the line's whole quantity; its units
    are among `units`. Empty for what is not made of others."""

    facility: int
    name: str
    quantity: int
    start: datetime
    end: datetime
    units: list[str]
    contains: list[ContainedOut]
    in_kind_minutes: int


class BookingOut(Schema):
    """`state` is held, option, requested (it waits for the hub's approval), confirmed, completed, cancelled or expired.
    The first three last until `held_until`."""

    number: str
    state: str
    hub: str
    organisation: UUID
    purpose: str
    reference: str
    part_of: str | None
    people: int | None
    activity: str
    setup_minutes: int
    strike_minutes: int
    # Who will be there, where that is not who placed it.
    used_by: str | None
    start: datetime
    end: datetime
    placed_at: datetime
    held_until: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    changed_at: datetime | None
    price: PriceOut
    cancelling: CancellingOut
    fees: list[FeeOut]
    lines: list[BookedLineOut]


class BookingRowOut(Schema):
    number: str
    state: str
    hub: str
    purpose: str
    reference: str
    part_of: str | None
    start: datetime
    end: datetime
    held_until: datetime
    own_cents: int
    list_cents: int


class BookingPageOut(Schema):
    count: int
    page: int
    pages: int
    results: list[BookingRowOut]


class ProblemOut(Schema):
    """RFC 9457. `code` is stable; `detail` is the sentence for people; `facts` are what it speaks of."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    facts: dict[str, Any]
