"""What is tried out: who writes it down, who takes part, and how it ends."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from members.models import Organisation
from region.actions.add_milestone import add_milestone
from region.actions.answer_pilot import NothingToAnswer, answer_pilot
from region.actions.ask_partner import MoreThanOne, PartnerIsThere, TooMuchBeside
from region.actions.change_pilot import PilotChanged, PilotIsOver, change_pilot
from region.actions.drop_milestone import drop_milestone
from region.actions.drop_partner import drop_partner
from region.actions.finish_pilot import NotThatDay, SayWhatCameOfIt, finish_pilot
from region.actions.leave_pilot import NotOfIt, leave_pilot
from region.actions.propose_pilot import propose_pilot
from region.invariants_of_pilots import bookings_are_part_of_theirs, pilots_are_audited
from region.models import Milestone, Pilot, PilotPartner, Stage, Standing
from region.models.pilot_reads import open_to, partners_of, public_partners
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.atlas import an_entry
from tests.factories.members import OrganisationFactory
from tests.factories.pilots import a_pilot, asked, joined, pilot_facts

LATER = NOW + timedelta(days=1)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def all_is_well() -> bool:
    return [*bookings_are_part_of_theirs(), *pilots_are_audited()] == []


def test_a_pilot_is_public_as_soon_as_its_owner_writes_it_down(cast):
    theme, lab = knowledge.theme(), an_entry("Lab")
    hidden = an_entry("Heard of", stage=Stage.HEARD_OF)
    experiment = knowledge.experiment()
    made = a_pilot(cast, theme_ids=(theme.pk,), entry_ids=(lab.pk, hidden.pk), experiment_id=experiment.pk)
    assert (made.slug, made.state, made.owner_agreed_at) == ("dancing-apart", "running", NOW)
    assert list(made.entries.all()) == [lab], "what is not on the map is no lab of a pilot"
    assert (list(made.themes.all()), made.experiment) == ([theme], experiment)
    assert all_is_well()


def test_two_of_one_title_and_one_that_would_be_an_address_of_ours(cast):
    slugs = [a_pilot(cast, title_en=title).slug for title in ("Same", "Same", "New")]
    assert slugs == ["same", "same-2", "new-2"]


def test_what_the_quartermaster_writes_down_waits_for_its_owner(cast):
    made = propose_pilot(facts=pilot_facts(cast), owner_id=cast.noord.pk, actor=cast.karim, now=NOW)
    assert made.owner_agreed_at is None and not Pilot.objects.public().exists()
    assert [each.payload["person"] for each in OutboxMessage.objects.filter(kind="pilot.asked")] == [
        cast.ilse.pk
    ]
    assert open_to(cast.noord.pk) == []
    answer_pilot(slug=made.slug, yes=True, organisation_id=cast.noord.pk, actor=cast.ilse, now=LATER)
    assert Pilot.objects.public().get().owner_agreed_at == LATER
    assert all_is_well()


def test_what_its_owner_does_not_want_is_gone(cast):
    made = propose_pilot(facts=pilot_facts(cast), owner_id=cast.noord.pk, actor=cast.karim, now=NOW)
    answer_pilot(slug=made.slug, yes=False, organisation_id=cast.noord.pk, actor=cast.ilse, now=LATER)
    assert not Pilot.objects.exists()
    assert AuditRow.objects.filter(action="region.pilot.refuse", about=made.ref).count() == 1


@pytest.mark.parametrize(
    ("name", "error"), [("mira", Forbidden), ("ilse", Http404), ("fien", Http404), ("teun", Http404)]
)
def test_who_does_not_act_for_the_owner_writes_no_pilot_of_it(cast, name, error):
    with pytest.raises(error):
        propose_pilot(facts=pilot_facts(cast), owner_id=cast.zout.pk, actor=getattr(cast, name), now=NOW)
    made = a_pilot(cast)
    person = getattr(cast, name)
    with pytest.raises(error):
        change_pilot(slug=made.slug, at_version=1, facts=pilot_facts(cast), actor=person, now=NOW)
    with pytest.raises(error):
        add_milestone(slug=made.slug, on=NOW.date(), words_nl="x", words_en="", actor=person, now=NOW)
    with pytest.raises(error):
        finish_pilot(
            slug=made.slug, on=NOW.date(), stopped=False, outcome_nl="x", outcome_en="", actor=person, now=NOW
        )
    assert not Milestone.objects.exists() and Pilot.objects.get().version == 1


def test_another_regions_quartermaster_writes_nothing_down(cast):
    elsewhere = pilot_facts(cast, region_id=cast.groningen.pk)
    with pytest.raises(Http404):
        propose_pilot(facts=elsewhere, owner_id=cast.noord.pk, actor=cast.karim, now=NOW)
    made = a_pilot(cast)
    with pytest.raises(Http404):
        change_pilot(slug=made.slug, at_version=1, facts=elsewhere, actor=cast.karim, now=NOW)


def test_a_change_is_seen_by_who_wrote_from_an_older_page(cast):
    made = a_pilot(cast)
    changed = change_pilot(
        slug=made.slug, at_version=1, facts=pilot_facts(cast, aim_en="More"), actor=cast.karim, now=LATER
    )
    assert (changed.aim, changed.version, changed.changed_at) == ("More", 2, LATER)
    with pytest.raises(PilotChanged):
        change_pilot(slug=made.slug, at_version=1, facts=pilot_facts(cast), actor=cast.bo, now=LATER)
    assert all_is_well()


def test_a_pilot_ends_with_what_came_of_it(cast):
    made = a_pilot(cast)
    ending = {"slug": made.slug, "stopped": True, "outcome_nl": "", "actor": cast.zoe, "now": LATER}
    with pytest.raises(SayWhatCameOfIt):
        finish_pilot(on=LATER.date(), outcome_en=" ", **ending)
    for wrong in (date(2026, 8, 31), LATER.date() + timedelta(days=1)):
        with pytest.raises(NotThatDay):
            finish_pilot(on=wrong, outcome_en="It lagged.", **ending)
    done = finish_pilot(on=LATER.date(), outcome_en="It lagged.", **ending)
    assert (done.state, done.outcome, done.ended_on) == ("stopped", "It lagged.", LATER.date())
    assert open_to(cast.zout.pk) == []
    with pytest.raises(PilotIsOver):
        change_pilot(slug=made.slug, at_version=2, facts=pilot_facts(cast), actor=cast.zoe, now=LATER)
    with pytest.raises(PilotIsOver):
        asked(cast, done)
    assert all_is_well()


def test_an_organisation_is_not_named_before_it_agrees(cast):
    made = a_pilot(cast)
    partner = asked(cast, made, "kwartet noord")
    assert (partner.organisation, partner.standing) == (cast.noord, Standing.ASKED)
    assert public_partners(partners_of(made)) == [] and open_to(cast.noord.pk) == []
    told = OutboxMessage.objects.get(kind="pilot.asked")
    assert told.payload == {"person": cast.ilse.pk, "organisation": cast.noord.pk}
    answer_pilot(slug=made.slug, yes=True, organisation_id=cast.noord.pk, actor=cast.ilse, now=LATER)
    assert [str(each) for each in public_partners(partners_of(made))] == ["Kwartet Noord"]
    assert [each.ref for each in open_to(cast.noord.pk)] == [made.ref]
    assert all_is_well()


@pytest.mark.parametrize(
    ("name", "error"), [("mira", Forbidden), ("bo", NothingToAnswer), ("karim", Http404)]
)
def test_who_is_not_asked_answers_nothing(cast, name, error):
    made = a_pilot(cast)
    asked(cast, made)
    with pytest.raises(error):
        answer_pilot(
            slug=made.slug, yes=True, organisation_id=cast.zout.pk, actor=getattr(cast, name), now=NOW
        )
    with pytest.raises(Http404):
        answer_pilot(slug=made.slug, yes=True, organisation_id=cast.noord.pk, actor=cast.zoe, now=NOW)


def test_partners_of_the_atlas_and_bare_names_are_as_the_owner_says(cast):
    made, lab = a_pilot(cast), an_entry("V2_")
    first, second = asked(cast, made, "v2_"), asked(cast, made, "Een school", "knowledge")
    assert (first.entry, second.name, first.standing) == (lab, "Een school", "in")
    for again in ("V2_", "een School", "Collectief Zout"):
        with pytest.raises(PartnerIsThere):
            asked(cast, made, again)
    assert len(public_partners(partners_of(made))) == 2
    assert all_is_well()


def test_of_two_organisations_with_one_name_the_number_is_asked(cast):
    made = a_pilot(cast)
    OrganisationFactory(name="Dubbel", kvk_number="12345678", municipality=cast.zout.municipality)
    OrganisationFactory(name="Dubbel", municipality=cast.zout.municipality)
    with pytest.raises(MoreThanOne):
        asked(cast, made, "Dubbel")
    assert asked(cast, made, "12345678").organisation == Organisation.objects.get(kvk_number="12345678")


def test_a_pilot_has_no_more_partners_than_a_page_shows(cast, monkeypatch):
    monkeypatch.setattr("region.actions.ask_partner.MOST_BESIDE", 1)
    monkeypatch.setattr("region.actions.add_milestone.MOST_BESIDE", 0)
    made = a_pilot(cast)
    asked(cast, made, "Een")
    with pytest.raises(TooMuchBeside):
        asked(cast, made, "Twee")
    with pytest.raises(TooMuchBeside):
        add_milestone(slug=made.slug, on=NOW.date(), words_nl="x", words_en="", actor=cast.zoe, now=NOW)


def test_a_partner_leaves(cast):
    made = a_pilot(cast)
    partner = joined(cast, made)
    with pytest.raises(NotOfIt):
        leave_pilot(slug=made.slug, organisation_id=cast.zout.pk, actor=cast.zoe, now=LATER)
    with pytest.raises(Forbidden):
        leave_pilot(slug=made.slug, organisation_id=cast.zout.pk, actor=cast.mira, now=LATER)
    with pytest.raises(Http404):
        leave_pilot(slug=made.slug, organisation_id=cast.noord.pk, actor=cast.zoe, now=LATER)
    leave_pilot(slug=made.slug, organisation_id=cast.noord.pk, actor=cast.ilse, now=LATER)
    partner.refresh_from_db()
    assert (partner.standing, partner.left_at) == ("left", LATER)
    assert open_to(cast.noord.pk) == [] and public_partners(partners_of(made)) == []
    assert all_is_well()


def test_the_owner_takes_partners_and_milestones_away(cast):
    made = a_pilot(cast)
    partner, name = joined(cast, made), asked(cast, made, "Een school")
    day = add_milestone(
        slug=made.slug, on=NOW.date(), words_nl="Try-out", words_en="", actor=cast.bo, now=NOW
    )
    assert all_is_well()
    for pk in (partner.pk, name.pk):
        with pytest.raises(Http404):
            drop_partner(slug=made.slug, partner_id=pk, actor=cast.ilse, now=LATER)
        drop_partner(slug=made.slug, partner_id=pk, actor=cast.zoe, now=LATER)
    assert [each.standing for each in PilotPartner.objects.all()] == ["left"], "that it took part is kept"
    with pytest.raises(Http404):
        drop_partner(slug=made.slug, partner_id=partner.pk, actor=cast.zoe, now=LATER)
    with pytest.raises(Http404):
        drop_milestone(slug=made.slug, milestone_id=day.pk, actor=cast.ilse, now=LATER)
    drop_milestone(slug=made.slug, milestone_id=day.pk, actor=cast.karim, now=LATER)
    with pytest.raises(Http404):
        drop_milestone(slug=made.slug, milestone_id=day.pk, actor=cast.karim, now=LATER)
    assert all_is_well()


def test_what_was_not_noted_is_found(cast):
    made = a_pilot(cast)
    PilotPartner.objects.create(pilot=made, name="Een school", sector="knowledge", added_at=NOW)
    Milestone.objects.create(pilot=made, on=NOW.date(), words_nl="x", added_at=NOW)
    Pilot.objects.filter(pk=made.pk).update(version=2)
    assert len(pilots_are_audited()) == 3
