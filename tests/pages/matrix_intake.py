"""Who gets what of what comes into the atlas and what goes out of it: the quartermaster of the region."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from region.actions.agree_to_claim import agree_to_claim
from region.models.undoing import undoing
from tests.cast import NOW
from tests.factories.atlas import an_entry
from tests.factories.coming_in import NEW, claimed, suggested
from tests.factories.entry_files import HEAD, seen, taken_over
from tests.factories.imports import csv_file
from tests.pages.matrix import LOGIN, Answers, Entry, Stage, each, everybody

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


def a_file_taken_over(stage: Stage) -> dict[str, Any]:
    found = taken_over(stage.cast.brabant, FILE, stage.cast.karim)
    stage.kept["seen"] = undoing(found).digest
    return brabant(stage) | {"uuid": found.uuid}


def a_lab(stage: Stage) -> dict[str, Any]:
    return {"slug": an_entry("Klankwerf").slug}


def what_somebody_tells(stage: Stage) -> dict[str, Any]:
    return {"key": uuid4(), **NEW, "town": "Eindhoven"}


def a_suggestion(stage: Stage) -> dict[str, Any]:
    return brabant(stage) | {"uuid": suggested().uuid}


def a_claim(stage: Stage) -> dict[str, Any]:
    cast = stage.cast
    return brabant(stage) | {"uuid": claimed(an_entry("Klankwerf"), cast.zout, cast.zoe).uuid}


def its_own_claim(stage: Stage) -> dict[str, Any]:
    cast, entry = stage.cast, an_entry("Klankwerf")
    return {"slug": entry.slug, "uuid": claimed(entry, cast.zout, cast.zoe).uuid}


def our_lab(stage: Stage) -> dict[str, Any]:
    cast, entry = stage.cast, an_entry("Klankwerf")
    agree_to_claim(uuid=claimed(entry, cast.zout, cast.zoe).uuid, actor=cast.karim, now=NOW)
    return {"slug": entry.slug}


def a_claim_of_zout(stage: Stage) -> dict[str, Any]:
    return {"key": uuid4(), "organisation": stage.cast.zout.uuid, "words": ""}


# Whose organisation it is not cannot choose it: the form says so.
SIGNED_IN = each(422, anonymous=LOGIN, owner=302)
OWNERS = each(404, anonymous=LOGIN, owner=302)

ENTRIES = [
    Entry("region:suggest", everybody(200)),
    Entry("region:suggest", everybody(302), "POST", data=what_somebody_tells),
    Entry("region:suggestions", quartermasters(200), kwargs=brabant),
    Entry("region:suggestion", quartermasters(200), kwargs=a_suggestion),
    Entry(
        "region:suggestion",
        quartermasters(302),
        "POST",
        kwargs=a_suggestion,
        data=lambda stage: {"do": "decline", "reason": "Nee."},
    ),
    Entry("region:claim", each(200, anonymous=LOGIN), kwargs=a_lab),
    Entry("region:claim", SIGNED_IN, "POST", kwargs=a_lab, data=a_claim_of_zout),
    Entry("region:withdraw_claim", each(302, anonymous=LOGIN), kwargs=its_own_claim),
    Entry("region:withdraw_claim", OWNERS, "POST", kwargs=its_own_claim),
    Entry("region:own_entry", each(404, anonymous=LOGIN, owner=200), kwargs=our_lab),
    Entry("region:own_entry", OWNERS, "POST", kwargs=our_lab, data=lambda stage: {"version": 2}),
    Entry("region:claims", quartermasters(200), kwargs=brabant),
    Entry("region:answer_claim", quartermasters(302), kwargs=a_claim),
    Entry(
        "region:answer_claim", quartermasters(302), "POST", kwargs=a_claim, data=lambda stage: {"do": "agree"}
    ),
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
    Entry("region:import_undo", quartermasters(200), kwargs=a_file_taken_over),
    Entry(
        "region:import_undo",
        quartermasters(302),
        "POST",
        kwargs=a_file_taken_over,
        data=lambda stage: {"seen": stage.kept["seen"]},
    ),
    Entry("region:export", quartermasters(200), kwargs=brabant),
    Entry(
        "region:export",
        quartermasters(200),
        "POST",
        kwargs=brabant,
        data=lambda stage: {"what": "entries.geojson"},
    ),
]
