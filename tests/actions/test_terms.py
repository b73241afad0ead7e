"""A hub's manager says what cancelling late costs, from a day on."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from funding.actions.set_rate_card import NotInThePast
from funding.actions.set_terms import (
    CheaperNotToCome,
    NotRising,
    StepOutOfRange,
    TooManySteps,
    set_terms,
)
from funding.actions.set_vat import FacilityOfAnotherHub
from funding.models import (
    CancellationTerms,
)
from funding.models.terms import terms_on
from funding.rules.terms import FREE, Span, Terms, TermStep
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import MONDAY, NOW, THURSDAY
from tests.factories.facilities import FacilityFactory
from tests.factories.terms import LAST_DAY, WEEK_HALF


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()


def setting(stage, *steps, actor=None, **facts):
    said = {"facility": None, "valid_from": MONDAY, "no_show_bp": 10_000, **facts}
    return set_terms(hub=stage.effenaar, steps=steps, actor=actor or stage.hanna, now=NOW, **said)


def test_a_manager_sets_terms_and_one_facility_goes_before_the_hub(stage):
    setting(stage, LAST_DAY, WEEK_HALF)
    setting(stage, valid_from=THURSDAY, facility=stage.studio, no_show_bp=5_000)
    assert terms_on(stage.studio, MONDAY) == Terms((WEEK_HALF, LAST_DAY))
    assert terms_on(stage.studio, THURSDAY) == Terms((), 5_000)
    assert terms_on(stage.engineer, THURSDAY) == Terms((WEEK_HALF, LAST_DAY))
    assert terms_on(FacilityFactory(hub=stage.tetem), THURSDAY) == FREE
    row = AuditRow.objects.filter(action="funding.set_terms").last()
    assert (row.actor_id, row.about, row.facts["no_show_bp"]) == (stage.hanna.pk, stage.studio.ref, 5_000)


def test_the_same_day_again_replaces_them(stage):
    setting(stage, WEEK_HALF)
    setting(stage, LAST_DAY)
    assert CancellationTerms.objects.filter(facility=None, valid_from=MONDAY).count() == 1
    assert terms_on(stage.studio, MONDAY).steps == (LAST_DAY,)


@pytest.mark.parametrize(
    ("steps", "facts", "refusal"),
    [
        ([LAST_DAY], {"valid_from": MONDAY - timedelta(days=1)}, NotInThePast),
        ([TermStep(Span.DAYS, day, day * 100) for day in range(1, 6)], {}, TooManySteps),
        ([TermStep(Span.HOURS, 0, 100)], {}, StepOutOfRange),
        ([TermStep(Span.DAYS, 367, 100)], {}, StepOutOfRange),
        ([TermStep(Span.DAYS, 1, 0)], {}, StepOutOfRange),
        ([TermStep(Span.DAYS, 1, 10_001)], {}, StepOutOfRange),
        ([LAST_DAY], {"no_show_bp": 10_001}, StepOutOfRange),
        ([TermStep(Span.DAYS, 7, 5_000), TermStep(Span.DAYS, 1, 5_000)], {}, NotRising),
        ([TermStep(Span.DAYS, 1, 5_000), TermStep(Span.HOURS, 24, 6_000)], {}, NotRising),
        ([LAST_DAY], {"no_show_bp": 9_999}, CheaperNotToCome),
    ],
)
def test_terms_that_make_no_sense_are_refused(stage, steps, facts, refusal):
    with pytest.raises(refusal):
        setting(stage, *steps, **facts)


def test_nobody_else_sets_them(stage):
    for person in (stage.teun, stage.wim, stage.bo, stage.anna):
        with pytest.raises(Forbidden):
            setting(stage, LAST_DAY, actor=person)
    with pytest.raises(FacilityOfAnotherHub):
        setting(stage, facility=FacilityFactory(hub=stage.tetem))
