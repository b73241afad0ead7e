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
    said = karim.post(reverse("region:post_pilot"), typed, follow=True).content.decode()
    assert "Kwartet Noord is asked by mail" in said and "Your pilot is on the site" not in said
    assert Pilot.objects.get().owner == cast.noord
    made = Pilot.objects.get()
    page = karim.get(reverse("region:pilot", args=[made.slug])).content.decode()
    assert "can be asked once Kwartet Noord has said yes" in page and "Ask for a budget" not in page
    early = karim.post(
        reverse("region:pilot_partner", args=[made.slug]), {"who": "Collectief Zout", "sector": "culture"}
    )
    assert early.status_code == 400
    assert "Kwartet Noord has not said yes to this pilot yet" in early.content.decode()
    OrganisationFactory(name="Kwartet Noord", municipality=cast.noord.municipality)
    assert karim.post(reverse("region:post_pilot"), typed).status_code == 400


def test_a_second_mail_and_a_second_question_are_said_on_the_page(cast):
    pilot, zoe = a_pilot(cast), signed_in(cast.zoe)
    here, asking = (reverse(f"region:{name}", args=[pilot.slug]) for name in ("pilot", "pilot_partner"))
    who = {"who": "Kwartet Noord", "sector": "culture"}
    assert "is asked by mail" in zoe.post(asking, who, follow=True).content.decode()
    drop = reverse("region:drop_partner", args=[pilot.slug, PilotPartner.objects.get().pk])
    assert "not asked any more" in zoe.post(drop, follow=True).content.decode()
    assert "no second mail goes" in zoe.post(asking, who, follow=True).content.decode()
    ilse, answer = signed_in(cast.ilse), reverse("region:answer_pilot", args=[pilot.slug])
    noord = {"organisation": str(cast.noord.uuid)}
    ilse.post(answer, {**noord, "answer": "no"})
    assert "is not asked again" in zoe.post(asking, who).content.decode()
    assert "You are not asked again" in ilse.get(here).content.decode()
    assert "Kwartet Noord" in ilse.post(answer, {**noord, "answer": "yes"}, follow=True).content.decode()
    assert PilotPartner.objects.get().standing == "in"


def test_a_funder_is_not_mailed_of_each_amount_and_its_no_is_said(cast):
    FundFactory(slug="makers", agreement__funder=cast.makersfonds)
    pilot, zoe = a_pilot(cast), signed_in(cast.zoe)
    asking = reverse("region:pilot_budget", args=[pilot.slug])
    first = zoe.post(asking, {"fund_slug": "makers", "cents": "50"}, follow=True)
    assert "is asked by mail" in first.content.decode()
    assert "already" in zoe.post(asking, {"fund_slug": "makers", "cents": "50"}).content.decode()
    more = zoe.post(asking, {"fund_slug": "makers", "cents": "60"}, follow=True)
    assert "reads the new amount on this page" in more.content.decode()
    agree = reverse("region:agree_budget", args=[pilot.slug])
    signed_in(cast.fien).post(agree, {"cents": "6000", "answer": "no"})
    late = zoe.post(asking, {"fund_slug": "makers", "cents": "40"})
    assert late.status_code == 400 and "can ask it again from" in late.content.decode()
