"""Two reviewers look at one text at the same moment; two tabs save it."""

from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError

from knowledgebase.actions import _writing as writing
from knowledgebase.actions import judge_contribution as judging
from knowledgebase.actions import save_draft as saving
from knowledgebase.actions._writing import WrittenMeanwhile
from knowledgebase.actions.judge_contribution import NoLongerWaiting, Opinion, judge_contribution
from knowledgebase.actions.save_draft import Saved, save_draft
from knowledgebase.models import Contribution, HowTo, Judgement, Verdict
from knowledgebase.models.writing import with_all
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants, meet_before
from tests.factories.writing import content, draft, sent_in
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def without_lock(monkeypatch: Any) -> None:
    monkeypatch.setattr(writing, "_rows", lambda uuid: with_all(Contribution.objects.filter(uuid=uuid)))


def both_judge(database: OwnDatabase, cast: Cast, found: Contribution) -> list[object]:
    opinions = [Opinion(Verdict.PUBLISHED), Opinion(Verdict.SENT_BACK, "Nog niet.")]

    def one(number: int) -> object:
        actor = (cast.teun, cast.hanna)[number]
        return judge_contribution(uuid=found.uuid, version=1, opinion=opinions[number], actor=actor, now=NOW)

    return database.crowd(2, one)


def test_two_reviewers_at_once_make_one_decision(own_database, cast) -> None:
    found = sent_in(cast.bo, cast.effenaar)
    outcomes = both_judge(own_database, cast, found)
    assert Counter(type(each) for each in outcomes) == {Judgement: 1, NoLongerWaiting: 1}, outcomes
    fresh = Contribution.objects.get()
    assert fresh.state == Judgement.objects.get().verdict
    assert HowTo.objects.filter(live=True).count() == (fresh.state == "published")
    assert broken_invariants() == {}


def test_control_without_the_lock_the_second_runs_into_the_constraint(
    own_database, cast, monkeypatch
) -> None:
    found = sent_in(cast.bo, cast.effenaar)
    without_lock(monkeypatch)
    meet_before(monkeypatch, judging, "_said", 2)
    outcomes = both_judge(own_database, cast, found)
    assert Counter(type(each) for each in outcomes) == {Judgement: 1, IntegrityError: 1}, outcomes


def both_save(database: OwnDatabase, cast: Cast, found: Contribution) -> list[object]:
    def one(number: int) -> object:
        words = content(title=f"Uit tabblad {number}")
        return save_draft(uuid=found.uuid, content=words, token=found.token, actor=cast.bo, now=NOW)

    return database.crowd(2, one)


def test_two_tabs_save_at_once_and_one_is_told(own_database, cast) -> None:
    found = draft(cast.bo, cast.effenaar)
    kinds = Counter(type(each) for each in both_save(own_database, cast, found))
    assert kinds == {Saved: 1, WrittenMeanwhile: 1}
    assert Contribution.objects.get().token == found.token + 1


def test_control_without_the_lock_one_of_the_two_is_written_over(own_database, cast, monkeypatch) -> None:
    found = draft(cast.bo, cast.effenaar)
    without_lock(monkeypatch)
    meet_before(monkeypatch, saving, "attach", 2)
    kinds = Counter(type(each) for each in both_save(own_database, cast, found))
    assert kinds == {Saved: 2}
