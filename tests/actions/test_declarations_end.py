"""Reminders before a declaration is over, evidence that goes in time, and the record that stays."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import call_command

from funding import invariants_of_bands as invariants
from funding.actions.ask_review_again import ask_review_again
from funding.actions.delete_evidence import delete_evidence
from funding.actions.remind_of_end import remind_of_end
from funding.actions.set_bands import Terms, TermsOfReview, set_bands
from funding.models import BandDeclaration, DecisionRecord, Evidence, Review
from funding.models.evidence import evidence_files
from funding.rules.bands import Band
from hub.kit import outbox
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.refs import Ref
from hub.kit.transactions import is_refused
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.papers import Turnover, declared, file_of
from tests.factories.reviews import ACCEPTED, REFUSED, UP, decided, holds, reviewer_of


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    return stage


@pytest.fixture
def declaration(cast) -> BandDeclaration:
    return declared(cast.zout, by=cast.zoe, now=NOW, files=2)


def worked_off(at: datetime) -> list[str]:
    """The subjects of what owners are mailed when the outbox is worked off then, to its end."""
    before = len(mail.outbox)
    with time_machine.travel(at, tick=False):
        while outbox.work_off():
            pass
    return [letter.subject for letter in mail.outbox[before:] if "/reviews/" not in letter.body]


def test_owners_are_reminded_sixty_and_fourteen_days_before_the_end(cast, declaration) -> None:
    first, last = datetime(2027, 5, 1, 7, tzinfo=UTC), datetime(2027, 6, 16, 7, tzinfo=UTC)
    assert worked_off(first - timedelta(seconds=1)) == []
    assert len(worked_off(first)) == 1
    assert worked_off(last - timedelta(seconds=1)) == []
    [subject] = worked_off(last)
    assert "June 30, 2027" in subject or "30 June 2027" in subject
    assert "Declare 2026 before then" in mail.outbox[-1].body
    assert worked_off(last + timedelta(days=9)) == []


def test_nobody_is_reminded_once_a_newer_year_is_declared(cast, declaration) -> None:
    spring = datetime(2027, 2, 1, 9, tzinfo=UTC)
    declared(cast.zout, by=cast.zoe, now=spring, turnover=Turnover(2026, 3_000_000))
    assert worked_off(datetime(2027, 6, 29, tzinfo=UTC)) == []


def test_nobody_is_reminded_of_what_was_refused_or_replaced(cast, declaration) -> None:
    newer = declared(cast.zout, by=cast.zoe, now=NOW)
    decided(newer, REFUSED, by=cast.rosa)
    worked_off(NOW)
    assert worked_off(datetime(2027, 6, 29, tzinfo=UTC)) == []
    for each in (declaration, newer):
        each.refresh_from_db()
        assert remind_of_end(declaration=each, days=14, now=NOW) is False


def test_who_declares_late_is_reminded_of_what_is_still_ahead(cast) -> None:
    june = datetime(2026, 6, 1, 9, tzinfo=UTC)
    declared(cast.zout, by=cast.zoe, now=june, turnover=Turnover(2024, 3_000_000))
    due = OutboxMessage.objects.filter(kind="declaration.remind").values_list("payload", flat=True)
    assert list(due) == [{"days": 14}]


def terms(cast: Cast, **days: int) -> None:
    bands = [Band("A", 0, None, 3_500)]
    set_bands(
        valid_from=MONDAY,
        bands=bands,
        provisional_cap_cents=150_000,
        terms=Terms(**days),
        actor=cast.anna,
        now=NOW,
    )


def test_the_terms_of_reviewing_are_dated_and_set_by_an_administrator(cast) -> None:
    terms(cast, objection_days=7, first_reminder_days=0, last_reminder_days=30)
    made = declared(cast.zout, by=cast.zoe, now=NOW)
    assert OutboxMessage.objects.get(kind="declaration.remind").payload == {"days": 30}
    decided(made, REFUSED, by=cast.rosa)
    assert made.reviews.get().objection_until == MONDAY + timedelta(days=7)
    assert AuditRow.objects.get(action="funding.set_bands").facts["objection_days"] == 7


@pytest.mark.parametrize(
    "days",
    [
        {"objection_days": 0},
        {"objection_days": 366},
        {"first_reminder_days": 14, "last_reminder_days": 14},
        {"first_reminder_days": 10, "last_reminder_days": 20},
        {"last_reminder_days": -1},
        {"first_reminder_days": 366},
    ],
)
def test_terms_that_make_no_sense_are_refused(cast, days) -> None:
    with pytest.raises(TermsOfReview):
        terms(cast, **days)


def night(day: timedelta, capture) -> int:
    with capture(execute=True):
        return delete_evidence(now=NOW + day)


def test_evidence_goes_when_nobody_can_object_any_more_and_the_record_stays(
    cast, declaration, django_capture_on_commit_callbacks
) -> None:
    decided(declaration, UP, by=cast.rosa)
    stored = [each.stored for each in declaration.evidence.all()]
    hashes = sorted(each.sha256 for each in declaration.evidence.all())
    assert night(timedelta(days=42), django_capture_on_commit_callbacks) == 0
    assert all(evidence_files().exists(name) for name in stored)
    assert night(timedelta(days=43), django_capture_on_commit_callbacks) == 1
    assert not any(evidence_files().exists(name) for name in stored)
    assert set(declaration.evidence.values_list("name", "stored")) == {("", "")}
    assert night(timedelta(days=44), django_capture_on_commit_callbacks) == 0
    row = AuditRow.objects.get(action="funding.delete_evidence")
    assert sorted(row.facts["sha256"]) == hashes
    said = json.loads(DecisionRecord.objects.get().said)
    assert said["evidence_sha256"] == hashes
    assert holds()


def test_evidence_stays_while_somebody_looks_again_and_goes_the_night_after(
    cast, declaration, django_capture_on_commit_callbacks
) -> None:
    ruben = reviewer_of(cast.brabant)
    decided(declaration, REFUSED, by=cast.rosa)
    ask_review_again(declaration=declaration, grounds="No!", actor=cast.zoe, now=NOW + timedelta(days=42))
    assert night(timedelta(days=90), django_capture_on_commit_callbacks) == 0
    decided(declaration, ACCEPTED, by=ruben, now=NOW + timedelta(days=90))
    assert night(timedelta(days=90), django_capture_on_commit_callbacks) == 0
    assert night(timedelta(days=91), django_capture_on_commit_callbacks) == 1
    assert DecisionRecord.objects.count() == 2
    assert holds()


def test_evidence_of_what_nobody_ever_looked_at_goes_when_it_is_over(
    cast, declaration, django_capture_on_commit_callbacks
) -> None:
    last_day = declaration.valid_until - MONDAY
    assert night(last_day, django_capture_on_commit_callbacks) == 0
    assert night(last_day + timedelta(days=1), django_capture_on_commit_callbacks) == 1


def test_files_of_nobody_go_after_a_day(cast, declaration) -> None:
    with time_machine.travel(NOW, tick=False):
        name = evidence_files().save("f" * 32 + ".pdf", ContentFile(b"left over"))
    delete_evidence(now=NOW + timedelta(hours=23))
    assert evidence_files().exists(name)
    delete_evidence(now=NOW + timedelta(hours=25))
    assert not evidence_files().exists(name)
    assert evidence_files().exists(file_of(declaration).stored)


def test_one_command_deletes_and_one_verifies(cast, declaration) -> None:
    decided(declaration, UP, by=cast.rosa)
    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        assert "1 declarations" in said("delete_evidence")
    told = said("verify_decisions", f"--organisation={cast.zout.pk}")
    assert "holds: " in told and "band B, declared A" in told and "1 records, 0 of them" in told
    assert Evidence.objects.first().sha256 in told
    assert "0 records" in said("verify_decisions", "--organisation=0")


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_a_record_cannot_be_changed_by_the_site(cast, declaration) -> None:
    decided(declaration, ACCEPTED, by=cast.rosa)
    assert is_refused("UPDATE funding_decisionrecord SET said = '{}'")
    assert is_refused("DELETE FROM funding_decisionrecord")


def forged(declaration: BandDeclaration, **changes: str) -> None:
    """A record as whoever owns the database might write one."""
    record = DecisionRecord.objects.get()
    fields = {"said": record.said, "key_id": record.key_id, "signature": record.signature} | changes
    DecisionRecord.objects.create(
        about=Ref("declaration", "999"), organisation_id=1, round=1, made_at=NOW, **fields
    )


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"said": '{"band":"A"}'}, "broken"),
        ({"signature": "0" * 64}, "broken"),
        ({"key_id": "0"}, "key unknown"),
    ],
)
def test_a_forged_record_is_seen(cast, declaration, changes, verdict) -> None:
    decided(declaration, UP, by=cast.rosa)
    forged(declaration, **changes)
    [found] = invariants.decisions_are_signed()
    assert verdict in found
    with pytest.raises(SystemExit):
        said("verify_decisions")


def test_an_older_key_still_verifies_and_a_new_one_signs(cast, declaration, settings) -> None:
    decided(declaration, UP, by=cast.rosa)
    settings.RECORD_KEYS = ["the key of 2027"]
    other = declared(cast.noord, by=cast.ilse, now=NOW)
    decided(other, ACCEPTED, by=reviewer_of(cast.groningen))
    keys = set(DecisionRecord.objects.values_list("key_id", flat=True))
    assert len(keys) == 2 and invariants.decisions_are_signed() == []
    settings.RECORD_KEYS = []
    assert "key unknown" in invariants.decisions_are_signed()[0]


def test_a_decision_without_its_record_or_another_one_is_seen(cast, declaration) -> None:
    decided(declaration, UP, by=cast.rosa)
    Review.objects.update(reason="group_counts")
    assert "says reason income_left_out" in invariants.decisions_are_signed()[0]
    BandDeclaration.objects.update(band=four_bands()["D"])
    assert "declaration" in invariants.bands_are_as_decided()[0]
