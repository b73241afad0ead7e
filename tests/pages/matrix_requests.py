"""Options and requests: an organisation keeps and answers, its hub's staff judge and ask, and nobody else."""

from typing import Any

from tests.factories.options import asks_first, gives_options, requested
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_bookings import SEES, held, number

READS = each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 302))
ONLY_OURS = each(404, anonymous=LOGIN, **{**dict.fromkeys(SEES, 403), "booker": 302, "owner": 302})
ONLY_THE_HUB = each(
    404, anonymous=LOGIN, **{**dict.fromkeys(SEES, 403), "hub_staff": 302, "hub_manager": 302}
)


def to_keep(stage: Stage) -> dict[str, Any]:
    """Held, of what gives options."""
    gives_options(stage.cast.studio)
    return {"number": held(stage).number}


def to_judge(stage: Stage) -> dict[str, Any]:
    """Asked for, with a question that waits."""
    asks_first(stage.cast.studio)
    booking = requested(stage.cast.bo, stage.cast.zout, stage.cast.studio)
    booking.remarks.create(
        person=stage.cast.teun, by_hub=True, text="How many are you?", at=booking.placed_at
    )
    return {"number": booking.number}


def why(stage: Stage) -> dict[str, Any]:
    return {"reason": "It fits our house"}


def words(stage: Stage) -> dict[str, Any]:
    return {"text": "There are five of us"}


ENTRIES = [
    Entry("bookings:option", READS, kwargs=number),
    Entry("bookings:option", ONLY_OURS, "POST", kwargs=to_keep, data=lambda stage: {"on": "2026-11-24"}),
    *[
        entry
        for name, answers, data in (
            ("approve", ONLY_THE_HUB, why),
            ("decline", ONLY_THE_HUB, why),
            ("ask", ONLY_THE_HUB, words),
            ("answer", ONLY_OURS, words),
        )
        for entry in (
            Entry(f"bookings:{name}", READS, kwargs=number),
            Entry(f"bookings:{name}", answers, "POST", kwargs=to_judge, data=data),
        )
    ],
]
