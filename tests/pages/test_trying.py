"""Try your share: for anybody, in words, and without leaving anything behind."""

import re

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from facilities.models import GapPolicy, Hub
from funding.actions.declare_band import Turnover, declare_band
from funding.models import Fund, RateBand
from hub.kit.money import format_eur
from members.models import Municipality
from tests.cast import NOW, assemble, two_funds
from tests.factories.funding import (
    BandDeclarationFactory,
    BandPolicyFactory,
    FundFactory,
    RateCard,
    four_bands,
)
from tests.factories.members import DisciplineFactory
from tests.factories.money import fill
from tests.signing_in import signed_in

URL = "/en/hubs/effenaar/studio-2/try/"
# What a rate limit remembers: how often an address asked, for a minute, and not what.
COUNTED_APART = "site_cache"
WRITE = re.compile(rf"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(?!\"?{COUNTED_APART})", re.IGNORECASE)


@pytest.fixture
def cast(db):
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        stage = assemble()
        four_bands()
        BandPolicyFactory()
        two_funds(stage)
        DisciplineFactory()
        for fund in Fund.objects.all():
            fill(fund, 1_000_000)
        yield stage
    cache.clear()


def asked(**changes):
    """The studio on Thursday from one to five, for somebody small from Eindhoven."""
    town = Municipality.objects.get(slug="eindhoven").pk
    sent = {
        "income": "A",
        "turnover": "",
        "municipality": town,
        "length": "240",
        "date": "2026-11-26",
        "from": "13:00",
        "quantity": "1",
    }
    return sent | changes


def text(response, status=200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return " ".join(response.content.decode().split()).replace("\u00a0", " ")


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall() if name != COUNTED_APART]
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def test_a_visitor_sees_the_bar_why_and_that_it_is_an_example(cast, client):
    FundFactory(slug="far", name_nl="Far Fund", for_everything=False).rules.create(region=cast.groningen)
    page = text(client.post(URL, asked()))
    # € 160.00: 65 % for others is € 104.00; the first fund gives 40 % of it, the second its € 36.00.
    for words in (
        "Your share would be",
        "€ 41.60",
        "€ 36.00",
        "€ 56.00",
        "€ 26.40",
        "Carried by nobody: yours to pay as well",
        "rate band A",
        "Regional Makers Fund carries € 41.60",
        "Far Fund carries nothing: it is for another region",
        "without VAT",
        "€ 132.23",
        "This is an example",
        "It holds nothing",
        "Make an account",
        "Declare your turnover",
    ):
        assert words in page, words
    assert "/en/book/at/effenaar/studio-2/?date=2026-11-26&amp;from=13:00&amp;to=17:00&amp;quantity=1" in page


@pytest.mark.parametrize(("policy", "own"), [("give", "€ 56.00"), ("pay", "€ 82.40")])
def test_what_no_fund_covers_is_as_the_hub_has_chosen(cast, client, policy, own):
    Hub.objects.update(gap_policy=policy)
    page = text(client.post(URL, asked()))
    assert f"<span>Your share would be</span> <b>{own}</b>" in page
    assert ("Effenaar gives the last € 26.40" in page) == (policy == "give")


def test_a_hub_that_wants_everything_covered_says_what_is_not(cast, client):
    Hub.objects.update(gap_policy=GapPolicy.REFUSE)
    page = text(client.post(URL, asked()))
    assert "Effenaar lends at your rate only when funds cover the difference" in page
    assert "Nobody would carry € 26.40 of it." in page and "This is an example" in page


@pytest.mark.parametrize("turnover", ["0", "49.999,99", "50,000.00", "1.000.000", "12345678"])
def test_the_page_says_what_the_same_organisation_sees_on_its_quote(cast, client, turnover):
    tried = text(client.post(URL, asked(income="", turnover=turnover)))
    share = re.search(r"Your share would be</span> <b>(.*?)</b>", tried)[1]
    cents = int(re.sub(r"[.,]", "", turnover)) * (1 if re.search(r"[.,]\d\d$", turnover) else 100)
    declare_band(organisation=cast.zout, turnover=Turnover(2025, cents), actor=cast.zoe, now=NOW)
    hers = signed_in(cast.zoe)
    hers.post(
        "/en/book/basket/add/",
        {
            "facility": cast.studio.pk,
            "date": "2026-11-26",
            "from": "13:00",
            "to": "17:00",
            "quantity": "1",
        },
    )
    assert f"<b>{share}</b>" in text(hers.get("/en/book/quote/"))


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_nothing_is_kept(cast, caplog, htmx):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"} | htmx)
    before = rows()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(URL).status_code == 200
        answer = client.post(URL, asked(turnover="43.210,98"))
        assert "43.210,98" in text(answer)
        assert client.post(URL, asked(turnover="43.210,98,7")).status_code == 400
    assert rows() == before
    assert [query["sql"] for query in captured if WRITE.match(query["sql"] or "")] == []
    assert not client.cookies
    assert answer["Cache-Control"] == "private, no-store"
    assert "43210" not in caplog.text and "43.210" not in caplog.text


