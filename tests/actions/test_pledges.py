"""Opening doors in kind, and ending it: who may, what makes sense, what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from facilities.models import Facility, FacilityState
from funding.actions.end_pledge import HasEnded, NotBegunBefore, end_pledge
from funding.actions.make_pledge import (
    AlreadyPledged,
    FeeIsFixed,
    HoursOutOfRange,
    NoSuchBand,
    NotOpenToAnybody,
    PledgeTerms,
    ValueOutOfRange,
    WasOpen,
    make_pledge,
)
from funding.models import HourPledge
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.transactions import savepoint
from tests.cast import MONDAY, NOW, assemble
from tests.factories.hours import pledged

TERMS = {"hours_a_month": 20, "value_cents_an_hour": 4_500, "starts_on": MONDAY}


@pytest.fixture
def stage(db):
    return assemble()


def made(facility: Facility, actor, **other) -> HourPledge:
    return make_pledge(facility=facility, terms=PledgeTerms(**{**TERMS, **other}), actor=actor, now=NOW)


def test_a_manager_opens_a_facility_in_kind_for_so_many_hours_a_month(stage):
    pledge = made(stage.studio, stage.hanna, hours_an_organisation=8, bands=["B", "A"])
    assert (pledge.minutes_a_month, pledge.minutes_an_organisation, pledge.bands) == (1_200, 480, "A,B")
    assert (pledge.giver_id, pledge.ends_on) == (stage.effenaar.operator_id, None)
    row = AuditRow.objects.get(action="funding.make_pledge")
    assert (row.about, row.actor_id, row.hub_id) == (pledge.ref, stage.hanna.pk, stage.effenaar.pk)
    assert row.facts["value_cents_an_hour"] == 4_500


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"starts_on": MONDAY - timedelta(days=1)}, WasOpen),
        ({"hours_a_month": 0}, HoursOutOfRange),
        ({"hours_a_month": 744_001}, HoursOutOfRange),
        ({"hours_an_organisation": 21}, HoursOutOfRange),
        ({"hours_an_organisation": 0}, HoursOutOfRange),
        ({"value_cents_an_hour": -1}, ValueOutOfRange),
        ({"value_cents_an_hour": 10_000_001}, ValueOutOfRange),
        ({"bands": ["a"]}, NoSuchBand),
        ({"bands": list("ABCDEF")}, NoSuchBand),
    ],
)
def test_terms_that_make_no_sense_are_refused(stage, terms, refusal):
    with pytest.raises(refusal):
        made(stage.studio, stage.hanna, **terms)
    assert not HourPledge.objects.exists()


def test_the_fee_of_an_expert_is_nobodys_to_give(stage):
    Facility.objects.filter(pk=stage.engineer.pk).update(fixed_fee=True)
    stage.engineer.refresh_from_db()
    with pytest.raises(FeeIsFixed, match="Sound engineer"):
        made(stage.engineer, stage.hanna)


def test_what_is_no_longer_let_is_not_opened(stage):
    stage.studio.state = FacilityState.RETIRED
    with pytest.raises(NotOpenToAnybody):
        made(stage.studio, stage.hanna)


def test_a_facility_is_pledged_once_at_a_time(stage):
    first = pledged(stage.studio)
    with pytest.raises(AlreadyPledged, match="Studio 2"):
        made(stage.studio, stage.hanna)
    pledged(stage.microphones)
    end_pledge(pledge=first, ends_on=MONDAY + timedelta(days=7), actor=SITE, now=NOW)
    with pytest.raises(AlreadyPledged):
        made(stage.studio, stage.hanna, starts_on=MONDAY + timedelta(days=7))
    made(stage.studio, stage.hanna, starts_on=MONDAY + timedelta(days=8))


def test_who_does_not_manage_the_hub_opens_and_ends_nothing(stage):
    pledge = pledged(stage.microphones)
    for stranger in (stage.teun, stage.wim, stage.zoe, stage.fien, stage.anna):
        with pytest.raises(Forbidden):
            made(stage.studio, stranger)
        with pytest.raises(Forbidden):
            end_pledge(pledge=pledge, ends_on=MONDAY, actor=stranger, now=NOW)


def test_a_manager_ends_it_from_today_at_the_earliest(stage):
    pledge = pledged(stage.studio)
    with pytest.raises(WasOpen):
        end_pledge(pledge=pledge, ends_on=MONDAY - timedelta(days=1), actor=stage.hanna, now=NOW)
    ended = end_pledge(pledge=pledge, ends_on=MONDAY, actor=stage.hanna, now=NOW)
    assert (ended.covers(MONDAY), ended.covers(MONDAY + timedelta(days=1))) == (True, False)
    assert AuditRow.objects.get(action="funding.end_pledge").facts == {"ends_on": MONDAY.isoformat()}
    with pytest.raises(HasEnded):
        end_pledge(pledge=pledge, ends_on=MONDAY + timedelta(days=9), actor=stage.hanna, now=NOW)


def test_it_does_not_end_before_it_begins(stage):
    pledge = pledged(stage.studio, starts_on=MONDAY + timedelta(days=9))
    with pytest.raises(NotBegunBefore):
        end_pledge(pledge=pledge, ends_on=MONDAY, actor=stage.hanna, now=NOW)


@pytest.mark.parametrize(
    "meddling",
    [
        "UPDATE funding_hourpledge SET minutes_a_month = 60000",
        "UPDATE funding_hourpledge SET value_cents_an_hour = 0",
        "UPDATE funding_hourpledge SET starts_on = '2026-01-01'",
        "DELETE FROM funding_hourpledge",
        "UPDATE funding_hourpledge SET ends_on = '2026-12-01'",
    ],
)
def test_the_database_refuses_other_terms(stage, meddling):
    pledged(stage.studio)
    with pytest.raises(IntegrityError), savepoint(), connection.cursor() as cursor:
        cursor.execute(meddling)


def test_what_has_ended_does_not_begin_again(stage):
    pledge = pledged(stage.studio)
    end_pledge(pledge=pledge, ends_on=MONDAY, actor=SITE, now=NOW)
    with pytest.raises(IntegrityError), savepoint():
        HourPledge.objects.update(ends_on=None, ended_at=None)
