"""What a result costs it costs on the quote too, whoever must come along; and what is shown can be booked."""

import html
import re
from datetime import date, time

import pytest
import time_machine
from django.test import Client

from facilities.actions.set_companion_rules import set_companion_rules
from facilities.models import Facility, FacilityState
from facilities.rules.companions import Requirement, Span, Why
from funding.models import Fund
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.factories.bookings import held
from tests.factories.facilities import FacilityFactory, made_of, open_on
from tests.factories.funding import card
from tests.factories.money import fill
from tests.pages.picking import words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
STUDIO = {"kind": "recording-studio", "when": "2026-11-26", "length": "240"}
EVENING = {**STUDIO, "hours": "17:00-23:00"}
EXACTLY = {
    "kind": "recording-studio",
    "when": "exactly",
    "date": "2026-11-26",
    "from": "16:00",
    "to": "20:00",
}
SAID = "Sound engineer is needed at Studio 2 after 18:00."


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def rule(cast: Cast, *rules: dict, facility: Facility | None = None) -> None:
    """After six the engineer, unless told otherwise."""
    after_six = {"why": Why.AFTER, "at": time(18)}
    asked = [
        Requirement(**{"companion_id": cast.engineer.pk, **(each or after_six)}) for each in rules or ({},)
    ]
    set_companion_rules(facility=facility or cast.studio, requirements=asked, actor=cast.hanna, now=NOW)


def search(client: Client, **said: str) -> str:
    return html.unescape(words(client.get("/en/book/", said))).replace("\u00a0", " ")


def cents(text: str) -> int:
    """The first amount of money."""
    euros, rest = re.search(r"€ ([\d.,]*?)[.,](\d\d)\b", text).groups()  # type: ignore[union-attr]
    return int(re.sub(r"\D", "", euros) + rest)


def take(client: Client, page: str) -> str:
    """The first card into the basket, and on to its price."""
    form = page[page.index("/en/book/basket/together/") :]
    form = form[: form.index("</form>")]
    data: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        data.setdefault(name, []).append(value)
    if times := re.findall(r'option value="([^"]+)"', form):
        data["start"] = [times[0]]
    del data["csrfmiddlewaretoken"]
    client.post("/en/book/basket/together/", data)
    return html.unescape(words(client.get("/en/book/quote/"))).replace("\u00a0", " ")


def shares(page: str) -> list[int]:
    """The amounts of the first share bar or list price."""
    begin = page.index('<div class="share')
    return [cents(each) for each in re.findall(r"€ [\d.,]+", page[begin : page.index("</div>", begin)])]


RULES: list[tuple[dict, ...]] = [
    ({},),
    ({"why": Why.ALWAYS},),
    ({"why": Why.ALWAYS, "span": Span.FIRST}, {"why": Why.ALWAYS, "span": Span.LAST}),
    ({"why": Why.WEEKDAY, "weekdays": frozenset({4}), "holidays": True},),
    ({"why": Why.LONGER, "hours": 3},),
    ({"why": Why.PEOPLE, "people": 50},),
    ({"why": Why.ACTIVITY, "activity": "performance"},),
]
QUESTIONS = [
    EVENING,
    EXACTLY,
    {**EVENING, "with1": "microphone", "n1": "2"},
    {**EVENING, "who": "any-expert"},
    {**EXACTLY, "people": "60", "activity": "performance"},
    {**EVENING, "people": "60", "activity": "rehearsal"},
]


@pytest.mark.parametrize("rules", RULES)
def test_the_price_of_a_result_is_that_of_the_quote(cast, rules):
    rule(cast, *rules)
    for question in QUESTIONS:
        client = Client()
        page = search(client, **question)
        assert "1 fits" in page, question
        shown = cents(page[page.index("List price, VAT included") :])
        quote = take(client, page)
        assert cents(quote[quote.index("List price</span>") :]) == shown, question
        # Nothing is in the way, but for what was not said.
        assert "This cannot be booked like this" not in quote or "Say " in quote, question


