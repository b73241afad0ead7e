"""What readers said of a how-to: who takes it off, who is told of it, and what stays when an account goes."""

import pytest
from django.http import Http404

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from knowledgebase.actions._forget_reader import forget_reader
from knowledgebase.actions.accept_answer import accept_answer
from knowledgebase.actions.give_verdict import VerdictTakenOff
from knowledgebase.actions.look_at_flag import look_at_flag
from knowledgebase.actions.take_off_said import SayWhyTakenOff, take_off_said
from knowledgebase.models import Flag, Question
from knowledgebase.models.said import said_of
from knowledgebase.models.said_by import said_by
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.judging import SOON, answered, asked, by_zoe, flagged, tried
from tests.factories.talking import mails


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def how_to(cast):
    return by_zoe(cast)


def test_the_hubs_people_take_off_with_a_reason(cast, how_to):
    trial = tried(how_to, cast.ilse, cast.noord, worked=False, because="Buy from me.")
    question = asked(how_to, cast.ilse)
    reply, flag = answered(question, cast.bo), flagged(how_to, cast.ilse)
    accept_answer(answer_id=reply.pk, instead_of=None, actor=cast.ilse, now=SOON)
    for kind, row in (("trial", trial), ("reply", reply), ("question", question), ("flag", flag)):
        take_off_said(kind=kind, pk=row.pk, reason="Advertising.", actor=cast.teun, now=SOON)
        take_off_said(kind=kind, pk=row.pk, reason="Again.", actor=cast.teun, now=SOON)
    found = said_of(how_to)
    assert (found.judged.worked, found.judged.did_not, found.questions, found.flags) == (0, 0, [], [])
    assert AuditRow.objects.filter(action="knowledgebase.take_off_said", reason="Advertising.").count() == 4
    assert broken_invariants() == {}
    with pytest.raises(VerdictTakenOff):
        tried(how_to, cast.ilse, cast.noord, now=SOON)
    with pytest.raises(Http404):
        answered(question, cast.bo, "More.")


def test_others_take_nothing_off(cast, how_to):
    question = asked(how_to, cast.ilse)
    for stranger in (cast.ilse, cast.wim, cast.zoe):
        with pytest.raises(Forbidden):
            take_off_said(kind="question", pk=question.pk, reason="Mine.", actor=stranger, now=SOON)
    for kind, pk in (("question", question.pk + 1), ("booking", question.pk)):
        with pytest.raises(Http404):
            take_off_said(kind=kind, pk=pk, reason="Gone.", actor=cast.teun, now=SOON)
    for reason in ("", " \n", "x" * 301):
        with pytest.raises(SayWhyTakenOff):
            take_off_said(kind="question", pk=question.pk, reason=reason, actor=cast.teun, now=SOON)
    assert Question.objects.get().taken_off_at is None


# Who is told, and what stays.


def test_whoever_asked_is_told_of_the_answer_and_who_answered_that_it_helped(cast, how_to):
    question = asked(how_to, cast.ilse)
    (to_hub, to_author) = sorted(mails(NOW), key=lambda each: each.to)
    assert (to_hub.to, to_author.to) == (["desk@effenaar.example"], ["zoe@example.org"])
    reply = answered(question, cast.bo)
    (mail,) = mails(SOON)
    assert (mail.to, "The long one." in mail.body) == (["ilse@example.org"], True)
    assert f"/nl/how-tos/{how_to.slug}/#question-{question.pk}" in mail.body
    accept_answer(answer_id=reply.pk, instead_of=None, actor=cast.ilse, now=SOON)
    assert [each.to for each in mails(SOON)] == [["bo@example.org"]]


def test_nobody_is_told_of_what_they_do_themselves_or_of_what_was_taken_off(cast, how_to):
    question = asked(how_to, cast.zoe)
    assert [each.to for each in mails(NOW)] == [["desk@effenaar.example"]]
    reply = answered(question, cast.bo)
    take_off_said(kind="reply", pk=reply.pk, reason="Advertising.", actor=cast.teun, now=SOON)
    assert mails(SOON) == []


def test_what_somebody_said_is_theirs_to_take_along_and_to_be_forgotten(cast, how_to):
    tried(how_to, cast.bo, cast.zout, worked=False, because="No signal.")
    answered(asked(how_to, cast.ilse), cast.bo)
    flag = flagged(how_to, cast.bo)
    look_at_flag(flag_id=flag.pk, mended=True, text="", actor=cast.zoe, now=SOON)
    mine = said_by(cast.bo.pk)
    assert {name: len(rows) for name, rows in mine.items()} == {
        "verdicts": 1,
        "questions": 0,
        "answers": 1,
        "flags": 1,
    }
    assert mine["verdicts"][0]["because"] == "No signal."
    assert forget_reader(person=cast.bo, actor=cast.anna, now=SOON) == 3
    assert forget_reader(person=cast.zoe, actor=cast.anna, now=SOON) == 0
    assert not any(said_by(cast.bo.pk).values())
    said = said_of(how_to)
    assert (said.judged.did_not, said.flags[0].looked_by, len(said.questions)) == (1, None, 1)
    assert AuditRow.objects.filter(action="knowledgebase.forget_reader").count() == 2


def test_words_stay_without_a_name_when_an_account_goes(cast, how_to):
    asked(how_to, cast.karim)
    flagged(how_to, cast.karim)
    cast.karim.delete()
    assert (Question.objects.get().person, Flag.objects.get().person) == (None, None)
