"""A hub's manager says what cancelling late costs, from a day on."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from funding.actions.follow_hub_terms import NoTermsOfItsOwn, follow_hub_terms
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
from funding.models.line_prices import line_facts
from funding.models.terms import terms_on
from funding.rules.lines import LineWish
from funding.rules.terms import FREE, Span, Terms, TermStep
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import MONDAY, NOW, THURSDAY, thursday
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


def as_hub(stage, *, on=THURSDAY, actor=None):
    return follow_hub_terms(facility=stage.studio, valid_from=on, actor=actor or stage.hanna, now=NOW)


def priced_with(stage, day) -> Terms:
    """As the statement of prices finds it, for who books on a day."""
    wish = LineWish(stage.studio.pk, 1, thursday(13, 17))
    booked_at = NOW + (day - MONDAY)
    asked = [(wish, stage.effenaar.pk, stage.effenaar.zone)]
    return line_facts(asked, organisation_id=None, now=booked_at)[0].terms


def test_a_facility_goes_back_to_its_hubs_terms_from_a_day_on(stage):
    setting(stage, LAST_DAY)
    setting(stage, WEEK_HALF, facility=stage.studio)
    as_hub(stage)
    before, after = THURSDAY - timedelta(days=1), THURSDAY + timedelta(days=90)
    for day, steps in ((before, (WEEK_HALF,)), (THURSDAY, (LAST_DAY,)), (after, (LAST_DAY,))):
        assert terms_on(stage.studio, day).steps == priced_with(stage, day).steps == steps
    row = AuditRow.objects.get(action="funding.follow_hub_terms")
    assert (row.actor_id, row.about, row.facts) == (
        stage.hanna.pk,
        stage.studio.ref,
        {"valid_from": THURSDAY.isoformat()},
    )


def test_where_the_hub_has_said_nothing_it_is_free_again(stage):
    setting(stage, WEEK_HALF, facility=stage.studio)
    as_hub(stage, on=MONDAY)
    assert terms_on(stage.studio, MONDAY) == priced_with(stage, MONDAY) == FREE


def test_it_may_get_terms_of_its_own_again(stage):
    setting(stage, LAST_DAY)
    setting(stage, WEEK_HALF, facility=stage.studio)
    as_hub(stage)
    later = THURSDAY + timedelta(days=7)
    setting(stage, WEEK_HALF, facility=stage.studio, valid_from=later)
    assert terms_on(stage.studio, THURSDAY).steps == priced_with(stage, THURSDAY).steps == (LAST_DAY,)
    assert terms_on(stage.studio, later).steps == priced_with(stage, later).steps == (WEEK_HALF,)
    setting(stage, WEEK_HALF, facility=stage.studio, valid_from=THURSDAY)
    assert terms_on(stage.studio, THURSDAY).steps == priced_with(stage, THURSDAY).steps == (WEEK_HALF,)


def test_what_has_none_of_its_own_has_none_to_give_up(stage):
    setting(stage, LAST_DAY)
    with pytest.raises(NoTermsOfItsOwn) as refused:
        as_hub(stage)
    assert "Studio 2 has no terms of its own" in str(refused.value)
    setting(stage, WEEK_HALF, facility=stage.studio)
    as_hub(stage)
    with pytest.raises(NoTermsOfItsOwn):
        as_hub(stage, on=THURSDAY + timedelta(days=1))
    with pytest.raises(NotInThePast):
        as_hub(stage, on=MONDAY - timedelta(days=1))


def test_nobody_else_gives_them_up(stage):
    setting(stage, WEEK_HALF, facility=stage.studio)
    for person in (stage.teun, stage.wim, stage.bo, stage.anna):
        with pytest.raises(Forbidden):
            as_hub(stage, actor=person)
    assert terms_on(stage.studio, THURSDAY).steps == (WEEK_HALF,)
