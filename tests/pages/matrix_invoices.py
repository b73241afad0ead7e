"""Who gets what of invoices: members of the organisation and the hub's staff read, the hub's manager notes what came
in."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from funding.actions.note_transfer import note_transfer
from funding.models import Invoice
from hub.kit.periods import Period
from tests.cast import MONDAY, NOW
from tests.factories.facilities import open_on
from tests.factories.invoicing import invoiced, invoices_by
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_funding import effenaar, managers

MEMBERS = {"member": 200, "booker": 200, "owner": 200}
SEES = {**MEMBERS, "hub_staff": 200, "hub_manager": 200, "site_admin": 200}
READS = each(404, anonymous=LOGIN, **SEES)
# Who may look is told that they may not do it.
NOTES = each(404, anonymous=LOGIN, **{**dict.fromkeys(SEES, 403), "hub_manager": 302})
DAYS = {"first": "2026-11-01", "last": "2026-11-30"}
SAID = {
    "valid_from": "2026-11-23", "name": "Stichting Effenaar Test", "street": "Dommelstraat 2",
    "postcode": "5611 CK", "town": "Eindhoven", "kvk_number": "90030001", "vat_number": "NL004495445B01",
    "iban": "NL91 ABNA 0417 1643 00", "begins": "EFF", "rhythm": "booking", "term_days": "14",
    "remind_after_days": "1", "remind_again_days": "14", "fee_vat": "as_line",
}  # fmt: skip


def one(stage: Stage) -> Invoice:
    """Of what was booked for this morning, an hour ago."""
    cast = stage.cast
    early = NOW - timedelta(days=3)
    invoices_by(cast.effenaar, now=early)
    open_on(cast.studio, [MONDAY - timedelta(days=30)])
    return invoiced(cast, cast.studio, period=Period(NOW - timedelta(hours=1), NOW), booked_at=early, now=NOW)


def number(stage: Stage) -> dict[str, Any]:
    return {"number": one(stage).number}


def noted(stage: Stage) -> dict[str, Any]:
    invoice = one(stage)
    transfer = note_transfer(
        invoice=invoice, cents=1_000, received_on=MONDAY, key=uuid4(), actor=stage.cast.hanna, now=NOW
    )
    return {"number": invoice.number, "pk": transfer.pk}


def zout(stage: Stage) -> dict[str, Any]:
    return {"uuid": stage.cast.zout.uuid}


ENTRIES = [
    Entry(
        "funding:invoices",
        each(404, anonymous=LOGIN, hub_staff=200, hub_manager=200, site_admin=200),
        kwargs=effenaar,
    ),
    Entry("funding:invoicing", managers(200), kwargs=effenaar),
    Entry("funding:invoicing", managers(302), "POST", kwargs=effenaar, data=lambda stage: SAID),
    Entry(
        "funding:invoice_export",
        each(404, anonymous=LOGIN, hub_staff=403, hub_manager=200, site_admin=200),
        kwargs=effenaar,
        data=lambda stage: DAYS,
    ),
    Entry(
        "funding:organisation_invoices", each(404, anonymous=LOGIN, **MEMBERS, site_admin=200), kwargs=zout
    ),
    Entry(
        "funding:invoice_address", each(404, anonymous=LOGIN, member=403, booker=403, owner=200), kwargs=zout
    ),
    Entry(
        "funding:invoice_address",
        each(404, anonymous=LOGIN, member=403, booker=403, owner=302),
        "POST",
        kwargs=zout,
        data=lambda stage: {"name": "Zout", "language": "nl"},
    ),
    Entry("funding:invoice", READS, kwargs=number),
    Entry("funding:invoice_pdf", READS, kwargs=number),
    Entry("funding:invoice_ubl", READS, kwargs=number),
    Entry(
        "funding:transfer_note",
        NOTES,
        "POST",
        kwargs=number,
        data=lambda stage: {"cents": "10,00", "received_on": "2026-11-23", "key": str(uuid4())},
    ),
    Entry("funding:transfer_undo", NOTES, "POST", kwargs=noted, data=lambda stage: {"reason": "Not ours"}),
]
