"""Which entries look like one, and how a field is chosen between two."""

from datetime import date

import pytest

from region.rules.ageing import too_old_before
from region.rules.facts import EntryFacts, PartnerFacts
from region.rules.joining import differing, joined
from region.rules.noting import without
from region.rules.sameness import Because, Known, host_of, kilometres, normal_name, pairs

EINDHOVEN, TILBURG = (51.44083, 5.47778), (51.55551, 5.0913)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stichting Lab Zuid", "lab zuid!"),
        ("Café Théâtre", "cafe theatre"),
        ("V.O.F. De Werkplaats", "Werkplaats"),
        ("'t Glashuis", "t glashuis"),
        ("Stichting Lab", "LAB"),
    ],
)
def test_a_name_is_the_same_without_what_tells_nothing(one, other):
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(("one", "other"), [("Lab", "Stichting"), ("Lab 1", "Lab 2"), ("東京", "京都")])
def test_a_name_keeps_what_tells_it_apart(one, other):
    assert normal_name(one) != normal_name(other)


def test_a_website_is_its_host():
    assert host_of("https://www.Lab.example/over?x=1") == host_of("lab.example") == "lab.example"
    assert host_of("") == host_of("http://[") == ""


def test_each_pair_is_found_once_with_its_first_reason():
    entries = [
        Known(1, "Stichting Geluidshuis", "https://geluid.example", EINDHOVEN),
        Known(2, "Geluidshuis", "http://www.geluid.example/", EINDHOVEN),
        Known(3, "Geluidhuis", "", (51.441, 5.479)),
        Known(4, "Geluidhuis Zuid", "https://geluid.example", TILBURG),
        Known(5, "Iets heel anders", "", EINDHOVEN),
    ]
    assert [(each.first, each.second, each.because) for each in pairs(entries)] == [
        (1, 2, Because.NAME),
        (1, 3, Because.NEAR),
        (1, 4, Because.WEBSITE),
        (2, 3, Because.NEAR),
        (2, 4, Because.WEBSITE),
    ]


def test_a_host_that_many_stand_under_says_nothing():
    entries = [Known(number, f"Huis {number * 7919}", "https://many.example/a") for number in range(20)]
    assert pairs(entries) == []


def test_a_kilometre_is_a_kilometre_across_the_edge_of_a_square():
    one, other = (51.4399, 5.4545), (51.4401, 5.4546)
    assert kilometres(one, other) < 0.05
    assert len(pairs([Known(1, "Zandlaboratorium", "", one), Known(2, "Zandlaboratorum", "", other)])) == 1
    assert kilometres(EINDHOVEN, TILBURG) == pytest.approx(29.7, abs=0.5)


def test_what_only_one_says_is_kept_and_what_both_say_is_chosen():
    one = EntryFacts(name="A", kind="lab", municipality_id=1, about_nl="een", since=None)
    other = EntryFacts(
        name="B",
        kind="lab",
        municipality_id=2,
        address="Street 1",
        about_nl="twee",
        since=1999,
        partners=(PartnerFacts("culture", name="X"), PartnerFacts("culture", partner_id=7)),
    )
    assert differing(one, other) == ["name", "place", "about_nl"]
    kept = joined(one, other, from_loser=["place"], both=(7, 8))
    assert (kept.name, kept.municipality_id, kept.address, kept.about_nl, kept.since) == (
        "A",
        2,
        "Street 1",
        "een",
        1999,
    )
    assert [each.name for each in kept.partners] == ["X"]


def test_a_name_goes_from_a_text_as_a_whole_word_only():
    assert without("Jo sprak met Johan en JO.", "Jo", "") == "… sprak met Johan en …."


def test_a_leap_day_is_too_old_a_year_later():
    assert too_old_before(date(2028, 2, 29)) == date(2027, 2, 28)
