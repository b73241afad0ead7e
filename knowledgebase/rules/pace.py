"""How much somebody may write, send in and report: little in an account's first days, enough for anybody afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta

NEW_FOR = timedelta(days=7)
A_DAY = timedelta(days=1)
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Pace:
    """`open`: texts that are not published yet, together; `sent_in`, `reports` and `upload_bytes`: within a day."""

    open: int
    sent_in: int
    reports: int
    upload_bytes: int
    is_new: bool


AT_FIRST = Pace(open=3, sent_in=2, reports=2, upload_bytes=30 * MB, is_new=True)
AFTERWARDS = Pace(open=30, sent_in=10, reports=10, upload_bytes=300 * MB, is_new=False)


def pace_of(joined: datetime, now: datetime) -> Pace:
    return AT_FIRST if now < joined + NEW_FOR else AFTERWARDS
