"""What readers say of a how-to: whether it worked, what they ask, and what is outdated."""

from datetime import timedelta

import pytest
from django.http import Http404

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from knowledgebase.actions._words import MOST_WHEN_NEW, EnoughToday, NewAccount, NothingSaid, TooMuchText
from knowledgebase.actions.accept_answer import AcceptedMeanwhile, accept_answer
from knowledgebase.actions.answer_question import ManyAnswers
from knowledgebase.actions.give_verdict import SayWhy
from knowledgebase.actions.look_at_flag import LookedAtMeanwhile, SayWhyItStands, look_at_flag
from knowledgebase.models import Reply, Trial, Voice
from knowledgebase.models.said import said_of
from members.models import User
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories import knowledge
from tests.factories.judging import SOON, answered, asked, by_zoe, flagged, tried
from tests.factories.talking import mails

DAY = timedelta(days=1)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def how_to(cast):
    return by_zoe(cast)


def told(kind: str) -> int:
    return OutboxMessage.objects.filter(kind=kind).count()


# Whether it worked.


def test_an_organisation_has_one_answer_and_any_member_changes_it(cast, how_to):
    tried(how_to, cast.bo, cast.zout, worked=False, because="No signal.")
    tried(how_to, cast.mira, cast.zout, named=True, now=SOON)
    found = said_of(how_to).judged
    assert (found.worked, found.did_not, found.confirmed_at, found.named) == (
        1,
        0,
        SOON,
        ("Collectief Zout",),
    )
    assert Trial.objects.get().person == cast.mira
    assert AuditRow.objects.filter(action="knowledgebase.give_verdict").count() == 2
    assert broken_invariants() == {}


def test_organisations_are_counted_and_not_people(cast, how_to):
    tried(how_to, cast.bo, cast.zout)
    tried(how_to, cast.ilse, cast.noord, worked=False, because="Too dark.")
    found = said_of(how_to).judged
    assert (found.worked, found.did_not, found.named) == (1, 1, ())
    assert [each.because for each in found.reasons] == ["Too dark."]


def test_a_translation_is_judged_with_what_it_translates(cast, how_to):
    other = knowledge.how_to("Two cameras", "en", translation_key=how_to.translation_key)
    tried(how_to, cast.bo, cast.zout)
    tried(other, cast.bo, cast.zout, worked=False, because="Not so.")
    assert [(each.worked, each.did_not) for each in (said_of(how_to).judged, said_of(other).judged)] == [
        (0, 1),
        (0, 1),
    ]


def test_what_did_not_work_has_a_reason(cast, how_to):
    with pytest.raises(SayWhy):
        tried(how_to, cast.bo, cast.zout, worked=False, because="  ")
    with pytest.raises(TooMuchText):
        tried(how_to, cast.bo, cast.zout, worked=False, because="x" * 501)
    assert not Trial.objects.exists()


def test_nobody_answers_for_an_organisation_that_is_not_theirs(cast, how_to):
    with pytest.raises(Http404):
        tried(how_to, cast.ilse, cast.zout)


def test_a_draft_is_not_judged(cast):
    draft = by_zoe(cast, live=False)
    for say in (
        lambda: tried(draft, cast.bo, cast.zout),
        lambda: asked(draft, cast.bo),
        lambda: flagged(draft, cast.bo),
    ):
        with pytest.raises(Http404):
            say()


def test_that_it_stopped_working_is_told_once(cast, how_to):
    tried(how_to, cast.bo, cast.zout)
    assert told("knowledge.did_not_work") == 0
    for because in ("No signal.", "No signal at all."):
        tried(how_to, cast.bo, cast.zout, worked=False, because=because, now=SOON)
    assert {each.to[0] for each in mails(SOON)} == {"zoe@example.org", "desk@effenaar.example"}


# Questions.


def test_a_question_gets_an_answer_that_is_accepted(cast, how_to):
    question = asked(how_to, cast.ilse)
    first, second = answered(question, cast.bo, "The short one."), answered(question, cast.zoe)
    accept_answer(answer_id=second.pk, instead_of=None, actor=cast.ilse, now=SOON)
    (shown,) = said_of(how_to).questions
    assert [each.pk for each in shown.answers] == [second.pk, first.pk]
    assert [each.voice for each in shown.answers] == [Voice.AUTHOR, Voice.READER]
    assert broken_invariants() == {}


def test_who_works_there_answers_as_the_hub(cast, how_to):
    assert answered(asked(how_to, cast.ilse), cast.teun).voice == Voice.HUB
    assert answered(asked(how_to, cast.ilse, "And there?"), cast.wim).voice == Voice.READER


def test_open_questions_stand_before_those_that_are_answered(cast, how_to):
    old, new = asked(how_to, cast.ilse, "Old?"), asked(how_to, cast.bo, "New?", SOON)
    accept_answer(answer_id=answered(new, cast.zoe).pk, instead_of=None, actor=cast.zoe, now=SOON)
    assert [each.question.pk for each in said_of(how_to).questions] == [old.pk, new.pk]


