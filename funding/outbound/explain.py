"""The steps of a calculation in the reader's words. Takes a fresh quote's steps, or those frozen on a booking."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from funding.outbound import hours
from funding.rules.quoted import Share, Step
from hub.kit.money import format_eur, format_share
from hub.kit.saying import length

Facts = Mapping[str, Any]

WHY = {
    "not_this_region": _("it is for another region"),
    "not_this_discipline": _("it is for another discipline"),
    "not_this_band": _("it is for another rate band"),
    "not_this_kind": _("it is for another kind of facility"),
    "not_this_period": _("it is for another period"),
    "no_rules": _("it is for nothing yet"),
    "expired": _("it has ended by then"),
    "match_share": _("its share of this is less than a cent"),
    "cap_per_booking": _("it gives nothing to a single booking"),
    # A booking of next January counts in next year, whenever it is made.
    "cap_of_organisation": _("you had all it gives to one organisation in the year of this booking"),
    "cap_of_month": _("it gave all it gives in the month of this booking"),
    "balance": _("it has nothing left at the moment"),
    "nothing_left": _("the funds before it carry all that is asked for"),
    "after_non_stackable": _("a fund before it gives only on its own"),
    "no_aid_declaration": _(
        "it gives de minimis aid, and your organisation has not declared yet what it had of that"
    ),
    "aid_ceiling": _("you have had all the de minimis aid that the law allows in three years"),
    "does_not_stack": _("it gives only on its own, and another fund came first"),
}
LIMITS = {
    "match_share": _("that is %(share)s of the %(asked)s that it is for"),
    "cap_per_booking": _("it gives at most %(cap)s to a booking"),
    "cap_of_organisation": _("that is what it still has for you in the year of this booking"),
    "cap_of_month": _("that is what it still gives in the month of this booking"),
    "balance": _("that is what it can give now"),
    "aid_ceiling": _("that is all the de minimis aid that the law still allows you"),
    # Earlier funds carry the rest, or nobody may be asked for it while a band is provisional: true of both.
    "nothing_left": _("no more was still asked for"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the explanation; `cents` is the amount that it ends in, if it does.

    `brief` is the same in short, its amount in the sentence, for the steps that say who carries what; else empty.
    `version` says which rate card, table or terms it goes by, so that it can be checked later; else empty.
    """

    code: str
    text: str
    cents: int | None = None
    brief: str = ""
    version: str = ""


def explain(steps: Iterable[Step | Mapping[str, Any]]) -> list[Sentence]:
    """Every step as a sentence, in the reader's language."""
    out = []
    for step in steps:
        code, facts = (step.code, step.facts) if isinstance(step, Step) else (step["code"], step["facts"])
        brief = BRIEF[code](facts) if code in BRIEF else ""
        out.append(Sentence(code, SAID[code](facts), facts.get("cents"), brief, version_words(code, facts)))
    return out


def version_words(code: str, facts: Facts) -> str:
    """Of what is dated the day from which it holds, of a fund the number of its terms. What was frozen before versions
    were kept says none."""
    said = [
        str(words) % {"since": date_format(date.fromisoformat(facts[name]), "DATE_FORMAT")}
        for name, words in DATED.get(code, ())
        if facts.get(name)
    ]
    if code.startswith("fund_") and facts.get("version"):
        said.append(gettext("version %(number)d of its terms") % {"number": facts["version"]})
    return ", ".join(said)


DATED = {
    "line": (
        ("card_from", _("rate card from %(since)s")),
        ("vat_from", _("VAT as set from %(since)s")),
    ),
    "band": (("table_from", _("table of bands from %(since)s")),),
    "provisional_cut": (("policy_from", _("limit as set from %(since)s")),),
    **dict.fromkeys(("in_kind", "in_kind_nothing"), (("pledge_from", _("opened in kind from %(since)s")),)),
}


