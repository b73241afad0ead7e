"""Two of one organisation answer at once: one row. Two accept different answers at once: one of them is accepted."""

import pytest

from knowledgebase.actions import accept_answer as accepting
from knowledgebase.actions import give_verdict as judging
from knowledgebase.actions.accept_answer import AcceptedMeanwhile, accept_answer
from knowledgebase.models import Reply, Trial
from tests.cast import Cast, assemble
from tests.concurrency.rivals import broken_invariants, without_constraint
from tests.concurrency.test_members_rivals import meet_after
from tests.factories.judging import SOON, answered, asked, by_zoe, tried

pytestmark = pytest.mark.race
ROUNDS = 3


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def both_answer(own_database, cast: Cast, how_to) -> list[object]:
    people = (cast.bo, cast.mira)

    def one(number: int) -> object:
        return tried(how_to, people[number], cast.zout, worked=bool(number), because="Mine.")

    return own_database.crowd(2, one)


def test_two_of_one_organisation_who_answer_at_once_leave_one_answer(own_database, cast):
    for number in range(ROUNDS):
        how_to = by_zoe(cast, title=f"Number {number}")
        outcomes = both_answer(own_database, cast, how_to)
        assert [type(each) for each in outcomes] == [Trial, Trial]
        assert Trial.objects.filter(how_to=how_to).count() == 1
    assert broken_invariants() == {}


def test_without_the_constraint_there_are_two(own_database, cast, monkeypatch):
    without_constraint(own_database, "knowledgebase_trial", "trial_once_an_organisation")
    meet_after(monkeypatch, judging, "demand_pace")
    both_answer(own_database, cast, by_zoe(cast))
    assert Trial.objects.count() == 2


def both_accept(own_database, cast: Cast, how_to) -> list[object]:
    """Who asked accepts the one, the author the other."""
    question = asked(how_to, cast.bo)
    replies = [answered(question, cast.ilse, "One."), answered(question, cast.wim, "Two.")]
    people = (cast.bo, cast.zoe)

    def one(number: int) -> object:
        return accept_answer(answer_id=replies[number].pk, instead_of=None, actor=people[number], now=SOON)

    return own_database.crowd(2, one)


def test_of_two_answers_that_are_accepted_at_once_one_is(own_database, cast):
    for number in range(ROUNDS):
        how_to = by_zoe(cast, title=f"Number {number}")
        outcomes = both_accept(own_database, cast, how_to)
        assert sorted(type(each).__name__ for each in outcomes) == [AcceptedMeanwhile.__name__, "Reply"]
        assert Reply.objects.filter(question__how_to=how_to, accepted_at__isnull=False).count() == 1
    assert broken_invariants() == {}


def test_without_the_index_both_are(own_database, cast, monkeypatch):
    without_constraint(own_database, "knowledgebase_reply", "one_accepted_answer", index=True)
    meet_after(monkeypatch, accepting, "_give_way")
    both_accept(own_database, cast, by_zoe(cast))
    assert Reply.objects.filter(accepted_at__isnull=False).count() == 2
