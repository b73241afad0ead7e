"""A series as part of a pilot, as people and programs say it."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from bookings.models import Booking
from tests.cast import NOW, assemble
from tests.factories.pilots import a_pilot
from tests.factories.series import a_series, open_thursdays, series_of
from tests.pages.repeating import book, look, page, pick
from tests.signing_in import signed_in


@pytest.fixture
def cast(db):
    with time_machine.travel(NOW, tick=False):
        cast = assemble()
        open_thursdays(cast.studio)
        yield cast


def parts() -> set[str]:
    return {str(each or "") for each in Booking.objects.values_list("part_of", flat=True)}


def test_a_series_asks_what_it_is_part_of_where_there_is_something_to_choose(cast):
    bo = signed_in(cast.bo)
    pick(bo, cast)
    assert "A pilot that you take part in" not in page(look(bo))
    pilot = a_pilot(cast)
    shown = look(bo)
    assert "A pilot that you take part in" in page(shown) and str(pilot.ref) in page(shown)
    assert "does not take part in that" in page(book(bo, shown, part_of="pilot:nothing"))
    assert not Booking.objects.exists()
    placed = book(bo, look(bo), part_of=str(pilot.ref))
    assert parts() == {str(pilot.ref)}
    assert "Dancing apart" in page(placed), "the page of the series says so"


def test_what_was_chosen_stays_when_a_series_comes_back_wrong(cast):
    bo, pilot = signed_in(cast.bo), a_pilot(cast)
    pick(bo, cast)
    again = book(bo, look(bo), part_of=str(pilot.ref), purpose="x" * 201)
    assert again.status_code == 400
    assert f'<option value="{pilot.ref}" selected>' in page(again)


def test_the_page_of_a_series_puts_all_dates_under_a_pilot(cast):
    bo, pilot = signed_in(cast.bo), a_pilot(cast)
    series = series_of(cast.bo, cast.zout, cast.studio, count=3).series
    here, put = (reverse(f"bookings:{name}", args=[series.number]) for name in ("series", "series_part_of"))
    assert "Make all dates part of a pilot" in page(bo.get(here))
    assert "3 dates are part of it now." in page(bo.post(put, {"part_of": str(pilot.ref)}, follow=True))
    assert parts() == {str(pilot.ref)}
    Booking.objects.filter(pk=series.bookings.first().pk).update(part_of="")
    assert "Its dates are part of different things" in page(bo.get(here))
    assert "part of nothing any more" in page(bo.post(put, {"part_of": ""}, follow=True))
    assert parts() == {""}
    for wrong in ("x", "pilot:x", "x\x00y"):
        assert bo.post(put, {"part_of": wrong}).status_code in (400, 404)


def test_programs_say_of_a_series_what_it_is_part_of(cast):
    bo, pilot = signed_in(cast.bo), a_pilot(cast)
    asked = a_series(cast.zout, cast.studio, count=2)
    body = {
        "hub": "effenaar",
        "organisation": str(cast.zout.uuid),
        "lines": as_json(asked.lines),
        "repeat": {"rhythm": "weekly", "count": 2},
        "dates": [{"on": each.on.isoformat(), "lines": as_json(each.lines)} for each in asked.dates],
        "price_digest": asked.price_digest,
        "part_of": str(pilot.ref),
    }
    made = sent(bo, "/api/series", body)
    assert made.status_code == 201 and parts() == {str(pilot.ref)}
    url = f"/api/series/{made.json()['number']}/part-of"
    assert sent(bo, url, {"part_of": None}).status_code == 200 and parts() == {""}
    assert sent(bo, url, {"part_of": "pilot:nothing"}).json()["code"] == "not_part_of"


def as_json(lines) -> list[dict[str, object]]:
    return [
        {
            "facility": line.facility_id,
            "start": line.period.start.isoformat(),
            "end": line.period.end.isoformat(),
        }
        for line in lines
    ]


def sent(client, url: str, body: dict[str, object]):
    key = {"Idempotency-Key": str(uuid4())}
    return client.post(url, json.dumps(body), content_type="application/json", headers=key)
