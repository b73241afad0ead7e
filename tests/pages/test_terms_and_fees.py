"""What cancelling costs, as people see it: before booking, before cancelling, afterwards; and what the hub does."""

from datetime import timedelta

import pytest
import time_machine

from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.models import BookingState
from funding.models import CancellationTerms, Fund
from funding.rules.terms import Terms
from hub.kit.money import format_eur
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.factories.bookings import booked, held
from tests.factories.inductions import an_induction
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, LAST_DAY, terms
from tests.pages.matrix_bookings import AFTERNOON
from tests.pages.picking import address, page
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    two_funds(cast)
    Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    return cast


def euro(cents: int) -> str:
    return format_eur(cents, "en").replace("\u00a0", " ")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("&nbsp;", " ")


def test_a_manager_sets_the_terms_and_the_facility_says_them(cast, bo):
    hanna = signed_in(cast.hanna)
    rows = {"step-TOTAL_FORMS": 4, "step-INITIAL_FORMS": 4}
    said = {"valid_from": "2026-11-23", "no_show": "100", "step-0-count": "24", "step-0-span": "hours"}
    said |= {"step-0-share": "100", "step-1-count": "7", "step-1-span": "days", "step-1-share": "33,5"}
    assert "Leave all of them empty" in page(hanna.get("/en/desk/effenaar/terms/"))
    after = page(hanna.post("/en/desk/effenaar/terms/", {**rows, **said}, follow=True))
    assert "The terms are saved." in after
    assert (
        "until 7 days before it begins free ; from 7 days before 33.5 % ; from 24 hours before 100 %"
        in plain(after.replace(" ;", " ;").replace("%;", "% ;").replace("free;", "free ;"))
    )
    shown = plain(page(bo.get("/en/hubs/effenaar/studio-2/")))
    assert "until 7 days before it begins free" in shown
    assert CancellationTerms.objects.get().terms.steps[0].bp == 3_350
    again = hanna.get("/en/desk/effenaar/terms/")
    assert again.content.count(b'value="33.5"') == 1


def test_a_manager_takes_a_facility_back_to_the_hubs_terms(cast, bo):
    terms(cast.effenaar, LAST_DAY)
    terms(cast.effenaar, DAY_HALF, facility=cast.studio)
    hanna, path = signed_in(cast.hanna), "/en/desk/effenaar/terms/studio-2/"
    assert path in hanna.get("/en/desk/effenaar/rates/").content.decode()
    assert path not in signed_in(cast.teun).get("/en/desk/effenaar/rates/").content.decode()
    assert "Choose today or a later day" in page(hanna.post(path, {"valid_from": "2026-11-22"}), 400)
    assert page(hanna.post(path, {"valid_from": "31-02-2026"}), 400)
    after = page(hanna.post(path, {"valid_from": "2026-11-23"}, follow=True))
    assert "From that day on Studio 2 has the terms of Effenaar." in after
    assert "as everything here" in after
    assert "from 24 hours before 100 %" in plain(page(bo.get("/en/hubs/effenaar/studio-2/")))
    assert "has no terms of its own" in page(hanna.post(path, {"valid_from": "2026-11-24"}), 400)
    assert hanna.get("/en/desk/effenaar/terms/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"step-0-count": "7"}, "Fill this in too, or leave the whole step empty."),
        ({"step-0-share": "7"}, "Fill this in too, or leave the whole step empty."),
        ({"step-0-count": "-1", "step-0-share": "50"}, "Give a whole number from 1 to"),
        ({"step-0-count": "٧", "step-0-share": "50"}, "Give a whole number from 1 to"),
        ({"step-0-count": "7", "step-0-share": "101"}, "Give a percentage from 0 to 100"),
        ({"step-0-count": "7", "step-0-share": "50", "step-0-span": "weeks"}, "Select a valid choice"),
        (
            {"step-0-count": "7", "step-0-share": "50", "no_show": "10"},
            "Not coming must cost at least as much",
        ),
        ({"no_show": ""}, "This field is required."),
        ({"valid_from": "2026-11-22"}, "Choose today or a later day."),
    ],
)
def test_terms_that_make_no_sense_are_said_at_the_field(cast, said, why):
    rows = {"step-TOTAL_FORMS": 4, "step-INITIAL_FORMS": 4, "valid_from": "2026-11-23", "no_show": "100"}
    rows |= {"step-0-span": "days"}
    response = signed_in(cast.hanna).post("/en/desk/effenaar/terms/", {**rows, **said})
    assert why in page(response, 400)
    assert not CancellationTerms.objects.exists()


def test_before_anybody_books_it_says_until_when_it_is_free_and_what_it_costs_then(cast, bo):
    terms(cast.effenaar, DAY_HALF)
    bo.post("/en/book/basket/add/", {"facility": cast.studio.pk, **AFTERNOON})
    quoted = plain(page(bo.get("/en/book/quote/")))
    for said in (
        "If you cancel Until Wednesday 25 November, 13:00 free",
        "After that € 41.20",
        "If you do not come € 82.40",
    ):
        assert said in quoted
    waits = plain(page(bo.get(address(held(cast.bo, cast.zout, cast.studio)))))
    assert "Until Wednesday 25 November, 13:00 free" in waits
    assert "before that, letting go costs nothing" in waits


