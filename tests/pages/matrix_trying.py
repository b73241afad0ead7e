"""Trying a share is for everybody, with an account and without."""

from members.models import Municipality
from tests.pages.matrix import Entry, Stage, everybody


def studio(stage: Stage) -> dict[str, object]:
    return {"hub": "effenaar", "slug": "studio-2"}


def somebody_small(stage: Stage) -> dict[str, object]:
    return {
        "turnover": "30000",
        "municipality": Municipality.objects.get(slug="eindhoven").pk,
        "length": "240",
        "date": "2026-11-26",
        "from": "13:00",
        "quantity": "1",
    }


ENTRIES = [
    Entry("cms:try_share", everybody(200), kwargs=studio),
    Entry("cms:try_share", everybody(200), "POST", kwargs=studio, data=somebody_small),
]