def shares(frozen: Mapping[str, Any], *, own_label: str = "") -> tuple[Share, ...]:
    """The shares of a frozen quote (`Booking.quote`), funds by their name in the reader's language."""
    return tuple(
        Share(
            label=(own_label if share["role"] == "own" else "") or _name(share) or share["label"],
            cents=share["cents"],
            role=share["role"],
            fund_id=share["fund_id"],
            names=tuple(share["names"].items()),
            is_aid=share.get("is_aid", False),
            bears_fees=share.get("bears_fees", False),
        )
        for share in frozen["shares"]
    )


def rate_words(unit: str, count: int, cents: int, names: Mapping[str, str] | None = None) -> str:
    """`2 dayparts at € 160.00`; of a surcharge its name and hours, `Evening: 3 hours at € 10.00`."""
    if names is not None:
        hours = rate_words("hour", count, cents)
        return gettext("%(surcharge)s: %(hours)s") % {"surcharge": _in_my_language(names), "hours": hours}
    units = {
        "hour": ngettext("%(count)d hour", "%(count)d hours", count),
        "daypart": ngettext("%(count)d daypart", "%(count)d dayparts", count),
        "day": ngettext("%(count)d day", "%(count)d days", count),
        "week": ngettext("%(count)d week", "%(count)d weeks", count),
    }
    said = units[unit] % {"count": count}
    return gettext("%(units)s at %(price)s") % {"units": said, "price": format_eur(cents)}


def _line(facts: Facts) -> str:
    rates = gettext(" and ").join(rate_words(*rate) for rate in facts["rates"])
    said = gettext("%(quantity)d × %(name)s, %(length)s: %(rates)s.") % {
        "quantity": facts["quantity"],
        "name": facts["name"],
        "length": length(facts["minutes"]),
        "rates": rates,
    }
    if facts["minutes"] < facts["elapsed_minutes"]:
        said += " " + gettext("The hour that happens twice that night is charged once.")
    if facts["vat_bp"]:
        said += " " + gettext("That contains %(share)s VAT: %(vat)s.") % {
            "share": format_share(facts["vat_bp"]),
            "vat": format_eur(facts["vat_cents"]),
        }
    elif facts["exemption_reason"]:
        said += " " + gettext("Without VAT: %(reason)s.") % {"reason": facts["exemption_reason"].rstrip(".")}
    return said


def _kept(facts: Facts) -> str:
    words = {**facts, "own": format_eur(facts["own_cents"])}
    return gettext("%(quantity)d × %(name)s stays as it was booked; your part of it is %(own)s.") % words


def _band(facts: Facts) -> str:
    said = gettext(
        "You book in rate band %(band)s: you carry %(share)s of the price yourself where others carry the rest."
    ) % {"band": facts["band"], "share": format_share(facts["own_share_bp"])}
    if facts["provisional"]:
        said += " " + gettext(
            "The band is provisional: nobody has looked at your declaration of %(year)d yet."
        ) % {"year": facts["fiscal_year"]}
    else:
        said += " " + gettext("The band holds until %(day)s.") % {
            "day": date_format(date.fromisoformat(facts["valid_until"]), "DATE_FORMAT")
        }
    return said


def _gap(facts: Facts) -> str:
    return gettext("%(name)s: %(share)s of %(price)s, rounded down to the cent, is for others to carry.") % {
        "name": facts["name"],
        "share": format_share(facts["share_bp"]),
        "price": format_eur(facts["list_cents"]),
    }


def _provisional_cut(facts: Facts) -> str:
    return gettext(
        "While your band is provisional, others carry at most %(cap)s for you, and %(left)s of that is left. "
        "So they are asked for %(left)s instead of %(gap)s."
    ) % {
        "cap": format_eur(facts["cap_cents"]),
        "left": format_eur(facts["left_cents"]),
        "gap": format_eur(facts["gap_cents"]),
    }


