"""A funder accounts for whom it carried and how much; what they earn nobody can read there, nor work out."""

import csv
import io
import json
from datetime import date, timedelta

import pytest

from bookings.actions.complete_ended import complete_ended
from funding.models import BandDeclaration, Fund
from funding.models.regional import regional
from funding.models.spread import Span
from funding.models.statements import Statement, statement_of
from funding.outbound.statements import on_paper, on_sheet, regional_tables, tables
from hub.kit.money import format_eur
from hub.kit.spreadsheet import csv_of
from members.models import Organisation
from tests.cast import NOW, THURSDAY, Cast, assemble, declare_band_a
from tests.factories.bookings import booked, held
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import (
    BandDeclarationFactory,
    FundFactory,
    FundingAgreementFactory,
    card,
    four_bands,
)
from tests.factories.members import (
    DisciplineFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
)
from tests.factories.money import fill

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
AFTER = date(2027, 2, 1)


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    fill(
        FundFactory(agreement=FundingAgreementFactory(funder=stage.makersfonds), slug="open-doors"), 1_000_000
    )
    return stage


def fund() -> Fund:
    return Fund.objects.select_related("agreement__funder").get(slug="open-doors")


def carried(cast: Cast, count: int, *, band: str = "A", town=None, discipline=None) -> list[Organisation]:
    """So many organisations, each with a booking of its own."""
    made = []
    for number in range(count):
        organisation = OrganisationFactory(municipality=town or cast.effenaar.municipality)
        if discipline:
            organisation.disciplines.add(discipline)
        BandDeclarationFactory(organisation=organisation, band=four_bands()[band])
        room = FacilityFactory(hub=cast.effenaar, open_days=[THURSDAY])
        card(room, daypart=16_000 + number)
        member = MembershipFactory(organisation=organisation, post="owner")
        held(member.person, organisation, room)
        made.append(organisation)
    return made


def stated(span: Span = YEAR, *, today: date = AFTER) -> Statement:
    return statement_of(fund(), span, today=today)


def test_a_recipient_stands_there_with_number_day_what_where_amount_and_state(cast) -> None:
    declare_band_a(cast.zout)
    booking = booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2))
    rows = on_paper(stated(), AFTER)["recipients"]["rows"]
    things = "Studio 2, 2\u00a0× Condenser microphone"
    assert rows == [
        [booking.number, "26-11-2026", "Collectief Zout", things, "Effenaar", "reserved", "€\u00a0117.00"],
        ["Together", "", "", "", "", "reserved", "€\u00a0117.00"],
    ]
    complete_ended(now=NOW + timedelta(days=10))
    assert on_paper(stated(), AFTER)["recipients"]["rows"][0][5] == "settled"


def test_what_somebody_earns_and_their_band_are_nowhere(cast) -> None:
    declare_band_a(cast.zout)
    BandDeclaration.objects.update(turnover_cents=3_111_100)
    booked(cast.bo, cast.zout, cast.studio)
    carried(cast, 6)
    found = stated()
    said = json.dumps(on_paper(found, AFTER)) + str(list(on_sheet(found, "en")))
    for secret in ("31,111", "31.111", "3111100", "35 %", "35\u00a0%", "35%", "56.00", "160.00"):
        assert secret not in said, "neither the turnover, nor the share, nor the price that would tell it"


def test_on_paper_each_state_is_added_up_as_the_balance_says_it(cast) -> None:
    carried(cast, 2)
    declare_band_a(cast.zout)
    booked(cast.bo, cast.zout, cast.studio)
    complete_ended(now=NOW + timedelta(days=10))
    found = stated()
    paper = on_paper(found, AFTER)["recipients"]
    said = {paper["rows"][number][5]: paper["rows"][number][6] for number in paper["sums"]}
    assert said == {
        "reserved": format_eur(found.balance.closing_reserved),
        "settled": format_eur(found.balance.settled),
    }


def test_both_ways_out_say_the_same_and_the_spreadsheet_adds_up(cast) -> None:
    organisation = carried(cast, 3)[0]
    Organisation.objects.filter(pk=organisation.pk).update(name="=SUM(A1:A9)")
    found = stated()
    sheet = csv_of(on_sheet(found, "nl"), "nl").decode()
    rows = list(csv.reader(io.StringIO(sheet.lstrip("\ufeff")), delimiter=";"))
    assert {len(row) for row in rows} == {8}
    people = [row for row in rows if row[0] == "for whom"]
    assert sum(round(100 * float(row[7].replace(",", "."))) for row in people) == found.balance.committed
    assert "'=SUM(A1:A9)" in [row[3] for row in people]
    paper = on_paper(found, AFTER)["recipients"]
    assert len(people) == len(paper["rows"]) - len(paper["sums"]) == 3


