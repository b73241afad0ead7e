"""Facts of a quote, for examples and for Hypothesis: one hub in region 1, municipality 11, on an ordinary Thursday."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from funding.rules.facts import (
    BandFacts,
    CardFacts,
    FundFacts,
    HubFacts,
    LineFacts,
    OrganisationFacts,
    QuoteFacts,
    RuleFacts,
)
from funding.rules.hours import PledgeFacts
from hub.kit.periods import Period

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ONE_O_CLOCK = datetime(2026, 11, 26, 12, tzinfo=UTC)
ANYTHING = (RuleFacts(),)


def line(
    facility_id: int = 1, *, hours: int = 4, rates: dict[str, int] | None = None, **more: Any
) -> LineFacts:
    card = CardFacts(date(2026, 1, 1), tuple((rates or {"hour": 5_000, "daypart": 16_000}).items()))
    facts = {
        "name": f"Facility {facility_id}",
        "quantity": 1,
        "period": Period(ONE_O_CLOCK, ONE_O_CLOCK + timedelta(hours=hours)),
        "card": card,
        "vat_bp": 2_100,
        "family": "studio",
        "kind_id": 1,
        **more,
    }
    return LineFacts(facility_id=facility_id, **facts)


def pledge(id_: int = 1, *, left: int = 6_000, mine: int | None = None, bands: str = "") -> PledgeFacts:
    """In minutes, of November 2026."""
    return PledgeFacts(id_, date(2026, 1, 1), date(2026, 11, 1), left, mine, frozenset(bands))


def hub(gap_policy: str = "pay") -> HubFacts:
    return HubFacts(1, "Effenaar", AMSTERDAM, gap_policy, municipality_id=11, region_id=1)


def fund(id_: int, *, available: int = 1_000_000, **more: Any) -> FundFacts:
    facts = {
        "match_share_bp": 10_000,
        "priority": 100,
        "starts_on": date(2026, 1, 1),
        "expires_on": date(2029, 12, 31),
        "rules": ANYTHING,
        **more,
    }
    names = (("nl", f"Regeling {id_}"), ("en", f"Fund {id_}"))
    return FundFacts(id=id_, names=names, label=f"Fund {id_}", available_cents=available, **facts)


def band(own_share_bp: int = 3_500, *, left: int | None = None, code: str = "A") -> BandFacts:
    return BandFacts(
        code=code,
        own_share_bp=own_share_bp,
        fiscal_year=2025,
        valid_until=date(2027, 6, 30),
        provisional_cap_cents=150_000 if left is not None else None,
        provisional_left_cents=left,
    )


ZOUT = OrganisationFacts(1, municipality_id=11, region_id=1, discipline_ids=frozenset({1}))


def facts(*lines: LineFacts, funds: tuple[FundFacts, ...] = (), **more: Any) -> QuoteFacts:
    rest = {"hub": hub(), "organisation": ZOUT, "band": band(), **more}
    return QuoteFacts(lines=lines or (line(),), own_label="Collectief Zout", funds=funds, **rest)


limit = st.one_of(st.none(), st.integers(0, 40_000))
rules = st.builds(
    RuleFacts,
    place=st.sampled_from(["seat", "facility", "both"]),
    region_id=st.sampled_from([None, 1, 2]),
    discipline_id=st.sampled_from([None, 1, 2]),
    kind_id=st.sampled_from([None, 1, 2, 3]),
    bands=st.sampled_from([frozenset(), frozenset({"A"}), frozenset({"B"})]),
)
some_lines = st.lists(
    st.builds(
        line,
        st.integers(1, 9),
        hours=st.integers(1, 12),
        rates=st.dictionaries(st.sampled_from(["hour", "daypart"]), st.integers(0, 30_000), min_size=1),
        quantity=st.integers(1, 5),
        kind_id=st.integers(1, 3),
        vat_bp=st.sampled_from([0, 900, 2_100]),
        fixed_fee=st.booleans(),
        pledge=st.sampled_from(
            [None, pledge(1, left=90), pledge(2, left=600, mine=100), pledge(3, left=0), pledge(4, bands="B")]
        ),
    ),
    min_size=1,
    max_size=4,
)


def some_funds(stackable: st.SearchStrategy[bool]) -> st.SearchStrategy[list[FundFacts]]:
    one = st.builds(
        lambda **each: fund(0, **each),
        available=st.integers(0, 60_000),
        match_share_bp=st.integers(0, 10_000),
        priority=st.integers(1, 3),
        stackable=stackable,
        cap_per_booking_cents=limit,
        organisation_left_cents=limit,
        month_left_cents=limit,
        rules=st.lists(rules, max_size=3).map(tuple),
    )
    return st.lists(one, max_size=5)


some_bands = st.one_of(
    st.none(),
    st.builds(band, st.integers(0, 10_000), left=st.one_of(st.none(), st.integers(0, 80_000))),
)
