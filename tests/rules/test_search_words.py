"""Words as the search knows them, and the pieces of a text that it shows."""

import pytest

from cms.rules.excerpts import LENGTH, Looked, Piece, excerpt, pieces
from cms.rules.words import MOST_WORDS, asked_words, distance, folded, forms, near, settled, slips, words_of


def test_words_have_no_capitals_no_accents_and_no_apostrophes():
    assert words_of("Twee camera's in het Café, follow-up: ÉÉN_2") == [
        "twee", "cameras", "in", "het", "cafe", "follow", "up", "een", "2",
    ]  # fmt: skip


def test_an_accent_that_stands_apart_is_a_part_of_its_letter():
    assert words_of("cafe\u0301") == ["cafe"]
    assert settled(" a\n\x00 b ") == "a b"


@pytest.mark.parametrize("text", ["Ångström ß İstanbul œuvre", "ÀÉÎÕÜ ñ ø ł", "日本 %_\\ 'q'"])
def test_folding_leaves_every_letter_in_its_place(text):
    assert len(folded(text)) == len(text)


def test_what_is_no_word_is_not_searched_for():
    assert asked_words("%_\\ '\" & | ! :* ()") == []


def test_a_question_has_so_many_words_each_once():
    assert asked_words("a b a") == ["a", "b"]
    assert len(asked_words(" ".join(f"w{number}" for number in range(99)))) == MOST_WORDS


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("huis", "huizen"),
        ("bus", "bussen"),
        ("raam", "ramen"),
        ("brief", "brieven"),
        ("fiets", "fietsen"),
        ("lamp", "lampen"),
        ("boot", "boten"),
        ("dans", "dansen"),
        ("camera", "cameras"),
        ("proef", "proeven"),
        ("stem", "stemmen"),
    ],
)
def test_one_is_found_by_many_and_many_by_one(one, many):
    assert many in forms(one)
    assert one in forms(many)


@pytest.mark.parametrize("word", ["", "a", "ab", "4k", "x2y", "日本"])
def test_what_is_no_dutch_word_has_one_form(word):
    assert forms(word) == {word}


@pytest.mark.parametrize("typed", ["microfon", "mircofoon", "mikrofoon", "microofoon"])
def test_one_slip_is_near(typed):
    assert "microfoon" in slips(typed)
    assert distance(typed, "microfoon", 2) == 1


def test_of_equally_near_words_the_commonest_comes_first():
    known = [("stroom", 1), ("stream", 9), ("strook", 3), ("elsewhere", 99)]
    assert near("stroem", known, 2) == ["stroom", "stream", "strook"]
    assert distance("stroom", "elsewhere", 2) == 3


def test_what_was_asked_for_is_marked_with_its_endings():
    looked = Looked(exact={"cameras"}, stems={"camera"})
    assert pieces("Twee Camera's, één camerawagen", looked.pattern()) == [
        Piece("Twee ", marked=False),
        Piece("Camera's", marked=True),
        Piece(", één camerawagen", marked=False),
    ]


def test_beginnings_are_marked_to_the_end_of_the_word():
    looked = Looked(exact=(), stems=(), beginnings={"cafe"})
    assert pieces("Het Cafétafeltje", looked.pattern())[1] == Piece("Cafétafeltje", marked=True)


def test_an_excerpt_begins_shortly_before_what_was_found_and_ends_with_a_word():
    text = "woord " * 100 + "speld " + "woord " * 100
    shown = excerpt(text.strip(), Looked(exact={"speld"}, stems=()).pattern())
    assert shown[0] == Piece("… ", marked=False)
    assert Piece("speld", marked=True) in shown
    whole = "".join(piece.text for piece in shown)
    assert whole.endswith("woord …")
    assert len(whole) < LENGTH + 10


def test_an_excerpt_without_what_was_found_is_the_beginning():
    assert excerpt("Kort en goed.", None) == [Piece("Kort en goed.", marked=False)]
    assert excerpt("", None) == []
