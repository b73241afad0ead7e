"""State aid: an organisation's own, declared by its owners; the register for the funder and for who runs the site."""

from typing import Any

from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_funding import MEMBERS, its_funder, makersfonds, zout


def said(stage: Stage) -> dict[str, Any]:
    return {"other": "0", "undertaking": "", "sector": "90", "true": "on"}


def its_agreement(stage: Stage) -> dict[str, Any]:
    agreement = makersfonds(stage).agreement
    return {"uuid": agreement.funder.uuid, "pk": agreement.pk}


OF_THE_FUNDER = each(404, anonymous=LOGIN, funder=200, site_admin=200)
ENTRIES = [
    Entry("funding:aid", each(404, anonymous=LOGIN, site_admin=200, **MEMBERS), kwargs=zout),
    Entry(
        "funding:aid",
        each(404, anonymous=LOGIN, member=403, booker=403, owner=302),
        "POST",
        kwargs=zout,
        data=said,
    ),
    Entry("funding:aid_register", each(403, anonymous=LOGIN, site_admin=200)),
    Entry("funding:aid_register_of_funder", OF_THE_FUNDER, kwargs=its_funder),
    Entry(
        "funding:aid_basis",
        each(404, anonymous=LOGIN, funder=302, site_admin=302),
        "POST",
        kwargs=its_agreement,
        data=lambda stage: {"basis": "de_minimis"},
    ),
]