def test_the_counter_of_tries_holds_no_amount(cast, client):
    client.post(URL, asked(turnover="43.210,98"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {COUNTED_APART} WHERE cache_key LIKE '%%try_share%%'")
        (counted,) = cursor.fetchone()
        cursor.execute(f"SELECT cache_key || value FROM {COUNTED_APART}")
        kept = " ".join(row for (row,) in cursor.fetchall())
    assert counted and "43210" not in kept and "43.210" not in kept


def test_amounts_are_never_read_from_the_address(cast, client):
    page = text(client.get(f"{URL}?income=A&turnover=43210&municipality={asked()['municipality']}"))
    form = re.search(r"<form class=\"form wide\".*?</form>", page)[0]
    assert "43210" not in form and "Your share would be" not in page


def test_a_member_sees_the_same_form_with_nothing_of_anybodys(cast):
    BandDeclarationFactory(organisation=cast.zout, turnover_cents=4_321_098)
    BandDeclarationFactory(organisation=cast.noord, turnover_cents=8_765_432)
    hers = signed_in(cast.zoe)
    form, result = text(hers.get(URL)), text(hers.post(URL, asked()))
    for page in (form, result):
        for amount in (4_321_098, 8_765_432):
            euros = format_eur(amount, "en").replace("€\u00a0", "")
            assert euros not in page and euros.replace(",", "") not in page and str(amount) not in page
        assert "Kwartet Noord" not in page
    assert "Look at the rate of Collectief Zout" in result
    assert re.search(
        r'<option value="" selected>Choose…</option><option value="A">', form.replace("> <", "><")
    )


def test_what_is_new_here_counts_and_not_what_the_members_organisation_has(cast):
    """Her own band is B; she tries what somebody with less would pay."""
    BandDeclarationFactory(organisation=cast.zout, band=RateBand.objects.get(code="B"))
    assert "rate band A" in text(signed_in(cast.zoe).post(URL, asked()))


@pytest.mark.parametrize(
    ("wrong", "field", "remedy"),
    [
        (
            {"income": ""},
            "All income of a year",
            "Choose a range, or fill in an amount: 0 if",
        ),
        ({"income": "Z"}, "All income of a year", "Choose from the list"),
        ({"turnover": "-5"}, "Or the amount", "Write an amount of euros, for instance 12,50 or 12.50."),
        ({"turnover": "١٢٣"}, "Or the amount", "Write an amount of euros"),
        ({"turnover": "1e9"}, "Or the amount", "Write an amount of euros"),
        ({"turnover": "9" * 19}, "Or the amount", "Write an amount of euros"),
        ({"municipality": ""}, "Seat", "Choose the town where you work from"),
        ({"municipality": "99999999"}, "Seat", "We do not know that town"),
        ({"municipality": "x"}, "Seat", "We do not know that town"),
        ({"length": "0"}, "For how long", "Choose a length from 1 hour to"),
        ({"length": "99999999"}, "For how long", "Choose a length from 1 hour to"),
        ({"length": "²"}, "For how long", "Choose a length from 1 hour to"),
        ({"quantity": "7"}, "How many", "Give a whole number from 1 to 1"),
        ({"date": "2020-01-01"}, "Day", "Give a day from"),
        ({"date": "9999-12-31"}, "Day", "Give a day from"),
        ({"from": "25:00"}, "From", "Give a time such as 13:00"),
        ({"disciplines": "99999999"}, "What you make", "Choose from the list"),
        ({"turnover": "\x00"}, "Or the amount", "Null characters are not allowed"),
    ],
)
def test_a_mistake_is_said_at_its_field_with_what_to_do(cast, client, wrong, field, remedy):
    page = text(client.post(URL, asked(**wrong)), 400)
    said = re.search(r'<div class="errors".*?</div>', page)[0]
    assert f">{field}</a>: " in said and remedy in said
    assert "Your share would be" not in page


def test_a_time_that_the_clock_skips_is_refused_in_words(cast, client):
    page = text(client.post(URL, asked(date="2027-03-28", **{"from": "02:30"})), 400)
    assert "2027-03-28 02:30 does not exist" in page


@pytest.mark.parametrize(
    ("typed", "share"),
    [("50.000,00", "B"), ("50,000.00", "B"), ("49999,99", "A"), ("49,999.99", "A"), ("1.000", "A")],
)
def test_amounts_are_read_the_dutch_and_the_english_way_and_go_before_the_range(cast, client, typed, share):
    assert f"rate band {share}:" in text(client.post(URL, asked(income="D", turnover=typed)))


def test_the_form_starts_at_the_time_in_the_address(cast, client):
    page = text(client.get(f"{URL}?date=2026-11-27&from=10:30&to=15:30&quantity=1"))
    assert 'value="2026-11-27"' in page
    assert "<option selected>10:30</option>" in page
    assert re.search(r'<option value="300" selected>\s*5 hours', page)


def test_without_a_time_the_form_starts_at_the_next_free_afternoon(cast, client):
    page = text(client.get(f"{URL}?date=someday"))
    assert 'value="2026-11-24"' in page
    assert "<option selected>13:00</option>" in page
    assert re.search(r'<option value="240" selected>\s*4 hours', page)


def test_where_nothing_is_open_the_form_still_starts_somewhere(cast, client):
    cast.studio.openings.all().delete()
    assert 'value="2026-11-24"' in text(client.get(URL))


def test_a_facility_without_a_price_says_so(cast, client):
    RateCard.objects.all().delete()
    assert "Studio 2 has no price on that day yet" in text(client.post(URL, asked()))


def test_htmx_gets_the_part_alone(cast, client):
    part = text(client.post(URL, asked(), headers={"HX-Request": "true"}))
    assert "<html" not in part and 'id="try-share"' in part and "Your share would be" in part


def test_who_tries_too_often_waits_and_keeps_what_was_typed(cast, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"try_share": "2/m/ip"}
    for _number in range(2):
        text(client.post(URL, asked()))
    page = text(client.post(URL, asked(turnover="43.210")), 429)
    assert "Try again in a minute" in page and "43.210" in page and "Your share would be" not in page


def test_trying_is_limited_by_default(settings):
    assert settings.ACCOUNT_RATE_LIMITS["try_share"]
