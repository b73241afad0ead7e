"""What a hub brought along is taken back whole, as long as nothing depends on it."""

from dataclasses import replace

import pytest

from bookings.actions.undo_import import NotTheLast, StandsInTheWay, undo_import
from facilities.actions._facts import FacilityFacts
from facilities.actions.change_facility import change_facility
from facilities.models import Facility, Unit
from funding.models import RateCard
from hub.kit import outbox
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.imports import HEAD, csv_file, written

pytestmark = pytest.mark.django_db

HALL = ("Grote zaal", "recording studio", "Zaal", "", "75,50")
LAMPS = [("Lamp", "microphone", f"L-{n}", f"SN {n}", "€ 1.234,50") for n in (1, 2, 3)]


@pytest.fixture
def cast() -> Cast:
    return assemble()


def everything() -> tuple:
    rows = (Facility, Unit, RateCard)
    return tuple(list(model.objects.order_by("pk").values()) for model in rows)


def test_the_last_file_is_undone_without_a_trace(cast):
    before = everything()
    file = csv_file(
        (*HEAD, "Aantal personen"),
        (*HALL, ""),
        *[(*lamp, "") for lamp in LAMPS],
        ("Studio 2", "", "extra", "", "60", "9"),
    )
    done = written(cast.effenaar, file, cast.hanna)
    while outbox.work_off():
        pass
    undone = undo_import(found=done, actor=cast.hanna, now=NOW)
    assert undone.state == "undone" and everything() == before
    assert broken_invariants() == {}
    with pytest.raises(NotTheLast):
        undo_import(found=done, actor=cast.hanna, now=NOW)


def test_a_price_of_today_is_put_back_with_its_note(cast):
    head = ("Naam", "Prijs per uur")
    first = written(cast.effenaar, csv_file(head, ("Studio 2", "60")), cast.hanna)
    second = written(cast.effenaar, csv_file(head, ("Studio 2", "70")), cast.hanna, now=NOW.replace(hour=11))
    undo_import(found=second, actor=cast.hanna, now=NOW.replace(hour=12))
    card = RateCard.objects.filter(facility=cast.studio).latest("valid_from")
    assert card.rates.get(unit="hour").cents == 6_000
    assert broken_invariants() == {}
    undo_import(found=first, actor=cast.hanna, now=NOW.replace(hour=13))
    assert broken_invariants() == {}


def test_only_the_last_file_is_undone(cast):
    first = written(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    written(cast.effenaar, csv_file(HEAD, *LAMPS), cast.hanna, now=NOW.replace(hour=11))
    with pytest.raises(NotTheLast):
        undo_import(found=first, actor=cast.hanna, now=NOW.replace(hour=12))


def test_what_is_booked_is_not_undone(cast):
    done = written(cast.effenaar, csv_file(HEAD, ("Studio 2", "", "tweede", "", "")), cast.hanna)
    Unit.objects.filter(facility=cast.studio).exclude(label="tweede").update(state="in_repair")
    booked(cast.bo, cast.zout, cast.studio)
    before = everything()
    with pytest.raises(StandsInTheWay) as refused:
        undo_import(found=done, actor=cast.hanna, now=NOW)
    assert [(each.kind, each.example) for each in refused.value.obstacles] == [
        ("bookings.occupancy", "tweede")
    ]
    assert everything() == before


def test_what_somebody_changed_since_is_not_undone(cast):
    file = csv_file(("Naam", "Aantal personen"), ("Studio 2", "12"))
    done = written(cast.effenaar, file, cast.hanna)
    studio = Facility.objects.get(pk=cast.studio.pk)
    facts = replace(FacilityFacts.of(studio), capacity_people=14)
    change_facility(facility=studio, facts=facts, actor=cast.hanna, now=NOW)
    with pytest.raises(StandsInTheWay) as refused:
        undo_import(found=done, actor=cast.hanna, now=NOW)
    assert [each.kind for each in refused.value.obstacles] == ["changed"]