def _fund_gives(facts: Facts) -> str:
    name = _name(facts)
    if not facts["why"]:
        if facts["all_lines"]:
            return gettext("%(fund)s carries all of that.") % {"fund": name}
        return gettext("%(fund)s carries all of the part that it is for.") % {"fund": name}
    return gettext("%(fund)s carries a part: %(limit)s.") % {"fund": name, "limit": _limit(facts)}


def _fund_gives_in_short(facts: Facts) -> str:
    words = {"fund": _name(facts), "amount": format_eur(facts["cents"])}
    if facts["why"]:
        return gettext("%(fund)s carries %(amount)s: %(limit)s.") % {**words, "limit": _limit(facts)}
    if facts["all_lines"]:
        return gettext("%(fund)s carries %(amount)s, all that is for others to carry.") % words
    return gettext("%(fund)s carries %(amount)s, all of the part that it is for.") % words


def _limit(facts: Facts) -> str:
    return str(LIMITS[facts["why"][0]]) % {
        "share": format_share(facts["match_share_bp"]),
        "asked": format_eur(facts["asked_cents"]),
        "cap": format_eur(facts["cap_cents"] or 0),
    }


def _fund_gives_nothing(facts: Facts) -> str:
    reasons = gettext(" and ").join(str(WHY[code]) for code in facts["why"])
    return gettext("%(fund)s carries nothing: %(reasons)s.") % {"fund": _name(facts), "reasons": reasons}


def _name(facts: Facts) -> str:
    return _in_my_language(facts["names"])


def _in_my_language(names: Mapping[str, str]) -> str:
    return names.get((get_language() or "nl")[:2]) or next(iter(names.values()), "")


def _plain(text: Any) -> Callable[[Facts], str]:
    return lambda facts: str(text) % facts if facts else str(text)


def _priced(text: Any) -> Callable[[Facts], str]:
    return lambda facts: str(text) % {**facts, "amount": format_eur(facts["cents"])}


SAID: dict[str, Callable[[Facts], str]] = {
    "line": _line,
    "no_organisation": _plain(
        _("This is the full price. Sign in for an organisation to see what funds carry.")
    ),
    "no_declaration": _plain(
        _(
            "This is the full price: your organisation has no rate band. Declare your turnover, and it counts at once."
        )
    ),
    "declaration_refused": _plain(
        _(
            "This is the full price: your declaration of %(fiscal_year)d was refused. Under “Our rate” you read why, "
            "and what you can do."
        )
    ),
    "band": _band,
    "fixed_fee": _plain(
        _("%(name)s: the fee goes to the expert. No rate band lowers it and no fund is asked for it.")
    ),
    "gap": _gap,
    "provisional_cut": _provisional_cut,
    "in_kind": hours.in_kind,
    "in_kind_nothing": hours.in_kind_nothing,
    "fund_gives": _fund_gives,
    "fund_gives_nothing": _fund_gives_nothing,
    "rest_give": _plain(_("%(hub)s gives what no fund carries, as a discount.")),
    "rest_pay": _plain(_("What no fund carries is yours to pay, on top of your own share.")),
    "vat_left": _plain(
        _(
            "No VAT is due on what the hub gives. What is left of the price, all lines together, contains this VAT."
        )
    ),
    "kept": _kept,
    "own": _plain(_("Your share is what is left of the full price.")),
}
BRIEFLY_THE_SAME = (
    "no_organisation",
    "no_declaration",
    "declaration_refused",
    "band",
    "provisional_cut",
    "in_kind_nothing",
    "kept",
)
BRIEF: dict[str, Callable[[Facts], str]] = {
    **{code: SAID[code] for code in BRIEFLY_THE_SAME},
    "in_kind": hours.in_kind_in_short,
    "fund_gives": _fund_gives_in_short,
    "rest_give": _priced(_("%(hub)s gives the last %(amount)s, as a discount.")),
    "rest_pay": _priced(_("No fund carries the last %(amount)s of it; that is yours to pay as well.")),
}
