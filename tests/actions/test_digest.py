"""Once a week, what is new about what somebody follows: in one mail, or none."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as mail_box

from bookings.actions.choose_mail import choose_mail
from hub.kit import outbox
from hub.kit.models import OutboxMessage
from knowledgebase.actions.accept_answer import accept_answer
from knowledgebase.actions.begin_digest import begin_digest
from knowledgebase.actions.give_back_digest import give_back_digest
from knowledgebase.actions.queue_digests import queue_digests
from knowledgebase.models import Digest
from knowledgebase.outbound import digest
from knowledgebase.rules.weeks import week_of
from members.actions.note_unreachable import note_unreachable
from members.models import User
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.following import LAST_WEEK, SEVEN, a_week_later, digests, followed, published
from tests.factories.judging import answered, asked, by_zoe

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def cast(db) -> Cast:
    cast = assemble()
    User.objects.update(language="en")
    return cast


def test_what_is_new_about_each_kind_of_thing_is_told_once_in_one_mail(cast):
    theme, experiment = knowledge.theme(), knowledge.experiment(hub=cast.tetem)
    followed(cast.bo, theme, cast.effenaar, experiment, cast.studio)
    knowledge.how_to("About the theme", themes=[theme], **published())
    knowledge.how_to("Both of the lab and about the theme", themes=[theme], hub=cast.effenaar, **published())
    using = knowledge.how_to("With the studio", **published())
    knowledge.needs(using, cast.studio)
    knowledge.result(experiment, "Half-way", finality="interim", **published())
    knowledge.how_to("Of another lab", hub=cast.tetem, **published())
    (mail,) = digests()
    assert mail.to == ["bo@example.org"]
    assert "and 3 more" in mail.subject
    for text in (mail.body, mail.alternatives[0][0]):
        for title in (
            "About the theme",
            "Both of the lab and about the theme",
            "With the studio",
            "Half-way",
        ):
            assert text.count(f"\n{title}\n") + text.count(f">{title}<") == 1, title
        assert "Interim result" in text
        assert "Of another lab" not in text
    assert re.search(r"Both of the lab.*?Because you follow: Immersive content, Effenaar", mail.body, re.S)
    assert "<h2>" in mail.alternatives[0][0]


def test_an_answer_that_was_accepted_in_the_week_is_told_and_where_it_stands(cast):
    followed(cast.bo, cast.effenaar)
    how_to = by_zoe(cast, **published(LAST_WEEK - timedelta(weeks=3)))
    question = asked(how_to, cast.ilse, "Which cable?")
    answer = answered(question, cast.zoe, "The long one.")
    assert digests() == []
    accept_answer(answer_id=answer.pk, instead_of=None, actor=cast.zoe, now=LAST_WEEK)
    (mail,) = [each for each in digests() if each.to == ["bo@example.org"]]
    assert mail.subject.endswith("Which cable?") and "The long one." in mail.body
    assert f"#question-{question.pk}" in mail.body and "Because you follow: Effenaar" in mail.body
    assert "Accepted answer" in mail.alternatives[0][0]


def test_it_is_in_the_readers_language(cast):
    User.objects.filter(pk=cast.bo.pk).update(language="nl")
    theme = knowledge.theme()
    followed(cast.bo, theme)
    dutch = knowledge.how_to("Streamen", themes=[theme], **published())
    key = dutch.translation_key
    knowledge.how_to("Streaming", "en", themes=[theme], translation_key=key, **published())
    (mail,) = digests()
    assert "Nieuw" in mail.subject
    assert "/nl/how-tos/streamen/" in mail.body
    assert "Streaming" not in mail.body


def test_a_result_is_told_to_who_follows_what_its_experiment_uses(cast):
    experiment = knowledge.experiment()
    knowledge.needs(experiment, cast.studio)
    knowledge.result(experiment, "Found with the studio", finality="final", **published())
    followed(cast.bo, cast.studio)
    (mail,) = digests()
    assert "Found with the studio" in mail.subject
    assert "Final result" in mail.body and "Because you follow: Studio 2" in mail.body


@pytest.mark.parametrize(
    "facts",
    [
        published(datetime(2026, 11, 15, 22, 59, tzinfo=UTC)),
        published(datetime(2026, 11, 22, 23, 0, tzinfo=UTC)),
        {**published(), "live": False},
        {},
    ],
    ids=["the week before", "this week", "a draft", "never published"],
)
def test_nothing_new_in_the_week_is_no_mail(cast, facts):
    followed(cast.bo, cast.effenaar)
    knowledge.how_to(hub=cast.effenaar, **facts)
    knowledge.how_to("Something else is new", **published())
    assert digests() == []


def test_weeks_meet_without_a_gap_when_the_clock_changes():
    before, after = (week_of(datetime(2026, 10, day, 12, tzinfo=UTC), AMSTERDAM) for day in (20, 27))
    assert before.until == after.since
    assert after.until - after.since == timedelta(days=7)
    assert after.until.astimezone(UTC) - after.since.astimezone(UTC) == timedelta(days=7, hours=1)
    assert after.due_at.astimezone(UTC).hour == 6 and before.due_at.astimezone(UTC).hour == 5


def test_it_goes_on_monday_at_seven_and_once_a_week_however_often_the_clock_asks(cast):
    followed(cast.bo, cast.effenaar)
    knowledge.how_to(hub=cast.effenaar, **published())
    assert digests(SEVEN - timedelta(minutes=1)) == []
    assert len(digests(SEVEN)) == 1
    assert digests(SEVEN + timedelta(hours=1)) == []
    assert digests(SEVEN + timedelta(days=6)) == []
    assert digests(a_week_later(SEVEN)) == []
    knowledge.how_to("Next", hub=cast.effenaar, **published(a_week_later(LAST_WEEK)))
    assert [mail.subject for mail in digests(a_week_later(SEVEN) + timedelta(hours=1))] == [
        "New in what you follow: Next"
    ]


def test_who_comes_back_late_in_the_week_is_still_told_and_not_when_it_is_over(cast):
    followed(cast.bo, cast.effenaar)
    knowledge.how_to(hub=cast.effenaar, **published())
    queue_digests(now=SEVEN)
    with time_machine.travel(a_week_later(SEVEN), tick=False):
        assert outbox.work_off() == 1
    assert mail_box.outbox == []
    followed(cast.zoe, cast.effenaar)
    assert [mail.to for mail in digests(SEVEN + timedelta(days=5))] == [["zoe@example.org"]]


def test_the_same_message_twice_is_one_mail(cast):
    followed(cast.bo, cast.effenaar)
    knowledge.how_to(hub=cast.effenaar, **published())
    assert len(digests()) == 1
    message = OutboxMessage.objects.get(kind="knowledge.digest")
    with time_machine.travel(SEVEN, tick=False):
        digest.send(message)
    assert len(mail_box.outbox) == 1


def test_what_the_mail_server_did_not_take_is_tried_again(cast, monkeypatch):
    followed(cast.bo, cast.effenaar)
    knowledge.how_to(hub=cast.effenaar, **published())
    queue_digests(now=SEVEN)
    (message,) = outbox.claim(now=SEVEN)

    def away(mail):
        raise ConnectionRefusedError

    with time_machine.travel(SEVEN, tick=False):
        monkeypatch.setattr(digest, "hand_over", away)
        assert not outbox.deliver(message, now=SEVEN)
        assert not Digest.objects.exists()
        monkeypatch.undo()
        digest.send(message)
    assert len(mail_box.outbox) == 1


def test_a_digest_is_claimed_once_until_it_is_given_back(cast):
    facts = {"person_id": cast.bo.pk, "week": date(2026, 11, 23)}
    assert begin_digest(**facts, now=NOW) and not begin_digest(**facts, now=NOW)
    assert begin_digest(person_id=cast.zoe.pk, week=facts["week"], now=NOW)
    give_back_digest(**facts)
    assert begin_digest(**facts, now=NOW)


def test_who_does_not_want_it_is_not_reached_or_is_gone_gets_none(cast):
    knowledge.how_to(hub=cast.effenaar, **published())
    for person in (cast.bo, cast.zoe, cast.mira, cast.wim):
        followed(person, cast.effenaar)
    choose_mail(person=cast.bo, wanted=["reminder"], actor=cast.bo, now=NOW)
    note_unreachable(address=cast.zoe.email, code=550, said="no such user", now=NOW)
    User.objects.filter(pk=cast.mira.pk).update(is_active=False)
    assert [mail.to for mail in digests()] == [["wim@example.org"]]


def test_who_stops_between_queueing_and_sending_gets_none(cast):
    followed(cast.bo, cast.effenaar)
    knowledge.how_to(hub=cast.effenaar, **published())
    queue_digests(now=SEVEN)
    choose_mail(person=cast.bo, wanted=[], actor=cast.bo, now=NOW)
    assert digests() == []


def test_one_click_in_the_mail_stops_it_without_signing_in(cast, client):
    followed(cast.bo, cast.effenaar)
    knowledge.how_to(hub=cast.effenaar, **published())
    (mail,) = digests()
    said = message_from_string(mail.message().as_string())
    assert said["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.sub(r"\s", "", said["List-Unsubscribe"])[1:-1]
    assert link in mail.body and link in mail.alternatives[0][0]
    path = "/" + link.split("/", 3)[3]
    assert client.get(path).status_code == 200
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    knowledge.how_to("Next", hub=cast.effenaar, **published(a_week_later(LAST_WEEK)))
    assert digests(a_week_later(SEVEN)) == []


def test_what_somebody_wrote_is_text_in_both_parts(cast):
    followed(cast.bo, cast.effenaar)
    bad = "<script>alert(1)</script>\r\nBcc: all@example.org"
    knowledge.how_to("Bad", hub=cast.effenaar, summary=bad, **published())
    knowledge.how_to("Two\r\nlines", slug="two", hub=cast.effenaar, **published())
    (mail,) = digests()
    assert "<script>" not in mail.alternatives[0][0]
    assert "\n" not in mail.subject and "Bcc" not in mail.message()
    assert date(2026, 11, 16).strftime("%-d November") in mail.body


def test_however_much_is_followed_and_new_it_asks_as_much(cast, django_assert_max_num_queries):
    theme = knowledge.theme()
    followed(cast.bo, theme, cast.effenaar, cast.studio, knowledge.experiment())
    for number in range(30):
        article = knowledge.how_to(f"Number {number}", themes=[theme], hub=cast.effenaar, **published())
        knowledge.needs(article, cast.studio)
    with django_assert_max_num_queries(26):
        mail = digest.write(cast.bo, week_of(SEVEN, AMSTERDAM))
    assert "And 5 more, on the page of what you follow." in mail.body
