"""A tried price in words: as any other, but said to somebody who has declared nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from funding.outbound.explain import Sentence, explain
from funding.rules.quoted import OWN, Quote, Share, Step
from hub.kit.money import format_eur, format_share

Facts = Mapping[str, Any]
# What the organisation pays because the hub does not give it: beside its own share in the bar.
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Tried:
    """A tried price for its reader. The parts of `shares` add up to the price; of `funds`, those that give come first
    in the order in which they are asked."""

    price: Quote
    shares: tuple[Share, ...]
    why: tuple[Sentence, ...]
    giving: tuple[Sentence, ...]
    not_giving: tuple[Sentence, ...]
    steps: tuple[Sentence, ...]


def tried(price: Quote) -> Tried:
    said = zip(price.steps, explain(price.steps), strict=True)
    steps = tuple(_said(step, sentence) for step, sentence in said)
    return Tried(
        price=price,
        shares=_shares(price),
        why=tuple(each for each in steps if each.brief and each.code != "fund_gives"),
        giving=tuple(each for each in steps if each.code == "fund_gives"),
        not_giving=tuple(each for each in steps if each.code == "fund_gives_nothing"),
        steps=steps,
    )


def _said(step: Step, sentence: Sentence) -> Sentence:
    if step.code not in SAID:
        return sentence
    text = SAID[step.code](step.facts)
    return replace(sentence, text=text, brief=text)


def _shares(price: Quote) -> tuple[Share, ...]:
    """The own share apart from what nobody covers and the hub leaves to the organisation."""
    left = sum(step.facts["cents"] for step in price.steps if step.code == "rest_pay")
    if not left:
        return price.shares
    own, *others = price.shares
    uncovered = Share(gettext("Carried by nobody: yours to pay as well"), left, OPEN)
    return (Share(own.label, own.cents - left, OWN), uncovered, *others)


def _band(facts: Facts) -> str:
    return gettext(
        "With that income you would be in rate band %(band)s: you carry %(share)s of the price yourself where others "
        "carry the rest. A new band is provisional until somebody has looked at the declaration."
    ) % {"band": facts["band"], "share": format_share(facts["own_share_bp"])}


def _provisional_cut(facts: Facts) -> str:
    return gettext(
        "While a band is provisional, others carry at most %(cap)s for an organisation in all. So they are asked for "
        "%(left)s instead of %(gap)s, and the difference is yours to pay."
    ) % {
        "cap": format_eur(facts["cap_cents"]),
        "left": format_eur(facts["left_cents"]),
        "gap": format_eur(facts["gap_cents"]),
    }


def _no_band(facts: Facts) -> str:
    return gettext("There is no rate band for that income, so the full price stands.")


SAID: dict[str, Callable[[Facts], str]] = {
    "band": _band,
    "provisional_cut": _provisional_cut,
    "no_declaration": _no_band,
}
