from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from facilities.actions._chains import refuse_chains
from facilities.actions._projection import lock_hubs
from facilities.models import CompanionRule, Facility
from facilities.models.companions import companions_at
from facilities.models.parts import parts_of
from facilities.permissions import demand_manager
from facilities.rules.companions import MOST_REQUIREMENTS, Requirement
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class TooManyCompanionRules(Refusal):
    code = "too_many_companion_rules"
    status = 400
    message = _("A facility has at most %(most)d rules about who comes with it.")


class RuleNotWhole(Refusal):
    code = "rule_not_whole"
    status = 400
    message = _("Say when %(companion)s is needed: exactly what belongs to the reason that you chose.")


class NotOfThisHub(Refusal):
    code = "not_of_this_hub"
    status = 400
    message = _("Only what this hub lets can come with %(facility)s.")


class CompanionOfItself(Refusal):
    code = "companion_of_itself"
    status = 400
    message = _("%(facility)s cannot come with itself.")


@verb
def set_companion_rules(
    *, facility: Facility, requirements: Iterable[Requirement], actor: Actor, now: datetime
) -> Facility:
    """Say who or what must be booked along with a facility, and when; what is booked stays as it is.

    For the hub's managers; it counts for what contains the facility too. Raises `Forbidden`, `TooManyCompanionRules`,
    `RuleNotWhole`, `NotOfThisHub`, `CompanionOfItself`, `ChainOfCompanions`, `ChainThroughPart`.
    """
    demand_manager(actor, facility.hub)
    wanted = list(requirements)
    if len(wanted) > MOST_REQUIREMENTS:
        raise TooManyCompanionRules(most=MOST_REQUIREMENTS)
    # One writer of a hub's rules at a time, so that two of them make no chain together.
    lock_hubs([facility.hub_id], now)
    _check(facility, wanted)
    before = [each.requirement for each in facility.companion_rules.order_by("position")]
    if before == wanted:
        return facility
    facility.companion_rules.all().delete()
    CompanionRule.objects.bulk_create(
        [
            CompanionRule(facility=facility, position=position, **asdict(each) | _days(each))
            for position, each in enumerate(wanted)
        ]
    )
    record(
        action="facilities.set_companion_rules",
        about=facility.ref,
        actor=actor,
        now=now,
        hub_id=facility.hub_id,
        facts={"before": _as_json(before), "after": _as_json(wanted)},
    )
    return facility


def _check(facility: Facility, wanted: Sequence[Requirement]) -> None:
    ids = {each.companion_id for each in wanted}
    found = Facility.objects.filter(hub_id=facility.hub_id).in_bulk(list(ids))
    for each in wanted:
        if each.companion_id == facility.pk:
            raise CompanionOfItself(facility=facility.name)
        if each.companion_id not in found:
            raise NotOfThisHub(facility=facility.name)
        if not each.is_whole or each.quantity < 1:
            raise RuleNotWhole(companion=found[each.companion_id].name)
    if wanted:
        rules = {**companions_at(facility.hub_id), facility.pk: sorted(ids)}
        refuse_chains(hub=facility.hub, rules=rules, parts=parts_of(facility.hub_id), about=facility.pk)


def _as_json(requirements: Iterable[Requirement]) -> list[dict[str, Any]]:
    return [
        asdict(each) | _days(each) | {"at": each.at.isoformat("minutes") if each.at else None}
        for each in requirements
    ]


def _days(each: Requirement) -> dict[str, Any]:
    return {"weekdays": sorted(each.weekdays)}