def test_the_same_again_is_said_once(cast, how_to):
    question = asked(how_to, cast.ilse)
    assert asked(how_to, cast.ilse, now=SOON) == question
    assert answered(question, cast.bo) == answered(question, cast.bo)
    assert flagged(how_to, cast.bo) == flagged(how_to, cast.bo, "Step 3 too.")


def test_only_who_asked_and_the_author_accept(cast, how_to):
    answer = answered(asked(how_to, cast.ilse), cast.bo)
    for stranger in (cast.bo, cast.teun, cast.wim):
        with pytest.raises(Forbidden):
            accept_answer(answer_id=answer.pk, instead_of=None, actor=stranger, now=SOON)
    accept_answer(answer_id=answer.pk, instead_of=None, actor=cast.zoe, now=SOON)


def test_nobody_takes_back_unseen_what_another_accepted(cast, how_to):
    question = asked(how_to, cast.ilse)
    first, second = answered(question, cast.bo, "One."), answered(question, cast.wim, "Two.")
    accept_answer(answer_id=first.pk, instead_of=None, actor=cast.ilse, now=SOON)
    for wrong in (None, second.pk):
        with pytest.raises(AcceptedMeanwhile):
            accept_answer(answer_id=second.pk, instead_of=wrong, actor=cast.zoe, now=SOON)
    accept_answer(answer_id=second.pk, instead_of=first.pk, actor=cast.zoe, now=SOON)
    assert Reply.objects.get(accepted_at__isnull=False) == second


def test_a_question_has_so_many_answers_at_most(cast, how_to, monkeypatch):
    monkeypatch.setattr("knowledgebase.actions.answer_question.MOST_ANSWERS", 1)
    question = asked(how_to, cast.ilse)
    answered(question, cast.bo)
    with pytest.raises(ManyAnswers):
        answered(question, cast.wim)


@pytest.mark.parametrize(("text", "refusal"), [(" \n\t", NothingSaid), ("x" * 4_001, TooMuchText)])
def test_what_is_said_has_a_length(cast, how_to, text, refusal):
    question = asked(how_to, cast.ilse)
    for say in (
        lambda: asked(how_to, cast.bo, text),
        lambda: answered(question, cast.bo, text),
        lambda: flagged(how_to, cast.bo, text),
    ):
        with pytest.raises(refusal):
            say()


def test_a_new_account_writes_little_in_its_first_days(cast, how_to):
    User.objects.filter(pk=cast.bo.pk).update(date_joined=NOW - 6 * DAY)
    cast.bo.refresh_from_db()
    for number in range(MOST_WHEN_NEW):
        asked(how_to, cast.bo, f"Number {number}?")
    with pytest.raises(NewAccount):
        flagged(how_to, cast.bo)
    with pytest.raises(NewAccount):
        tried(how_to, cast.bo, cast.zout)
    flagged(how_to, cast.bo, now=NOW + DAY + timedelta(minutes=1))


def test_nobody_writes_all_day(cast, how_to, monkeypatch):
    monkeypatch.setattr("knowledgebase.actions._words.MOST_A_DAY", 1)
    cast.bo.refresh_from_db()
    question = asked(how_to, cast.bo)
    with pytest.raises(EnoughToday):
        answered(question, cast.bo)


# Outdated.


def test_a_flag_goes_to_author_and_hub_who_say_what_became_of_it(cast, how_to):
    flag = flagged(how_to, cast.ilse)
    assert {each.to[0] for each in mails(NOW)} == {"zoe@example.org", "desk@effenaar.example"}
    look_at_flag(flag_id=flag.pk, mended=True, text="Thanks.", actor=cast.teun, now=SOON)
    (mail,) = mails(SOON)
    assert mail.to == ["ilse@example.org"]
    assert "Thanks." in mail.body
    assert [(each.state, each.said) for each in said_of(how_to).flags] == [("mended", "Thanks.")]
    with pytest.raises(LookedAtMeanwhile):
        look_at_flag(flag_id=flag.pk, mended=False, text="Still right.", actor=cast.zoe, now=SOON)
    assert flagged(how_to, cast.ilse, now=SOON) != flag
    assert broken_invariants() == {}


def test_that_it_still_stands_wants_a_reason(cast, how_to):
    with pytest.raises(SayWhyItStands):
        look_at_flag(flag_id=flagged(how_to, cast.ilse).pk, mended=False, text="", actor=cast.zoe, now=SOON)


def test_a_flag_is_nobody_elses_to_look_at(cast, how_to):
    flag = flagged(how_to, cast.ilse)
    for stranger in (cast.ilse, cast.bo, cast.wim):
        with pytest.raises(Http404):
            look_at_flag(flag_id=flag.pk, mended=True, text="", actor=stranger, now=SOON)
