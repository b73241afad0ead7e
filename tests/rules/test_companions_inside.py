"""Who must come along because of a part: once, by the largest number, and not at all when they are inside already."""

from datetime import time

from bookings.rules.companions import Asked
from bookings.rules.reasons import Inside, Need
from facilities.rules.companions import Span, Why
from tests.cast import thursday
from tests.rules.test_companions import due, need

A, B = Inside("Studio A", (11,)), Inside("Studio B", (12,))


def ab(*needs: Need, quantity: int = 1) -> Asked:
    return Asked("Studio AB", quantity, thursday(13, 19), needs)


def test_what_a_part_wants_its_whole_wants_and_the_reason_names_the_part():
    (found,) = due(ab(need(Why.AFTER, at=time(18), inside=A)))
    assert (found.quantity, found.period) == (1, thursday(13, 19))
    assert found.why == "Technician is needed at Studio A (part of Studio AB) after 18:00."
    assert due(Asked("Studio AB", 1, thursday(13, 18), (need(Why.AFTER, at=time(18), inside=A),))) == ()


def test_whole_and_parts_that_want_the_same_one_get_it_once():
    (two_parts,) = due(ab(need(Why.AFTER, at=time(18), inside=A), need(Why.ALWAYS, inside=B)))
    assert two_parts.quantity == 1
    assert [str(reason) for reason in two_parts.reasons] == [
        "Technician is needed at Studio A (part of Studio AB) after 18:00.",
        "Technician always comes with Studio B (part of Studio AB).",
    ]
    # What the whole says itself its part does not say again.
    (both,) = due(ab(need(Why.ALWAYS), need(Why.ALWAYS, inside=A), need(Why.LONGER, hours=4, inside=A)))
    assert both.quantity == 1
    assert [(reason.code, reason.part) for reason in both.reasons] == [("always", ""), ("longer", "Studio A")]
    (larger,) = due(ab(need(Why.ALWAYS), need(Why.ALWAYS, quantity=2, inside=A)))
    assert larger.quantity == 2


def test_one_for_each_adds_up_over_parts_and_the_whole_asks_no_second_time():
    each = {"each": True}
    (two,) = due(ab(need(Why.ALWAYS, inside=A, **each), need(Why.ALWAYS, inside=B, **each)))
    assert two.quantity == 2
    (same,) = due(ab(need(Why.ALWAYS, **each), need(Why.ALWAYS, inside=A, **each)))
    assert same.quantity == 1
    # Two kits of three microphones, each microphone with somebody; and a whole that holds such kits.
    microphone = Inside("Microphone", (5,), times=3)
    (six,) = due(ab(need(Why.ALWAYS, inside=microphone, **each), quantity=2))
    assert six.quantity == 6
    kit = Inside("Kit", (4,), times=2), Inside("Microphone", (4, 5), times=6)
    (found,) = due(
        ab(*(need(Why.ALWAYS, inside=part, **each) for part in kit), need(Why.ALWAYS, inside=A, **each))
    )
    assert found.quantity == 7


def test_who_is_inside_comes_along_already():
    there = Inside("Studio A", (11,), there=1)
    assert due(ab(need(Why.ALWAYS, inside=there))) == ()
    assert due(ab(need(Why.ALWAYS, inside=there, span=Span.LAST))) == ()
    (one_more,) = due(ab(need(Why.ALWAYS, quantity=2, inside=there)))
    assert one_more.quantity == 1
    assert due(ab(need(Why.ALWAYS, quantity=2, inside=there), quantity=2)) == ()
    # What the whole itself wants it wants beside what it is made of.
    (beside,) = due(ab(need(Why.ALWAYS), need(Why.LONGER, hours=1, inside=there)))
    assert (beside.quantity, [reason.part for reason in beside.reasons]) == (1, [""])
    each = {"each": True}
    two = (Inside(name, (number,), there=1) for number, name in ((11, "A"), (12, "B")))
    (found,) = due(ab(*(need(Why.ALWAYS, inside=part, **each) for part in two)))
    assert found.quantity == 1