def test_so_is_a_members_share_of_it(cast):
    declare_band_a(cast.zout)
    two_funds(cast)
    fill(Fund.objects.get(slug="open-doors"), 1_000_000)
    rule(cast)
    client = signed_in(cast.bo)
    page = search(client, **EVENING)
    # Four hours of the studio at a daypart, of the engineer by the hour.
    assert "of € 280.00" in page
    assert shares(take(client, page)) == shares(page)


def test_a_card_says_who_comes_along_why_and_when(cast):
    rule(cast, {}, {"why": Why.ALWAYS, "span": Span.FIRST, "companion_id": cast.microphones.pk})
    page = search(Client(), **EVENING)
    assert "1 × Sound engineer" in page and SAID in page
    assert "1 × Condenser microphone" in page and "Thu 26 Nov, 17:00–18:00" in page
    assert "Condenser microphone always comes with Studio 2. For the first hour." in page
    # Nobody has to come in the afternoon; the evening of the same card says that somebody would.
    page = search(Client(), **STUDIO)
    assert SAID not in page
    assert "18:00–22:00 · with Condenser microphone, Sound engineer</option>" in page
    dutch = words(Client().get("/nl/book/", EVENING))
    assert "Sound engineer is bij Studio 2 nodig na 18:00." in dutch


def test_what_was_not_said_is_told_and_not_priced(cast):
    rule(cast, {"why": Why.PEOPLE, "people": 50})
    page = search(Client(), **STUDIO)
    told = "Somebody more may have to come along, and that is not in this price:"
    assert f"{told} Sound engineer is needed at Studio 2 from 50 people on." in page
    assert "€ 160.00" in page
    page = search(Client(), **STUDIO, people="60")
    assert told not in page and "€ 280.00" in page and "60 people" in page
    assert told not in search(Client(), **STUDIO, people="20")


def test_who_said_how_many_come_is_not_asked_again(cast):
    rule(cast, {"why": Why.PEOPLE, "people": 50}, {"why": Why.ACTIVITY, "activity": "performance"})
    client = Client()
    take(client, search(client, **STUDIO, people="60", activity="workshop"))
    assert client.session["basket"]["visit"][:2] == [60, "workshop"]
    assert "Sound engineer is needed at Studio 2 from 50 people on." in words(client.get("/en/book/basket/"))


def test_rooms_that_hold_too_few_are_not_found(cast):
    cast.studio.capacity_people = 12
    cast.studio.save()
    assert "1 fits" in search(Client(), **STUDIO, people="12")
    assert "Nothing is free then" in search(Client(), **STUDIO, people="13")
    # What says nothing of it, as a microphone, holds whoever comes.
    assert "1 fits" in search(Client(), **{**STUDIO, "kind": "microphone"}, people="500")


def test_a_time_at_which_somebody_cannot_come_is_not_offered(cast):
    rule(cast)
    held(cast.zoe, cast.zout, cast.engineer, period=thursday(17, 20))
    assert "Thu 26 Nov, 20:00–23:00" in search(Client(), **{**EVENING, "length": "180"})
    page = search(Client(), **EXACTLY)
    assert "Nothing is free then" in page and "09:00–13:00" in page
    # Only the evening of which she cannot have all is left out.
    page = search(Client(), **STUDIO)
    assert "09:00–13:00" in page and "13:00–17:00" not in page and "12:00–16:00" in page
    Facility.objects.filter(pk=cast.engineer.pk).update(state=FacilityState.RETIRED)
    page = search(Client(), **EVENING)
    assert "Nothing is free then" in page and "At any hour of the day" in page


