"""A hub's own words in our mails, mails by its clock, and who gets which."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import signing
from django.utils.translation import override

from bookings.actions.approve import approve
from bookings.actions.cancel import cancel
from bookings.actions.choose_mail import choose_mail
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from bookings.actions.remind_due import remind_due
from bookings.actions.set_messages import AddressUnreadable, HourUnknown, set_messages
from bookings.actions.set_words import NoSuchMessage, UnknownPlaceholder, WordsTooLong, set_words
from bookings.actions.stop_mail import NoSuchLink, stop_mail, stop_token
from bookings.models import Booking, HubWords, MailOptOut
from bookings.models.messages import OPTIONAL
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.periods import Period
from members.actions.note_unreachable import note_unreachable
from members.models import User
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import booked
from tests.factories.options import asks_first, requested
from tests.factories.talking import drained, mails

# Wednesday at four, on the clock of Eindhoven: the studio is wanted on Thursday.
FOUR = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=2)
FRIDAY_AT_TEN = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.fixture
def stage(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        stage = assemble()
        User.objects.update(language="en")
        yield stage


def said_by_hub(stage, kind, dutch="", english=""):
    return set_words(
        hub=stage.effenaar, kind=kind, text_nl=dutch, text_en=english, actor=stage.hanna, now=NOW
    )


def to_bo(now) -> list:
    return [mail for mail in mails(now) if mail.to == ["bo@example.org"]]


def by_the_clock(now) -> list:
    """What the worker finds due, and sends, to Bo."""
    drained(now - timedelta(seconds=1))
    with time_machine.travel(now, tick=False):
        remind_due(now=now)
        return to_bo(now)


def html(mail) -> str:
    return next(part.content for part in mail.alternatives if part.mimetype == "text/html")


def test_a_hubs_words_stand_in_the_confirmation_filled_in_once(stage):
    stage.zout.name = "Zout {link} <b>& Peper"
    stage.zout.save()
    said_by_hub(
        stage,
        "confirmation",
        "Dag {name}",
        "Hi {name} of {organisation}!\n\nRing at {address}, {start}: https://way.example/in",
    )
    booked(stage.bo, stage.zout, stage.studio)
    (mail,) = to_bo(SOON)
    assert "Hi Bo of Zout {link} <b>& Peper!" in mail.body
    assert "13:00: https://way.example/in" in mail.body and "You are expected at Effenaar." in mail.body
    assert "Zout {link} &lt;b&gt;&amp; Peper" in html(mail)
    assert '<a href="https://way.example/in"' in html(mail)


def test_without_words_the_mail_is_as_it_was_and_the_hubs_copy_never_has_them(stage):
    booked(stage.bo, stage.zout, stage.studio)
    before = [mail.body for mail in mails(SOON)]
    said_by_hub(stage, "confirmation", "Hallo daar")
    other = booked(stage.bo, stage.zout, stage.studio, period=thursday(18, 20))
    after = {mail.to[0]: mail.body for mail in mails(SOON)}
    assert "Hallo daar" not in after[stage.effenaar.email] and "Hallo daar" in after["bo@example.org"]
    assert len(before) == 2 and not any("Hallo" in body for body in before)
    assert other.number in after["bo@example.org"]


@pytest.mark.parametrize(
    ("language", "dutch", "english", "read"),
    [
        ("en", "Dag", "Hello", "Hello"),
        ("nl", "Dag", "Hello", "Dag"),
        ("en", "Alleen Nederlands", "", "Alleen Nederlands"),
        ("nl", "", "English alone", "English alone"),
    ],
)
def test_it_is_the_readers_language_else_the_other(stage, language, dutch, english, read):
    User.objects.update(language=language)
    said_by_hub(stage, "reminder", dutch, english)
    booked(stage.bo, stage.zout, stage.studio)
    (mail,) = by_the_clock(FOUR)
    assert read in mail.body
    other = {"en": "nl", "nl": "en"}[language]
    assert (f'lang="{other}"' in html(mail)) == (read not in ("Hello", "Dag"))


def test_what_was_approved_has_the_words_for_that_and_else_those_of_the_confirmation(stage):
    asks_first(stage.studio)
    said_by_hub(stage, "confirmation", "", "Booked at once.")
    for number, words in enumerate(("Booked at once.", "We looked at it.")):
        asked = requested(
            stage.bo, stage.zout, stage.studio, period=thursday(9 + 3 * number, 11 + 3 * number)
        )
        drained(NOW)
        approve(number=asked.number, reason="It fits", actor=stage.teun, now=NOW)
        (mail,) = to_bo(SOON)
        assert words in mail.body
        said_by_hub(stage, "approval", "", "We looked at it.")


@pytest.mark.parametrize(
    "text",
    ["{Name}", "{ name }", "{}", "{name", "name}", "{{name}}", "{name.__class__}", "{0}", "{naam}", "{%x%}"],
)
def test_unknown_names_in_braces_are_refused_with_the_list(stage, text):
    with pytest.raises(UnknownPlaceholder) as refused:
        said_by_hub(stage, "thanks", f"Dag {text}")
    assert "{organisation}" in str(refused.value)
    assert not HubWords.objects.exists()


def test_words_are_the_managers_and_are_written_down(stage):
    for who in (stage.teun, stage.wim, stage.bo, stage.ilse, stage.karim):
        with pytest.raises(Forbidden):
            set_words(hub=stage.effenaar, kind="thanks", text_nl="Dank", actor=who, now=NOW)
        with pytest.raises(Forbidden):
            set_messages(hub=stage.effenaar, remind_hour=9, actor=who, now=NOW)
    with pytest.raises(NoSuchMessage):
        said_by_hub(stage, "invoice", "Dank")
    with pytest.raises(WordsTooLong):
        said_by_hub(stage, "thanks", "x" * 3001)
    said_by_hub(stage, "thanks", "Dank")
    assert said_by_hub(stage, "thanks", " ") is None
    assert not HubWords.objects.exists()
    assert AuditRow.objects.filter(action="bookings.set_words", hub_id=stage.effenaar.pk).count() == 2


@pytest.mark.parametrize("hour", [5, 23, -1])
def test_the_hour_is_by_day_and_an_address_is_one(stage, hour):
    with pytest.raises(HourUnknown):
        set_messages(hub=stage.effenaar, remind_hour=hour, actor=stage.hanna, now=NOW)
    with pytest.raises(AddressUnreadable):
        set_messages(
            hub=stage.effenaar, remind_hour=9, technician_email="a@b\nBcc: c", actor=stage.hanna, now=NOW
        )


def test_a_reminder_goes_the_day_before_at_the_hubs_hour_and_once(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert by_the_clock(FOUR - timedelta(minutes=1)) == []
    (mail,) = by_the_clock(FOUR)
    assert mail.subject.startswith("Tomorrow: Effenaar, Thursday 26 November 2026, 13:00")
    assert "Tomorrow at 13:00 you are expected at Effenaar." in mail.body
    assert booking.number in mail.body
    assert by_the_clock(FOUR + timedelta(minutes=5)) == []
    assert by_the_clock(FOUR + timedelta(hours=5)) == []


def test_the_hub_chooses_the_hour_and_which(stage):
    booked(stage.bo, stage.zout, stage.studio)
    set_messages(hub=stage.effenaar, remind_hour=18, actor=stage.hanna, now=NOW)
    assert by_the_clock(FOUR) == []
    set_messages(hub=stage.effenaar, remind_hour=18, without=["reminder"], actor=stage.hanna, now=NOW)
    assert by_the_clock(FOUR + timedelta(hours=2)) == []
    set_messages(hub=stage.effenaar, remind_hour=18, actor=stage.hanna, now=NOW)
    assert len(by_the_clock(FOUR + timedelta(hours=2))) == 1


@pytest.mark.parametrize(
    ("on", "at"),
    [
        ((2027, 3, 28), (2027, 3, 27, 15)),
        ((2027, 3, 29), (2027, 3, 28, 14)),
        ((2026, 10, 26), (2026, 10, 25, 15)),
    ],
)
def test_four_oclock_is_four_oclock_on_the_hubs_clock_when_it_changes(stage, on, at):
    start = datetime(*on, 10, tzinfo=UTC)
    booking = booked(stage.bo, stage.zout, stage.studio)
    period = Period(start, start + timedelta(hours=2))
    Booking.objects.filter(pk=booking.pk).update(
        during=period.to_range(), confirmed_at=start - timedelta(days=30)
    )
    four = datetime(*at, tzinfo=UTC)
    assert by_the_clock(four - timedelta(minutes=1)) == []
    assert len(by_the_clock(four)) == 1


def test_who_books_after_the_hour_gets_none_and_neither_does_who_cancelled(stage):
    late = booked(stage.bo, stage.zout, stage.studio, now=FOUR)
    gone = booked(stage.bo, stage.zout, stage.engineer)
    drained(FOUR)
    remind_due(now=FOUR + timedelta(minutes=5))
    cancel(number=gone.number, actor=stage.bo, now=FOUR + timedelta(minutes=5))
    drained_mails = to_bo(FOUR + timedelta(minutes=6))
    assert [mail.subject for mail in drained_mails if mail.subject.startswith("Tomorrow")] == []
    assert late.state == "confirmed"


def test_what_was_moved_is_reminded_of_on_its_new_day_and_not_on_the_old(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    a_day = timedelta(days=1)
    moved = Period(booking.period.start + a_day, booking.period.end + a_day)
    remind_due(now=FOUR)
    Booking.objects.filter(pk=booking.pk).update(
        during=moved.to_range(), changes=1, changed_at=FOUR + timedelta(minutes=1)
    )
    with time_machine.travel(FOUR + timedelta(minutes=2), tick=False):
        assert [mail for mail in to_bo(FOUR + timedelta(minutes=2)) if "Tomorrow" in mail.subject] == []
    (mail,) = by_the_clock(FOUR + a_day)
    assert "Friday 27 November 2026" in mail.subject


def test_a_reminder_that_waited_until_it_began_is_not_sent(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    drained(FOUR)
    remind_due(now=FOUR)
    with time_machine.travel(booking.period.start, tick=False):
        assert to_bo(booking.period.start) == []


def test_what_was_out_overnight_is_asked_back_the_day_before(stage):
    booking = booked(stage.bo, stage.zout, stage.microphones)
    assert by_the_clock(FOUR)[0].subject.startswith("Tomorrow")
    start = thursday(13, 14).start - timedelta(days=2)
    Booking.objects.filter(pk=booking.pk).update(
        during=Period(start, thursday(13, 17).end).to_range(), confirmed_at=start - timedelta(days=3)
    )
    OutboxMessage.objects.all().delete()
    (mail,) = by_the_clock(FOUR)
    assert mail.subject.startswith("Bring it back")
    assert "Tomorrow before 17:00 it comes back to Effenaar." in mail.body


def test_thanks_go_the_day_after_to_those_who_came(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    missed = booked(stage.bo, stage.zout, stage.engineer)
    complete_ended(now=booking.period.end)
    mark_no_show(number=missed.number, reason="Nobody came", actor=stage.teun, now=missed.period.end)
    assert by_the_clock(FRIDAY_AT_TEN - timedelta(minutes=1)) == []
    (mail,) = by_the_clock(FRIDAY_AT_TEN)
    assert "What came of it?" in mail.body and booking.number in mail.body
    assert f"/bookings/{booking.number}/messages/" in mail.body
    assert by_the_clock(FRIDAY_AT_TEN + timedelta(minutes=5)) == []


def test_mails_that_one_can_do_without_say_how_and_stop_with_one_click(stage):
    booked(stage.bo, stage.zout, stage.studio)
    (mail,) = by_the_clock(FOUR)
    link = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mail.body and link in html(mail)
    token = link.rstrip("/").rpartition("/")[2]
    assert stop_mail(token=token, now=NOW) == stop_mail(token=token, now=NOW) == "reminder"
    OutboxMessage.objects.filter(kind="booking.tomorrow").delete()
    assert by_the_clock(FOUR + timedelta(minutes=5)) == []
    assert MailOptOut.objects.get().person == stage.bo


def test_a_confirmation_has_no_such_link_and_comes_whatever_one_chose(stage):
    choose_mail(person=stage.bo, wanted=[], actor=stage.bo, now=NOW)
    booked(stage.bo, stage.zout, stage.studio)
    (mail,) = to_bo(SOON)
    assert "List-Unsubscribe" not in mail.extra_headers


@pytest.mark.parametrize("token", ["", "x", "WzEsInJlbWluZGVyIl0", "a:b:c"])
def test_a_link_that_is_not_ours_or_of_no_kind_stops_nothing(stage, token):
    for wrong in (
        token,
        stop_token(stage.bo.pk, "confirmation"),
        stop_token(0, "reminder"),
        signing.Signer(sep="~").sign("1-reminder"),
    ):
        with pytest.raises(NoSuchLink):
            stop_mail(token=wrong, now=NOW)
    assert not MailOptOut.objects.exists()


def test_each_chooses_for_themselves(stage):
    assert choose_mail(person=stage.bo, wanted=["reminder", "nonsense"], actor=stage.bo, now=NOW) == set(
        OPTIONAL
    ) - {"reminder"}
    assert choose_mail(person=stage.bo, wanted=OPTIONAL, actor=stage.bo, now=NOW) == set()
    assert not MailOptOut.objects.exists()
    with pytest.raises(Forbidden):
        choose_mail(person=stage.bo, wanted=[], actor=stage.zoe, now=NOW)


def test_an_address_that_was_refused_gets_no_reminder(stage):
    booked(stage.bo, stage.zout, stage.studio)
    note_unreachable(address="Bo@example.org", code=550, said="nobody", now=NOW)
    assert by_the_clock(FOUR) == []


def test_words_are_read_in_no_other_language_than_that_which_is_on(stage):
    said_by_hub(stage, "change", "Nieuwe tijd: {when}", "New time: {when}")
    words = HubWords.objects.get()
    with override("nl"):
        assert words.text.startswith("Nieuwe")
