"""Second options: an organisation takes, challenges and lets go; the hub's staff look on, and nobody else."""

from typing import Any

from tests.factories.options import gives_options, optioned
from tests.factories.seconds import second
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_bookings import SEES, sealed
from tests.pages.matrix_requests import ONLY_OURS, READS


def waiting(stage: Stage) -> dict[str, Any]:
    """Zout behind Noord."""
    gives_options(stage.cast.studio)
    optioned(stage.cast.ilse, stage.cast.noord, stage.cast.studio)
    return {"number": second(stage.cast.bo, stage.cast.zout, stage.cast.studio).number}


def to_take(stage: Stage) -> dict[str, Any]:
    """What the page of Zout's price posts while Noord has the studio in option."""
    gives_options(stage.cast.studio)
    optioned(stage.cast.ilse, stage.cast.noord, stage.cast.studio)
    return {**sealed(stage), "on": "2026-11-24"}


ENTRIES = [
    Entry("bookings:take_second", each(302, anonymous=LOGIN)),
    Entry(
        "bookings:take_second",
        each(404, anonymous=LOGIN, member=403, booker=302, owner=302),
        "POST",
        data=to_take,
    ),
    Entry("bookings:second", each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 200)), kwargs=waiting),
    *[
        entry
        for name in ("challenge", "let_go_second")
        for entry in (
            Entry(f"bookings:{name}", READS, kwargs=waiting),
            Entry(f"bookings:{name}", ONLY_OURS, "POST", kwargs=waiting),
        )
    ],
]
