"""How much is looked through for what nobody asked."""

from hypothesis import given
from hypothesis import strategies as st

from bookings.rules.effort import MOST, Effort


def test_the_first_gets_most_and_the_last_gets_some():
    effort = Effort()
    lent = [effort.lend(3).left for _question in range(30)]
    assert lent == sorted(lent, reverse=True)
    assert lent[0] == MOST / 3 and lent[-1] > 0
    assert sum(lent) <= MOST


def test_what_is_not_used_comes_back():
    effort = Effort(10_000)
    lent = effort.lend(2)
    lent.spend(10, 84)
    effort.take_back(lent)
    assert effort.left == 9_000


@given(st.floats(0, MOST), st.floats(0, 600))
def test_what_it_affords_it_can_pay(left, days):
    effort = Effort(left)
    effort.spend(effort.facilities(days), days)
    assert effort.left >= 0


def test_candidates_are_paid_for_after_they_are_known():
    effort = Effort(500)
    assert not effort.is_spent
    effort.spend_on_candidates(1_000)
    assert effort.is_spent and effort.facilities(7) == 0 and effort.lend(3).left == 0