def test_a_room_made_of_rooms_brings_whom_its_rooms_want(cast):
    rule(cast)
    both = made_of((cast.studio, 1), (cast.microphones, 2), open_days=[date(2026, 11, 26)], name="Both")
    card(both, hour=7_000)
    client = Client()
    page = search(client, **EXACTLY, sort="price")
    assert "2 fit" in page
    page = page[page.index("Both<span") :]
    assert "Sound engineer is needed at Studio 2 (part of Both) after 18:00." in page
    # Four hours of both and of the engineer.
    assert cents(page[page.index("List price") :]) == 28_000 + 12_000
    quote = take(client, page)
    assert cents(quote[quote.index("List price</span>") :]) == 40_000


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"people": "0"}, "Give a whole number from 1 to 10000."),
        ({"people": "1e9"}, "Give a whole number from 1 to 10000."),
        ({"people": "٥"}, "Give a whole number from 1 to 10000."),
        ({"activity": "carnival"}, "That is not in the list"),
        ({"activity": "a\x00b"}, "That is not in the list"),
    ],
)
def test_nonsense_about_a_visit_is_answered_in_words(cast, said, answer):
    assert answer in search(Client(), **STUDIO, **said)


@pytest.mark.parametrize(
    "wrong", [{"people": "0"}, {"people": "x"}, {"people": "10001"}, {"activity": "carnival"}]
)
def test_what_no_card_posts_of_a_visit_is_not_there(cast, wrong):
    data = {
        "facility": [cast.studio.pk],
        "quantity": [1],
        "start": "2026-11-26T12:00:00+00:00",
        "minutes": 60,
    }
    assert Client().post("/en/book/basket/together/", {**data, **wrong}).status_code == 404


def test_trying_a_share_there_shows_the_same_price(cast):
    declare_band_a(cast.zout)
    rule(cast, {}, {"why": Why.PEOPLE, "people": 50, "quantity": 2})
    page = search(Client(), **EVENING)
    address = re.search(r'href="(/en/hubs/effenaar/studio-2/try/\?[^"]*)"', page)[1]  # type: ignore[index]
    sent = {"income": "A", "turnover": "", "municipality": cast.zout.municipality_id, "length": "240"}
    sent |= {"date": "2026-11-26", "from": "17:00", "quantity": "1"}
    tried = html.unescape(words(Client().post(address, sent))).replace("\u00a0", " ")
    assert SAID in tried and "that is not in this price" in tried
    listed = cents(page[page.index("List price, VAT included") :])
    assert cents(tried[tried.index("Full price, VAT included") :]) == listed == 28_000


def test_what_else_is_free_says_whom_it_brings_and_what_that_costs(cast):
    drone = FacilityFactory(hub=cast.effenaar, name="Drone", kind=cast.microphones.kind)
    open_on(drone, [date(2026, 11, 26)])
    card(drone, hour=2_000)
    rule(cast, {"why": Why.ALWAYS}, facility=drone)
    client = Client()
    basket = {"facility": cast.studio.pk, "date": "2026-11-26", "from": "13:00", "to": "17:00"}
    page = words(client.post("/en/book/basket/add/", basket, follow=True)).replace("\u00a0", " ")
    extra = page[page.index("<b>Drone</b>") :]
    assert "Sound engineer always comes with Drone." in extra and cents(extra) == 20_000
    # With the engineer in the basket already it costs nothing more.
    client.post("/en/book/basket/add/", {"facility": cast.engineer.pk})
    page = words(client.get("/en/book/basket/")).replace("\u00a0", " ")
    extra = page[page.index("<b>Drone</b>") :]
    assert "always comes with Drone" not in extra and cents(extra) == 8_000


@pytest.mark.parametrize("question", [EVENING, EXACTLY, {**EVENING, "with1": "microphone", "n1": "2"}])
def test_what_is_offered_instead_counts_who_must_come_too(cast, question):
    rule(cast)
    Facility.objects.filter(pk=cast.engineer.pk).update(state=FacilityState.RETIRED)
    page = search(Client(), **question)
    assert "Nothing is free then" in page
    # By day nobody has to come, and each link has an answer.
    links = re.findall(r'<li><a href="(\?[^"]*)">[^<]*</a> <span class="soft num">', page)
    assert links
    for link in links:
        assert "Nothing is free then" not in words(Client().get(f"/en/book/{link}")), link
    rule(cast, {"why": Why.ALWAYS})
    assert "nothing that comes near" in search(Client(), **question)
