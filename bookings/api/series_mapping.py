"""Between what programs say of series and what the verbs and reads understand."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from bookings.actions.confirm import PayFirst
from bookings.api import mapping
from bookings.api.series_schemas import ChangedDateIn, RepeatIn, SeriesChangeAskedIn, SeriesChangeIn
from bookings.models import Booking, Series
from bookings.models.series_reads import Standing
from bookings.repeated import FIRST, OUT, SECOND, TAKE, ShownDate, ShownSeries
from bookings.rules.changing import Change
from bookings.rules.numbers import read_number
from bookings.rules.request import Visit
from bookings.rules.series import Repeat, Rhythm
from bookings.rules.series_change import Other, Wanted
from bookings.series_changed import ShownDate as ChangedDate
from bookings.series_changed import ShownSeriesChange
from bookings.showing import states_of
from facilities.models import Hub
from funding.rules.lines import LineWish


def repeat(asked: RepeatIn) -> Repeat:
    return Repeat(Rhythm(asked.rhythm), asked.count, asked.until)


def lines(wishes: Iterable[LineWish]) -> list[dict[str, Any]]:
    return [
        {
            "facility": wish.facility_id,
            "quantity": wish.quantity,
            "start": wish.period.start,
            "end": wish.period.end,
        }
        for wish in wishes
    ]


def shown(seen: ShownSeries, hub: Hub) -> dict[str, Any]:
    return {
        "dates": [_date(each) for each in seen.dates],
        "taken": len(seen.taken),
        "undecided": len(seen.undecided),
        "list_cents": seen.list_cents,
        "own_cents": seen.own_cents,
        "shares": [{"label": s.label, "cents": s.cents, "role": s.role} for s in seen.shares],
        "digest": seen.digest if seen.may_go_on else "",
        "obstacle": str(PayFirst(hub=hub.name)) if seen.must_be_paid else None,
        "asks_approval": seen.terms.asks_approval,
        "house_rules_version": seen.terms.house_rules.version if seen.terms.house_rules else None,
    }


def _date(each: ShownDate) -> dict[str, Any]:
    return {
        "on": each.on,
        "state": each.how.value,
        "code": each.refusal.code if each.refusal else None,
        "detail": str(each.refusal) if each.refusal else None,
        "choices": _choices(each),
        "choice": each.choice,
        "start": each.period.start,
        "end": each.period.end,
        "lines": lines(each.lines),
        "companions": [mapping.comes_along(owed) for owed in each.company if each.lines],
        "price": mapping.price(each.price) if each.price else None,
        "refusal": str(each.unpriced) if each.unpriced else None,
    }


def _choices(each: ShownDate) -> list[dict[str, Any]]:
    plain = [TAKE] if each.may_take else []
    plain += [FIRST, SECOND] if each.is_twice else []
    out: list[dict[str, Any]] = [{"choice": code, "thing": "", "start": None, "end": None} for code in plain]
    for instead in each.instead:
        at = None if instead.thing else instead.period
        out.append(
            {
                "choice": instead.code,
                "thing": instead.thing,
                "start": at.start if at else None,
                "end": at.end if at else None,
            }
        )
    return [*out, {"choice": OUT, "thing": "", "start": None, "end": None}]


def row(each: Standing) -> dict[str, Any]:
    return {**_head(each.series), "live": each.live, "next_at": each.next_at, "last_at": each.last_at}


def _head(found: Series) -> dict[str, Any]:
    return {
        "number": found.number,
        "hub": found.hub.slug,
        "rhythm": found.rhythm,
        "purpose": found.purpose,
        "placed_at": found.placed_at,
    }


def series(found: Series, bookings: Iterable[Booking], now: datetime) -> dict[str, Any]:
    dates = list(bookings)
    return {
        **_head(found),
        "organisation": found.organisation.uuid,
        "dates": found.dates,
        "left_out": [date.fromisoformat(on) for on in found.left_out],
        "bookings": [
            mapping.row(each, state) for each, state in zip(dates, states_of(dates, now), strict=True)
        ],
    }


def wanted(asked: SeriesChangeAskedIn) -> Wanted:
    return Wanted(
        start=time.fromisoformat(asked.start) if asked.start else None,
        end=time.fromisoformat(asked.end) if asked.end else None,
        weekday=None if asked.weekday is None else asked.weekday - 1,
        things={each.facility: Other(each.instead or each.facility, each.quantity) for each in asked.things},
        purpose=asked.purpose,
    )


def decisions(asked: SeriesChangeAskedIn) -> dict[str, str]:
    return {read_number(each.number): each.choice for each in asked.decisions}


def changed(seen: ShownSeriesChange) -> dict[str, Any]:
    return {
        "dates": [_changed(each) for each in seen.dates],
        "moving": len(seen.moving),
        "undecided": len(seen.undecided),
        "more_cents": seen.more_cents,
        "fee_own_cents": seen.fee_cents,
    }


def _changed(each: ChangedDate) -> dict[str, Any]:
    state = "same" if each.same else "stays" if each.stays else "undecided" if each.obstacle else "moves"
    moves = state == "moves"
    return {
        "number": each.booking.number,
        "state": state,
        "code": each.obstacle.code if each.obstacle and not each.stays else None,
        "detail": str(each.obstacle) if each.obstacle and not each.stays else None,
        "start": each.period.start,
        "end": each.period.end,
        "lines": lines(each.lines) if moves else [],
        "price": mapping.price(each.reckoned.price) if each.reckoned and moves else None,
        "price_digest": each.change.digest if each.change and moves else "",
        "more_cents": each.more_cents if moves else 0,
        "fee_own_cents": each.fee_cents if moves else 0,
    }


def changes(asked: SeriesChangeIn, bookings: Sequence[Booking]) -> tuple[Change, ...]:
    """Who comes stays as it was booked; a number that is none of the series' is the verb's to refuse."""
    known = {each.number: each for each in bookings}
    return tuple(_change(asked, each, known.get(read_number(each.number))) for each in asked.changes)


def _change(asked: SeriesChangeIn, each: ChangedDateIn, booking: Booking | None) -> Change:
    purpose = asked.purpose if asked.purpose is not None else booking.purpose if booking else ""
    return Change(
        number=read_number(each.number),
        lines=mapping.wishes(each.lines),
        purpose=purpose,
        visit=booking.visit if booking else Visit(),
        price_digest=each.price_digest,
        reason=asked.reason,
    )
