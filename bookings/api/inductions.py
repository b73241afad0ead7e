"""Inductions for programs: what one is, what asks for it, and the sessions that give it."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import ConfigDict

from bookings.api.endpoints import NO
from bookings.models.sessions import coming
from facilities.models.inducting import asking_for, public_induction
from hub.kit import clock
from hub.kit.strict import Id, StrictQuery, refuse_unknown

router = Router()


class SessionOut(Schema):
    """A training session: a `facility` that is booked as any other, one seat at a time, from `start` to `end`."""

    facility: int
    name: str
    start: datetime
    end: datetime
    free: int
    seats: int


class AskingOut(Schema):
    facility: int
    name: str


class InductionOut(Schema):
    """`months`: how long it holds once it is given, None without end. Who books what asks for it, or the colleague
    named in `used_by`, holds it when that begins; else the answer is the problem `induction_missing`, with this
    induction's id among its facts."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 3,
                    "hub": "effenaar",
                    "name": "Projector of 7,000 lumen",
                    "about": "How to hang and secure it.",
                    "months": 12,
                    "asked_by": [{"facility": 12, "name": "Projector 7000"}],
                    "sessions": [
                        {
                            "facility": 57,
                            "name": "Projecting for who builds it up",
                            "start": "2026-12-05T09:00:00Z",
                            "end": "2026-12-05T12:00:00Z",
                            "free": 3,
                            "seats": 6,
                        }
                    ],
                }
            ]
        }
    )

    id: int
    hub: str
    name: str
    about: str
    months: int | None
    asked_by: list[AskingOut]
    sessions: list[SessionOut]


@router.get("/inductions/{induction_id}", response={200: InductionOut, **NO}, tags=["inductions"])
def induction(request: HttpRequest, induction_id: Annotated[Id, Path()]) -> Any:
    """What it is and how one gets it."""
    refuse_unknown(request, StrictQuery())
    found, now = public_induction(induction_id), clock.now()
    return {
        "id": found.pk,
        "hub": found.hub.slug,
        "name": found.name,
        "about": found.about,
        "months": found.months,
        "asked_by": [{"facility": each.pk, "name": each.name} for each in asking_for(found)],
        "sessions": [
            {
                "facility": each.session.facility_id,
                "name": each.session.facility.name,
                "start": each.session.period.start,
                "end": each.session.period.end,
                "free": each.free,
                "seats": each.seats,
            }
            for each in coming(now, induction=found)
        ],
    }
