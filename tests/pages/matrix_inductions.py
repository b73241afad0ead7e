"""Who gets what where inductions and training sessions are. Teun works at the Effenaar's desk, Hanna manages it."""

from typing import Any

from tests.factories.bookings import booked
from tests.factories.inductions import MORNING, a_session, an_induction, given
from tests.pages.matrix import LOGIN, Answers, Entry, Stage, each, everybody


def the_hub(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar"}


def one(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar", "pk": an_induction(stage.cast.effenaar).pk}


def public(stage: Stage) -> dict[str, Any]:
    return {"pk": an_induction(stage.cast.effenaar).pk}


def for_programs(stage: Stage) -> dict[str, Any]:
    return {"induction_id": an_induction(stage.cast.effenaar).pk}


def held(stage: Stage) -> dict[str, Any]:
    induction = an_induction(stage.cast.effenaar)
    return {"hub": "effenaar", "pk": induction.pk, "uuid": given(induction, stage.cast.bo).uuid}


def studio(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar", "slug": "studio-2"}


def session(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar", "pk": a_session(stage.cast.effenaar).pk}


def seat(stage: Stage) -> dict[str, Any]:
    planned = a_session(stage.cast.effenaar)
    booking = booked(stage.cast.bo, stage.cast.zout, planned.facility, period=MORNING)
    return {"hub": "effenaar", "pk": planned.pk, "number": booking.number}


def booking(stage: Stage) -> dict[str, Any]:
    an_induction(stage.cast.effenaar)
    return {"number": booked(stage.cast.bo, stage.cast.zout, stage.cast.studio).number}


def waived(stage: Stage) -> dict[str, Any]:
    (induction,) = stage.cast.effenaar.inductions.all()
    return {"induction": induction.pk, "reason": "Teun is beside them."}


NEW = {"name_nl": "Laser", "name_en": "Laser", "months": 12}
PLAN = {
    "title": "Lasers", "date": "2026-11-26", "start": "09:00", "end": "12:00", "seats": 4, "price": "25",
}  # fmt: skip


def staff(answer: int, **others: Any) -> Answers:
    return each(404, anonymous=LOGIN, hub_staff=answer, hub_manager=answer, **{"site_admin": answer} | others)


def managers(answer: int) -> Answers:
    return each(404, anonymous=LOGIN, hub_staff=403, hub_manager=answer, site_admin=answer)


ENTRIES = [
    Entry("cms:sessions", everybody(200)),
    Entry("cms:induction", everybody(200), kwargs=public),
    Entry("api:induction", everybody(200), kwargs=for_programs),
    Entry("cms:my_inductions", each(200, anonymous=LOGIN)),
    Entry("facilities:inductions", staff(200), kwargs=the_hub),
    Entry("facilities:inductions", managers(302), "POST", kwargs=the_hub, data=lambda stage: NEW),
    Entry("facilities:induction", staff(200), kwargs=one),
    Entry(
        "facilities:induction",
        staff(302),
        "POST",
        kwargs=one,
        data=lambda stage: {"do": "give", "give-email": "bo@example.org", "give-reason": "We know Bo."},
    ),
    Entry("facilities:induction_withdraw", staff(200), kwargs=held),
    Entry(
        "facilities:induction_withdraw",
        staff(302),
        "POST",
        kwargs=held,
        data=lambda stage: {"reason": "Broke it."},
    ),
    Entry("facilities:facility_induction", managers(200), kwargs=studio),
    Entry(
        "facilities:facility_induction",
        managers(302),
        "POST",
        kwargs=studio,
        data=lambda stage: {"induction": an_induction(stage.cast.effenaar).pk},
    ),
    Entry("bookings:sessions", staff(200), kwargs=the_hub),
    Entry("bookings:session_new", staff(200), kwargs=the_hub),
    Entry("bookings:session_new", staff(302), "POST", kwargs=the_hub, data=lambda stage: PLAN),
    Entry("bookings:session", staff(200), kwargs=session),
    Entry("bookings:session_call_off", staff(302), kwargs=session),
    Entry(
        "bookings:session_call_off",
        staff(302),
        "POST",
        kwargs=session,
        data=lambda stage: {"reason": "Noor is ill."},
    ),
    Entry("bookings:attendance", staff(302), kwargs=seat),
    # It is Monday, and the session on Thursday: the desk says later who was there.
    Entry(
        "bookings:attendance",
        staff(409, site_admin=403),
        "POST",
        kwargs=seat,
        data=lambda stage: {"came": "yes"},
    ),
    Entry(
        "bookings:waive_induction",
        each(
            404,
            anonymous=LOGIN,
            member=302,
            booker=302,
            owner=302,
            hub_staff=302,
            hub_manager=302,
            site_admin=302,
        ),
        kwargs=booking,
    ),
    Entry(
        "bookings:waive_induction",
        each(
            404,
            anonymous=LOGIN,
            member=403,
            booker=403,
            owner=403,
            hub_staff=302,
            hub_manager=302,
            site_admin=403,
        ),
        "POST",
        kwargs=booking,
        data=waived,
    ),
]
