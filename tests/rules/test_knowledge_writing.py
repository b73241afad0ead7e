"""The shape of what members write, what it still lacks, and what is different between two of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.rules.completeness import day, is_link, lacks, whole
from knowledgebase.rules.content import MOST_CHARACTERS, Malformed, new_id, read
from knowledgebase.rules.differences import CAME, STAYED, WENT, between, pieces
from knowledgebase.rules.pace import AFTERWARDS, AT_FIRST, pace_of
from tests.cast import NOW

ONE, TWO, THREE = "aaaaaaaa", "bbbbbbbb", "cccccccc"
TODAY = date(2026, 11, 23)


def steps(*rows: tuple[str, str]) -> dict:
    return {"steps": [{"id": id_, "title": title} for id_, title in rows]}


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        ({"titel": "x"}, ("titel",)),
        ({"title": 3}, ("title",)),
        ({"title": "x" * 121}, ("title",)),
        ({"title": "a\x00"}, ("title",)),
        ({"title": "\ud800"}, ("title",)),
        ({"steps": [{"id": "x"}]}, ("steps", "0", "id")),
        ({"steps": [{"id": ONE, "video": "x" * 501}]}, ("steps", "0", "video")),
        (steps((ONE, ""), (ONE, "")), ("steps",)),
        ({"gear": [{"id": ONE, "what": "kind:../x"}]}, ("gear", "0", "what")),
        ({"steps": [{"id": f"{n:08x}", "text": "x" * 9_000} for n in range(20)]}, ("length",)),
        ([], ()),
        (None, ()),
    ],
)
def test_what_is_not_the_shape_is_said_by_its_place(raw, where):
    with pytest.raises(Malformed) as malformed:
        read(raw)
    assert malformed.value.where == where


def test_what_was_read_is_read_again_as_it_was():
    content = read({**steps((new_id(), "Een\r\nTwee")), "themes": ["sensors"]})
    assert read(content.model_dump(mode="json")) == content
    assert content.steps[0].title == "Een\nTwee" and MOST_CHARACTERS > 100_000


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org/film?x=1#t", True),
        ("http://video.example.org", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("//example.org", False),
        ("https://example.org/ onload=x", False),
        ("ftp://example.org/x", False),
        ('https://example.org/"x', False),
        ("https://user@example.org/", False),
    ],
)
def test_a_video_has_an_address_on_the_web(text, is_one):
    assert is_link(text) is is_one


@pytest.mark.parametrize("text", ["", "0", "-1", "1e3", "٣", "1.5", "100001", "9" * 20])
def test_odd_figures_are_no_number(text):
    assert whole(text, 100_000) is None


def test_a_day_is_a_day():
    assert (day("2026-11-01"), day("2026-02-30"), day("1-1-2026")) == (date(2026, 11, 1), None, None)


def test_an_empty_draft_lacks_what_its_reader_needs():
    assert [lack.where for lack in lacks(read({}), "how_to", TODAY)] == ["title", "summary", "steps"]
    assert [lack.where for lack in lacks(read({}), "result", TODAY)] == ["title", "summary", "on", "worked"]
    tomorrow = f"{TODAY + timedelta(days=1)}"
    assert "on" in [lack.where for lack in lacks(read({"on": tomorrow}), "result", TODAY)]
    picture = {"id": TWO, "title": "Kijk", "picture": "0" * 8 + "-0000" * 3 + "-" + "0" * 12}
    found = lacks(read({"steps": [{"id": ONE, "title": "x"}, picture]}), "how_to", TODAY)
    assert [(lack.where, lack.step) for lack in found][-1] == (f"{TWO}-seen", 2)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_are_both_texts(before, after):
    found = pieces(before, after)
    assert "".join(each.text for each in found if each.kind != CAME) == before
    assert "".join(each.text for each in found if each.kind != WENT) == after
    assert all(each.kind == STAYED for each in found) is (before == after)


def test_a_step_is_moved_only_when_it_passes_another():
    before = read(steps((ONE, "Een"), (TWO, "Twee")))
    assert between(before, before) == []
    grown = between(before, read(steps((THREE, "Nieuw"), (ONE, "Een"), (TWO, "Twee"))))
    assert [(str(each.label), each.step) for each in grown] == [("A new step", 1)]
    turned = between(before, read(steps((TWO, "Twee"), (ONE, "Een"))))
    assert [(str(each.label), each.step) for each in turned] == [("Moved", 1), ("Moved", 2)]
    shrunk = between(before, read(steps((ONE, "Een anders"))))
    assert [(str(each.label), each.step) for each in shrunk] == [
        ("What one does", 1),
        ("A step that is gone", 0),
    ]


def test_an_account_is_new_for_a_week():
    assert pace_of(NOW, NOW + timedelta(days=6, hours=23)) is AT_FIRST
    assert pace_of(NOW, NOW + timedelta(days=7)) is AFTERWARDS


def test_a_line_that_is_of_something_else_under_the_same_words_does_not_pass_unseen():
    row, file, other = {"id": ONE, "name": "Lamp"}, "0" * 8 + "-0000" * 3 + "-" + "0" * 12, "1" * 8
    gear = [read({"gear": [{**row, "what": what}]}) for what in ("facility:1", "facility:2")]
    data = [
        read({"files": [{"id": TWO, "about": "Meting", "download": each}]})
        for each in (file, other + file[8:])
    ]
    for was, now in (gear, data):
        assert between(was, was) == []
        (found,) = between(was, now)
        assert found.is_file and [each.kind for each in found.pieces] == [STAYED, WENT, CAME]
