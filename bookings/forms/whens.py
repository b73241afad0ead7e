"""The days to look in, as an address keeps them: 2026-W48, 2026-11-26 or 2026-11-23..2026-12-20. They mean the same
tomorrow, so that an address can be sent on; the words "this week" are only how they are said today."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.forms.forms import BaseForm
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from bookings.rules.question import BETWEEN, EXACTLY, MOST_DAYS, PeriodTooLong
from hub.kit.form_fields import EARLY, LATE
from hub.kit.periods import Period, days

WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FEW_WEEKS = 28


def week_of(on: date) -> str:
    year, week, _weekday = on.isocalendar()
    return f"{year}-W{week:02}"


def span_of(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def few_weeks(today: date) -> str:
    return span_of(today, today + timedelta(days=FEW_WEEKS - 1))


def in_words(word: str, today: date) -> str:
    """What an address that was made by hand means: today, tomorrow, this-week, next-week; anything else as it is."""
    spoken = {
        "today": today.isoformat(),
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "this-week": week_of(today),
        "next-week": week_of(today + timedelta(days=7)),
    }
    return spoken.get(word, word)


def usual(today: date) -> str:
    """This week, as long as there is something left of it."""
    return week_of(today if today.weekday() < 4 else today + timedelta(days=7))


def days_of(when: str) -> tuple[date, date] | None:
    """The first and the last day; None for what is none of the three ways to write them."""
    found = WEEK.fullmatch(when)
    try:
        if found:
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return _kept(monday, monday + timedelta(days=6))
        first, _dots, last = (when if ".." in when else f"{when}..{when}").partition("..")
        if DAY.fullmatch(first) and DAY.fullmatch(last):
            return _kept(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
    return None


def _kept(first: date, last: date) -> tuple[date, date] | None:
    sensible = EARLY <= first <= last <= LATE and (last - first).days < MOST_DAYS
    return (first, last) if sensible else None


def between(form: BaseForm, data: Mapping[str, Any]) -> tuple[date, date] | None:
    """The days that two fields of a form name, `first` and `last`; what is wrong with them is said there."""
    first, last = data.get("first"), data.get("last")
    if first is None or last is None:
        if "first" not in form.errors and "last" not in form.errors:
            form.add_error("first", _("Give the first and the last day to look at."))
        return None
    if last < first:
        form.add_error("last", _("The last day is before the first one. Turn them around."))
        return None
    if (last - first).days >= MOST_DAYS:
        form.add_error("last", str(PeriodTooLong()))
        return None
    return first, last


def window_of(first: date, last: date, zone: ZoneInfo) -> Period:
    """Whole local days, the last one included."""
    return days(first, (last - first).days + 1, zone)


def said(when: str, today: date) -> str:
    """As a phrase of the sentence."""
    if when == EXACTLY:
        return _("exactly on")
    if when == BETWEEN:
        return _("somewhere between")
    known = {
        today.isoformat(): _("somewhere today"),
        (today + timedelta(days=1)).isoformat(): _("somewhere tomorrow"),
        week_of(today): _("somewhere this week"),
        week_of(today + timedelta(days=7)): _("somewhere next week"),
        few_weeks(today): _("somewhere in the next four weeks"),
    }
    return known.get(when) or _far(when)


def _far(when: str) -> str:
    span = days_of(when)
    if span is None:
        return when
    first, last = (date_format(each, "j F Y") for each in span)
    if WEEK.fullmatch(when):
        return _("somewhere in the week of %(monday)s") % {"monday": first}
    if first == last:
        return _("somewhere on %(day)s") % {"day": first}
    return _("somewhere from %(first)s to %(last)s") % {"first": first, "last": last}


def choices(today: date, chosen: str) -> list[tuple[str, str]]:
    """What the sentence offers, with what the address has already."""
    tokens = [in_words(word, today) for word in ("today", "tomorrow", "this-week", "next-week")]
    tokens.append(few_weeks(today))
    if chosen not in (*tokens, BETWEEN, EXACTLY) and days_of(chosen):
        tokens.append(chosen)
    return [(each, said(each, today)) for each in (*tokens, BETWEEN, EXACTLY)]
