"""Pilots as they are written by hand, and what nobody can spoil."""

import pytest
import time_machine
from django.urls import reverse

from region.models import Milestone, Pilot, PilotPartner, Stage
from tests.cast import NOW, assemble
from tests.factories.atlas import an_entry
from tests.factories.funding import FundFactory
from tests.factories.members import OrganisationFactory
from tests.factories.pilots import a_pilot
from tests.signing_in import signed_in

NUL = "x\x00y"


@pytest.fixture
def cast(db):
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def test_a_pilot_is_written_down_and_changed_by_hand(cast):
    client, lab = signed_in(cast.bo), an_entry("V2_")
    typed = {
        "owner": cast.zout.pk,
        "title_en": "Sound without cables",
        "region": cast.brabant.pk,
        "labs": "v2_\n",
        "runs": "on",
        "starts_on": "2026-10-01",
    }
    answer = client.post(reverse("region:post_pilot"), typed)
    made = Pilot.objects.get()
    assert answer.status_code == 302 and list(made.entries.all()) == [lab]
    edit = reverse("region:edit_pilot", args=[made.slug])
    assert "V2_" in client.get(edit).content.decode()
    again = {**typed, "title_en": "Sound with cables", "version": 1}
    assert client.post(edit, again).status_code == 302
    late = client.post(edit, {**again, "title_en": "Lost"})
    assert late.status_code == 400 and "Somebody else changed this pilot" in late.content.decode()
    assert Pilot.objects.get().title == "Sound with cables"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_en": ""},
        {"title_en": "x" * 161},
        {"title_en": NUL},
        {"region": "999999"},
        {"region": "x"},
        {"runs": "on"},
        {"starts_on": "2026-02-30"},
        {"starts_on": "9999-01-01"},
        {"starts_on": "2026-10-02", "ends_on": "2026-10-01"},
        {"ends_on": "2026-10-01"},
        {"themes": ["999999"]},
        {"labs": "Nothing like it"},
        {"labs": "Still being visited"},
        {"experiment": "Nothing like it"},
        {"owner": ""},
        {"owner": "999999"},
    ],
    ids=str,
)
def test_what_cannot_be_is_said_and_nothing_is_lost(cast, wrong):
    an_entry("Still being visited", stage=Stage.VISITED)
    typed = {
        "owner": cast.zout.pk,
        "title_en": "Fine",
        "aim_en": "Kept as typed",
        "region": cast.brabant.pk,
        **wrong,
    }
    answer = signed_in(cast.zoe).post(reverse("region:post_pilot"), typed)
    page = answer.content.decode()
    assert answer.status_code == 400 and "Kept as typed" in page and 'role="alert"' in page
    assert not Pilot.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("pilot_partner", {"who": " ", "sector": "culture"}),
        ("pilot_partner", {"who": NUL, "sector": "culture"}),
        ("pilot_partner", {"who": "x" * 161, "sector": "culture"}),
        ("pilot_partner", {"who": "Een school", "sector": "church"}),
        ("pilot_partner", {"who": "Collectief Zout", "sector": "culture"}),
        ("pilot_milestone", {"on": "yesterday", "words_en": "x"}),
        ("pilot_milestone", {"on": "2026-10-01"}),
        ("pilot_budget", {"fund_slug": "nothing", "cents": "50"}),
        ("pilot_budget", {"fund_slug": "makers", "cents": "1e9"}),
        ("pilot_budget", {"fund_slug": "makers", "cents": "-5"}),
        ("pilot_budget", {"fund_slug": "makers", "cents": "0"}),
        ("finish_pilot", {"on": "2026-11-24", "stopped": "stopped", "outcome_en": "x"}),
        ("finish_pilot", {"on": "2026-11-01", "stopped": "stopped"}),
        ("finish_pilot", {"on": "2026-11-01", "stopped": "burnt", "outcome_en": "x"}),
    ],
)
def test_forms_about_a_pilot_say_what_is_wrong(cast, name, typed):
    FundFactory(slug="makers", agreement__funder=cast.makersfonds)
    pilot = a_pilot(cast)
    answer = signed_in(cast.zoe).post(reverse(f"region:{name}", args=[pilot.slug]), typed)
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()
    assert not PilotPartner.objects.exists() and not Milestone.objects.exists()
    assert (Pilot.objects.get().state, Pilot.objects.get().budget_state) == ("running", "")


def test_a_form_says_beforehand_that_one_language_is_needed(cast):
    client, pilot = signed_in(cast.bo), a_pilot(cast)
    forms = [("post_pilot", []), ("pilot_milestone", [pilot.slug]), ("finish_pilot", [pilot.slug])]
    for name, args in forms:
        page = client.get(reverse(f"region:{name}", args=args)).content.decode()
        assert "one of them is needed" in page, name


def test_answers_that_no_form_of_ours_gives_are_not_there(cast):
    pilot = a_pilot(cast)
    zoe = signed_in(cast.zoe)
    for organisation in ("", "x", NUL, str(cast.noord.uuid)):
        for name in ("answer_pilot", "leave_pilot"):
            answer = zoe.post(
                reverse(f"region:{name}", args=[pilot.slug]), {"organisation": organisation, "answer": "yes"}
            )
            assert answer.status_code == 404, (name, organisation)
    for cents in ("", "x", "-1"):
        url = reverse("region:agree_budget", args=[pilot.slug])
        assert signed_in(cast.fien).post(url, {"cents": cents}).status_code == 404


def test_the_quartermaster_writes_down_a_pilot_of_somebody_else(cast):
    typed = {"owner_name": "kwartet noord", "title_nl": "Samen", "region": cast.brabant.pk}
    karim = signed_in(cast.karim)
    assert karim.post(reverse("region:post_pilot"), typed).status_code == 302
    assert Pilot.objects.get().owner == cast.noord
    OrganisationFactory(name="Kwartet Noord", municipality=cast.noord.municipality)
    assert karim.post(reverse("region:post_pilot"), typed).status_code == 400
