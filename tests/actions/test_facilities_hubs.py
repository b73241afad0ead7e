"""Hubs, facilities, units and house rules: what their managers may do with them, and what they are refused."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from facilities import permissions
from facilities.actions._facts import (
    FacilityFacts,
    GridDoesNotFit,
    HorizonTooFar,
    HubFacts,
    LengthsDoNotFit,
    NoSuchHolidays,
    NoSuchZone,
)
from facilities.actions.add_facility import add_facility
from facilities.actions.add_hub import add_hub
from facilities.actions.add_units import NewUnit, add_units
from facilities.actions.change_facility import change_facility
from facilities.actions.change_hub import ZoneIsFixed, change_hub
from facilities.actions.change_state import NotADraftAgain, NothingToBook, change_state
from facilities.actions.change_unit import change_unit
from facilities.actions.publish_house_rules import NoHouseRules, SameHouseRules, publish_house_rules
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import (
    CalendarEntry,
    Facility,
    FacilityState,
    HouseRules,
    Hub,
    OpeningWindow,
)
from facilities.rules.week import Hours
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests.cast import NOW, Cast, assemble
from tests.factories.facilities import FacilityFactory, FeatureFactory, KindFactory

pytestmark = pytest.mark.django_db


def hub_facts(cast: Cast, **changes: object) -> HubFacts:
    facts = HubFacts(
        name="Spoorzone",
        kind="living_lab",
        operator=cast.makersfonds,
        municipality=cast.effenaar.municipality,
        latitude=Decimal("51.56"),
        longitude=Decimal("5.08"),
    )
    return replace(facts, **changes)


def room(**changes: object) -> FacilityFacts:
    return replace(FacilityFacts(name="Studio 2", kind=KindFactory()), **changes)


def strangers(cast: Cast) -> list:
    """Everybody who does not manage the Effenaar, its own desk among them."""
    return [cast.zoe, cast.ilse, cast.teun, cast.wim, cast.fien, cast.karim, cast.rosa]


def test_who_runs_the_site_adds_a_hub_with_its_holidays():
    cast = assemble()
    hub = add_hub(facts=hub_facts(cast), actor=cast.anna, now=NOW)
    assert (hub.slug, hub.region) == ("spoorzone", cast.brabant)
    assert CalendarEntry.objects.of_hub(hub).filter(reason="Koningsdag").exists()
    other = add_hub(facts=hub_facts(cast), actor=SITE, now=NOW)
    assert other.slug == "spoorzone-2"
    assert list(
        AuditRow.objects.filter(action__startswith="facilities.").values_list("action", "actor_id")
    ) == [
        ("facilities.add_hub", cast.anna.pk),
        ("facilities.add_hub", None),
    ]


def test_nobody_else_adds_a_hub():
    cast = assemble()
    for person in [*strangers(cast), cast.hanna]:
        with pytest.raises(Forbidden):
            add_hub(facts=hub_facts(cast), actor=person, now=NOW)
    assert Hub.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"zone_name": "Europe/Lutjebroek"}, NoSuchZone),
        ({"zone_name": "../../etc/passwd"}, NoSuchZone),
        ({"holidays_of": "XX"}, NoSuchHolidays),
        ({"holidays_of": "NL-QQ"}, NoSuchHolidays),
    ],
)
def test_a_hub_in_no_zone_or_country_is_refused(changes, refusal):
    cast = assemble()
    with pytest.raises(refusal):
        add_hub(facts=hub_facts(cast, **changes), actor=SITE, now=NOW)
    with pytest.raises(refusal):
        change_hub(
            hub=cast.effenaar, facts=replace(HubFacts.of(cast.effenaar), **changes), actor=SITE, now=NOW
        )


def test_a_manager_changes_their_hub_and_the_trail_names_the_fields():
    cast = assemble()
    cast.effenaar.refresh_from_db()
    facts = replace(HubFacts.of(cast.effenaar), street="Dommelstraat 2", step_free=True)
    changed = change_hub(hub=cast.effenaar, facts=facts, actor=cast.hanna, now=NOW)
    assert (changed.street, changed.step_free, changed.slug) == ("Dommelstraat 2", True, "effenaar")
    change_hub(hub=cast.effenaar, facts=facts, actor=cast.hanna, now=NOW)
    assert AuditRow.objects.get(action__startswith="facilities.").facts == {
        "changed": ["street", "step_free"]
    }


def test_who_does_not_manage_the_hub_changes_nothing_of_it():
    cast = assemble()
    facts = replace(HubFacts.of(cast.effenaar), street="Elsewhere 1")
    draft = FacilityFactory(hub=cast.effenaar, state=FacilityState.DRAFT)
    words = {"label": "X", "serial_number": "", "state": "retired", "note": ""}
    attempts = [
        partial(change_hub, hub=cast.effenaar, facts=facts),
        partial(publish_house_rules, hub=cast.effenaar, text_nl="Stil."),
        partial(add_facility, hub=cast.effenaar, facts=room()),
        partial(change_facility, facility=cast.studio, facts=room()),
        partial(change_state, facility=draft, to="live"),
        partial(add_units, facility=draft, units=[NewUnit("X")]),
    ]
    for person in strangers(cast):
        # What happens to a unit is also for those who hand it out.
        change = partial(change_unit, unit=draft.units.get(), **words)
        for attempt in attempts if person == cast.teun else [*attempts, change]:
            with pytest.raises(Forbidden):
                attempt(actor=person, now=NOW)
    assert not AuditRow.objects.filter(action__startswith="facilities.").exists()


def test_who_runs_a_hub_is_not_for_its_manager_to_say():
    cast = assemble()
    facts = replace(HubFacts.of(cast.effenaar), operator=cast.zout)
    with pytest.raises(Forbidden):
        change_hub(hub=cast.effenaar, facts=facts, actor=cast.hanna, now=NOW)
    assert change_hub(hub=cast.effenaar, facts=facts, actor=cast.anna, now=NOW).operator == cast.zout


def test_the_zone_stays_once_there_are_hours():
    cast = assemble()
    facts = replace(HubFacts.of(cast.effenaar), zone_name="Atlantic/Canary")
    assert (
        change_hub(hub=cast.effenaar, facts=facts, actor=cast.hanna, now=NOW).zone_name == "Atlantic/Canary"
    )
    cast.effenaar.refresh_from_db()
    set_opening_hours(hub=cast.effenaar, week=[Hours(0, time(9), time(17))], actor=cast.hanna, now=NOW)
    with pytest.raises(ZoneIsFixed):
        change_hub(
            hub=cast.effenaar, facts=replace(facts, zone_name="Europe/Amsterdam"), actor=cast.hanna, now=NOW
        )


def test_a_hub_that_keeps_no_holidays_is_open_on_them():
    cast = assemble()
    everyday = [Hours(day, time(9), time(17)) for day in range(7)]
    set_opening_hours(hub=cast.effenaar, week=everyday, actor=cast.hanna, now=NOW)
    facts = HubFacts.of(cast.effenaar)
    change_hub(hub=cast.effenaar, facts=replace(facts, holidays_of=""), actor=cast.hanna, now=NOW)
    open_days = OpeningWindow.objects.filter(facility=cast.studio).count()
    change_hub(hub=cast.effenaar, facts=replace(facts, holidays_of="NL"), actor=cast.hanna, now=NOW)
    assert OpeningWindow.objects.filter(facility=cast.studio).count() < open_days
    change_hub(hub=cast.effenaar, facts=replace(facts, holidays_of=""), actor=cast.hanna, now=NOW)
    assert OpeningWindow.objects.filter(facility=cast.studio).count() == open_days


def test_house_rules_are_published_as_a_new_version():
    cast = assemble()
    first = publish_house_rules(hub=cast.effenaar, text_nl="Stil na elf.", actor=cast.hanna, now=NOW)
    second = publish_house_rules(
        hub=cast.effenaar, text_nl="Stil na tien.", text_en="Quiet after ten.", actor=cast.hanna, now=NOW
    )
    assert (first.version, second.version) == (1, 2)
    assert HouseRules.objects.get(version=1).text_nl == "Stil na elf."
    with pytest.raises(SameHouseRules):
        publish_house_rules(
            hub=cast.effenaar, text_nl="Stil na tien. ", text_en="Quiet after ten.", actor=cast.hanna, now=NOW
        )
    with pytest.raises(NoHouseRules):
        publish_house_rules(hub=cast.effenaar, text_nl=" \n", actor=cast.hanna, now=NOW)


def test_a_facility_is_a_draft_until_it_has_a_unit_and_is_shown():
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=[Hours(0, time(9), time(17))], actor=cast.hanna, now=NOW)
    facts = room(features=(FeatureFactory(),), capacity_people=6)
    facility = add_facility(hub=cast.effenaar, facts=facts, actor=cast.hanna, now=NOW)
    assert (facility.slug, facility.state) == ("studio-2-2", FacilityState.DRAFT)
    assert facility.openings.exists()
    with pytest.raises(Http404):
        permissions.facility_for("effenaar", facility.slug)
    with pytest.raises(NothingToBook):
        change_state(facility=facility, to="live", actor=cast.hanna, now=NOW)
    add_units(facility=facility, units=[NewUnit("Room")], actor=cast.hanna, now=NOW)
    change_state(facility=facility, to="live", actor=cast.hanna, now=NOW)
    assert permissions.facility_for("effenaar", facility.slug) == facility


def test_a_retired_facility_disappears_opens_no_more_and_may_come_back():
    cast = assemble()
    set_opening_hours(hub=cast.effenaar, week=[Hours(0, time(9), time(17))], actor=cast.hanna, now=NOW)
    change_state(facility=cast.studio, to="retired", actor=cast.hanna, now=NOW)
    assert not OpeningWindow.objects.filter(facility=cast.studio, during__endswith__gt=NOW).exists()
    with pytest.raises(Http404):
        permissions.facility_for("effenaar", "studio-2")
    with pytest.raises(NotADraftAgain):
        change_state(facility=cast.studio, to="draft", actor=cast.hanna, now=NOW)
    change_state(facility=cast.studio, to="live", actor=cast.hanna, now=NOW)
    assert OpeningWindow.objects.filter(facility=cast.studio, during__endswith__gt=NOW).exists()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"grid_minutes": 7}, GridDoesNotFit),
        ({"grid_minutes": 0}, GridDoesNotFit),
        ({"grid_minutes": 60, "min_minutes": 30}, LengthsDoNotFit),
        ({"min_minutes": 120, "max_minutes": 60}, LengthsDoNotFit),
        ({"horizon_days": 541}, HorizonTooFar),
    ],
)
def test_rules_of_time_that_contradict_each_other_are_refused(changes, refusal):
    cast = assemble()
    with pytest.raises(refusal):
        add_facility(hub=cast.effenaar, facts=room(**changes), actor=cast.hanna, now=NOW)
    with pytest.raises(refusal):
        change_facility(facility=cast.studio, facts=room(**changes), actor=cast.hanna, now=NOW)
    assert Facility.objects.filter(hub=cast.effenaar).count() == 3


def test_a_facility_is_changed_and_the_trail_names_the_fields():
    cast = assemble()
    facts = replace(FacilityFacts.of(cast.studio), turnaround_minutes=30, features=(FeatureFactory(),))
    change_facility(facility=cast.studio, facts=facts, actor=cast.hanna, now=NOW)
    change_facility(facility=cast.studio, facts=facts, actor=cast.hanna, now=NOW)
    cast.studio.refresh_from_db()
    assert cast.studio.turnaround_minutes == 30
    row = AuditRow.objects.get(action__startswith="facilities.")
    assert row.facts == {"changed": ["turnaround_minutes", "features"]}


def test_a_hub_is_there_for_its_people_alone():
    cast = assemble()
    assert permissions.managed_hub_for(cast.hanna, "effenaar") == cast.effenaar
    assert permissions.managed_hub_for(cast.anna, "effenaar") == cast.effenaar
    assert permissions.staffed_hub_for(cast.teun, "effenaar") == cast.effenaar
    with pytest.raises(PermissionDenied):
        permissions.managed_hub_for(cast.teun, "effenaar")
    for person in (cast.zoe, cast.wim, cast.fien, cast.karim):
        for door in (permissions.staffed_hub_for, permissions.managed_hub_for):
            with pytest.raises(Http404):
                door(person, "effenaar")
    assert list(permissions.hubs_of(cast.hanna)) == [cast.effenaar]
    assert list(permissions.hubs_of(cast.wim)) == [cast.tetem]
    assert list(permissions.hubs_of(cast.zoe)) == []


def test_a_facility_is_managed_at_its_own_hub_only():
    cast = assemble()
    assert permissions.managed_facility_for(cast.hanna, "effenaar", "studio-2") == cast.studio
    with pytest.raises(Http404):
        permissions.managed_facility_for(cast.anna, "tetem", "studio-2")