def test_a_small_town_goes_together_with_the_next_one(cast) -> None:
    carried(cast, 7)
    carried(cast, 2, town=MunicipalityFactory(slug="best", name="Best", region=cast.brabant))
    carried(cast, 6, town=MunicipalityFactory(slug="oss", name="Oss", region=cast.brabant))
    (towns, *_more) = tables(stated())
    assert [(group.label, group.size) for group in towns.groups] == [
        ("Eindhoven", 7),
        ("2 groups together", 8),
    ]
    assert sum(group.cents for group in towns.groups) == stated().balance.committed


def test_who_makes_several_things_is_counted_once(cast) -> None:
    dance, film = DisciplineFactory(), DisciplineFactory(slug="film", name_nl="film", name_en="film")
    carried(cast, 5, discipline=dance)
    for organisation in carried(cast, 5, discipline=dance):
        organisation.disciplines.add(film)
    carried(cast, 5)
    (_towns, disciplines, *_more) = tables(stated())
    assert {(group.label, group.size) for group in disciplines.groups} == {
        ("dance", 5),
        ("several disciplines", 5),
        ("none said", 5),
    }


def test_of_few_organisations_no_table_is_shown(cast) -> None:
    carried(cast, 4)
    assert all(not table.groups for table in tables(stated()))


def test_bands_are_counted_once_a_year_is_over_and_never_with_amounts(cast) -> None:
    carried(cast, 5, band="A")
    carried(cast, 6, band="B")
    assert stated(today=date(2026, 12, 31)).bands is None
    assert stated(Span(date(2026, 1, 1), date(2026, 12, 30))).bands is None
    table = tables(stated())[-1]
    assert [(group.label, group.size) for group in table.groups] == [("A", 5), ("B", 6)]
    assert not table.has_amounts
    paper = on_paper(stated(), AFTER)["spread"][-1]
    assert paper["rows"] == [["A", "5"], ["B", "6"]]


def test_where_all_are_in_one_band_nobody_reads_which(cast) -> None:
    carried(cast, 9, band="A")
    assert stated().bands is None


def test_a_band_of_few_goes_together_with_the_next_one(cast) -> None:
    carried(cast, 7, band="A")
    carried(cast, 2, band="B")
    carried(cast, 6, band="C")
    assert [(group.label, group.size) for group in tables(stated())[-1].groups] == [
        ("A", 7),
        ("2 groups together", 8),
    ]


def test_bands_are_the_same_in_the_statements_of_all_of_a_funders_funds(cast) -> None:
    """Or two funds that differ in one recipient would tell its band."""
    carried(cast, 5, band="A")
    carried(cast, 6, band="B")
    other = FundFactory(agreement=fund().agreement, slug="other", priority=1)
    fill(other, 1_000_000)
    carried(cast, 1, band="B")
    here, there = (
        statement_of(each, YEAR, today=AFTER).bands
        for each in Fund.objects.select_related("agreement__funder")
    )
    assert here == there and here is not None


def test_what_was_over_before_the_period_is_not_in_it(cast) -> None:
    declare_band_a(cast.zout)
    booked(cast.bo, cast.zout, cast.studio)
    complete_ended(now=NOW + timedelta(days=10))
    later = stated(Span(date(2026, 12, 24), date(2027, 12, 31)), today=date(2028, 1, 1))
    assert later.carried == []
    (december,) = stated(Span(date(2026, 12, 1), date(2026, 12, 31))).carried
    assert december.state == "settled"
    (november,) = stated(Span(date(2026, 11, 1), date(2026, 11, 30))).carried
    assert november.state == "reserved", "as it stood when November ended"


def test_a_statement_asks_in_a_number_of_statements_that_does_not_grow(
    cast, django_assert_max_num_queries
) -> None:
    carried(cast, 3)
    with django_assert_max_num_queries(9):
        stated(today=date(2026, 11, 30))
    carried(cast, 9)
    with django_assert_max_num_queries(9):
        stated(today=date(2026, 11, 30))


def test_a_quartermaster_reads_sums_of_the_region_and_nobodys_own(cast) -> None:
    carried(cast, 6)
    carried(cast, 7, town=cast.noord.municipality)
    found = regional(cast.brabant, 2026)
    assert found.total is not None
    assert (found.total.size, found.total.bookings) == (6, 6)
    assert [group.label for group in regional_tables(found)[0].groups] == ["Open Doors"]
    assert regional(cast.brabant, 2025).total is None


def test_a_small_fund_in_a_region_goes_together_with_others(cast) -> None:
    carried(cast, 6)
    Fund.objects.update(expires_on=date(2025, 1, 1))
    fill(FundFactory(slug="small"), 1_000_000)
    booked_later = carried(cast, 2)
    assert len(booked_later) == 2
    (funds, _towns, _disciplines) = regional_tables(regional(cast.brabant, 2026))
    assert [(group.label, group.size) for group in funds.groups] == [("2 groups together", 8)]


def test_a_region_where_few_were_carried_shows_nothing(cast) -> None:
    carried(cast, 4)
    found = regional(cast.brabant, 2026)
    assert (found.total, found.funds.is_empty, found.towns.is_empty) == (None, True, True)
