"""How VAT settings are written, one or a thousand: what every verb that sets some shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from facilities.models import Facility
from funding.models import VatSetting
from hub.kit.audit import Actor, noted, write
from hub.kit.transactions import step

# Rows of one statement.
A_HANDFUL = 250


@dataclass(frozen=True, slots=True)
class NewVat:
    """`rate_bp` in hundredths of a per cent; the reason is said where it is nought."""

    facility: Facility
    valid_from: date
    rate_bp: int
    exemption_reason: str = ""


@step
def write_vats(wanted: Sequence[NewVat], *, hub_id: int, actor: Actor, now: datetime) -> None:
    """One for each facility at most; that of the same day is replaced. The caller has looked at what they say, and
    holds the hub."""
    VatSetting.objects.bulk_create(
        [
            VatSetting(
                hub_id=hub_id,
                facility=each.facility,
                valid_from=each.valid_from,
                rate_bp=each.rate_bp,
                exemption_reason=each.exemption_reason,
            )
            for each in wanted
        ],
        batch_size=A_HANDFUL,
        update_conflicts=True,
        unique_fields=["hub", "facility", "valid_from"],
        update_fields=["rate_bp", "exemption_reason"],
    )
    notes = [
        noted(
            action="funding.set_vat",
            about=each.facility.ref,
            actor=actor,
            now=now,
            hub_id=hub_id,
            facts={"valid_from": each.valid_from.isoformat(), "rate_bp": each.rate_bp},
        )
        for each in wanted
    ]
    for start in range(0, len(notes), A_HANDFUL):
        write(notes[start : start + A_HANDFUL])
