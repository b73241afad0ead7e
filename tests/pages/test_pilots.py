"""Pilots as they are read: what is public, what is the people's own, and what is told by mail."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.actions.put_under import put_under
from cms.invariants import index_agrees, nothing_private_is_found
from hub.kit.outbox import work_off
from region.actions.add_milestone import add_milestone
from region.actions.agree_budget import agree_budget
from region.actions.answer_pilot import answer_pilot
from region.actions.ask_budget import ask_budget
from region.actions.finish_pilot import finish_pilot
from region.actions.propose_pilot import propose_pilot
from region.models import Pilot
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories import knowledge
from tests.factories.atlas import an_entry
from tests.factories.bookings import booked
from tests.factories.funding import FundFactory
from tests.factories.money import fill
from tests.factories.pilots import a_pilot, asked, joined, pilot_facts
from tests.factories.search import index
from tests.signing_in import signed_in

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cast(db):
    with time_machine.travel(NOW, tick=False):
        yield assemble()


@pytest.fixture
def anybody() -> Client:
    return Client(headers={"accept-language": "en"})


def shown(client: Client, pilot: Pilot, status: int = 200) -> str:
    answer = client.get(reverse("region:pilot", args=[pilot.slug]))
    assert answer.status_code == status
    return answer.content.decode()


def drawn_on(cast: Cast) -> Pilot:
    """A pilot with an agreed budget, of which a booking drew more than there is."""
    declare_band_a(cast.zout)
    fund, pilot = FundFactory(slug="makers", agreement__funder=cast.makersfonds), a_pilot(cast)
    fill(fund, 100_000)
    ask_budget(slug=pilot.slug, fund_slug="makers", cents=5_000, actor=cast.zoe, now=NOW)
    agree_budget(slug=pilot.slug, yes=True, cents=5_000, is_public=False, actor=cast.fien, now=NOW)
    made = booked(cast.bo, cast.zout, cast.studio)
    put_under(number=made.number, part_of=pilot.ref, actor=cast.bo, now=LATER)
    return pilot


def test_anybody_reads_what_is_tried_where_and_with_whom(cast, anybody):
    lab, experiment = an_entry("Lab aan de Dommel"), knowledge.experiment()
    knowledge.result(experiment, "Na een maand")
    pilot = a_pilot(cast, entry_ids=(lab.pk,), experiment_id=experiment.pk)
    asked(cast, pilot, "Een hogeschool", "knowledge")
    asked(cast, pilot)
    add_milestone(
        slug=pilot.slug, on=date(2026, 10, 5), words_nl="", words_en="First try", actor=cast.zoe, now=NOW
    )
    page = shown(anybody, pilot)
    for words in ("Lab aan de Dommel", "Na een maand", "Een hogeschool", "First try", "Collectief Zout"):
        assert words in page, words
    assert "Kwartet Noord" not in page, "who is asked is not named"
    assert '"@type": "ResearchProject"' in page
    there = f"/pilots/{pilot.slug}/"
    for path in (reverse("region:entry", args=[lab.slug]), experiment.address):
        assert there in anybody.get(path).content.decode(), path


def test_the_public_sees_how_many_bookings_and_never_whose(cast, anybody):
    pilot = drawn_on(cast)
    page = shown(anybody, pilot)
    assert "Your bookings under it" not in page and "Spent on bookings" not in page and "€" not in page
    (number,) = (each.number for each in cast.zout.bookings.all())
    assert number not in page and "November 2026</th>" in page
    for person in (cast.zoe, cast.mira, cast.teun):
        assert number in shown(signed_in(person), pilot), person
    for person in (cast.ilse, cast.wim, cast.karim, cast.fien, cast.anna):
        assert number not in shown(signed_in(person), pilot), person


def test_what_was_drawn_is_for_its_people_the_quartermaster_and_the_funder(cast, anybody):
    pilot = drawn_on(cast)
    joined(cast, pilot)
    for person in (cast.zoe, cast.mira, cast.ilse, cast.karim, cast.fien, cast.anna):
        page = shown(signed_in(person), pilot)
        assert "Reserved for bookings" in page and "More than was agreed" in page, person
    for person in (cast.teun, cast.wim, cast.rosa):
        assert "Reserved for bookings" not in shown(signed_in(person), pilot), person
    agree_budget(slug=pilot.slug, yes=True, cents=5_000, is_public=True, actor=cast.fien, now=NOW)
    page = shown(anybody, pilot)
    assert "€\xa050.00" in page and "Reserved for bookings" not in page


def test_until_its_owner_agrees_a_pilot_is_nobody_elses(cast, anybody):
    pilot = propose_pilot(facts=pilot_facts(cast), owner_id=cast.noord.pk, actor=cast.karim, now=NOW)
    feed = reverse("region:pilot_feed", args=[pilot.slug])
    for client in (anybody, signed_in(cast.zoe), signed_in(cast.teun)):
        shown(client, pilot, 404)
        assert client.get(feed).status_code == 404
        assert "Dancing apart" not in client.get(reverse("region:pilots")).content.decode()
    assert "has not said yes yet" in shown(signed_in(cast.karim), pilot)
    ilse = signed_in(cast.ilse)
    assert "You are asked" in ilse.get(reverse("region:pilots")).content.decode()
    assert "Yes, we take part" in shown(ilse, pilot)
    answer = {"organisation": str(cast.noord.uuid), "answer": "yes"}
    assert ilse.post(reverse("region:answer_pilot", args=[pilot.slug]), answer).status_code == 302
    assert "Dancing apart" in shown(anybody, pilot)


def test_a_partner_reads_in_its_mail_that_it_is_asked(cast, mailoutbox):
    pilot = a_pilot(cast)
    asked(cast, pilot)
    work_off()
    (mail,) = mailoutbox
    assert mail.to == [cast.ilse.email] and pilot.slug in mail.body and "Collectief Zout" in mail.body


def test_a_funder_reads_what_is_asked_and_the_owner_what_was_answered(cast, mailoutbox):
    FundFactory(slug="makers", agreement__funder=cast.makersfonds)
    pilot = a_pilot(cast)
    ask_budget(slug=pilot.slug, fund_slug="makers", cents=5_000, actor=cast.zoe, now=NOW)
    work_off()
    agree_budget(slug=pilot.slug, yes=True, cents=5_000, is_public=False, actor=cast.fien, now=NOW)
    work_off()
    assert [mail.to for mail in mailoutbox] == [[cast.fien.email], [cast.zoe.email]]


def test_the_list_keeps_what_was_chosen_in_its_address(cast, anybody):
    theme = knowledge.theme()
    a_pilot(cast, title_en="With theme", theme_ids=(theme.pk,))
    a_pilot(cast, title_en="An idea", runs=False)
    pages = {
        query: anybody.get(f"{reverse('region:pilots')}?{query}").content.decode()
        for query in (f"theme={theme.slug}", "state=idea", "region=groningen")
    }
    assert ["With theme" in page for page in pages.values()] == [True, False, False]
    assert ["An idea" in page for page in pages.values()] == [False, True, False]
    assert "No pilot like this" in pages["region=groningen"]
    for wrong in ("theme=x", "state=x", "region=x", "page=0", "page=-1", "page=99", "page=x"):
        assert anybody.get(f"{reverse('region:pilots')}?{wrong}").status_code == 404, wrong


def test_the_list_and_the_page_ask_the_database_no_more_when_there_is_more(
    cast, anybody, django_assert_max_num_queries
):
    def grow(number: int) -> Pilot:
        pilot = a_pilot(cast, title_en=f"Pilot {number}", theme_ids=(knowledge.theme().pk,))
        for each in range(number):
            asked(cast, pilot, f"Name {each}", "citizens")
            asked(cast, pilot, an_entry(f"Lab {number} {each}").name, "knowledge")
            add_milestone(
                slug=pilot.slug, on=NOW.date(), words_nl=f"{each}", words_en="", actor=cast.zoe, now=NOW
            )
        return pilot

    def asked_by(path: str, client: Client) -> int:
        client.get(path)
        with django_assert_max_num_queries(60) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    zoe = signed_in(cast.zoe)
    small, one = grow(1), asked_by(reverse("region:pilots"), anybody)
    large, two = grow(4), asked_by(reverse("region:pilots"), anybody)
    assert one == two
    paths = [reverse("region:pilot", args=[each.slug]) for each in (small, large)]
    for client in (anybody, zoe):
        assert len({asked_by(path, client) for path in paths}) == 1


def test_a_feed_has_what_happened_and_not_what_is_planned(cast, anybody):
    experiment = knowledge.experiment()
    knowledge.result(experiment, "Na een maand")
    pilot = a_pilot(cast, experiment_id=experiment.pk)
    for on, words in ((date(2026, 10, 1), "Done & dusted"), (date(2027, 1, 1), "Planned")):
        add_milestone(slug=pilot.slug, on=on, words_nl=words, words_en="", actor=cast.zoe, now=NOW)
    finish_pilot(
        slug=pilot.slug,
        on=NOW.date(),
        stopped=False,
        outcome_nl="Het kan",
        outcome_en="",
        actor=cast.zoe,
        now=NOW,
    )
    answer = anybody.get(reverse("region:pilot_feed", args=[pilot.slug]))
    feed = answer.content.decode()
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert all(words in feed for words in ("Na een maand", "Done &amp; dusted", "Het kan"))
    assert "Planned" not in feed
    again = anybody.get(
        reverse("region:pilot_feed", args=[pilot.slug]), headers={"if-none-match": answer["ETag"]}
    )
    assert again.status_code == 304


def test_words_of_a_pilot_are_never_markup(cast, anybody):
    pilot = a_pilot(cast, title_en="<script>x</script>", aim_en="</script><b>")
    page = shown(anybody, pilot)
    assert "<script>x" not in page and "</script><b>" not in page


def test_a_pilot_is_found_with_its_lab_and_in_the_sitemap_once_its_owner_agrees(cast, anybody):
    lab = an_entry("Lab aan de Dommel")
    facts = pilot_facts(cast, title_en="Zweefdans", entry_ids=(lab.pk,))
    pilot = propose_pilot(facts=facts, owner_id=cast.noord.pk, actor=cast.karim, now=NOW)

    def found() -> list[str]:
        index()
        rows = anybody.get("/api/search", {"q": "zweefdans"}).json()["results"]
        return [*(each["title"] for each in rows), *(["sitemap"] if listed() else [])]

    def listed() -> bool:
        return f"/en/pilots/{pilot.slug}/" in anybody.get("/sitemaps/pilots-1.xml").content.decode()

    assert found() == []
    answer_pilot(slug=pilot.slug, yes=True, organisation_id=cast.noord.pk, actor=cast.ilse, now=NOW)
    assert found() == ["Zweefdans", "sitemap"]
    assert nothing_private_is_found() == index_agrees() == []
