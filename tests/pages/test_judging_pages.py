"""Below a how-to: whether it worked, questions and answers, what is outdated; typed wrongly, and by whom."""

import re

import pytest
import time_machine
from django.test import Client

from knowledgebase.actions.accept_answer import accept_answer
from knowledgebase.models import Flag, Question, Reply, Trial
from tests.cast import NOW, Cast, assemble
from tests.factories.judging import SOON, answered, asked, by_zoe, flagged, tried
from tests.signing_in import signed_in


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(SOON, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def how_to(cast):
    return by_zoe(cast)


def page(client: Client, how_to) -> str:
    return client.get(f"/en/how-tos/{how_to.slug}/").content.decode()


def say(client: Client, how_to, where: str, **data: str):
    return client.post(f"/en/how-tos/{how_to.slug}/{where}/", data, follow=True)


def test_anybody_reads_what_was_said_and_is_shown_the_way_in(client, cast, how_to):
    tried(how_to, cast.bo, cast.zout, named=True)
    tried(how_to, cast.ilse, cast.noord, worked=False, because="Too <b>dark</b>.")
    answered(asked(how_to, cast.ilse, "Which <i>cable</i>?"), cast.zoe)
    flagged(how_to, cast.ilse, "Step 2 is over.")
    html = page(client, how_to)
    for words in (
        "Collectief Zout",
        "Too &lt;b&gt;dark&lt;/b&gt;.",
        "Which &lt;i&gt;cable&lt;/i&gt;?",
        "The long one.",
        "Step 2 is over.",
        "Last confirmed on 23 November 2026",
        f"/en/accounts/login/?next=/en/how-tos/{how_to.slug}/ask/",
    ):
        assert words in html, words
    # Who did not agree is not named, and nobody's address is given away.
    assert "Kwartet Noord" not in html and "@example.org" not in html
    assert "<form" not in html.partition('id="works"')[2].partition('id="about-it"')[0]


def test_an_organisation_says_it_worked_and_changes_its_mind(cast, how_to, bo):
    assert "Thank you: the next one knows." in say(bo, how_to, "worked", worked="yes").content.decode()
    answer = say(bo, how_to, "worked", worked="no", because="No signal.", named="on")
    assert answer.redirect_chain == [(f"/en/how-tos/{how_to.slug}/#works", 302)]
    row = Trial.objects.get()
    assert (row.worked, row.because, row.named, row.organisation) == (False, "No signal.", True, cast.zout)
    assert "Collectief Zout said: it did not" in re.sub(r"\s+", " ", page(bo, how_to))


def test_what_comes_back_wrong_keeps_what_was_typed(cast, how_to, bo):
    answer = say(bo, how_to, "worked", worked="no", named="on")
    assert answer.status_code == 400
    assert "Say why it did not work" in answer.content.decode()
    assert re.search(r'name="worked" value="no"[^>]* checked', answer.content.decode())
    for where in ("ask", "outdated"):
        answer = say(bo, how_to, where, text="y" * 1_001)
        assert (answer.status_code, "y" * 1_001 in answer.content.decode()) == (400, True)
    question = asked(how_to, cast.ilse)
    answer = bo.post(f"/en/knowledge/questions/{question.pk}/answer/", {"text": "z" * 4_001})
    assert (answer.status_code, "z" * 4_001 in answer.content.decode()) == (400, True)
    assert not Trial.objects.exists() and not Flag.objects.exists() and not Reply.objects.exists()


@pytest.mark.parametrize("data", [{}, {"worked": "perhaps"}, {"worked": "no", "because": "\0"}])
def test_an_answer_that_is_none_is_refused_in_words(cast, how_to, bo, data):
    answer = say(bo, how_to, "worked", **data)
    assert answer.status_code == 400
    assert not Trial.objects.exists()


def test_somebody_without_an_organisation_is_shown_the_way(cast, how_to, teun):
    assert "Only for an organisation" in say(teun, how_to, "worked", worked="yes").content.decode()
    assert not Trial.objects.exists()


def test_a_question_is_asked_answered_and_accepted(cast, how_to, bo, teun):
    say(bo, how_to, "ask", text="Which cable?")
    question = Question.objects.get()
    teun.post(f"/en/knowledge/questions/{question.pk}/answer/", {"text": "The long one."})
    reply = Reply.objects.get()
    accept = f"/en/knowledge/answers/{reply.pk}/accept/"
    assert accept in page(bo, how_to)
    assert accept not in page(teun, how_to)
    answer = bo.post(accept, follow=True)
    assert "Accepted: it stands first from now on." in answer.content.decode()
    reply.refresh_from_db()
    assert reply.accepted_at == SOON
    assert re.search(r"Effenaar,\s+Teun", page(bo, how_to))


def test_accepting_what_another_was_chosen_before_says_so(cast, how_to, bo):
    question = asked(how_to, cast.bo)
    first, second = answered(question, cast.zoe), answered(question, cast.ilse, "Another.")
    accept_answer(answer_id=first.pk, instead_of=None, actor=cast.zoe, now=SOON)
    answer = bo.post(f"/en/knowledge/answers/{second.pk}/accept/", follow=True)
    assert "Another answer was accepted meanwhile." in answer.content.decode()
    answer = bo.post(f"/en/knowledge/answers/{second.pk}/accept/", {"instead_of": "x"})
    assert answer.status_code == 404
    bo.post(f"/en/knowledge/answers/{second.pk}/accept/", {"instead_of": str(first.pk)})
    assert Reply.objects.get(accepted_at__isnull=False) == second


def test_what_is_outdated_is_mended_by_the_hub(cast, how_to, bo, teun):
    say(bo, how_to, "outdated", text="Step 2 is over.")
    flag = Flag.objects.get()
    look = f"/en/knowledge/flags/{flag.pk}/"
    assert look in page(teun, how_to) and look not in page(bo, how_to)
    assert teun.post(look, {"became": "stands", "text": ""}).status_code == 400
    teun.post(look, {"became": "mended", "text": "Thanks."})
    assert "Thanks." in page(bo, how_to)


def test_the_hub_takes_off_what_is_no_use(cast, how_to, bo, teun):
    question = asked(how_to, cast.bo, "Buy this?")
    off = "/en/knowledge/said/take-off/"
    assert off in page(teun, how_to) and off not in page(bo, how_to)
    data = {"kind": "question", "pk": str(question.pk), "reason": "Advertising."}
    assert teun.post(off, {**data, "reason": ""}).status_code == 400
    for wrong in ({"kind": "user"}, {"pk": "x"}, {"pk": "9" * 30}, {"pk": "٣"}):
        assert teun.post(off, {**data, **wrong}).status_code == 404
    teun.post(off, data)
    assert "Buy this?" not in page(bo, how_to)
    assert bo.get(f"/en/knowledge/questions/{question.pk}/answer/").status_code == 404


def test_after_signing_in_one_is_back_at_the_how_to(cast, how_to):
    client = Client()
    door = client.post(f"/en/how-tos/{how_to.slug}/ask/", {"text": "Which?"})
    assert door["Location"] == f"/en/accounts/login/?next=/en/how-tos/{how_to.slug}/ask/"
    back = signed_in(cast.bo).get(f"/en/how-tos/{how_to.slug}/ask/")
    assert back["Location"] == f"/en/how-tos/{how_to.slug}/#questions"


def test_a_how_to_asks_as_much_with_many_words_below_it(cast, how_to, client, django_assert_num_queries):
    def words(number: int) -> None:
        question = asked(how_to, cast.ilse, f"Number {number}?")
        answered(question, cast.bo, f"Answer {number}.")

    words(0)
    flagged(how_to, cast.ilse)
    page(client, how_to)
    with django_assert_num_queries(3) as few:
        page(client, how_to)
    for number in range(1, 8):
        words(number)
    tried(how_to, cast.bo, cast.zout, now=NOW)
    with django_assert_num_queries(len(few)):
        page(client, how_to)
