"""Everything that something needs: which facilities make it up, at which hub, and when all of them are free."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bookings.rules.gathering import (
    Gathering,
    Item,
    Reason,
    Shelves,
    Want,
    at_hub,
    common,
    either,
    from_others,
    splits,
)
from bookings.rules.together import microseconds_of
from tests.cast import thursday

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CAMERAS = Want(0, "camera", 2)
HALL = Want(1, "hall", 1)


def item(
    id_: int, kind: str, units: int = 1, hub: int = 1, *, fits: bool = True, leaf: int | None = None
) -> Item:
    return Item(id_, hub, kind, units, fits, 60, frozenset([leaf or id_]))


def hours(*spans: tuple[int, int]) -> list[tuple[int, int]]:
    """Starts on Thursday between whole hours, both ends included."""
    out = []
    for first, last in spans:
        period = thursday(first, last)
        out.append((microseconds_of(period.start), microseconds_of(period.end)))
    return out


def shelves(*items: Item, free: dict[tuple[int, int], list[tuple[int, int]]]) -> Shelves:
    by_hub: dict[int, list[Item]] = {}
    for each in items:
        by_hub.setdefault(each.hub_id, []).append(each)
    return Shelves(by_hub, free, 120)


def first(found: Gathering | None, at: Shelves) -> tuple[int, tuple[int, ...]]:
    """The hour of the first start, and who serves."""
    assert found is not None
    start = next(at.starts(found.all_shares, AMSTERDAM))
    return start.start.astimezone(AMSTERDAM).hour, start.extras


def test_one_facility_with_enough_units_serves_before_several():
    assert splits(CAMERAS, [item(1, "camera"), item(2, "camera", 4)]) == [(2,)]
    assert splits(CAMERAS, [item(1, "camera"), item(2, "camera")]) == [(1, 1)]
    assert splits(replace(CAMERAS, quantity=5), [item(1, "camera", 2), item(2, "camera", 4)]) == [(4, 1)]
    assert splits(CAMERAS, [item(1, "camera")]) == []


def test_what_is_named_goes_before_what_is_whole():
    named = replace(CAMERAS, named=frozenset([1]))
    assert splits(named, [item(1, "camera"), item(2, "camera", 4)]) == [(1, 1), (2,)]


def test_all_of_it_starts_when_all_of_it_is_free():
    at = shelves(
        item(1, "camera", 2),
        item(2, "hall"),
        free={(2, 1): hours((9, 15)), (1, 2): hours((11, 12), (14, 20))},
    )
    found = at_hub(1, [CAMERAS, HALL], at, AMSTERDAM)
    assert first(found, at) == (11, (1, 2))
    assert [start.start.astimezone(AMSTERDAM).hour for start in at.starts(found.shares, AMSTERDAM)] == [
        11,
        12,
        14,
        15,
    ]


def test_nothing_serves_twice():
    """A hall that takes the cameras along with it: both take of the same units."""
    at = shelves(
        item(1, "camera", 2), item(2, "hall", leaf=1), free={(2, 1): hours((9, 15)), (1, 2): hours((9, 15))}
    )
    found = at_hub(1, [CAMERAS, HALL], at, AMSTERDAM)
    assert [share.want for share in found.shares] == [CAMERAS]
    assert [(lack.want, lack.reason) for lack in found.lacks] == [(HALL, Reason.TAKEN)]


def test_why_a_hub_does_not_serve():
    def reason(*items: Item) -> Reason:
        at = shelves(item(9, "hall"), *items, free={(1, 9): hours((9, 12))})
        found = at_hub(1, [HALL, CAMERAS], at, AMSTERDAM)
        assert found is not None
        return found.lacks[0].reason

    assert reason() is Reason.NONE
    assert reason(item(1, "camera")) is Reason.FEW
    assert reason(item(1, "camera", 2, fits=False)) is Reason.LENGTH
    assert reason(item(1, "camera", 2)) is Reason.TAKEN


def test_what_one_hub_lacks_comes_from_the_next_that_has_it_then():
    at = shelves(
        item(1, "camera", 2),
        item(2, "hall", hub=2),
        item(3, "hall", hub=3),
        free={(2, 1): hours((9, 12)), (1, 2): hours((18, 20)), (1, 3): hours((10, 11))},
    )
    found = from_others(at_hub(1, [CAMERAS, HALL], at, AMSTERDAM), [1, 2, 3], at, AMSTERDAM)
    assert found.lacks == ()
    assert first(found, at) == (10, (1, 3))


def test_a_hub_with_nothing_of_it_is_not_proposed():
    assert at_hub(1, [CAMERAS], shelves(item(1, "camera", 2), free={}), AMSTERDAM) is None


def test_ranges_meet_at_their_ends():
    assert common([[(1, 3), (5, 9)], [(3, 5)], [(0, 10)]]) == [(3, 3), (5, 5)]
    assert common([]) == []
    assert either([[(5, 6), (1, 2)], [(2, 4)]]) == [(1, 4), (5, 6)]
