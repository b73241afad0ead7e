"""Hours in kind in the reader's words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.kit.money import format_eur
from hub.kit.saying import length

Facts = Mapping[str, Any]

WHY = {
    "used_up": _("all of its hours in %(month)s are taken"),
    "had_yours": _("you had all that one organisation gets in %(month)s"),
    "not_this_band": _("that is for other rate bands"),
    "cap": _("no more may be carried for you while your band is provisional"),
}
LIMITS = {
    "used_up": _("no more hours are left in %(month)s"),
    "had_yours": _("one organisation gets no more in %(month)s"),
    "cap": _("no more may be carried for you while your band is provisional"),
}


def in_kind(facts: Facts) -> str:
    words = {"hub": facts["hub"], "name": facts["name"], "given": length(facts["minutes"])}
    if not facts["why"]:
        return (
            gettext("%(hub)s opens %(name)s in kind for all of that time: no fund is asked for it.") % words
        )
    return gettext(
        "%(hub)s opens %(name)s in kind for %(given)s of %(needed)s, and carries that part of what is for others: "
        "%(limit)s."
    ) % {**words, "needed": length(facts["needed"]), "limit": _limit(LIMITS, facts)}


def in_kind_in_short(facts: Facts) -> str:
    words = {
        "hub": facts["hub"],
        "name": facts["name"],
        "given": length(facts["minutes"]),
        "amount": format_eur(facts["cents"]),
    }
    if not facts["why"]:
        return gettext("%(hub)s opens %(name)s in kind: that carries %(amount)s.") % words
    return gettext("%(hub)s opens %(name)s in kind for %(given)s: that carries %(amount)s; %(limit)s.") % {
        **words,
        "limit": _limit(LIMITS, facts),
    }


def in_kind_nothing(facts: Facts) -> str:
    words = {"hub": facts["hub"], "name": facts["name"], "reason": _limit(WHY, facts)}
    return gettext("%(hub)s also opens %(name)s in kind, but not for this: %(reason)s.") % words


def _limit(words: Mapping[str, Any], facts: Facts) -> str:
    return str(words[facts["why"][0]]) % {"month": month_words(date.fromisoformat(facts["month"]))}


def month_words(month: date) -> str:
    """`November 2026`, in Dutch `november 2026`."""
    return date_format(month, "F Y")
