"""The demonstration region: what is promised of it, and that its rows hold what the verbs' rows hold."""

from datetime import datetime, time, timedelta
from random import Random

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import authenticate
from django.core.management.base import CommandError
from django.db.models import Count, F, Q, Sum
from django.test import Client
from django.utils.translation import override

from bookings.models import Booking, BookingState, Line, Occupancy, SecondOption, SecondState, Series
from bookings.models.availability import free_units
from bookings.models.companions import needs_of
from bookings.models.waitlist import WaitlistEntry
from facilities.models import CompanionRule, Facility, FacilityState, Hub, OpeningWindow, Unit
from funding.models import (
    CardRefund,
    Difference,
    Fund,
    FundingAgreement,
    HourPledge,
    HubCards,
    Invoice,
    Tranche,
)
from funding.models.invoice_state import Which, sums
from funding.models.quoting import quote_facts
from funding.outbound.invoices import on_paper
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.demo import diary
from hub.demo.people import Maker
from hub.demo.reading import SOURCE, monday_of, places
from hub.demo.wishes import Wishing, purposes
from hub.dev import demo_mails, demo_money
from hub.dev.demo_money_pages import of_money
from hub.dev.logins import LOGINS, PASSWORD
from hub.kit import clock
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from knowledgebase.models import Contribution, Experiment, HowTo
from members.models import Membership, Organisation, OrganisationKind, User
from tests.actions.conftest import said

# The first to want the region has it made: half a minute on a machine of its own, minutes on a busy one.
pytestmark = pytest.mark.timeout(900)


def test_every_how_to_and_experiment_has_a_picture_and_says_what_is_to_be_seen(region):
    for kind in (HowTo, Experiment):
        assert kind.objects.count() >= 6
        # What a member wrote has the pictures that they sent.
        ours = kind.objects.exclude(pk__in=Contribution.objects.exclude(page=None).values("page"))
        assert not ours.filter(Q(cover=None) | Q(cover_alt="")).exists()
    english = HowTo.objects.get(locale__language_code="en")
    assert english.cover_alt.startswith("Drawing:")


def test_somebody_is_second_was_asked_to_decide_or_stands_in_line(region):
    waiting = SecondOption.objects.filter(state=SecondState.WAITING)
    assert waiting.filter(challenged_at=None).count() == waiting.exclude(challenged_at=None).count() == 1
    assert WaitlistEntry.objects.filter(state="waiting").values("organisation").distinct().count() == 2


def test_houses_say_who_comes_along_on_holidays_and_for_what_is_made_of_parts(region):
    assert CompanionRule.objects.filter(weekdays=[7], holidays=True).exists()
    floor = Facility.objects.get(slug="opnamevloer")
    assert [need.inside.name for need in needs_of([floor.pk])[floor.pk]] == ["Opnamestudio"]


def test_the_region_is_as_large_as_promised(region):
    assert Hub.objects.count() >= 12
    assert Hub.objects.values("region").distinct().count() >= 4
    assert Facility.objects.count() >= 60
    assert Unit.objects.count() >= 200
    assert Organisation.objects.filter(bookings__isnull=False).distinct().count() >= 40
    assert (FundingAgreement.objects.count(), Fund.objects.count()) == (4, 6)
    assert Tranche.objects.filter(received_on=None).exists()
    assert Tranche.objects.exclude(received_on=None).exists()
    assert Booking.objects.count() >= 3000
    assert set(Booking.objects.values_list("state", flat=True)) == set(BookingState.values)
    assert "bookings around this week" in region


def test_bookings_reach_half_a_year_back_and_ahead(region):
    now = clock.now()
    half = timedelta(days=160)
    assert Booking.objects.filter(during__startswith__lt=now - half).exists()
    assert Booking.objects.filter(during__startswith__gt=now + half).exists()


def test_a_second_time_nothing_is_added(region):
    before = Booking.objects.count(), User.objects.count()
    assert "already" in said("seed_demo")
    assert (Booking.objects.count(), User.objects.count()) == before


def test_it_refuses_on_a_site_that_is_no_demonstration(region, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="no demonstration"):
        said("seed_demo")
    with pytest.raises(CommandError, match="no demonstration"):
        said("demo_code", LOGINS[2].email)


def test_it_refuses_on_a_public_site_whatever_is_said(region, settings):
    settings.DEMONSTRATION = settings.IS_PUBLIC = True
    with pytest.raises(CommandError, match="no demonstration"):
        said("seed_demo")
    with pytest.raises(CommandError, match="no demonstration"):
        said("demo_code", LOGINS[2].email)


