"""What somebody was shown of a move, sealed, and how it is put back: it comes back unchanged or not at all."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing

from bookings.rules.changing import Change
from bookings.rules.moves import Move, MoveBlock, MoveBooking, MoveUnit
from bookings.rules.request import Visit
from bookings.sealed import lines_of, plain
from hub.kit.periods import Period

SALT, BACK_SALT = "bookings.move", "bookings.move.back"
# A question waits for its answer no longer than a cup of coffee takes; a note with its way back somewhat longer.
GOOD_FOR, BACK_FOR = timedelta(minutes=30), timedelta(hours=2)


def seal_move(move: Move, hub_id: int, *, back: bool = False) -> str:
    return signing.dumps([hub_id, *_plain(move)], salt=BACK_SALT if back else SALT, compress=True)


def unseal_move(token: str, hub_id: int, *, back: bool = False) -> Move:
    """Raises `signing.SignatureExpired`, or `signing.BadSignature` for what was not sealed for this hub."""
    salt, age = (BACK_SALT, BACK_FOR) if back else (SALT, GOOD_FOR)
    its, kind, *body = signing.loads(token, salt=salt, max_age=age)
    if its != hub_id:
        raise signing.BadSignature("another hub's")
    if kind == "unit":
        return MoveUnit(*body)
    if kind == "block":
        block, units, period, was, knowing = body
        return MoveBlock(UUID(block), tuple(units), _period(period), _period(was), tuple(knowing))
    number, lines, purpose, visit, digest, seen, unit, period, was_unit, was_period, own = body
    change = Change(
        number=number,
        lines=lines_of(lines),
        purpose=purpose,
        visit=Visit(*visit),
        price_digest=digest,
        seen=seen,
        for_hub=True,
    )
    return MoveBooking(change, unit, _period(period), was_unit, _period(was_period), own)


def _plain(move: Move) -> list[Any]:
    if isinstance(move, MoveUnit):
        return ["unit", move.held, move.unit]
    if isinstance(move, MoveBlock):
        return [
            "block",
            str(move.block),
            list(move.units),
            _said(move.period),
            _said(move.was),
            list(move.knowing),
        ]
    change = move.change
    about = [change.purpose, change.visit.to_json(), change.price_digest, change.seen]
    there = [move.unit, _said(move.period), move.was_unit, _said(move.was_period), move.own_cents]
    return ["booking", change.number, plain(change.lines), *about, *there]


def _said(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat()]


def _period(said: Iterable[str]) -> Period:
    return Period(*(datetime.fromisoformat(each) for each in said))
