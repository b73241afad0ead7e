"""A map without a browser's help: pieces of the earth in an address, and circles that a finger tells apart."""

import math

import pytest

from region.rules.mapping import APART, COUNTRY, WIDTH, Box, Cluster, Spot, View, box_of, clusters, named
from region.rules.petals import HEIGHT, petals
from region.rules.petals import WIDTH as PETALS_WIDE

COUNTRYWIDE = View(COUNTRY)


def spot(name: str, longitude: float, latitude: float, count: int = 1) -> Spot:
    return Spot(name.lower(), name, longitude, latitude, count, "an-entry")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2,3",
        "5,51,4,52",
        "5,52,6,51",
        "5,51,6,91",
        "-181,51,6,52",
        "a,b,c,d",
        "nan,51,6,52",
        "1e3,51,6,52",
    ]
    + ["5,51,6,52,7", "５,51,6,52", "5,51,6,52\n", " 5,51,6,52"],
)
def test_what_is_no_piece_of_the_earth_is_none(text):
    assert box_of(text) is None


def test_a_piece_of_the_earth_is_read_as_it_is_written():
    box = Box(5.1, 51.2, 5.9, 51.75)
    assert str(box) == "5.1000,51.2000,5.9000,51.7500" and box_of(str(box)) == box


def test_the_largest_town_takes_in_what_a_finger_could_not_tell_from_it():
    near = [
        spot("Eindhoven", 5.48, 51.44, 9),
        spot("Geldrop", 5.56, 51.42, 2),
        spot("Groningen", 6.57, 53.22, 4),
    ]
    north, south = clusters(near, COUNTRYWIDE)
    assert ([each.name for each in south.spots], south.count) == (["Eindhoven", "Geldrop"], 11)
    assert (north.name, north.more) == ("Groningen", 0) and north.radius < south.radius
    closer = clusters(near[:2], View(south.box))
    assert [each.more for each in closer] == [0, 0]


def test_no_two_circles_lie_closer_than_they_may_and_nobody_is_lost():
    many = [
        spot(f"Town {number}", 3.4 + number * 0.317 % 3.8, 50.8 + number * 0.173 % 2.7, 1 + number % 7)
        for number in range(900)
    ]
    found = clusters(many, COUNTRYWIDE)
    assert sum(each.count for each in found) == sum(each.count for each in many)
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= APART
    assert found == sorted(found, key=lambda each: (each.y, each.x))


def test_names_stand_where_there_is_room():
    towns = [spot("Eindhoven", 5.48, 51.44, 9), spot("Middelburg", 3.36, 51.5, 3)]
    found = clusters(towns, COUNTRYWIDE)
    assert {each.name: has for each, has in zip(found, named(found, COUNTRYWIDE), strict=True)} == {
        "Eindhoven": True,
        # It would hang over the edge.
        "Middelburg": False,
    }
    crowd = [
        Cluster((spot("A town of a long name", 5, 52, 2),), 300, 300, 20),
        Cluster((spot("Other", 5, 52),), 300, 340, 20),
    ]
    assert named(crowd, COUNTRYWIDE) == [False, True]


def test_a_drawing_is_neither_a_ribbon_nor_a_tower_and_keeps_its_middle():
    for box in (COUNTRY, Box(5, 51, 6, 51.01), Box(5, 51, 5.01, 52), Box(5, 51, 5, 51)):
        view = View(box)
        assert WIDTH * 0.6 <= view.height <= WIDTH * 1.25
        assert view.at((box.west + box.east) / 2, (box.south + box.north) / 2) == (WIDTH / 2, view.height / 2)


@pytest.mark.parametrize("count", [1, 7, 200])
def test_a_network_of_any_size_stays_within_its_drawing(count):
    groups = [(key, key, count) for key in ("culture", "knowledge", "business", "government", "citizens")]
    found = petals(groups)
    assert [len(each.dots) for each in found] == [count] * 5
    for dot in (dot for petal in found for dot in petal.dots):
        assert 0 <= dot.x <= PETALS_WIDE and 0 <= dot.y <= HEIGHT
    assert all(petal.label_y <= HEIGHT for petal in found)
