"""Who gets what at the places' addresses. Hanna manages the Effenaar, Teun works at its desk, Ilse is a stranger."""

import io
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from facilities.actions.add_closure import add_closure
from facilities.actions.add_opening import add_opening
from facilities.actions.add_photo import add_photo
from facilities.models import Photo
from hub.kit.audit import SITE
from tests.cast import NOW
from tests.pages.matrix import LOGIN, Answers, Entry, Stage, each, everybody


def effenaar(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar"}


def studio(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar", "slug": "studio-2"}


def unit(stage: Stage) -> dict[str, Any]:
    return studio(stage) | {"pk": stage.cast.studio.units.get().pk}


def png() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "PNG")
    file.seek(0)
    return file


def new_photo(stage: Stage) -> Photo:
    return add_photo(
        facility=stage.cast.studio, file=png(), name="a.png", alt_nl="De vleugel", actor=SITE, now=NOW
    )


def closure(stage: Stage) -> dict[str, Any]:
    closed = add_closure(
        hub=stage.cast.effenaar, starts=datetime(2026, 12, 1), ends=datetime(2026, 12, 2), actor=SITE, now=NOW
    )
    return effenaar(stage) | {"entry": closed.entry.pk}


def opening(stage: Stage) -> dict[str, Any]:
    entry = add_opening(
        hub=stage.cast.effenaar,
        starts=datetime(2026, 12, 6, 10),
        ends=datetime(2026, 12, 6, 18),
        actor=SITE,
        now=NOW,
    )
    return effenaar(stage) | {"entry": entry.pk}


def hub_details(stage: Stage) -> dict[str, Any]:
    return {
        "name": "Effenaar", "kind": "venue", "operator": stage.cast.effenaar.operator_id,
        "municipality": stage.cast.effenaar.municipality_id, "latitude": "51.4", "longitude": "5.4",
        "street": "Dommelstraat 2", "gap_policy": "pay", "holidays_of": "",
    }  # fmt: skip


def facility_details(stage: Stage) -> dict[str, Any]:
    return {
        "name": "Attic", "kind": stage.cast.studio.kind_id, "grid_minutes": 30, "min_minutes": 60, "max_minutes": 480,
        "notice_minutes": 0, "horizon_days": 90, "turnaround_minutes": 0,
    }  # fmt: skip


def companion(stage: Stage) -> dict[str, Any]:
    return {
        "rule-TOTAL_FORMS": "1", "rule-INITIAL_FORMS": "0", "rule-0-companion": stage.cast.engineer.pk,
        "rule-0-why": "after", "rule-0-at": "18:00",
    }  # fmt: skip


def managers(answer: int) -> Answers:
    """A stranger finds nothing there; the desk may look at the overview, not change."""
    return each(404, anonymous=LOGIN, hub_staff=403, hub_manager=answer, site_admin=answer)


def desks(answer: int) -> Answers:
    """What the desk needs daily is open to its staff too."""
    return each(404, anonymous=LOGIN, hub_staff=answer, hub_manager=answer, site_admin=answer)


HUB_FORMS = ("hub_change", "hours", "openings", "house_rules", "dayparts", "facility_add")
FACILITY_FORMS = ("facility", "facility_hours", "photos", "parts", "companions")
SENT: dict[str, Any] = {
    "hub_change": hub_details,
    "hours": lambda stage: {"opens_0_0": "09:00", "closes_0_0": "17:00"},
    "closures": lambda stage: {"first_day": "2026-12-01", "last_day": "2026-12-02"},
    "openings": lambda stage: {"day": "2026-12-06", "opens": "10:00", "closes": "18:00"},
    "dayparts": lambda stage: {"part-TOTAL_FORMS": 0, "part-INITIAL_FORMS": 0},
    "companions": companion,
    "house_rules": lambda stage: {"text_nl": "Stil na elf."},
    "facility_add": facility_details,
    "facility": facility_details,
    "facility_hours": lambda stage: {"opens_0_0": "09:00", "closes_0_0": "17:00"},
    "units": lambda stage: {"units": "Room"},
    "parts": lambda stage: {"part-TOTAL_FORMS": 0, "part-INITIAL_FORMS": 0},
    "photos": lambda stage: {"file": SimpleUploadedFile("a.png", png().getvalue()), "alt_nl": "De vleugel"},
}

ENTRIES = [
    Entry("cms:places", everybody(200)),
    Entry("cms:region", everybody(200), kwargs=lambda stage: {"slug": "noord-brabant"}),
    Entry("cms:hub", everybody(200), kwargs=lambda stage: {"slug": "effenaar"}),
    Entry("cms:facility", everybody(200), kwargs=studio),
    Entry(
        "photo",
        everybody(200),
        kwargs=lambda stage: {
            "folder": "facilities",
            "name": str(new_photo(stage).image.name).split("/")[1].removesuffix(".jpg"),
        },
    ),
    Entry("facilities:hubs", each(200, anonymous=LOGIN)),
    Entry(
        "facilities:hub",
        each(404, anonymous=LOGIN, hub_staff=200, hub_manager=200, site_admin=200),
        kwargs=effenaar,
    ),
    *[Entry(f"facilities:{name}", managers(200), kwargs=effenaar) for name in HUB_FORMS],
    *[
        Entry(f"facilities:{name}", managers(302), "POST", kwargs=effenaar, data=SENT[name])
        for name in HUB_FORMS
    ],
    *[Entry(f"facilities:{name}", managers(200), kwargs=studio) for name in FACILITY_FORMS],
    *[
        Entry(f"facilities:{name}", managers(302), "POST", kwargs=studio, data=SENT[name])
        for name in FACILITY_FORMS
    ],
    # Who reads what only a button sends (after signing in) is brought to the page that has the button.
    Entry("facilities:closures", desks(200), kwargs=effenaar),
    Entry("facilities:closures", desks(302), "POST", kwargs=effenaar, data=SENT["closures"]),
    Entry("facilities:units", desks(200), kwargs=studio),
    Entry("facilities:units", managers(302), "POST", kwargs=studio, data=SENT["units"]),
    *[Entry("facilities:closure_lift", desks(302), method, kwargs=closure) for method in ("GET", "POST")],
    *[
        Entry("facilities:opening_withdraw", managers(302), method, kwargs=opening)
        for method in ("GET", "POST")
    ],
    Entry("facilities:state", managers(302), kwargs=studio),
    Entry("facilities:state", managers(302), "POST", kwargs=studio, data=lambda stage: {"state": "retired"}),
    Entry("facilities:unit", desks(200), kwargs=unit),
    Entry(
        "facilities:unit",
        desks(302),
        "POST",
        kwargs=unit,
        data=lambda stage: {"label": "Room", "state": "in_repair"},
    ),
    *[
        Entry(
            "facilities:photo_remove",
            managers(302),
            method,
            kwargs=lambda stage: studio(stage) | {"pk": new_photo(stage).pk},
        )
        for method in ("GET", "POST")
    ],
]
