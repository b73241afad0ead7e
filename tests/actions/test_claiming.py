"""An organisation claims its entry; it says itself what stands there then, and hears when somebody else does."""

from uuid import uuid4

import pytest
from django.core import mail
from django.http import Http404

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from region.actions._claiming import ClaimAnswered
from region.actions._entries import EntryChanged
from region.actions.agree_to_claim import agree_to_claim
from region.actions.change_entry import change_entry
from region.actions.change_own_entry import change_own_entry
from region.actions.claim_entry import ClaimedBefore, IsClaimed, claim_entry
from region.actions.decline_claim import decline_claim
from region.actions.decline_suggestion import SayWhy
from region.actions.withdraw_claim import withdraw_claim
from region.invariants import entries_are_as_kept, entries_are_audited
from region.models import AtlasEntry, Claim, ClaimState, Stage, Why
from region.models.claims import claims_waiting_in
from region.outbound.answers import claim_answered, entry_changed
from region.rules.owned import OwnFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry, entry_facts
from tests.factories.coming_in import claimed
from tests.factories.entry_files import HEAD, taken_over
from tests.factories.imports import csv_file

OWN = OwnFacts(about_nl="Wij maken geluid.", website="https://klank.example", since=2019)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def entry(cast) -> AtlasEntry:
    return an_entry("Klankwerf", verified_on=NOW.date())


def ours(entry: AtlasEntry, cast: Cast) -> AtlasEntry:
    """Zoë's, since Karim agreed."""
    agree_to_claim(uuid=claimed(entry, cast.zout, cast.zoe).uuid, actor=cast.karim, now=NOW)
    entry.refresh_from_db()
    return entry


def test_an_owner_claims_the_quartermaster_agrees_and_the_owner_changes_it(cast, entry):
    claim = claimed(entry, cast.zout, cast.zoe, "Kijk op onze site.")
    assert list(claims_waiting_in(cast.brabant.pk)) == [claim]
    agree_to_claim(uuid=claim.uuid, words="Welkom!", actor=cast.karim, now=NOW)
    claim_answered(OutboxMessage.objects.get(kind="claim.answered"))
    assert [each.to for each in mail.outbox] == [[cast.zoe.email]] and "Welkom!" in mail.outbox[0].body
    changed = change_own_entry(entry_id=entry.pk, at_version=2, own=OWN, actor=cast.zoe, now=NOW)
    assert (changed.about_nl, changed.stage, changed.verified_on, changed.name) == (
        OWN.about_nl,
        Stage.VERIFIED,
        NOW.date(),
        "Klankwerf",
    )
    assert [each.why for each in changed.versions.all()] == [Why.CREATED, Why.CLAIMED, Why.CHANGED]
    assert [*entries_are_as_kept(), *entries_are_audited()] == []
    assert AuditRow.objects.get(action="region.claim.agreed").organisation_id == cast.zout.pk
    # What they did themselves nobody tells them.
    assert not OutboxMessage.objects.filter(kind="entry.changed").exists()


def test_the_owner_hears_what_others_change_by_hand_or_from_a_file(cast, entry):
    ours(entry, cast)
    facts = entry_facts("Klankwerf", about_nl="Anders.")
    change_entry(entry_id=entry.pk, at_version=2, facts=facts, actor=cast.karim, now=NOW)
    taken_over(cast.brabant, csv_file(HEAD, ("Klankwerf", "venue", "Eindhoven", "")), cast.karim)
    told = list(OutboxMessage.objects.filter(kind="entry.changed").order_by("pk"))
    assert [each.payload["version"] for each in told] == [3, 4]
    for each in told:
        entry_changed(each)
    assert [each.to for each in mail.outbox] == [[cast.zoe.email]] * 2
    assert "Klankwerf" in mail.outbox[0].subject


