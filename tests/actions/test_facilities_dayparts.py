"""A house says which parts of the day it lets as a whole, and a daypart's price then covers one of those."""

from datetime import time

import pytest

from facilities.actions.set_dayparts import DaypartsCollide, TooManyDayparts, set_dayparts
from facilities.models import Hub
from facilities.rules.dayparts import DaypartTime, read
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import OutsideDayparts, quote
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests.cast import NOW, Cast, assemble, thursday

MORNING = DaypartTime("Ochtend", "Morning", time(9), time(13))
EVENING = DaypartTime("Avond", "Evening", time(18), time(23))


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def rates_of(cast: Cast, start: int, end: int, facility=None):
    wishes = [LineWish((facility or cast.studio).pk, 1, thursday(start, end))]
    hub = Hub.objects.get(pk=cast.effenaar.pk)
    (line,) = quote(quote_facts(wishes=wishes, hub=hub, organisation=None, now=NOW)).lines
    return line.rates


def test_a_daypart_covers_the_houses_own_and_nothing_else(cast) -> None:
    assert rates_of(cast, 13, 17) == (("daypart", 1, 16_000),)
    set_dayparts(hub=cast.effenaar, dayparts=[EVENING, MORNING], actor=cast.hanna, now=NOW)
    assert rates_of(cast, 18, 23) == (("daypart", 1, 16_000),)
    assert rates_of(cast, 13, 17) == (("hour", 4, 5_000),)
    assert read(Hub.objects.get(pk=cast.effenaar.pk).dayparts) == (MORNING, EVENING)
    row = AuditRow.objects.get(action="facilities.set_dayparts")
    assert (row.hub_id, row.facts["before"], len(row.facts["after"])) == (cast.effenaar.pk, [], 2)


def test_what_has_only_a_price_for_dayparts_is_let_only_then(cast) -> None:
    set_dayparts(hub=cast.effenaar, dayparts=[MORNING], actor=cast.hanna, now=NOW)
    assert rates_of(cast, 9, 12, cast.microphones) == (("daypart", 1, 1_000),)
    with pytest.raises(OutsideDayparts) as refused:
        rates_of(cast, 12, 14, cast.microphones)
    assert "09:00–13:00" in str(refused.value)


def test_without_dayparts_of_its_own_any_four_hours_are_one_again(cast) -> None:
    for dayparts in ([MORNING], []):
        set_dayparts(hub=cast.effenaar, dayparts=dayparts, actor=cast.hanna, now=NOW)
    assert rates_of(cast, 13, 17) == (("daypart", 1, 16_000),)


def test_two_dayparts_that_begin_together_are_refused(cast) -> None:
    twin = DaypartTime("Lange ochtend", "Long morning", time(9), time(14))
    with pytest.raises(DaypartsCollide):
        set_dayparts(hub=cast.effenaar, dayparts=[MORNING, twin], actor=cast.hanna, now=NOW)
    many = [DaypartTime("Uur", "Hour", time(hour), time(hour + 1)) for hour in range(7)]
    with pytest.raises(TooManyDayparts):
        set_dayparts(hub=cast.effenaar, dayparts=many, actor=cast.hanna, now=NOW)
    assert AuditRow.objects.filter(action="facilities.set_dayparts").count() == 0


@pytest.mark.parametrize("name", ["teun", "wim", "zoe", "fien", "karim"])
def test_only_the_hubs_manager_says_when_its_dayparts_are(cast, name) -> None:
    with pytest.raises(Forbidden):
        set_dayparts(hub=cast.effenaar, dayparts=[MORNING], actor=getattr(cast, name), now=NOW)
    cast.effenaar.refresh_from_db()
    assert cast.effenaar.dayparts == []
