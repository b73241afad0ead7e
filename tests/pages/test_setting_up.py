"""From an empty site to a region that can book, as its administrator does it in the browser."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities.models import Hub, Kind
from funding.models import Fund, FundingAgreement, RateBand, Tranche
from hub.kit.refs import Ref
from members.models import Grant, Municipality, OrganisationKind, Role, User
from members.permissions import holds
from tests.cast import NOW, Cast, assemble
from tests.factories.facilities import HubFactory
from tests.factories.funding import FundingAgreementFactory
from tests.factories.members import (
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    give_second_factor,
)
from tests.signing_in import signed_in


@pytest.fixture(autouse=True)
def monday(db):
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def english(name: str, *arguments: object) -> str:
    return reverse(name, args=arguments).replace("/nl/", "/en/")


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def said(client: Client, name: str, data: dict[str, object], *arguments: object) -> str:
    """What somebody reads after sending a form."""
    return text(client.post(english(name, *arguments), data, follow=True))


def test_a_region_starts_on_an_empty_site() -> None:
    person = User.objects.create_superuser("anna@example.org", name="Anna", language="en")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    give_second_factor(person)
    anna = signed_in(person)
    assert text(anna.get(english("cms:setup"))).count("To do") == 6

    assert "12 provinces" in said(anna, "cms:setup_lists", {})
    assert Kind.objects.count() > 20
    eindhoven = Municipality.objects.get(slug="eindhoven")
    for name in ("Stichting Effenaar", "Makersfonds"):
        details = {"name": name, "kind": OrganisationKind.FOUNDATION, "municipality": eindhoven.pk}
        assert "is registered" in said(anna, "members:register", details)
    effenaar, makersfonds = person.memberships.order_by("pk").values_list("organisation", flat=True)

    bands = {
        "valid_from": "2026-11-23",
        "provisional_cap": "1.500",
        "code_0": "A",
        "from_0": "0",
        "share_0": "35",
    }
    bands |= {"code_1": "B", "from_1": "50.000", "share_1": "100"}
    assert "The rate bands are saved" in said(anna, "funding:bands", bands)

    place = {"name": "Effenaar", "kind": "venue", "operator": effenaar, "municipality": eindhoven.pk}
    place |= {"zone_name": "Europe/Amsterdam", "gap_policy": "pay", "holidays_of": "NL"}
    page = said(anna, "facilities:hub_add", place)
    assert "Say now who manages it" in page
    hub = Hub.objects.get()
    assert f'<option value="{hub.ref}" selected>Effenaar</option>' in page
    assert hub.latitude == eindhoven.latitude
    hanna = UserFactory(name="Hanna")
    role = {"email": hanna.email.upper(), "role": "hub_manager", "over": str(hub.ref)}
    assert "Hanna has the role now" in said(anna, "cms:roles", role)
    give_second_factor(hanna)
    assert holds(hanna, Role.HUB_MANAGER, hub.ref)

    funder = person.memberships.get(organisation=makersfonds).organisation
    books = anna.get(english("funding:agreements"), {"funder": str(funder.uuid)})
    assert books.url == english("funding:funder", funder.uuid)
    promise = {"name": "Vier jaar", "starts_on": "2026-12-01", "ends_on": "2029-12-31"}
    assert "Open a fund from it" in said(anna, "funding:agreement_add", promise, funder.uuid)
    plan = {"name_nl": "Open Deuren", "slug": "open-deuren", "expires_on": "2028-12-31", "match_share": "40"}
    plan |= {"priority": "10", "stackable": "on"} | {f"rule{number}-place": "facility" for number in range(3)}
    plan |= {"rule0-bands": " A , B", "rule2-family": "studio", "cap_per_booking_cents": "36"}
    agreement = FundingAgreement.objects.get()
    assert "The fund is open" in said(anna, "funding:fund_add", plan, funder.uuid, agreement.pk)
    fund = Fund.objects.get()
    assert (fund.match_share_bp, fund.cap_per_booking_cents, fund.guaranteed_cents) == (4_000, 3_600, 0)
    assert list(fund.rules.order_by("pk").values_list("bands", "family")) == [("A,B", ""), ("", "studio")]
    payment = {"cents": "5.000", "due_on": "2026-11-23"}
    assert "Note it when it is in" in said(anna, "funding:tranche_add", payment, funder.uuid, "open-deuren")
    day = {"received_on": "2026-11-23"}
    assert "Noted" in said(anna, "funding:receive", day, funder.uuid, Tranche.objects.get().pk)
    page = text(anna.get(english("cms:setup")))
    assert "To do" not in page
    assert "Today: A, B." in page
    assert "1 hub, 1 with a manager." in page


def test_refusals_are_said_in_the_form_and_what_was_typed_stays(cast) -> None:
    anna = signed_in(cast.anna)
    nobody = {"email": "nobody@example.org", "role": "hub_staff", "over": str(cast.tetem.ref)}
    assert "Nobody here has that address" in said(anna, "cms:roles", nobody)
    wrong = {"email": cast.mira.email, "role": "funder", "over": str(cast.tetem.ref)}
    page = said(anna, "cms:roles", wrong)
    assert "This role does not go with what you chose" in page
    assert cast.mira.email in page
    twice = {"email": cast.teun.email, "role": "hub_staff", "over": str(cast.effenaar.ref)}
    assert "holds this role already" in said(anna, "cms:roles", twice)
    both = {"email": cast.rosa.email, "role": "funder", "over": str(cast.makersfonds.ref)}
    assert "Nobody is funder and reviewer at once" in said(anna, "cms:roles", both)
    FundingAgreementFactory(funder=cast.zout)
    payers = {"email": cast.zoe.email, "role": "reviewer", "over": f"region:{cast.brabant.pk}"}
    assert "The role would have no effect" in said(anna, "cms:roles", payers)
    made_up = {"email": cast.mira.email, "role": "hub_staff", "over": "hub:999999"}
    assert "Select a valid choice" in said(anna, "cms:roles", made_up)


def test_a_reviewer_who_came_to_pay_is_listed_as_one_without_effect(cast) -> None:
    """They joined later, or their organisation began to pay later: no grant was there to refuse."""
    anna = signed_in(cast.anna)
    assert "without effect" not in text(anna.get(english("cms:roles")))
    MembershipFactory(person=cast.rosa, organisation=FundingAgreementFactory().funder)
    assert text(anna.get(english("cms:roles"))).count("without effect: belongs to who pays for funds") == 1


def test_a_role_is_taken_back_and_the_last_administrator_stays(cast) -> None:
    anna = signed_in(cast.anna)
    teuns = Grant.objects.get(person=cast.teun)
    assert "Teun no longer has the role" in said(anna, "cms:role_revoke", {}, teuns.pk)
    assert not holds(cast.teun, Role.HUB_STAFF, cast.effenaar.ref)
    own = Grant.objects.get(person=cast.anna)
    assert anna.post(english("cms:role_revoke", own.pk)).status_code == 409


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_from": "2026-11-22"}, "Rate bands of the past stay"),
        ({"from_0": "1"}, "Each turnover must be in exactly one band"),
        ({"from_1": "0"}, "Each turnover must be in exactly one band"),
        ({"share_1": ""}, "Fill in the whole row"),
        ({"share_1": "35"}, "each share is above the one before"),
        ({"share_1": "101"}, "Give a percentage from 0 to 100"),
        ({"share_1": "٣٥"}, "Give a percentage from 0 to 100"),
        ({"share_1": "NaN"}, "Give a percentage from 0 to 100"),
        ({"valid_from": "9999-12-31"}, "Give a day from 1 January 2000 to 31 December 2099"),
        ({"code_1": "A"}, "Each band has a code of its own"),
        ({"from_1": "-5"}, "Write an amount of euros"),
        ({"from_1": "50\x00"}, "Null characters"),
    ],
)
def test_bands_that_make_no_sense_are_refused_in_words(cast, changes, words) -> None:
    data = {
        "valid_from": "2027-01-01",
        "provisional_cap": "1500",
        "code_0": "A",
        "from_0": "0",
        "share_0": "35",
    }
    data |= {"code_1": "B", "from_1": "50000", "share_1": "100", **changes}
    response = signed_in(cast.anna).post(english("funding:bands"), data)
    assert response.status_code == 400
    assert words in text(response)
    assert not RateBand.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone_name": "Mars/Base"}, "We do not know the time zone Mars/Base"),
        ({"latitude": "51.4"}, "Give both coordinates"),
        ({"latitude": "151.4", "longitude": "5"}, "is not on earth"),
        ({"latitude": "٥١.٤", "longitude": "5"}, "Give a number such as 12.5, in plain figures"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused_in_words(cast, changes, words) -> None:
    data = {"name": "Spoorzone", "kind": "lab", "operator": cast.makersfonds.pk, "gap_policy": "pay"}
    data |= {"municipality": cast.effenaar.municipality_id, "zone_name": "Europe/Amsterdam", **changes}
    response = signed_in(cast.anna).post(english("facilities:hub_add"), data)
    assert response.status_code == 422
    assert words in text(response)
    assert Hub.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expires_on": "2031-01-01"}, "the fund cannot last longer"),
        ({"guaranteed_cents": "100"}, "only if the agreement names who vouches"),
        ({"rule0-bands": "A;B"}, "Write codes of bands with commas"),
        ({"rule1-starts_on": "2027-02-01", "rule1-ends_on": "2027-01-01"}, "The last day cannot be before"),
        ({"slug": "Open Deuren"}, "Enter a valid"),
    ],
)
def test_a_fund_that_makes_no_sense_is_refused_in_words(cast, changes, words) -> None:
    agreement = FundingAgreement.objects.create(
        funder=cast.makersfonds, name="Vier jaar", starts_on=date(2026, 1, 1), ends_on=date(2029, 12, 31)
    )
    data = {
        "name_nl": "Open",
        "slug": "open",
        "expires_on": "2028-12-31",
        "match_share": "40",
        "priority": "1",
    }
    data |= {f"rule{number}-place": "facility" for number in range(3)} | changes
    where = english("funding:fund_add", cast.makersfonds.uuid, agreement.pk)
    response = signed_in(cast.fien).post(where, data)
    assert response.status_code == 400
    assert words in text(response)
    assert not Fund.objects.exists()


def test_an_agreement_or_fund_of_another_funder_is_not_there(cast) -> None:
    other = FundingAgreement.objects.create(
        funder=cast.zout, name="X", starts_on=date(2026, 1, 1), ends_on=date(2029, 12, 31)
    )
    fien = signed_in(cast.fien)
    assert fien.get(english("funding:fund_add", cast.makersfonds.uuid, other.pk)).status_code == 404
    assert fien.get(english("funding:agreement_add", cast.zout.uuid)).status_code == 404


def more(number: int) -> None:
    """One more of everything that these pages list."""
    hub = HubFactory(slug=f"more-{number}")
    GrantFactory(person=UserFactory(), role=Role.HUB_STAFF, scope=Ref("hub", str(hub.pk)))
    FundingAgreement.objects.create(
        funder=OrganisationFactory(), name="X", starts_on=date(2026, 1, 1), ends_on=date(2029, 12, 31)
    )
    RateBand.objects.create(
        code="A", valid_from=date(2026, 1, number), turnover_from_cents=0, own_share_bp=100
    )


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    "name", ["cms:setup", "cms:roles", "funding:agreements", "funding:bands", "facilities:hub_add"]
)
def test_more_rows_ask_the_database_no_more_often(cast, name) -> None:
    anna = signed_in(cast.anna)
    more(1)
    queries(anna, english(name))
    before = queries(anna, english(name))
    for number in range(2, 7):
        more(number)
    assert queries(anna, english(name)) <= before


def test_the_menu_leads_there_for_administrators_alone(cast) -> None:
    where = english("cms:setup")
    assert where in text(signed_in(cast.anna).get("/en/"))
    assert where not in text(signed_in(cast.hanna).get("/en/"))
