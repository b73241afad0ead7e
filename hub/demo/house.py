"""What some houses say for themselves: their dayparts, what evenings and Sundays cost on top, who comes along."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from facilities.models import CompanionRule, Facility, Hub
from facilities.rules.companions import Requirement, Span, Why
from facilities.rules.dayparts import DaypartTime
from funding.models import RateCard
from funding.rules.surcharges import SurchargeFacts
from hub.demo.reading import toml
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from hub.kit.transactions import step


@step
def make_house_rules(
    *, hubs: Mapping[str, Hub], facilities: Mapping[str, list[Facility]], since: datetime
) -> None:
    """Before anything is priced; each with what its verb would have left in the audit trail."""
    plan = toml("house")
    by_slug = {(name, each.slug): each for name, those in facilities.items() for each in those}
    rows = []
    for name, parts in plan["dayparts"].items():
        hub = hubs[name]
        hub.dayparts = [
            DaypartTime(dutch, english, time.fromisoformat(starts), time.fromisoformat(ends)).to_json()
            for dutch, english, starts, ends in parts
        ]
        hub.save(update_fields=["dayparts"])
        facts = {"before": [], "after": hub.dayparts}
        rows.append(_row("facilities.set_dayparts", hub.ref, since, hub, **facts))
    for wanted in plan["surcharge"]:
        for slug in wanted["facilities"]:
            _surcharge(by_slug[wanted["hub"], slug], wanted)
    for wanted in plan["companions"]:
        facility = by_slug[wanted["hub"], wanted["facility"]]
        rules = [_rule(wanted["hub"], rule, by_slug) for rule in wanted["rules"]]
        _come_along(facility, rules)
        facts = {"before": [], "after": wanted["rules"]}
        rows.append(_row("facilities.set_companion_rules", facility.ref, since, facility.hub, **facts))
    AuditRow.objects.bulk_create(rows)


def _row(action: str, about: Ref, at: datetime, hub: Hub, **facts: Any) -> AuditRow:
    return AuditRow(action=action, about=about, at=at, hub_id=hub.pk, facts=facts)


def _surcharge(facility: Facility, wanted: Mapping[str, Any]) -> None:
    facts = SurchargeFacts(
        (("nl", wanted["nl"]), ("en", wanted["en"])),
        frozenset(wanted["weekdays"]),
        wanted["holidays"],
        time.fromisoformat(wanted["starts"]),
        time.fromisoformat(wanted["ends"]),
        wanted["cents"],
    )
    card = RateCard.objects.get(facility=facility)
    card.surcharges = [*card.surcharges, facts.to_json()]
    card.save(update_fields=["surcharges"])


def _rule(hub: str, wanted: Mapping[str, Any], by_slug: Mapping[tuple[str, str], Facility]) -> Requirement:
    return Requirement(
        companion_id=by_slug[hub, wanted["companion"]].pk,
        why=Why(wanted["why"]),
        span=Span(wanted.get("span", Span.WHOLE)),
        people=wanted.get("people"),
        at=time.fromisoformat(wanted["at"]) if "at" in wanted else None,
        activity=wanted.get("activity", ""),
        weekdays=frozenset(wanted.get("weekdays", [])),
        holidays=wanted.get("holidays", False),
    )


def _come_along(facility: Facility, rules: list[Requirement]) -> None:
    CompanionRule.objects.bulk_create(
        [
            CompanionRule(
                facility=facility,
                companion_id=each.companion_id,
                position=position,
                why=each.why,
                span=each.span,
                people=each.people,
                at=each.at,
                activity=each.activity,
                weekdays=sorted(each.weekdays),
                holidays=each.holidays,
            )
            for position, each in enumerate(rules)
        ]
    )
