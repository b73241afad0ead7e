"""Whom a pilot asks reads of it by mail: once in a while, only what they can read, and not again after a no."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.http import Http404

from funding.models import Fund
from hub.kit.errors import Forbidden
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from hub.kit.transactions import savepoint
from region.actions._asking import AskedTooOften, NotAgreedYet
from region.actions.agree_budget import agree_budget
from region.actions.answer_pilot import NothingToAnswer, answer_pilot
from region.actions.ask_budget import AskedAlready, FundSaidNo, ask_budget
from region.actions.ask_partner import SaidNo, TooMuchBeside, ask_partner
from region.actions.drop_partner import drop_partner
from region.actions.finish_pilot import finish_pilot
from region.actions.leave_pilot import leave_pilot
from region.actions.propose_pilot import TooManyUnanswered, propose_pilot
from region.invariants_of_pilots import bookings_are_part_of_theirs, pilots_are_audited
from region.models import Asking, Pilot, PilotPartner, Standing
from region.models.pilot_reads import partners_of
from region.outbound.pilot_mail import send
from region.rules.pilots import AFTER_A_NO, MOST_ASKED_A_DAY, QUIET, PartnerWish
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import FundFactory
from tests.factories.members import OrganisationFactory
from tests.factories.pilots import a_pilot, asked, joined, pilot_facts

HOUR = timedelta(hours=1)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def all_is_well() -> bool:
    return [*bookings_are_part_of_theirs(), *pilots_are_audited()] == []


def mails(kind: str = "asked") -> int:
    return OutboxMessage.objects.filter(kind=f"pilot.{kind}").count()


def ask(pilot: Pilot, actor, now=NOW, who="Kwartet Noord"):
    return ask_partner(slug=pilot.slug, wish=PartnerWish(who=who, sector="culture"), actor=actor, now=now)


def say_no(cast: Cast, pilot: Pilot, now=NOW) -> None:
    answer_pilot(slug=pilot.slug, yes=False, organisation_id=cast.noord.pk, actor=cast.ilse, now=now)


def written_down_for_zout(cast: Cast) -> Pilot:
    return propose_pilot(facts=pilot_facts(cast), owner_id=cast.zout.pk, actor=cast.karim, now=NOW)


def test_nobody_is_asked_for_what_they_could_not_read(cast):
    pilot = written_down_for_zout(cast)
    before = mails()
    with pytest.raises(NotAgreedYet) as refused:
        ask(pilot, cast.karim)
    assert "Collectief Zout" in str(refused.value)
    with pytest.raises(NotAgreedYet):
        ask_budget(slug=pilot.slug, fund_slug="makers", cents=5_000, actor=cast.karim, now=NOW)
    assert not PilotPartner.objects.exists() and mails() == before and mails("budget_asked") == 0
    assert ask(pilot, cast.karim, who="Een school").partner.name == "Een school", "nobody is mailed"
    answer_pilot(slug=pilot.slug, yes=True, organisation_id=cast.zout.pk, actor=cast.zoe, now=NOW)
    assert ask(pilot, cast.karim).is_mailed
    assert all_is_well()


def test_who_is_asked_taken_away_and_asked_again_gets_one_mail(cast):
    pilot = a_pilot(cast)
    for hours in range(3):
        done = ask(pilot, cast.zoe, NOW + hours * HOUR)
        assert done.is_mailed == (hours == 0)
        if hours < 2:
            drop_partner(
                slug=pilot.slug, partner_id=done.partner.pk, actor=cast.zoe, now=NOW + (hours + 0.5) * HOUR
            )
    assert mails() == 1 and [each.standing for each in partners_of(pilot)] == ["asked"]
    drop_partner(slug=pilot.slug, partner_id=done.partner.pk, actor=cast.zoe, now=NOW + 4 * HOUR)
    with pytest.raises(NothingToAnswer):
        say_no(cast, pilot, NOW + 5 * HOUR)
    assert ask(pilot, cast.zoe, NOW + QUIET).is_mailed and mails() == 2
    assert all_is_well()


def test_who_left_is_asked_again_but_not_mailed_at_once(cast):
    pilot = a_pilot(cast)
    joined(cast, pilot)
    leave_pilot(slug=pilot.slug, organisation_id=cast.noord.pk, actor=cast.ilse, now=NOW + HOUR)
    assert not ask(pilot, cast.zoe, NOW + 2 * HOUR).is_mailed and mails() == 1
    assert sorted(each.standing for each in partners_of(pilot)) == ["asked", "left"]


def test_who_said_no_is_not_asked_again_and_may_still_say_yes(cast):
    pilot = a_pilot(cast)
    asked(cast, pilot)
    say_no(cast, pilot)
    with pytest.raises(SaidNo):
        ask(pilot, cast.zoe, NOW + 2 * QUIET)
    with pytest.raises(NothingToAnswer):
        say_no(cast, pilot)
    answer_pilot(slug=pilot.slug, yes=True, organisation_id=cast.noord.pk, actor=cast.ilse, now=NOW + HOUR)
    assert PilotPartner.objects.get().standing == Standing.IN and mails() == 1
    assert all_is_well()


def test_a_no_to_what_is_over_stays_a_no(cast):
    pilot = a_pilot(cast)
    asked(cast, pilot)
    say_no(cast, pilot)
    ending = {"stopped": False, "outcome_nl": "x", "outcome_en": "", "actor": cast.zoe, "now": NOW}
    finish_pilot(slug=pilot.slug, on=NOW.date(), **ending)
    with pytest.raises(NothingToAnswer):
        answer_pilot(slug=pilot.slug, yes=True, organisation_id=cast.noord.pk, actor=cast.ilse, now=NOW)


def test_the_database_asks_nobody_a_second_time_after_a_no_and_mails_nobody_twice(cast):
    pilot = a_pilot(cast)
    asked(cast, pilot)
    say_no(cast, pilot)
    again = {"pilot": pilot, "organisation": cast.noord, "sector": "culture", "added_at": NOW}
    with pytest.raises(IntegrityError, match="pilot_partner_once"), savepoint():
        PilotPartner.objects.create(**again, standing=Standing.ASKED)
    last = Asking.objects.get()
    last.pk = None
    with pytest.raises(IntegrityError, match="asking_leaves_organisations_in_peace"), savepoint():
        last.save()


def test_one_organisation_asks_so_many_a_day_for_all_of_its_pilots(cast):
    first, second = a_pilot(cast), a_pilot(cast, title_en="Another")
    names = [f"Club {number}" for number in range(MOST_ASKED_A_DAY)]
    for name in [*names, "One more"]:
        OrganisationFactory(name=name, municipality=cast.zout.municipality)
    for number, name in enumerate(names):
        ask((first, second)[number % 2], cast.zoe, who=name)
    with pytest.raises(AskedTooOften) as refused:
        ask(first, cast.karim, NOW + HOUR, who="One more")
    assert "Collectief Zout" in str(refused.value)
    assert ask(first, cast.zoe, NOW + HOUR, who="Een school").partner.name, "who is not mailed does not count"
    assert ask(first, cast.zoe, NOW + timedelta(days=1), who="One more").is_mailed


@pytest.mark.parametrize(("name", "error"), [("mira", Forbidden), ("ilse", Http404), ("fien", Http404)])
def test_who_does_not_write_the_pilot_asks_nobody(cast, name, error):
    pilot = a_pilot(cast)
    with pytest.raises(error):
        ask(pilot, getattr(cast, name))
    assert not Asking.objects.exists() and mails() == 0


def a_fund(cast: Cast) -> Fund:
    return FundFactory(slug="makers", agreement__funder=cast.makersfonds)


def ask_for(pilot: Pilot, cents: int, actor, now=NOW):
    return ask_budget(slug=pilot.slug, fund_slug="makers", cents=cents, actor=actor, now=now)


def answered(cast: Cast, pilot: Pilot, cents: int, *, yes: bool, now=NOW) -> None:
    agree_budget(slug=pilot.slug, yes=yes, cents=cents, is_public=False, actor=cast.fien, now=now)


def test_another_amount_mails_the_funder_once_in_a_while(cast):
    pilot = a_pilot(cast)
    a_fund(cast)
    assert ask_for(pilot, 5_000, cast.zoe).is_mailed
    one_mail = mails("budget_asked")
    with pytest.raises(AskedAlready):
        ask_for(pilot, 5_000, cast.zoe, NOW + HOUR)
    assert not ask_for(pilot, 6_000, cast.zoe, NOW + HOUR).is_mailed
    assert one_mail and mails("budget_asked") == one_mail
    assert Pilot.objects.get().budget_cents == 6_000, "the funder reads the new one on the page"
    assert ask_for(pilot, 7_000, cast.zoe, NOW + QUIET).is_mailed
    assert all_is_well()


def test_another_fund_in_between_does_not_mail_the_first_again(cast):
    pilot = a_pilot(cast)
    a_fund(cast)
    FundFactory(slug="other", agreement__funder=cast.makersfonds)
    ask_for(pilot, 5_000, cast.zoe)
    assert ask_budget(
        slug=pilot.slug, fund_slug="other", cents=5_000, actor=cast.zoe, now=NOW + HOUR
    ).is_mailed
    assert not ask_for(pilot, 5_000, cast.zoe, NOW + 2 * HOUR).is_mailed


def test_two_funds_that_one_funder_speaks_for_are_two_mails_also_in_one_second(cast):
    pilot = a_pilot(cast)
    a_fund(cast)
    FundFactory(slug="other", agreement__funder=cast.makersfonds)
    ask_for(pilot, 5_000, cast.zoe)
    one_mail = mails("budget_asked")
    ask_budget(slug=pilot.slug, fund_slug="other", cents=5_000, actor=cast.zoe, now=NOW)
    assert mails("budget_asked") == 2 * one_mail


def test_who_speaks_for_one_fund_reads_nothing_of_what_another_is_asked(cast):
    pilot = a_pilot(cast)
    a_fund(cast)
    FundFactory(slug="other", name_nl="Het andere fonds")
    ask_for(pilot, 5_000, cast.zoe)
    ask_budget(slug=pilot.slug, fund_slug="other", cents=7_000, actor=cast.zoe, now=NOW + HOUR)
    for message in OutboxMessage.objects.filter(kind="pilot.budget_asked"):
        send(message)
    assert mail.outbox == []


def test_a_fund_that_said_no_is_left_in_peace_and_may_agree_after_all(cast):
    pilot = a_pilot(cast)
    a_fund(cast)
    ask_for(pilot, 5_000, cast.zoe)
    answered(cast, pilot, 5_000, yes=False)
    with pytest.raises(FundSaidNo) as refused:
        ask_for(pilot, 4_000, cast.zoe, NOW + AFTER_A_NO - HOUR)
    assert "2026" in str(refused.value)
    answered(cast, pilot, 5_000, yes=True, now=NOW + HOUR)
    assert Pilot.objects.get().budget_state == "agreed"
    answered(cast, pilot, 5_000, yes=False, now=NOW + HOUR)
    assert ask_for(pilot, 4_000, cast.karim, NOW + HOUR + AFTER_A_NO).is_mailed
    assert all_is_well()


def test_a_no_is_kept_also_where_nobody_counted_the_mail_that_asked(cast):
    pilot = a_pilot(cast)
    a_fund(cast)
    ask_for(pilot, 5_000, cast.zoe)
    Asking.objects.all().delete()
    answered(cast, pilot, 5_000, yes=False, now=NOW + HOUR)
    with pytest.raises(FundSaidNo):
        ask_for(pilot, 4_000, cast.zoe, NOW + AFTER_A_NO)
    answered(cast, pilot, 5_000, yes=True, now=NOW + 2 * HOUR)
    assert Pilot.objects.get().budget_state == "agreed" and Asking.objects.get().declined_at is None


def test_the_same_answer_again_mails_nobody(cast):
    pilot = a_pilot(cast)
    a_fund(cast)
    ask_for(pilot, 5_000, cast.zoe)
    for hours in range(3):
        answered(cast, pilot, 5_000, yes=True, now=NOW + hours * HOUR)
    assert mails("budget_answered") == 1


def test_an_organisation_answers_before_more_is_written_down_for_it(cast):
    for _number in range(3):
        written_down_for_zout(cast)
    with pytest.raises(TooManyUnanswered):
        written_down_for_zout(cast)
    assert a_pilot(cast).owner_agreed_at, "its own people go on"


def test_a_mail_that_is_not_counted_and_one_that_never_went_are_seen(cast):
    pilot = a_pilot(cast)
    asked(cast, pilot)
    Asking.objects.update(quiet=Period(NOW + HOUR, NOW + QUIET).to_range())
    assert [each.split(" on ")[0] for each in pilots_are_audited()] == [
        f"a mail asked for pilot {pilot.pk}",
        f"nothing is noted of asking for pilot {pilot.pk}",
    ]


def test_a_fund_that_said_no_and_may_be_asked_again_at_once_is_seen(cast):
    pilot = a_pilot(cast)
    fund = a_fund(cast)
    ask_for(pilot, 5_000, cast.zoe)
    answered(cast, pilot, 5_000, yes=False)
    assert all_is_well()
    Asking.objects.update(declined_at=None)
    assert pilots_are_audited() == [f"fund {fund.pk} said no to pilot {pilot.pk} and is not left in peace"]


def test_who_was_taken_away_takes_no_room_and_needs_room_to_be_asked_again(cast, monkeypatch):
    monkeypatch.setattr("region.actions.ask_partner.MOST_BESIDE", 1)
    pilot = a_pilot(cast)
    done = ask(pilot, cast.zoe)
    drop_partner(slug=pilot.slug, partner_id=done.partner.pk, actor=cast.zoe, now=NOW)
    assert ask(pilot, cast.zoe, who="Een school").partner.name == "Een school"
    with pytest.raises(TooMuchBeside):
        ask(pilot, cast.zoe, NOW + HOUR)
