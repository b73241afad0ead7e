"""A pilot's page as it is heard: the days in order and in their own language, and whose bookings these are."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.actions.put_under import put_under
from region.actions.add_milestone import add_milestone
from region.actions.agree_budget import agree_budget
from region.actions.ask_budget import ask_budget
from region.actions.finish_pilot import finish_pilot
from region.models import Pilot
from tests.cast import NOW, assemble
from tests.factories import knowledge
from tests.factories.bookings import booked
from tests.factories.funding import FundFactory
from tests.factories.pilots import a_pilot
from tests.signing_in import signed_in


@pytest.fixture
def cast(db):
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def shown(pilot: Pilot, client: Client | None = None) -> str:
    client = client or Client(headers={"accept-language": "en"})
    return client.get(reverse("region:pilot", args=[pilot.slug])).content.decode()


def heard(page: str) -> list[str]:
    """The days of the timeline, one after the other."""
    (days,) = re.findall(r'<ol class="lines pilot-days">(.*?)</ol>', page, re.DOTALL)
    return [
        " ".join(re.sub(r"<[^>]+>", " ", each).split())
        for each in re.findall(r"<li>.*?</li>", days, re.DOTALL)
    ]


def test_the_timeline_is_heard_from_its_first_day_to_its_last(cast):
    experiment = knowledge.experiment()
    knowledge.result(experiment, "Na een maand")
    pilot = a_pilot(cast, experiment_id=experiment.pk)
    for on, words in ((date(2026, 10, 5), "First try"), (date(2027, 1, 5), "Premiere")):
        add_milestone(slug=pilot.slug, on=on, words_nl="", words_en=words, actor=cast.zoe, now=NOW)
    page = shown(pilot)
    assert heard(page) == [
        "1 September 2026 The pilot begins",
        "1 October 2026 Na een maand Result of the experiment",
        "5 October 2026 First try Milestone",
        "5 January 2027 Premiere Milestone, planned",
        "31 March 2027 Planned end",
    ]
    (picture,) = re.findall(r"<figure[^>]*>", page)
    assert 'aria-hidden="true"' in picture, "the key of a picture says nothing to who does not see it"


def test_what_stands_in_another_language_says_so(cast):
    experiment = knowledge.experiment()
    knowledge.result(experiment, "Na een maand")
    pilot = a_pilot(cast, experiment_id=experiment.pk)
    add_milestone(
        slug=pilot.slug, on=NOW.date(), words_nl="Eerste keer", words_en="", actor=cast.zoe, now=NOW
    )
    page = shown(pilot)
    assert '<b lang="nl">Eerste keer</b>' in page
    assert re.search(r'<a [^>]*lang="nl" hreflang="nl">Na een maand</a>', page)


@pytest.mark.parametrize(
    ("stopped", "words"), [(True, "Stopped before its time"), (False, "Finished as planned")]
)
def test_how_it_ended_is_the_last_that_is_heard(cast, stopped, words):
    pilot = a_pilot(cast)
    ending = {"outcome_nl": "x", "outcome_en": "", "actor": cast.zoe, "now": NOW}
    finish_pilot(slug=pilot.slug, on=date(2026, 11, 2), stopped=stopped, **ending)
    assert heard(shown(pilot))[-1] == f"2 November 2026 {words}"
    listed = Client(headers={"accept-language": "en"}).get(reverse("region:pilots")).content.decode()
    assert "September 2026 – November 2026" in listed and "since September" not in listed


def test_a_hub_does_not_hear_that_others_bookings_are_its_own(cast):
    pilot, made = a_pilot(cast), booked(cast.bo, cast.zout, cast.studio)
    put_under(number=made.number, part_of=pilot.ref, actor=cast.bo, now=NOW)
    assert "Your bookings under it" in shown(pilot, signed_in(cast.bo))
    at_the_desk = shown(pilot, signed_in(cast.teun))
    assert "Bookings at your hub under it" in at_the_desk and "Your bookings" not in at_the_desk


def test_a_funder_that_agreed_is_not_asked_as_if_it_had_not(cast):
    FundFactory(slug="makers", agreement__funder=cast.makersfonds)
    pilot, fien = a_pilot(cast), signed_in(cast.fien)
    ask_budget(slug=pilot.slug, fund_slug="makers", cents=5_000, actor=cast.zoe, now=NOW)
    assert "Agree to" in shown(pilot, fien) and "Change your answer" not in shown(pilot, fien)
    agree_budget(slug=pilot.slug, yes=True, cents=5_000, is_public=False, actor=cast.fien, now=NOW)
    assert "Change your answer" in shown(pilot, fien) and "Agree to" not in shown(pilot, fien)
