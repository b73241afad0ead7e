"""Closing the books is the site administrator's; the journal is read by each of its own part."""

from typing import Any

from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_funding import effenaar, its_funder

A_YEAR = {"first": "2026-01-01", "last": "2026-12-31"}
ADMINS = each(403, anonymous=LOGIN, site_admin=200)


def days(stage: Stage) -> dict[str, Any]:
    return dict(A_YEAR)


def last_month(stage: Stage) -> dict[str, Any]:
    return {"through": "2026-10-31", "sure": "on"}


ENTRIES = [
    Entry("funding:books", ADMINS),
    Entry("funding:books", each(403, anonymous=LOGIN, site_admin=302), "POST", data=last_month),
    Entry("funding:journal", ADMINS, data=days),
    Entry(
        "funding:journal_of_hub",
        each(404, anonymous=LOGIN, hub_staff=403, site_admin=200, hub_manager=200),
        kwargs=effenaar,
        data=days,
    ),
    Entry(
        "funding:journal_of_funder",
        each(404, anonymous=LOGIN, funder=200, site_admin=200),
        kwargs=its_funder,
        data=days,
    ),
]
