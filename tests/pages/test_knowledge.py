"""Knowledge as anybody reads it: one article, and lists that begin with what was checked last."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings

from facilities.models import FacilityState
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.knowledge import CHECKED, how_to, needs, step


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_a_how_to_says_what_it_takes_what_it_needs_and_each_step(client, cast):
    article = how_to(
        minutes=90,
        people=2,
        themes=[knowledge.theme()],
        steps=[
            step("Zet de camera's neer", text="Op *schouderhoogte*.", warning="Kabels vastplakken."),
            step("Stel scherp", code="ISO 800", video="https://example.org/film"),
        ],
    )
    needs(article, cast.microphones, quantity=2, note="voor de zaal")
    page = client.get(f"/nl/how-tos/{article.slug}/").content.decode()
    for words in (
        "Op <em>schouderhoogte</em>.",
        "Kabels vastplakken.",
        "ISO 800",
        "1 uur 30 min",
        "2 × ",
        f'href="/nl/hubs/effenaar/{cast.microphones.slug}/"',
        "voor de zaal",
        "Immersieve inhoud",
        "CC BY 4.0",
        "2 november 2026",
        "Bo",
    ):
        assert words in page, words


def test_what_a_member_writes_runs_nothing(client, cast):
    bad = "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://elsewhere.example/p.png)"
    article = how_to(summary=bad, steps=[step(bad, text=bad, warning=bad, code=bad)])
    page = client.get(f"/nl/how-tos/{article.slug}/").content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert 'src="https://elsewhere' not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_facility_that_is_gone_leaves_its_name(client, cast):
    article = how_to()
    needs(article, cast.microphones, name="Twee condensatormicrofoons", kind=None)
    cast.microphones.state = FacilityState.RETIRED
    cast.microphones.save()
    page = client.get(f"/nl/how-tos/{article.slug}/").content.decode()
    assert "Twee condensatormicrofoons" in page
    assert "niet meer te boeken" in page
    assert f"/{cast.microphones.slug}/" not in page


def test_a_draft_is_nowhere(client, cast):
    article = how_to(live=False)
    assert client.get(f"/nl/how-tos/{article.slug}/").status_code == 404
    assert article.title not in client.get("/nl/how-tos/").content.decode()


def test_an_article_in_one_language_is_read_in_both(client, cast):
    article = how_to("Streaming with two cameras", language="en")
    page = client.get(f"/nl/how-tos/{article.slug}/").content.decode()
    assert '<article lang="en">' in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}/en/how-tos/{article.slug}/">' in page
    assert article.title in client.get("/nl/how-tos/").content.decode()


def test_of_a_translated_article_the_list_shows_one(client, cast):
    dutch = how_to("Streamen met twee camera's")
    english = how_to("Streaming with two cameras", language="en", translation_key=dutch.translation_key)
    in_dutch, in_english = (client.get(f"/{code}/how-tos/").content.decode() for code in ("nl", "en"))
    assert dutch.title.replace("'", "&#x27;") in in_dutch
    assert english.title not in in_dutch
    assert english.title in in_english
    assert f'href="/en/how-tos/{english.slug}/"' in client.get(f"/nl/how-tos/{dutch.slug}/").content.decode()


def other_language(page: str, code: str) -> str:
    """Where the header's link to the other language leads."""
    return re.findall(rf'<a href="([^"]+)" lang="{code}" hreflang="{code}">(?:English|Nederlands)</a>', page)[
        0
    ]


