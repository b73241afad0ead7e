"""What anybody tells about the atlas: it appears once its quartermaster takes it over, and not before."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.http import Http404

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from region.actions import suggest_entry as suggesting
from region.actions._suggesting import AnsweredAlready
from region.actions.decline_suggestion import SayWhy, decline_suggestion
from region.actions.forget_senders import forget_senders
from region.actions.suggest_entry import NothingTold, TooManyWaiting, suggest_entry
from region.actions.take_over_suggestion import take_over_suggestion
from region.invariants import entries_are_as_kept, entries_are_audited
from region.models import AtlasEntry, Stage, Suggestion, Why
from region.models.suggestions import KEPT, answered_in, sent_by, waiting_in
from region.outbound.answers import suggestion_answered
from region.rules.suggested import Told
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.coming_in import NEW, suggested

STRANGERS = ["zoe", "ilse", "hanna", "fien", "rosa"]


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def take(found: Suggestion, actor: object, **more: object) -> Suggestion:
    more.setdefault("facts", found.facts)
    more.setdefault("town_id", found.municipality_id)
    return take_over_suggestion(uuid=found.uuid, actor=actor, now=NOW, **more)  # type: ignore[arg-type]


def test_what_is_missing_appears_once_it_is_taken_over(cast):
    found = suggested(sender_name="Iemand", sender_email="iemand@voorbeeld.example")
    assert (found.region, list(waiting_in(cast.brabant.pk))) == (cast.brabant, [found])
    assert not AtlasEntry.objects.exists()
    done = take(found, cast.karim, stage=Stage.MAPPED, answer="Dank je!")
    entry = done.became
    assert (entry.name, entry.stage, entry.about_nl, entry.municipality.name) == (
        "Klankwerf",
        "mapped",
        "Maakt geluid.",
        "Eindhoven",
    )
    assert entry.versions.get().why == Why.SUGGESTED
    assert [*entries_are_as_kept(), *entries_are_audited()] == []
    assert AuditRow.objects.get(action="region.suggestion.taken_over").actor_id == cast.karim.pk
    suggestion_answered(OutboxMessage.objects.get(kind="suggestion.answered"))
    (sent,) = mail.outbox
    assert sent.to == ["iemand@voorbeeld.example"]
    assert "Dank je!" in sent.body and "/nl/atlas/klankwerf/" in sent.body


def test_a_change_is_written_over_what_stands_there_and_nothing_else(cast):
    entry = an_entry("Lab", about_en="It stays.", verified_on=NOW.date())
    found = suggested(entry, {"website": "https://nieuw.example"}, language="en")
    take(found, cast.karim)
    entry.refresh_from_db()
    assert (entry.website, entry.about_en, entry.stage, entry.version) == (
        "https://nieuw.example",
        "It stays.",
        "verified",
        2,
    )


def test_a_quartermaster_never_makes_something_verified_by_taking_it_over(cast):
    assert take(suggested(), cast.karim, stage=Stage.VERIFIED).became.stage == Stage.MAPPED


def test_what_is_of_no_region_is_every_quartermasters(cast):
    found = suggested(facts=NEW, town_id=None)
    assert take(found, cast.karim).became.reach == "national"


def test_the_same_key_is_one_suggestion_and_nothing_told_is_none(cast):
    key, told = uuid4(), Told(facts=NEW)
    assert suggest_entry(uuid=key, told=told, now=NOW) == suggest_entry(uuid=key, told=told, now=NOW)
    with pytest.raises(NothingTold):
        suggest_entry(uuid=uuid4(), told=Told(facts={}), entry=an_entry("Lab"), now=NOW)
    assert Suggestion.objects.count() == 1


def test_nobody_floods_a_region(cast, monkeypatch):
    monkeypatch.setattr(suggesting, "MOST_WAITING", 1)
    suggested()
    with pytest.raises(TooManyWaiting):
        suggested()
    suggested(town_id=cast.noord.municipality_id)


def test_a_suggestion_is_answered_once(cast):
    found = suggested()
    with pytest.raises(SayWhy):
        decline_suggestion(uuid=found.uuid, reason="  ", actor=cast.karim, now=NOW)
    decline_suggestion(uuid=found.uuid, reason="Bestaat al.", actor=cast.karim, now=NOW)
    for again in (
        lambda: take(found, cast.karim),
        lambda: decline_suggestion(uuid=found.uuid, reason="Nee.", actor=cast.karim, now=NOW),
    ):
        with pytest.raises(AnsweredAlready):
            again()
    assert [each.answer for each in answered_in(cast.brabant.pk)] == ["Bestaat al."]
    # Who said nothing of how to reach them hears nothing.
    assert not OutboxMessage.objects.filter(kind="suggestion.answered").exists()


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_answers_nothing(cast, name):
    found, actor = suggested(), getattr(cast, name)
    with pytest.raises(Http404):
        take(found, actor)
    with pytest.raises(Http404):
        decline_suggestion(uuid=found.uuid, reason="Nee.", actor=actor, now=NOW)


def test_a_town_elsewhere_is_another_quartermasters(cast):
    there = suggested(town_id=cast.noord.municipality_id)
    with pytest.raises(Http404):
        take(there, cast.karim)
    with pytest.raises(Forbidden):
        take(suggested(), cast.karim, town_id=cast.noord.municipality_id)
    assert not AtlasEntry.objects.exists()


def test_who_sent_it_is_forgotten_ninety_days_after_the_answer(cast):
    kept, gone = (suggested(sender_email="a@b.example", sender_name="A", words="Bel me") for _ in range(2))
    decline_suggestion(uuid=gone.uuid, reason="Nee.", actor=cast.karim, now=NOW)
    assert [each["words"] for each in sent_by("A@b.example")] == ["Bel me", "Bel me"]
    assert forget_senders(now=NOW + KEPT) == 0
    later = NOW + KEPT + timedelta(seconds=1)
    assert (forget_senders(now=later), forget_senders(now=later)) == (1, 0)
    kept.refresh_from_db(), gone.refresh_from_db()
    assert (gone.sender_name, gone.sender_email, gone.words) == ("", "", "")
    assert kept.sender_email == "a@b.example"
    # A mail that was late finds nobody to send it to.
    suggestion_answered(OutboxMessage.objects.get(kind="suggestion.answered"))
    assert mail.outbox == []