def test_of_two_that_claim_the_same_the_other_is_declined_and_told(cast, entry):
    one, other = claimed(entry, cast.zout, cast.zoe), claimed(entry, cast.noord, cast.ilse)
    agree_to_claim(uuid=one.uuid, actor=cast.karim, now=NOW)
    other.refresh_from_db()
    assert (other.state, bool(other.answer)) == (ClaimState.DECLINED, True)
    assert OutboxMessage.objects.filter(kind="claim.answered").count() == 2
    with pytest.raises(ClaimAnswered):
        agree_to_claim(uuid=other.uuid, actor=cast.karim, now=NOW)
    with pytest.raises(IsClaimed):
        claimed(entry, cast.noord, cast.ilse)


def test_a_claim_is_made_once_and_may_be_withdrawn(cast, entry):
    key = uuid4()
    first, again = (
        claim_entry(uuid=key, entry_id=entry.pk, organisation=cast.zout, words="", actor=cast.zoe, now=NOW)
        for _ in range(2)
    )
    assert first == again
    with pytest.raises(ClaimedBefore):
        claimed(entry, cast.zout, cast.zoe)
    with pytest.raises(Http404):
        withdraw_claim(uuid=key, actor=cast.ilse, now=NOW)
    withdraw_claim(uuid=key, actor=cast.zoe, now=NOW)
    assert withdraw_claim(uuid=key, actor=cast.zoe, now=NOW).state == ClaimState.WITHDRAWN
    assert claimed(entry, cast.zout, cast.zoe).state == ClaimState.WAITING


def test_what_was_agreed_is_nobodys_again_once_it_is_withdrawn(cast, entry):
    ours(entry, cast)
    withdraw_claim(uuid=Claim.objects.get().uuid, actor=cast.zoe, now=NOW)
    entry.refresh_from_db()
    assert entry.organisation is None and entries_are_as_kept() == []
    with pytest.raises(Http404):
        change_own_entry(entry_id=entry.pk, at_version=entry.version, own=OWN, actor=cast.zoe, now=NOW)


def test_no_is_said_with_words_and_once(cast, entry):
    claim = claimed(entry, cast.zout, cast.zoe)
    with pytest.raises(SayWhy):
        decline_claim(uuid=claim.uuid, reason="", actor=cast.karim, now=NOW)
    decline_claim(uuid=claim.uuid, reason="Dat is Tetem.", actor=cast.karim, now=NOW)
    claim_answered(OutboxMessage.objects.get(kind="claim.answered"))
    assert "Dat is Tetem." in mail.outbox[0].body
    for act in (
        lambda: decline_claim(uuid=claim.uuid, reason="Nee.", actor=cast.karim, now=NOW),
        lambda: withdraw_claim(uuid=claim.uuid, actor=cast.zoe, now=NOW),
    ):
        with pytest.raises(ClaimAnswered):
            act()


@pytest.mark.parametrize("name", ["bo", "mira", "ilse", "hanna", "karim", "anna"])
def test_only_an_owner_claims_and_changes(cast, entry, name):
    actor = getattr(cast, name)
    with pytest.raises(Forbidden):
        claimed(entry, cast.zout, actor)
    ours(entry, cast)
    with pytest.raises(Http404):
        change_own_entry(entry_id=entry.pk, at_version=2, own=OWN, actor=actor, now=NOW)


@pytest.mark.parametrize("name", ["zoe", "ilse", "hanna", "fien"])
def test_only_who_looks_after_the_region_answers(cast, entry, name):
    claim = claimed(entry, cast.zout, cast.zoe)
    for act in (
        lambda: agree_to_claim(uuid=claim.uuid, actor=getattr(cast, name), now=NOW),
        lambda: decline_claim(uuid=claim.uuid, reason="Nee.", actor=getattr(cast, name), now=NOW),
    ):
        with pytest.raises(Http404):
            act()


def test_what_is_not_public_is_not_claimed_and_an_older_page_is_refused(cast, entry):
    with pytest.raises(Http404):
        claimed(an_entry("Nog niet", stage=Stage.HEARD_OF), cast.zout, cast.zoe)
    ours(entry, cast)
    with pytest.raises(EntryChanged):
        change_own_entry(entry_id=entry.pk, at_version=1, own=OWN, actor=cast.zoe, now=NOW)