def test_the_other_language_of_an_article_is_its_translation(client, cast):
    dutch = how_to("Streamen met twee camera's")
    english = how_to("Streaming with two cameras", language="en", translation_key=dutch.translation_key)
    page = client.get(f"/nl/how-tos/{dutch.slug}/").content.decode()
    assert other_language(page, "en") == f"/en/how-tos/{english.slug}/"
    assert (
        f'<link rel="alternate" hreflang="en" href="{settings.SITE_URL}/en/how-tos/{english.slug}/">' in page
    )
    back = client.get(f"/en/how-tos/{english.slug}/").content.decode()
    assert other_language(back, "nl") == f"/nl/how-tos/{dutch.slug}/"
    by_its_dutch_address = client.get(f"/en/how-tos/{dutch.slug}/").content.decode()
    assert "This text is in Dutch." in by_its_dutch_address
    assert f'<a href="/en/how-tos/{english.slug}/">Read it in your language: {english.title}</a>' in (
        by_its_dutch_address
    )
    assert other_language(by_its_dutch_address, "nl") == f"/nl/how-tos/{dutch.slug}/"


def test_an_article_that_nobody_translated_stays_in_the_other_language_and_says_so(client, cast):
    article = how_to()
    page = client.get(f"/nl/how-tos/{article.slug}/").content.decode()
    assert other_language(page, "en") == f"/en/how-tos/{article.slug}/"
    assert 'rel="alternate" hreflang' not in page
    in_english = client.get(f"/en/how-tos/{article.slug}/").content.decode()
    assert "This text is in Dutch." in in_english
    assert "Nobody has translated it yet." in in_english
    assert "This text is in" not in client.get(f"/en/how-tos/{how_to('Two', 'en').slug}/").content.decode()


def test_a_toolbox_keeps_the_readers_language(client, cast):
    article = how_to()
    box = knowledge.toolbox("Beginnen", "nl", article)
    page = client.get(f"/en/toolboxes/{box.slug}/").content.decode()
    assert f'href="/en/how-tos/{article.slug}/"' in page


