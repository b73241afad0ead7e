"""A series as somebody was shown it, sealed like a price (`bookings.sealed`): which dates at which times, what was left
out, and what all of it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing

from bookings.repeated import ShownSeries
from bookings.rules.changing import Change
from bookings.rules.request import Visit
from bookings.rules.series import Repeat, SeriesDate
from bookings.sealed import GOOD_FOR, lines_of, plain
from funding.rules.lines import LineWish

SALT = "bookings.series"
CHANGE_SALT = "bookings.series_change"


@dataclass(frozen=True, slots=True)
class SealedSeries:
    organisation_id: int
    hub_id: int
    repeat: Repeat
    lines: tuple[LineWish, ...]
    dates: tuple[SeriesDate, ...]
    left_out: tuple[date, ...]
    choices: Mapping[str, str]
    price_digest: str
    visit: Visit


def seal_series(*, organisation_id: int, hub_id: int, shown: ShownSeries, visit: Visit) -> str:
    body: dict[str, Any] = {
        "organisation": organisation_id,
        "hub": hub_id,
        "repeat": shown.repeat.to_json(),
        "lines": plain(shown.first),
        "dates": [[each.on.isoformat(), plain(each.lines)] for each in shown.series_dates],
        "left_out": [on.isoformat() for on in shown.left_out],
        "choices": shown.choices,
        "digest": shown.digest,
        "visit": visit.to_json(),
    }
    return signing.dumps(body, salt=SALT, compress=True)


def unseal_series(token: str) -> SealedSeries:
    """Raises `signing.SignatureExpired`, or `signing.BadSignature` for what we did not seal."""
    body = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    return SealedSeries(
        organisation_id=body["organisation"],
        hub_id=body["hub"],
        repeat=Repeat.from_json(body["repeat"]),
        lines=lines_of(body["lines"]),
        dates=tuple(SeriesDate(date.fromisoformat(on), lines_of(lines)) for on, lines in body["dates"]),
        left_out=tuple(map(date.fromisoformat, body["left_out"])),
        choices=body["choices"],
        price_digest=body["digest"],
        visit=Visit(*body["visit"]),
    )


def seal_series_change(*, number: str, changes: Sequence[Change]) -> str:
    """How several bookings of a series are to be, as it was shown."""
    body = {
        "number": number,
        "changes": [
            [
                each.number,
                plain(each.lines),
                each.purpose,
                each.visit.to_json(),
                each.price_digest,
                each.reason,
            ]
            for each in changes
        ],
    }
    return signing.dumps(body, salt=CHANGE_SALT, compress=True)


def unseal_series_change(token: str) -> tuple[str, tuple[Change, ...]]:
    """The series' number and the changes. Raises as `unseal_series`."""
    body = signing.loads(token, salt=CHANGE_SALT, max_age=GOOD_FOR)
    changes = tuple(
        Change(number, lines_of(lines), purpose, Visit(*visit), digest, reason)
        for number, lines, purpose, visit, digest, reason in body["changes"]
    )
    return body["number"], changes
