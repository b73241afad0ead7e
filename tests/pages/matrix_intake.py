"""Who gets what of what comes into the atlas and what goes out of it: the quartermaster of the region."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.entry_files import HEAD, seen
from tests.factories.imports import csv_file
from tests.pages.matrix import LOGIN, Answers, Entry, Stage, each

FILE = csv_file(HEAD, ("Lab", "lab", "Eindhoven", ""))


def quartermasters(answer: int) -> Answers:
    """Nobody else finds anything there; who administers the site stands in for them."""
    return each(404, anonymous=LOGIN, quartermaster=answer, site_admin=answer)


def brabant(stage: Stage) -> dict[str, Any]:
    return {"region": "noord-brabant"}


def a_file(stage: Stage) -> dict[str, Any]:
    return {"key": uuid4(), "begins_as": "heard_of", "file": SimpleUploadedFile("labs.csv", FILE)}


def its_preview(stage: Stage) -> dict[str, Any]:
    found = seen(stage.cast.brabant, FILE, stage.cast.karim)
    stage.kept["seen"] = found.preview["digest"]
    return brabant(stage) | {"uuid": found.uuid}


ENTRIES = [
    Entry("region:import", quartermasters(200), kwargs=brabant),
    Entry("region:import", quartermasters(302), "POST", kwargs=brabant, data=a_file),
    Entry(
        "region:import_example", quartermasters(200), kwargs=lambda stage: brabant(stage) | {"language": "nl"}
    ),
    Entry("region:import_file", quartermasters(200), kwargs=its_preview),
    Entry("region:import_write", quartermasters(302), kwargs=its_preview),
    Entry(
        "region:import_write",
        quartermasters(302),
        "POST",
        kwargs=its_preview,
        data=lambda stage: {"seen": stage.kept["seen"]},
    ),
    Entry("region:import_drop", quartermasters(302), kwargs=its_preview),
    Entry("region:import_drop", quartermasters(302), "POST", kwargs=its_preview),
    Entry("region:export", quartermasters(200), kwargs=brabant),
    Entry(
        "region:export",
        quartermasters(200),
        "POST",
        kwargs=brabant,
        data=lambda stage: {"what": "entries.geojson"},
    ),
]
