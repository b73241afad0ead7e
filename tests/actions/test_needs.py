"""What organisations look for, from the first word to the last."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.utils.translation import override

from hub.kit.errors import Forbidden
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from hub.kit.transactions import verb
from region.actions._forget_person import forget_person
from region.actions._needs import NeedOver, SayWhy
from region.actions.change_need import NeedChanged, OffersWait, change_need
from region.actions.close_need import close_need
from region.actions.keep_need import keep_need
from region.actions.lapse_needs import lapse_needs
from region.actions.post_need import DaysDoNotFit, TooManyNeeds, post_need
from region.actions.report_need import report_need
from region.actions.take_off_need import take_off_need
from region.invariants_of_needs import needs_are_audited, needs_are_met_once
from region.models import Need, NeedReport, NeedState, OfferState, unmet
from region.models.needs_reading import told as told_of
from region.rules.needs import MOST_A_DAY
from tests.cast import NOW, Cast, assemble
from tests.factories.needs import a_need, an_offer, need_facts

NEXT_WEEK = NOW + timedelta(days=8)


@pytest.fixture
def cast(db) -> Cast:
    with override("en"):
        return assemble()


def told(kind: str) -> list[str]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("key").values_list("key", flat=True))


def sound() -> bool:
    return [*needs_are_met_once(), *needs_are_audited()] == []


@pytest.mark.parametrize("who", ["zoe", "bo", "mira"])
def test_any_member_says_what_their_organisation_looks_for(cast, who):
    need = a_need(cast, actor=getattr(cast, who))
    assert (need.state, need.organisation, need.hours) == (NeedState.OPEN, cast.zout, 20)
    assert sound()


def test_who_is_no_member_says_nothing_for_it(cast):
    for who in (cast.ilse, cast.teun, cast.karim, cast.anna):
        with pytest.raises(Http404):
            a_need(cast, actor=who)
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"until_date": date(2026, 11, 24)},
        {"answer_by": date(2026, 11, 22)},
        {"answer_by": date(2026, 12, 5)},
        {"until_date": date(2029, 1, 1)},
    ],
)
def test_days_that_do_not_fit_each_other_are_refused(cast, wrong):
    with pytest.raises(DaysDoNotFit):
        a_need(cast, **wrong)


def test_the_same_sent_twice_is_posted_once(cast):
    assert a_need(cast) == a_need(cast)


def test_nobody_floods_the_list(cast):
    for number in range(MOST_A_DAY):
        a_need(cast, title=f"Request {number}")
    with pytest.raises(TooManyNeeds):
        a_need(cast, title="One more")
    assert a_need(cast, title="Tomorrow", now=NOW + timedelta(days=1, minutes=1))


def test_a_change_is_written_over_what_the_writer_saw(cast):
    need = a_need(cast)
    facts = need_facts(cast, title="Two studios", quantity=2)
    changed = change_need(uuid=need.uuid, at_version=1, facts=facts, actor=cast.mira, now=NOW)
    assert (changed.title, changed.version) == ("Two studios", 2)
    with pytest.raises(NeedChanged):
        change_need(uuid=need.uuid, at_version=1, facts=facts, actor=cast.bo, now=NOW)
    with pytest.raises(Http404):
        change_need(uuid=need.uuid, at_version=2, facts=facts, actor=cast.ilse, now=NOW)
    assert sound()


def test_what_hubs_have_answered_is_not_changed_behind_their_backs(cast):
    need = a_need(cast)
    an_offer(cast, need)
    with pytest.raises(OffersWait):
        change_need(uuid=need.uuid, at_version=1, facts=need_facts(cast), actor=cast.zoe, now=NOW)


@pytest.mark.parametrize(("met", "state"), [(True, NeedState.MET_OTHERWISE), (False, NeedState.WITHDRAWN)])
def test_its_organisation_ends_it_and_hubs_that_offered_are_told(cast, met, state):
    need = a_need(cast)
    offer = an_offer(cast, need)
    for _again in range(2):
        closed = close_need(uuid=need.uuid, met=met, reason="Thanks!", actor=cast.bo, now=NOW)
    offer.refresh_from_db()
    assert (closed.state, offer.state) == (state, OfferState.ENDED)
    assert told("need.offer_ended") == [f"need.offer_ended:{offer.uuid}:hub"]
    with pytest.raises(NeedOver):
        close_need(uuid=need.uuid, met=not met, actor=cast.bo, now=NOW)
    assert sound()


def test_a_stranger_ends_nothing(cast):
    need = a_need(cast)
    with pytest.raises(Http404):
        close_need(uuid=need.uuid, met=False, actor=cast.ilse, now=NOW)


def test_the_quartermaster_takes_off_what_does_not_belong_here(cast):
    need = a_need(cast)
    report_need(uuid=need.uuid, words="Advertising", actor=cast.ilse, now=NOW)
    for who in (cast.ilse, cast.teun, cast.anna, cast.zoe):
        with pytest.raises(Forbidden):
            take_off_need(uuid=need.uuid, reason="Advertising", actor=who, now=NOW)
    with pytest.raises(SayWhy):
        take_off_need(uuid=need.uuid, reason=" \0 ", actor=cast.karim, now=NOW)
    off = take_off_need(uuid=need.uuid, reason="Advertising", actor=cast.karim, now=NOW)
    assert (off.state, off.end_reason) == (NeedState.TAKEN_OFF, "Advertising")
    assert told("need.taken_off") == [f"need.taken_off:{need.uuid}:{cast.zoe.pk}"]
    assert not NeedReport.objects.filter(looked_at=None).exists()
    assert sound()


def test_a_report_is_told_once_and_it_may_stay(cast):
    need = a_need(cast)
    for _again in range(2):
        report_need(uuid=need.uuid, words="Spam?", actor=cast.ilse, now=NOW)
    report = NeedReport.objects.get()
    assert told("need.reported") == [f"need.reported:{need.uuid}:{report.pk}:{cast.karim.pk}"]
    with pytest.raises(Forbidden):
        keep_need(uuid=need.uuid, actor=cast.zoe, now=NOW)
    keep_need(uuid=need.uuid, actor=cast.karim, now=NOW)
    assert not NeedReport.objects.filter(looked_at=None).exists()
    assert sound()


def test_what_only_hubs_read_is_not_there_for_others(cast):
    need = a_need(cast, only_hubs=True)
    with pytest.raises(Http404):
        report_need(uuid=need.uuid, words="Hm", actor=cast.ilse, now=NOW)
    assert report_need(uuid=need.uuid, words="Hm", actor=cast.wim, now=NOW)


def test_it_closes_by_itself_after_its_last_day_and_says_so_before(cast):
    need = a_need(cast)
    assert lapse_needs(now=NOW + timedelta(days=5)) == 0
    assert told("need.lapses_soon") == [f"need.lapses_soon:{need.uuid}:2026-11-30:{cast.zoe.pk}"]
    assert [lapse_needs(now=NEXT_WEEK), lapse_needs(now=NEXT_WEEK)] == [1, 0]
    need.refresh_from_db()
    assert need.state == NeedState.LAPSED and told("need.lapsed")
    assert sound()


def test_it_waits_for_an_offer_that_is_still_valid(cast):
    need = a_need(cast, until_date=date(2026, 12, 20))
    from_december = NOW + timedelta(days=10)
    period = Period(from_december + timedelta(hours=4), from_december + timedelta(hours=8))
    offer = an_offer(cast, need, period=period, until=from_december)
    assert lapse_needs(now=NEXT_WEEK) == 0
    assert lapse_needs(now=from_december) == 2
    offer.refresh_from_db()
    need.refresh_from_db()
    assert (offer.state, need.state) == (OfferState.LAPSED, NeedState.LAPSED)
    assert len(told("need.offer_lapsed")) == 2
    assert sound()


def test_what_came_to_nothing_is_counted_by_kind_and_town(cast):
    a_need(cast)
    a_need(cast, title="Another")
    a_need(cast, title="For hubs", only_hubs=True)
    answered = a_need(cast, title="Answered")
    an_offer(cast, answered)
    close_need(uuid=a_need(cast, title="Found").uuid, met=True, actor=cast.zoe, now=NOW)
    row = (cast.studio.kind_id, cast.zout.municipality_id, 2)
    assert unmet(cast.brabant.pk, NOW) == unmet(None, NOW) == [row]
    assert unmet(cast.groningen.pk, NOW) == [] == unmet(None, NOW + timedelta(hours=1))
    lapse_needs(now=NEXT_WEEK)
    assert unmet(cast.brabant.pk, NOW) == [(*row[:2], 3)]


def test_whose_account_goes_is_forgotten_and_the_request_stays(cast):
    need = a_need(cast)
    offer = an_offer(cast, need)
    report_need(uuid=need.uuid, words="Hm", actor=cast.zoe, now=NOW)
    assert {name: len(its) for name, its in told_of(cast.zoe).items()} == {
        "needs": 1,
        "offers": 0,
        "reports": 1,
    }
    for person in (cast.zoe, cast.teun):
        verb(forget_person)(person=person, actor=cast.anna, now=NOW)
    need.refresh_from_db()
    offer.refresh_from_db()
    assert (need.posted_by, offer.made_by) == (None, None)
    assert sound()


def test_a_member_who_left_posts_no_more(cast):
    cast.zout.memberships.filter(person=cast.bo).delete()
    with pytest.raises(Http404):
        post_need(organisation=cast.zout, facts=need_facts(cast), actor=cast.bo, now=NOW)
