"""Hours in kind: a hub's managers open, end and account for them."""

from typing import Any

from tests.factories.hours import pledged
from tests.pages.matrix import Entry, Stage
from tests.pages.matrix_funding import effenaar, managers


def a_pledge(stage: Stage) -> dict[str, Any]:
    return effenaar(stage) | {"pk": pledged(stage.cast.studio).pk}


def this_year(stage: Stage) -> dict[str, Any]:
    pledged(stage.cast.studio)
    return effenaar(stage) | {"year": 2026}


def terms(stage: Stage) -> dict[str, Any]:
    return {
        "facility": stage.cast.studio.pk,
        "hours_a_month": "20",
        "value_cents_an_hour": "45,00",
        "starts_on": "2026-11-23",
    }


ENTRIES = [
    Entry("funding:open_doors", managers(200), kwargs=effenaar),
    Entry("funding:pledge_add", managers(200), kwargs=effenaar),
    Entry("funding:pledge_add", managers(302), "POST", kwargs=effenaar, data=terms),
    Entry(
        "funding:pledge_end",
        managers(302),
        "POST",
        kwargs=a_pledge,
        data=lambda stage: {"ends_on": "2026-11-30"},
    ),
    Entry("funding:open_doors_year", managers(200), kwargs=this_year),
    Entry("funding:open_doors_pdf", managers(200), kwargs=this_year),
    Entry("funding:open_doors_csv", managers(200), kwargs=this_year),
]
