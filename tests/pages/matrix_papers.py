"""Who gets what of a booking's documents: who may see it reads them, who may change it or stands at the desk makes
quotes."""

from typing import Any

from bookings.actions.freeze_contract import freeze_contract
from bookings.actions.make_offer import make_offer
from tests.cast import NOW
from tests.factories.bookings import booked
from tests.factories.invoicing import invoices_by
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_bookings import SEES

READS = each(404, anonymous=LOGIN, **SEES)
MAKES = {**dict.fromkeys(SEES, 302), "member": 403, "site_admin": 403}


def confirmed(stage: Stage) -> dict[str, Any]:
    invoices_by(stage.cast.effenaar)
    return {"number": booked(stage.cast.bo, stage.cast.zout, stage.cast.studio).number}


def agreed(stage: Stage) -> dict[str, Any]:
    kwargs = confirmed(stage)
    freeze_contract(number=kwargs["number"], now=NOW)
    return {**kwargs, "version": 0}


def offered(stage: Stage) -> dict[str, Any]:
    offer = make_offer(number=confirmed(stage)["number"], actor=stage.cast.bo, now=NOW)
    return {"number": offer.number}


def effenaar(stage: Stage) -> dict[str, Any]:
    return {"hub": stage.cast.effenaar.slug}


ENTRIES = [
    Entry("bookings:offer_make", each(404, anonymous=LOGIN, **MAKES), "POST", kwargs=confirmed),
    Entry("bookings:offer_pdf", READS, kwargs=offered),
    Entry("bookings:contract_pdf", READS, kwargs=agreed),
    Entry(
        "bookings:contract_text",
        each(404, anonymous=LOGIN, hub_staff=403, hub_manager=200, site_admin=200),
        kwargs=effenaar,
    ),
    Entry(
        "bookings:contract_text",
        each(404, anonymous=LOGIN, hub_staff=403, hub_manager=302, site_admin=302),
        "POST",
        kwargs=effenaar,
        data=lambda stage: {"text_nl": "Zo is het.", "text_en": "So it is."},
    ),
]
