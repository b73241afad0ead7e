"""Links from one question to another, in words: other orders, and what fits instead."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.forms.search import SearchForm, address_of
from bookings.instead import Offered
from bookings.rules.question import Extra, Question, Sort
from hub.kit.saying import length, period


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another question, in words; `count`: how many fit there, or `at_least` so many."""

    url: str
    words: str
    count: int = 0
    at_least: bool = False
    is_chosen: bool = False


def sorts(question: Question, form: SearchForm, town: str) -> list[Way]:
    """The three orders. Without a town there is no near or far."""
    nearest = _("nearest first") if town else _("by town")
    words = {Sort.SOONEST: _("soonest first"), Sort.NEAREST: nearest, Sort.PRICE: _("lowest price first")}
    return [
        Way(_url(replace(question, sort=sort), form), said, is_chosen=sort == question.sort)
        for sort, said in words.items()
        # At one and the same time nothing is sooner.
        if not (question.is_exact and sort == Sort.SOONEST)
    ]


def way_to(offered: Offered, form: SearchForm, town: str) -> Way:
    question = offered.instead.question
    said = _said(offered, form, town)
    return Way(_url(question, form), said, offered.count, at_least=not offered.all_seen)


def _url(question: Question, form: SearchForm) -> str:
    return f"?{address_of(question, form.zone)}"


def _said(offered: Offered, form: SearchForm, town: str) -> str:
    instead, question = offered.instead, offered.instead.question
    extra = instead.extra
    if instead.code == "time":
        return _another_time(offered, form)
    if instead.code == "shorter":
        return _("For %(length)s") % {"length": length(question.minutes)}
    if instead.code == "further" and question.km:
        return _("Within %(km)s km of %(town)s") % {"km": question.km, "town": town}
    if instead.code == "fewer":
        only = ngettext("Only %(count)d at once", "Only %(count)d at once", question.quantity)
        return only % {"count": question.quantity}
    if extra:
        words = _("Without %(thing)s") if instead.code == "without" else _("With %(count)d × %(thing)s")
        return words % {"thing": _thing(extra, form), "count": extra.quantity}
    plain = {
        "hours": _("At any hour of the day"),
        "anywhere": _("In the whole country"),
        "features": _("Without what it must have"),
        "plain": _("Just one, at any hour, in the whole country, with nothing else"),
    }
    return plain[instead.code]


def _another_time(offered: Offered, form: SearchForm) -> str:
    assert offered.period is not None
    when = period(offered.period.start, offered.period.end, form.zone)
    if offered.instead.question.is_exact:
        return when
    words = _("The first time after that: %(when)s") if offered.first else _("A time after that: %(when)s")
    return words % {"when": when}


def _thing(extra: Extra, form: SearchForm) -> str:
    """The extra as the sentence names it."""
    field = form.fields[extra.slot]
    words = dict(field.choices)  # type: ignore[attr-defined]
    return str(words.get(extra.kind or f"any-{extra.family}", extra.kind))