def test_afterwards_it_stands_on_the_booking_in_one_sentence(cast, bo):
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio)
    shown = plain(page(bo.get(address(booking))))
    assert (
        "If you cancel: Free until Wednesday 25 November, 13:00; after that € 41.20; if you do not come € 82.40."
        in shown
    )
    assert "If they cancel" in page(signed_in(cast.teun).get(address(booking)))


def test_who_cancels_late_is_told_before_what_everybody_pays_and_after_what_is_due(cast, bo, monday_morning):
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio)
    monday_morning.move_to(LATE)
    asked = plain(page(bo.get(address(booking, "cancel/"))))
    assert "Cancelling now costs you € 41.20" in asked
    assert "Funds that bear such fees pay € 18.00" in asked
    assert "Goes back to the funds € 59.60" in asked
    assert "Yes, cancel it for € 41.20" in asked
    after = plain(page(bo.post(address(booking, "cancel/"), {"reason": "", "fee": "4120"}, follow=True)))
    assert "It was cancelled late, so € 41.20 is due" in after
    assert booking.fees.get().own_cents == 4_120


def test_who_was_shown_that_it_is_free_is_asked_again_when_it_is_not_any_more(cast, bo, monday_morning):
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio)
    monday_morning.move_to(LATE)
    again = plain(page(bo.post(address(booking, "cancel/"), {"reason": "ill", "fee": "0"}), 409))
    assert "Cancelling costs you € 41.20 by now. Nothing was cancelled: decide again." in again
    assert "Yes, cancel it for € 41.20" in again
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


@pytest.mark.parametrize("fee", ["-1", "1e3", "99999999999", "x"])
def test_a_fee_that_is_no_number_is_no_consent(cast, bo, monday_morning, fee):
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio)
    monday_morning.move_to(LATE)
    bo.post(address(booking, "cancel/"), {"reason": "", "fee": fee})
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_the_hub_cancels_without_a_fee_and_is_told_so(cast, teun, monday_morning):
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio)
    monday_morning.move_to(LATE)
    assert "it pays nothing" in page(teun.get(address(booking, "cancel/")))
    teun.post(address(booking, "cancel/"), {"reason": "A leak"})
    assert not booking.fees.exists()


@pytest.mark.parametrize("teaches", [False, True])
def test_the_hub_waives_a_fee_on_the_page_of_the_booking(cast, bo, teun, monday_morning, teaches):
    """Also where it has inductions, which the desk waives on the same page."""
    if teaches:
        an_induction(cast.effenaar)
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio)
    cancel(number=booking.number, actor=cast.bo, now=LATE)
    monday_morning.move_to(LATE)
    assert "Waive the fee" in page(teun.get(address(booking)))
    assert "Waive the fee" not in page(bo.get(address(booking)))
    assert "This field is required." in page(teun.post(address(booking, "waive/"), {"reason": " "}), 400)
    after = page(teun.post(address(booking, "waive/"), {"reason": "They were ill"}, follow=True))
    assert "Waived: nobody owes it any more." in after
    seen = plain(page(bo.get(address(booking))))
    assert "They were ill" in seen and "There is nothing to pay." in seen


def test_the_hub_notes_that_nobody_came_and_takes_it_back(cast, bo, teun, monday_morning):
    terms(cast.effenaar, LAST_DAY)
    booking = booked(cast.bo, cast.zout, cast.studio)
    complete_ended(now=thursday(13, 17).end)
    monday_morning.move_to(thursday(13, 17).end + timedelta(days=1))
    asked = plain(page(teun.get(address(booking))))
    assert "They did not come" in asked
    assert f"Then they pay {euro(8_240)} instead of {euro(8_240)}" in asked
    assert "They did not come" not in page(bo.get(address(booking)))
    assert "Noted:" in page(teun.post(address(booking, "no-show/"), {"reason": "Dark"}, follow=True))
    ours = plain(page(bo.get(address(booking))))
    assert "Effenaar has noted that you did not come" in ours and "“Dark”" in ours
    assert "They came after all" in page(teun.get(address(booking)))
    assert "Taken back" in page(teun.post(address(booking, "came/"), {"reason": "Came"}, follow=True))
    assert "did not come" not in page(bo.get(address(booking)))


def test_too_early_or_too_late_is_said(cast, teun, monday_morning):
    booking = booked(cast.bo, cast.zout, cast.studio)
    assert "They may still come." in page(teun.post(address(booking, "no-show/"), {"reason": "x"}), 409)
    monday_morning.move_to(thursday(13, 17).end + timedelta(days=15))
    assert "They did not come" not in page(signed_in(cast.teun).get(address(booking)))


def test_all_of_it_is_said_in_dutch_too(cast, monday_morning):
    terms(cast.effenaar, DAY_HALF)
    booking = booked(cast.bo, cast.zout, cast.studio)
    bo = signed_in(cast.bo)
    shown = plain(page(bo.get(f"/nl/bookings/{booking.number}/")))
    assert (
        "Als je annuleert: Gratis tot woensdag 25 november, 13:00; daarna € 41,20; als je niet komt € 82,40."
        in shown
    )
    monday_morning.move_to(LATE)
    assert "Nu annuleren kost je € 41,20" in plain(page(bo.get(f"/nl/bookings/{booking.number}/cancel/")))
    assert Terms.from_json(booking.lines.get().terms).steps == (DAY_HALF,)