def test_every_invariant_holds(region):
    assert "broken" not in said("check_invariants")


def test_places_are_real_and_say_what_is_made_up(region):
    rows = places()
    for hub in Hub.objects.select_related("municipality", "operator"):
        assert hub.is_demo and hub.operator.is_demo and hub.source == SOURCE
        assert rows[hub.name]["town"] == hub.municipality.name
        assert "verzonnen" in hub.about_nl and "made up" in hub.about_en
        assert hub.accessibility_nl and hub.accessibility_en and hub.house_rules.get().text_en
    assert not FundingAgreement.objects.filter(is_demo=False).exists()
    assert not Facility.objects.filter(Q(about_nl="") | Q(about_en="")).exists()


def test_organisations_are_of_every_kind_and_their_numbers_are_nobodys(region):
    booking = Organisation.objects.filter(bookings__isnull=False)
    kinds = set(booking.values_list("kind", flat=True))
    assert kinds == set(OrganisationKind.values) - {OrganisationKind.PUBLIC_BODY}
    assert not Organisation.objects.exclude(kvk_number="").exclude(kvk_number__startswith="900").exists()


def test_rooms_of_rooms_and_kits_are_there_and_booked(region):
    wholes = Facility.objects.filter(parts__isnull=False).distinct()
    assert sorted(whole.slug for whole in wholes) == [
        "interviewset",
        "opnamevloer",
        "studio-1-en-2",
        "uitzendset",
    ]
    for whole in wholes:
        assert whole.rate_cards.exists()
        assert Line.objects.filter(facility=whole).exclude(leaves={}).count() > 5, whole


def test_bookings_lie_in_openings_and_hold_their_units(region):
    windows: dict[int, list[Period]] = {}
    for facility_id, during in OpeningWindow.objects.values_list("facility_id", "during"):
        windows.setdefault(facility_id, []).append(Period.from_range(during))
    # Of whom something was exchanged has it twice: what it gave back, and what it got.
    exchanged = [row.about.id for row in AuditRow.objects.filter(action="bookings.exchange_units")]
    lines = Line.objects.annotate(held=Count("occupancies")).select_related("booking")
    # A training session that is over has left the site, and its opening with it.
    lines = lines.exclude(booking__number__in=exchanged).exclude(facility__state=FacilityState.RETIRED)
    for line in lines:
        assert any(window.contains(line.period) for window in windows[line.facility_id]), line.booking.number
        assert line.held == line.quantity * sum(line.leaves.values() or [1])
    live = Occupancy.objects.live().values("line__booking")
    ended = [BookingState.CANCELLED, BookingState.EXPIRED]
    assert not Booking.objects.filter(pk__in=live, state__in=ended).exists()
    assert not Booking.objects.filter(placed_at__gt=F("during__startswith")).exists()


@pytest.mark.parametrize("week", [0, 1])
def test_thursday_afternoon_at_effenaar_is_free_and_carried_by_two_funds_and_the_house(region, week):
    now = clock.now()
    hub = Hub.objects.get(slug="effenaar")
    zout = Organisation.objects.get(name="Collectief Zout")
    things = {facility.slug: facility.pk for facility in hub.facilities.all()}
    thursday = monday_of(now.astimezone(hub.zone).date()) + timedelta(days=3, weeks=week)
    afternoon = Period(*(datetime.combine(thursday, time(hour), hub.zone) for hour in (13, 17)))
    wishes = [
        LineWish(things[slug], quantity, afternoon)
        for slug, quantity in (("studio-2", 1), ("condenser-microphone", 2), ("sound-engineer", 1))
    ]
    free = free_units(wishes=wishes, now=now)
    assert [len(units) >= wish.quantity for units, wish in zip(free, wishes, strict=True)] == [True] * 3
    price = quote(quote_facts(wishes=wishes, hub=hub, organisation=zout, now=now))
    assert [share.cents for share in price.shares] == [8400, 9600, 3600, 2400]
    assert price.list_cents == 24_000


def test_everybody_who_is_told_can_sign_in(region):
    for login in LOGINS:
        person = authenticate(username=login.email, password=PASSWORD)
        assert isinstance(person, User)
        if login.needs_code:
            code = said("demo_code", login.email).strip()
            factor = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
            assert TOTP(factor).validate_code(code)
    with pytest.raises(CommandError, match="hanna"):
        said("demo_code", LOGINS[0].email)


