"""Who gets what of what a hub brings along and takes along: its managers alone."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.imports import HEAD, csv_file, read, written
from tests.pages.matrix import Entry, Stage
from tests.pages.matrix_facilities import effenaar, managers

FILE = csv_file(HEAD, ("Zolder", "recording studio", "Zolder", "", "40"))


def a_file(stage: Stage) -> dict[str, Any]:
    return {"key": uuid4(), "file": SimpleUploadedFile("zalen.csv", FILE)}


def its_preview(stage: Stage) -> dict[str, Any]:
    found = read(stage.cast.effenaar, FILE, stage.cast.hanna)
    stage.kept["seen"] = found.preview["digest"]
    return effenaar(stage) | {"uuid": found.uuid}


def was_seen(stage: Stage) -> dict[str, Any]:
    return {"seen": stage.kept["seen"]}


def taken_over(stage: Stage) -> dict[str, Any]:
    return effenaar(stage) | {"uuid": written(stage.cast.effenaar, FILE, stage.cast.hanna).uuid}


def an_example(stage: Stage) -> dict[str, Any]:
    return effenaar(stage) | {"language": "nl", "ending": "csv"}


ENTRIES = [
    Entry("bookings:imports", managers(200), kwargs=effenaar),
    Entry("bookings:imports", managers(302), "POST", kwargs=effenaar, data=a_file),
    Entry("bookings:export", managers(200), kwargs=effenaar),
    Entry(
        "bookings:export", managers(200), "POST", kwargs=effenaar, data=lambda stage: {"what": "bookings.csv"}
    ),
    Entry("bookings:import_example", managers(200), kwargs=an_example),
    Entry("bookings:import", managers(200), kwargs=its_preview),
    Entry("bookings:import_write", managers(302), kwargs=its_preview),
    Entry("bookings:import_write", managers(302), "POST", kwargs=its_preview, data=was_seen),
    Entry("bookings:import_drop", managers(302), kwargs=its_preview),
    Entry("bookings:import_drop", managers(302), "POST", kwargs=its_preview),
    Entry("bookings:import_undo", managers(302), kwargs=taken_over),
    Entry("bookings:import_undo", managers(302), "POST", kwargs=taken_over),
]
