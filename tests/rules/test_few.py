"""No small group of organisations can be read from a table, nor worked out from it and the total."""

from hypothesis import given
from hypothesis import strategies as st

from hub.kit.few import LEAST, Group, shown


def groups(*sizes: int) -> list[Group]:
    """Groups a, b, c... of so many organisations, each of which had one booking of one euro."""
    made, next_one = [], 0
    for number, size in enumerate(sizes):
        members = frozenset(range(next_one, next_one + size))
        made.append(Group(chr(97 + number), members, size, 100 * size))
        next_one += size
    return made


def labels(table) -> list[str]:
    return [group.label for group in table.groups]


def test_groups_of_five_are_shown_as_they_are() -> None:
    table = shown(groups(5, 9, 6))
    assert (labels(table), table.others) == (["a", "b", "c"], None)


def test_one_small_group_takes_the_next_smallest_with_it_so_that_it_cannot_be_subtracted() -> None:
    table = shown(groups(12, 2, 7))
    assert labels(table) == ["a"]
    assert (table.others.size, table.others.cents, table.merged) == (9, 900, 2)


def test_two_tiny_groups_together_are_still_too_few() -> None:
    table = shown(groups(1, 12, 1, 7))
    assert labels(table) == ["b"]
    assert (table.others.size, table.merged) == (9, 3)


def test_small_groups_that_are_five_together_are_enough() -> None:
    table = shown(groups(12, 3, 2))
    assert (labels(table), table.others.size) == (["a"], 5)


def test_of_four_organisations_nothing_is_shown() -> None:
    assert shown(groups(2, 2)).is_empty
    assert shown(groups(4)).is_empty
    assert shown([]).is_empty


def test_an_organisation_in_two_of_the_hidden_groups_is_one() -> None:
    twice = [
        Group("a", frozenset({1, 2, 3})),
        Group("b", frozenset({2, 3, 4})),
        Group("c", frozenset(range(9))),
    ]
    table = shown(twice)
    assert (labels(table), table.merged, table.others.size) == ([], 3, 9)


@given(st.lists(st.integers(1, 30), max_size=12))
def test_who_knows_the_table_and_the_total_learns_of_no_small_group(sizes) -> None:
    given_groups = groups(*sizes)
    table = shown(given_groups)
    assert all(group.size >= LEAST for group in table.groups)
    if table.others is not None:
        # All that can be worked out is the sum of these: never that of one, and never of fewer than five.
        assert table.merged >= 2 and table.others.size >= LEAST
    total = sum(group.cents for group in given_groups)
    told = sum(group.cents for group in table.groups) + (table.others.cents if table.others else 0)
    assert told == total or (told == 0 and sum(sizes) < LEAST)
    assert shown(given_groups) == table, "asking again tells nothing more"
    assert [each for each in given_groups if each in table.groups] == list(table.groups), "the order given"
