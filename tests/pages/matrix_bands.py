"""Who gets what at the addresses of declarations, what proves them, and reviews. Zout's, which Rosa may look at."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from funding.models import BandDeclaration
from tests.cast import NOW
from tests.factories.funding import four_bands
from tests.factories.papers import declared, file_of, in_hand, pdf
from tests.factories.reviews import REFUSED, decided
from tests.pages.matrix import LOGIN, Entry, Stage, each

COLLEAGUES = {"member": 403, "booker": 403}


def zouts(stage: Stage) -> BandDeclaration:
    """The same one for whatever is asked of this stage."""
    if "declaration" not in stage.kept:
        four_bands()
        stage.kept["declaration"] = declared(stage.cast.zout, by=stage.cast.zoe, now=NOW)
    declaration: BandDeclaration = stage.kept["declaration"]
    return declaration


def its_pk(stage: Stage) -> dict[str, Any]:
    return {"pk": zouts(stage).pk}


def its_file(stage: Stage) -> dict[str, Any]:
    return {"uuid": file_of(zouts(stage)).uuid}


def its_pk_and_file(stage: Stage) -> dict[str, Any]:
    return its_pk(stage) | its_file(stage)


def its_review(stage: Stage) -> dict[str, Any]:
    return {"pk": zouts(stage).reviews.get().pk}


def taken(stage: Stage, client: Client) -> None:
    """Rosa has it in hand."""
    in_hand(zouts(stage), of=stage.cast.rosa, now=NOW)


def refused(stage: Stage, client: Client) -> None:
    decided(zouts(stage), REFUSED, by=stage.cast.rosa)


def upload(stage: Stage) -> dict[str, Any]:
    return {"evidence": SimpleUploadedFile("more.pdf", io.BytesIO(pdf("More")).getvalue())}


def owners(answer: int, **others: int | str) -> dict[str, Any]:
    """The organisation's owners; an administrator may look and not act."""
    return each(404, anonymous=LOGIN, **(COLLEAGUES | {"owner": answer, "site_admin": 403} | others))


def reviewers(answer: int) -> dict[str, Any]:
    return each(404, anonymous=LOGIN, reviewer=answer)


DECISION = {"outcome": "accepted", "counted": "", "reason": "", "words": ""}

ENTRIES = [
    Entry("funding:declaration", owners(200, site_admin=200), kwargs=its_pk),
    Entry("funding:evidence_add", owners(302), kwargs=its_pk),
    Entry("funding:evidence_add", owners(302), "POST", kwargs=its_pk, data=upload),
    Entry("funding:evidence_remove", owners(302), kwargs=its_pk_and_file),
    Entry("funding:evidence_remove", owners(302), "POST", kwargs=its_pk_and_file),
    Entry("funding:evidence", owners(200, reviewer=200), kwargs=its_file, prepare=taken),
    Entry("funding:again", owners(200), kwargs=its_pk, prepare=refused),
    Entry(
        "funding:again",
        owners(302),
        "POST",
        kwargs=its_pk,
        prepare=refused,
        data=lambda stage: {"grounds": "It says 2025 on page 2."},
    ),
    Entry("funding:glass", owners(403, site_admin=200), kwargs=its_pk),
    Entry(
        "funding:glass",
        owners(403, site_admin=302),
        "POST",
        kwargs=its_pk,
        data=lambda stage: {"reason": "The police asked for this file."},
    ),
    Entry("funding:declaration_give_back", owners(403, site_admin=302), kwargs=its_pk),
    Entry("funding:declaration_give_back", owners(403, site_admin=302), "POST", kwargs=its_pk, prepare=taken),
    Entry("funding:reviews", each(403, anonymous=LOGIN, reviewer=200)),
    Entry("funding:review", reviewers(200), kwargs=its_review),
    Entry(
        "funding:review",
        reviewers(302),
        "POST",
        kwargs=its_review,
        prepare=taken,
        data=lambda stage: DECISION,
    ),
    Entry("funding:review_take", reviewers(302), kwargs=its_review),
    Entry("funding:review_take", reviewers(302), "POST", kwargs=its_review),
    Entry("funding:review_give_back", reviewers(302), kwargs=its_review),
    Entry("funding:review_give_back", reviewers(302), "POST", kwargs=its_review, prepare=taken),
]
