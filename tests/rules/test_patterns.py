"""Pictures for facilities without a photo."""

import pytest

from hub.kit.patterns import HEIGHT, PATTERNS, TONES, WIDTH, Dice, picture


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_same_name_gives_the_same_picture(pattern):
    assert picture(pattern, "Studio 2") == picture(pattern, "Studio 2")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_other_names_give_other_pictures(pattern):
    names = [f"Studio {number}" for number in range(20)]
    assert len({picture(pattern, name) for name in names}) > 15


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("name", ["", "Studio 2", "Zaal “De Kelder” <b>&</b>", "録音室", "a" * 500])
def test_every_picture_has_shapes_within_its_view(pattern, name):
    drawn = picture(pattern, name)
    assert 0 <= drawn.tone < TONES
    assert drawn.shapes
    for shape in drawn.shapes:
        geometry = dict(shape.geometry)
        if shape.tag == "circle":
            assert 0 <= int(geometry["cx"]) <= WIDTH
            assert int(geometry["cy"]) - int(geometry["r"]) < HEIGHT
        if shape.tag == "rect":
            assert int(geometry["width"]) > 0
            assert int(geometry["height"]) > 0


@pytest.mark.parametrize("pattern", PATTERNS)
def test_shapes_hold_numbers_and_path_letters_only(pattern):
    for shape in picture(pattern, '"><script>alert(1)</script>').shapes:
        for _name, value in shape.geometry:
            assert set(value) <= set("0123456789 -MLHVAqtlvz")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_neighbours_never_look_alike(pattern):
    drawn = [picture(pattern, "Studio", turn) for turn in range(31)]
    for one, next_one in zip(drawn, drawn[1:], strict=False):
        assert one.tone != next_one.tone
        assert one.shapes != next_one.shapes


def test_a_turn_is_the_same_picture_every_time():
    assert picture("circles", "Studio 2", 7) == picture("circles", "Studio 2", 7)


def test_a_pattern_that_is_not_known_still_gives_a_picture():
    assert picture("no such pattern", "Studio 2").shapes
    assert picture("", "").shapes


def test_dice_reach_both_ends_and_no_further():
    dice = Dice("ends")
    assert {dice.between(1, 6) for _ in range(300)} == {1, 2, 3, 4, 5, 6}


def test_dice_are_the_same_on_every_machine():
    dice = Dice("Effenaar")
    assert [dice.between(0, 999) for _ in range(4)] == [851, 744, 482, 282]