def seeded_makers() -> list[Maker]:
    memberships = Membership.objects.filter(organisation__declarations__isnull=False).distinct()
    return [
        Maker(
            organisation=each.organisation,
            booker=each.person,
            region_id=each.organisation.municipality.region_id,
            disciplines=tuple(each.organisation.disciplines.order_by("pk")),
            turnover_cents=each.organisation.declarations.first().turnover_cents,
            reviewed=True,
        )
        for each in memberships.select_related("organisation__municipality", "person").order_by("pk")
    ]


def test_the_same_wishes_come_every_time(region):
    facilities: dict[str, list[Facility]] = {}
    for facility in Facility.objects.select_related("hub", "kind").order_by("pk"):
        facilities.setdefault(facility.hub.name, []).append(facility)
    makers = seeded_makers()
    now = clock.now()
    monday = monday_of(now.date())

    def drawn() -> list[tuple[object, ...]]:
        first = monday - timedelta(days=183)
        wishing = Wishing(facilities, makers, diary.read(), first, monday, now, Random(1), purposes())
        return [(wish.lines, wish.units, wish.placed_at, wish.fate) for wish in wishing.wishes(100)]

    assert drawn() == drawn()


def test_somebody_comes_every_week(region):
    series = Series.objects.get()
    assert series.bookings.filter(state=BookingState.CONFIRMED).count() >= 9
    assert series.hub.slug == "effenaar"


def test_two_houses_open_their_doors_in_kind_and_makers_come(region):
    pledges = HourPledge.objects.select_related("facility")
    assert sorted(pledge.facility.slug for pledge in pledges) == ["reprostudio", "studio-1"]
    for pledge in pledges:
        months = pledge.months.aggregate(reserved=Sum("reserved_minutes"), given=Sum("given_minutes"))
        assert months["reserved"] > 0 < months["given"], pledge.facility.slug


def test_two_houses_send_invoices_some_paid_some_late_one_credited(region):
    today = clock.now().date()
    for slug in ("effenaar", "amare"):
        found = sums(Which(today, hub=Hub.objects.get(slug=slug)))
        assert {"paid", "overdue"} <= set(found), slug
    notes = Invoice.objects.filter(kind="credit_note")
    assert notes.count() == 1 and notes[0].hub.slug == "effenaar"
    assert "verzonnen" in str(on_paper_in_dutch(notes[0]))


def on_paper_in_dutch(invoice: Invoice) -> dict[str, object]:
    with override("nl"):
        return on_paper(invoice)


def test_every_kind_of_mail_can_be_looked_at(region, tmp_path):
    demo_mails.write(str(tmp_path))
    first, again = (
        (tmp_path / f"mail-declaration-waits-{which}-nl.txt").read_text() for which in ("first", "again")
    )
    assert "gaf de baten van" in first
    assert "vraagt om heroverweging" in again
    assert {file.suffix for file in tmp_path.iterdir()} == {".html", ".txt"}


def test_payments_in_each_state_can_be_looked_at_and_their_mails(
    region, cards, settings, tmp_path, monkeypatch
):
    """The last one here: it adds to the region."""
    settings.DEMONSTRATION = True
    HubCards.objects.create(hub=Hub.objects.get(slug="effenaar"), account="acct_demo", set_at=clock.now())
    # The site of the pictures hears of it over the network.
    monkeypatch.setattr(demo_money, "wait_for", lambda _true: cards.deliver_to(Client()))
    made = demo_money.Makes().all()
    states = dict(Booking.objects.filter(number__in=made.values()).values_list("number", "state"))
    assert states[made["paid"]] == states[made["offered"]] == BookingState.CONFIRMED
    assert {states[made[name]] for name in ("late_honoured", "late_back")} == {BookingState.EXPIRED}
    assert {states[made[name]] for name in ("paying", "with_bank", "called_off")} == {BookingState.HELD}
    rows = CardRefund.objects.select_related("payment")
    refunds = {refund.payment.about.id: refund.state for refund in rows}
    names = ("coming_back", "came_back", "not_back", "back_by_bank")
    assert [refunds[made[name]] for name in names] == ["begun", "arrived", "failed", "failed"]
    kinds = {"unknown_payment", "not_noted", "unknown_refund", "other_amount"}
    assert set(Difference.objects.values_list("kind", flat=True)) == kinds
    assert Difference.objects.filter(booked_at__isnull=False).count() == 1
    shown = {shot.path for shot in of_money(made)}
    assert all(any(number in path for path in shown) for number in made.values())
    demo_mails.write(str(tmp_path))
    of_payments = ("booking-paid", "booking-paid_too_late-hub")
    for name in (*of_payments, "refund-pending", "refund-arrived", "refund-failed-hub"):
        assert (tmp_path / f"mail-{name}-nl.txt").exists(), name
