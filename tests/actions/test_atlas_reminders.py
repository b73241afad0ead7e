"""What is to be checked again reaches its quartermaster once a month, and nobody where nothing is."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from hub.kit.models import OutboxMessage
from hub.kit.outbox import work_off
from region.actions.age_entries import age_entries
from region.actions.begin_reminder import begin_reminder
from region.actions.give_back_reminder import give_back_reminder
from region.actions.queue_reminders import queue_reminders
from region.actions.verify_entry import verify_entry
from region.models import AtlasEntry
from region.outbound import reminding
from tests.cast import NOW, Cast, assemble
from tests.factories.desk import ready

FIRST = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def cast(db) -> Cast:
    found = assemble()
    found.karim.language = "en"
    found.karim.save()
    return found


def old(name="Lab", **more):
    return ready(name, verified_on=date(2025, 3, 4), **more)


def delivered(at):
    with time_machine.travel(at, tick=False):
        work_off()
    return [each for each in mail.outbox if "atlas" in each.subject]


def test_a_quartermaster_gets_one_mail_a_month_with_what_is_too_old(cast):
    old("Lab")
    old("Noorderlab", town=cast.noord.municipality)
    age_entries(now=FIRST)
    # Seven in the morning in Eindhoven, and not a second before.
    assert queue_reminders(now=FIRST - timedelta(seconds=1)) == 0
    assert queue_reminders(now=FIRST) == 1
    assert queue_reminders(now=FIRST + timedelta(days=20)) == 0
    (sent,) = delivered(FIRST)
    assert (sent.to, sent.subject) == ([cast.karim.email], "1 entry of the atlas to check again")
    assert "Lab, Eindhoven (4 March 2025)" in sent.body and "Noorderlab" not in sent.body
    assert queue_reminders(now=FIRST + timedelta(days=31)) == 1


def test_nobody_is_mailed_where_nothing_is_too_old(cast):
    ready(verified_on=date(2026, 10, 1))
    assert queue_reminders(now=FIRST) == 0


def test_what_was_checked_before_the_mail_leaves_is_not_told(cast):
    entry = old()
    age_entries(now=FIRST)
    queue_reminders(now=FIRST)
    version = AtlasEntry.objects.get(pk=entry.pk).version
    verify_entry(entry_id=entry.pk, at_version=version, how="read", actor=cast.karim, now=NOW)
    assert delivered(FIRST) == []
    assert OutboxMessage.objects.get(kind="atlas.reminder").done_at


def test_a_reminder_that_was_begun_is_not_sent_again(cast):
    old()
    age_entries(now=FIRST)
    queue_reminders(now=FIRST)
    month = date(2026, 12, 1)
    assert begin_reminder(person_id=cast.karim.pk, month=month, now=FIRST)
    assert not begin_reminder(person_id=cast.karim.pk, month=month, now=FIRST)
    assert delivered(FIRST) == []
    give_back_reminder(person_id=cast.karim.pk, month=month)
    assert begin_reminder(person_id=cast.karim.pk, month=month, now=FIRST)


def test_a_mail_server_that_is_away_is_asked_again(cast, monkeypatch):
    old()
    age_entries(now=FIRST)
    queue_reminders(now=FIRST)
    hand_over = reminding.hand_over

    def away(message):
        raise OSError("away")

    monkeypatch.setattr(reminding, "hand_over", away)
    assert delivered(FIRST) == []
    monkeypatch.setattr(reminding, "hand_over", hand_over)
    assert len(delivered(FIRST + timedelta(minutes=5))) == 1


def test_who_is_no_quartermaster_any_more_is_told_nothing(cast):
    old()
    age_entries(now=FIRST)
    queue_reminders(now=FIRST)
    cast.karim.grants.update(revoked_at=NOW)
    assert delivered(FIRST) == []