def test_what_was_checked_last_comes_first_and_pages_go_on_where_the_last_ended(client, cast):
    for number in range(30):
        how_to(f"Nummer {number:02d}", last_checked_on=CHECKED + timedelta(days=number // 3))
    first = client.get("/nl/how-tos/")
    second = client.get("/nl/how-tos/", {"after": first.context["next"]})
    shown = [article.title for article in [*first.context["articles"], *second.context["articles"]]]
    assert shown == [f"Nummer {number:02d}" for number in reversed(range(30))]
    assert second.context["next"] == ""


@pytest.mark.parametrize(
    "after", ["1", "20261340.1", "20261102.", "20261102.x", "٢٠٢٦١١٠٢.1", "20261102.1.1"]
)
def test_a_page_that_no_list_has_is_not_there(client, cast, after):
    assert client.get("/nl/how-tos/", {"after": after}).status_code == 404


@pytest.mark.parametrize("name", ["theme", "difficulty", "kind"])
def test_a_filter_that_is_not_there_is_no_page(client, cast, name):
    assert client.get("/nl/how-tos/", {name: "nothing"}).status_code == 404


def test_how_tos_about_one_theme_of_one_difficulty_with_one_kind_of_gear(client, cast):
    wanted = how_to("Gezocht", themes=[knowledge.theme()], difficulty="expert")
    needs(wanted, cast.microphones)
    needs(wanted, cast.microphones, name="Nog een")
    how_to("Niet gezocht")
    asked = {"theme": "immersive", "difficulty": "expert", "kind": cast.microphones.kind.slug}
    assert [each.title for each in client.get("/nl/how-tos/", asked).context["articles"]] == ["Gezocht"]


def test_an_experiment_shows_what_came_out_of_it_so_far(client, cast):
    above = knowledge.experiment(hub=cast.effenaar, partners="Effenaar\nEen school")
    knowledge.result(above, "Na een maand", on=date(2026, 10, 1))
    knowledge.result(above, "Na twee maanden", on=date(2026, 11, 1), standing="revised")
    page = client.get(f"/nl/experiments/{above.slug}/").content.decode()
    assert page.index("Na twee maanden") < page.index("Na een maand")
    assert "loopt nog" in page
    assert "Een school" in page
    assert "Na twee maanden" in client.get("/nl/experiments/").content.decode()


def test_a_result_says_also_what_did_not_work(client, cast):
    above = knowledge.experiment()
    found = knowledge.result(
        above, worked="Het beeld.", did_not_work="Het geluid.", next_step="Andere kabels."
    )
    page = client.get(f"/nl/experiments/{above.slug}/{found.slug}/").content.decode()
    for words in ("Het beeld.", "Het geluid.", "Andere kabels.", "Tussenresultaat", above.title):
        assert words in page, words
    other = knowledge.experiment("Iets anders")
    assert client.get(f"/nl/experiments/{other.slug}/{found.slug}/").status_code == 404


def test_a_toolbox_keeps_its_order_and_leaves_out_what_is_not_live(client, cast):
    second, first, draft = how_to("Tweede"), how_to("Eerste"), how_to("Concept", live=False)
    box = knowledge.toolbox("Beginnen", "nl", first, second, draft)
    page = client.get(f"/nl/toolboxes/{box.slug}/").content.decode()
    assert page.index("Eerste") < page.index("Tweede")
    assert "Concept" not in page


def test_the_way_in_shows_the_newest_of_each(client, cast):
    how_to("Een how-to")
    above = knowledge.experiment("Een proef")
    knowledge.result(above, "Tussenstand")
    knowledge.toolbox("Een kist")
    page = client.get("/nl/knowledge/").content.decode()
    for words in ("Een how-to", "Een proef", "Tussenstand", "Een kist"):
        assert words in page, words


def test_an_article_asks_as_much_with_many_articles_as_with_few(client, cast, django_assert_num_queries):
    article = how_to(steps=[step("Kijk", picture=knowledge.picture(), seen="Een camera")])
    needs(article, cast.microphones)
    address = f"/nl/how-tos/{article.slug}/"
    client.get(address)
    with django_assert_num_queries(4) as few:
        client.get(address)
    for number in range(20):
        needs(how_to(f"Nummer {number}"), cast.microphones)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_each_part_of_an_article_says_in_which_language_it_is(client, cast):
    article = how_to(steps=[step("Zet de camera's neer"), step("Stel scherp")])
    needs(article, cast.microphones, note="voor de zaal")
    above = knowledge.experiment()
    found = knowledge.result(above)
    box = knowledge.toolbox("Beginnen", "nl", article)
    page = client.get(f"/en/how-tos/{article.slug}/").content.decode()
    assert '<h2 class="hush" lang="en">Steps</h2>' in page
    # Heard on its own, a step has its number: its text may speak of another one.
    assert '<span class="hush">Step </span>2<span class="hush">:</span>' in page
    assert re.search(r'<span lang="nl">.*voor de zaal', page)
    page = client.get(f"/en/experiments/{above.slug}/{found.slug}/").content.decode()
    assert len(re.findall(rf'lang="nl">{above.title}</a>', page)) == 2
    lists = client.get("/en/experiments/").content.decode()
    assert re.search(r'lang="en"><b>Interim result</b>: <a [^>]*lang="nl">', lists) and "in Dutch" in lists
    lists = client.get("/en/toolboxes/").content.decode()
    assert box.title in lists and "in Dutch" in lists


@pytest.mark.parametrize("where", ["how-tos", "experiments", "toolboxes"])
def test_no_heading_of_a_list_is_left_out(client, cast, where):
    knowledge.toolbox("Beginnen", "nl", how_to())
    knowledge.experiment()
    page = client.get(f"/nl/{where}/").content.decode()
    assert [int(level) for level in re.findall(r"<h([1-6])[ >]", page)] == [1, 2, 3]


def test_neighbours_in_a_list_do_not_look_alike(client, cast):
    for number in range(7):
        how_to(f"Nummer {number}")
    articles = client.get("/nl/how-tos/").context["articles"]
    assert len({article.pattern for article in articles}) == 7
