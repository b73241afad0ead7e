"""What the figures of a region never give away: whatever is asked, and whatever answer is taken from another."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.models import Booking
from facilities.models import Hub
from members.models import Organisation, User
from region.actions.change_entry import change_entry
from region.actions.lapse_needs import lapse_needs
from region.models import AtlasEntry
from region.rules.facts import PartnerFacts
from region.rules.published import published
from region.rules.quarters import spans
from tests.cast import NOW, THURSDAY, Cast, assemble
from tests.factories.atlas import an_entry, entry_facts
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import VatSettingFactory, card
from tests.factories.members import MembershipFactory, OrganisationFactory
from tests.factories.needs import a_need
from tests.factories.region import SmallRegion, seated, small_region
from tests.pages.region_in_figures import all_pages, at, text
from tests.signing_in import signed_in


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def small(cast) -> SmallRegion:
    return small_region(cast)


@pytest.fixture
def karim(cast) -> Client:
    return signed_in(cast.karim)


def test_no_filter_and_no_period_tells_of_one_organisation(cast, small, karim):
    """An organisation more in Veldhoven (five become six): whatever is asked, and whatever is taken from what, is as it
    was before."""
    before = all_pages(karim, cast.studio.kind.slug)
    (new,) = seated(small.veldhoven, 1)
    assert all_pages(karim, cast.studio.kind.slug) == before
    assert new.name not in " ".join(before)


def test_who_came_is_the_same_in_every_period(cast, small, karim):
    """There is no period to choose for who never came, so none can be taken from another."""
    booked(cast.zoe, cast.zout, cast.studio)
    told = set()
    for each in spans(NOW.date()):
        page = text(karim.get(f"{at('analysis_use')}?period={each.name}"))
        told.add(page[page.index("Who does not come, by discipline") : page.index("Use by facility")])
    assert len(told) == 1


def test_bookings_of_few_organisations_are_not_told(cast, small):
    booked(cast.zoe, cast.zout, cast.studio)
    with time_machine.travel("2027-01-04T09:00:00Z", tick=False):
        page = text(signed_in(cast.karim).get(at("analysis_change")))
    assert re.search(r"2026, quarter 4 1 0 0 1 0 – fewer than 5 0 0 0", page)


# -- needs that only hubs read ------------------------------------------------------------------------


def test_a_need_that_only_hubs_read_is_in_no_figure(cast, small, karim):
    """Nor is it when it lapsed, in no region and at no distance: what is handed on may be read by everybody."""
    before = all_pages(karim, cast.studio.kind.slug)
    a_need(cast, municipality_id=small.breda.pk, only_hubs=True)
    assert all_pages(karim, cast.studio.kind.slug) == before
    lapse_needs(now=NOW + timedelta(days=10))
    assert all_pages(karim, cast.studio.kind.slug) == before


def test_a_need_that_everybody_reads_is_in_the_figures(cast, small, karim):
    """The control of the sentence above: the same pages, read the same way, do show one that is public."""
    before = all_pages(karim, cast.studio.kind.slug)
    a_need(cast, municipality_id=small.breda.pk)
    changed = [page for page in all_pages(karim, cast.studio.kind.slug) if page not in before]
    assert len(changed) == 4 + 3 + 3 + 1, (
        "a kind's page; its line and its sum where Breda is white; the quarter"
    )


# -- partners that somebody chooses -------------------------------------------------------------------


def looked_after(organisations: list[Organisation]) -> list[AtlasEntry]:
    entries = [an_entry(f"Lab {each.pk}") for each in organisations]
    for entry, organisation in zip(entries, organisations, strict=True):
        AtlasEntry.objects.filter(pk=entry.pk).update(organisation=organisation)
    return entries


def one_by_one(cast: Cast, client: Client, network: AtlasEntry, partners: list[AtlasEntry]) -> list[str]:
    """The quartermaster puts one partner more into the network, looks, and puts in the next."""
    seen = []
    for number in range(1, len(partners) + 1):
        network.refresh_from_db()
        chosen = tuple(PartnerFacts(sector="culture", partner_id=each.pk) for each in partners[:number])
        facts = entry_facts("Netwerk", kind="network", partners=chosen)
        change_entry(entry_id=network.pk, at_version=network.version, facts=facts, actor=cast.karim, now=NOW)
        seen.append(text(client.get(at("analysis_use"))))
    return seen


def five_of_whom_four_never_book(cast: Cast) -> tuple[User, list[Organisation]]:
    """The fifth is the one whom somebody would like to know of."""
    those = [OrganisationFactory(municipality=cast.zout.municipality) for _ in range(5)]
    return MembershipFactory(organisation=those[-1], post="owner").person, those


def books_elsewhere(member: User, organisation: Organisation, hub: Hub) -> None:
    VatSettingFactory(hub=hub)
    room = FacilityFactory(hub=hub, open_days=[THURSDAY])
    card(room, daypart=16_000)
    booked(member, organisation, room)


def test_partners_that_are_added_one_by_one_tell_of_nobody(cast, karim):
    member, those = five_of_whom_four_never_book(cast)
    partners, network = looked_after(those), an_entry("Netwerk", kind="network")
    before = one_by_one(cast, karim, network, partners)
    assert "Netwerk 0 0 – 5 5" in before[-1], "who takes part is public, and exact"
    books_elsewhere(member, those[-1], cast.tetem)
    assert one_by_one(cast, karim, network, partners) == before


def test_a_number_of_those_who_never_booked_would_tell_in_fives_as_well(cast):
    """The control: of four who are known never to have booked and one more, it says who the fifth is."""
    member, those = five_of_whom_four_never_book(cast)

    def told() -> int | None:
        came = Booking.objects.filter(organisation__in=those).values("organisation").distinct().count()
        return published(len(those) - came)

    assert told() == 5
    books_elsewhere(member, those[-1], cast.tetem)
    assert told() is None
