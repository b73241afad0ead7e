"""Two who change a pilot from the same page at once: one of them is told. An organisation that answers in two tabs
answers once."""

import pytest

from bookings.actions import put_series_under
from bookings.models import Booking
from hub.kit.models import AuditRow
from region.actions import _pilots
from region.actions.answer_pilot import NothingToAnswer, answer_pilot
from region.actions.change_pilot import PilotChanged, change_pilot
from region.models import Pilot, PilotPartner
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants, meet_before
from tests.concurrency.test_members_rivals import meet_after
from tests.factories.pilots import a_pilot, asked, pilot_facts
from tests.factories.series import open_thursdays, series_of

pytestmark = pytest.mark.race
ROUNDS = 3


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def both_change(own_database, cast: Cast, pilot: Pilot) -> list[object]:
    people = (cast.zoe, cast.karim)

    def one(number: int) -> object:
        facts = pilot_facts(cast, aim_en=f"As {number} has it")
        return change_pilot(slug=pilot.slug, at_version=1, facts=facts, actor=people[number], now=NOW)

    return own_database.crowd(2, one)


def test_of_two_who_write_from_the_same_page_one_is_told(own_database, cast):
    for _round in range(ROUNDS):
        pilot = a_pilot(cast)
        outcomes = both_change(own_database, cast, pilot)
        assert sorted(type(each).__name__ for each in outcomes) == ["Pilot", PilotChanged.__name__]
        pilot.refresh_from_db()
        assert pilot.version == 2
    assert broken_invariants() == {}


def test_without_the_lock_one_writes_over_the_other(own_database, cast, monkeypatch):
    monkeypatch.setattr(Pilot.objects.all().__class__, "select_for_update", lambda rows, **how: rows)
    meet_after(monkeypatch, _pilots, "demand_writer")
    outcomes = both_change(own_database, cast, a_pilot(cast))
    assert [type(each) for each in outcomes] == [Pilot, Pilot]
    assert Pilot.objects.get().version == 2, "and nobody knows of the other"


def both_answer(own_database, cast: Cast, pilot: Pilot, *answers: bool) -> list[object]:
    def one(number: int) -> object:
        return answer_pilot(
            slug=pilot.slug, yes=answers[number], organisation_id=cast.noord.pk, actor=cast.ilse, now=NOW
        )

    return own_database.crowd(2, one)


def test_an_organisation_answers_once(own_database, cast):
    for _round in range(ROUNDS):
        pilot = a_pilot(cast)
        asked(cast, pilot)
        outcomes = both_answer(own_database, cast, pilot, True, True)
        assert sorted(type(each).__name__ for each in outcomes) == [NothingToAnswer.__name__, "Pilot"]
    assert broken_invariants() == {}


def test_a_yes_and_a_no_at_once_are_a_yes(own_database, cast):
    for _round in range(ROUNDS):
        pilot = a_pilot(cast)
        partner = asked(cast, pilot)
        both_answer(own_database, cast, pilot, True, False)
        partner.refresh_from_db()
        assert partner.standing == "in", (
            "whichever came first: a no may be taken back, a yes is left by leaving"
        )
    assert broken_invariants() == {}


def test_without_the_lock_it_says_yes_twice(own_database, cast, monkeypatch):
    pilot = a_pilot(cast)
    asked(cast, pilot)
    monkeypatch.setattr(Pilot.objects.all().__class__, "select_for_update", lambda rows, **how: rows)
    meet_before(monkeypatch, PilotPartner, "save", 2)
    outcomes = both_answer(own_database, cast, pilot, True, True)
    assert [type(each) for each in outcomes] == [Pilot, Pilot]


def both_put(own_database, cast: Cast) -> int:
    """Two of an organisation put its series under the same pilot at once; returns how often that was noted."""
    open_thursdays(cast.studio)
    pilot, placed = a_pilot(cast), series_of(cast.bo, cast.zout, cast.studio, count=3)
    people = (cast.bo, cast.zoe)

    def one(number: int) -> object:
        return put_series_under.put_series_under(
            number=placed.series.number, part_of=pilot.ref, actor=people[number], now=NOW
        )

    outcomes = own_database.crowd(2, one)
    assert all(isinstance(each, list) for each in outcomes), outcomes
    return AuditRow.objects.filter(action="bookings.put_under").count()


def test_two_who_put_a_series_under_a_pilot_do_it_once(own_database, cast):
    assert both_put(own_database, cast) == 3
    assert broken_invariants() == {}


def test_without_the_rows_it_is_noted_twice(own_database, cast, monkeypatch):
    monkeypatch.setattr(Booking.objects.all().__class__, "select_for_update", lambda rows, **how: rows)
    meet_before(monkeypatch, put_series_under, "say_part_of", 2)
    assert both_put(own_database, cast) == 6
