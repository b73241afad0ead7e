from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Hub
from funding.actions.set_rate_card import NotInThePast
from funding.models import VatSetting
from funding.permissions import demand, sets_rates_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class SayWhyExempt(Refusal):
    code = "say_why_exempt"
    status = 400
    message = _(
        "Without VAT, say why: the article of the law that exempts it. It stands on quotes and invoices."
    )


class FacilityOfAnotherHub(Refusal):
    code = "facility_of_another_hub"
    status = 400
    message = _("That facility belongs to another hub.")


class VatOutOfRange(Refusal):
    code = "vat_out_of_range"
    status = 400
    message = _("A VAT rate is at least 0 % and below 100 %.")


@verb
def set_vat(
    *,
    hub: Hub,
    facility: Facility | None,
    valid_from: date,
    rate_bp: int,
    exemption_reason: str,
    actor: Actor,
    now: datetime,
) -> VatSetting:
    """Say which VAT a hub's prices contain from a day on; for one facility it goes before the hub's own.

    For the hub's managers. Raises `NotInThePast`, `SayWhyExempt`, `VatOutOfRange`, `FacilityOfAnotherHub`, `Forbidden`.
    """
    demand(sets_rates_of, actor, hub)
    if facility and facility.hub_id != hub.pk:
        raise FacilityOfAnotherHub()
    if valid_from < local_day(now, hub.zone):
        raise NotInThePast()
    if not 0 <= rate_bp < 10_000:
        raise VatOutOfRange()
    if not rate_bp and not exemption_reason.strip():
        raise SayWhyExempt()
    setting, _is_new = VatSetting.objects.update_or_create(
        hub=hub,
        facility=facility,
        valid_from=valid_from,
        defaults={"rate_bp": rate_bp, "exemption_reason": exemption_reason.strip()},
    )
    record(
        action="funding.set_vat",
        about=facility.ref if facility else hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"valid_from": valid_from.isoformat(), "rate_bp": rate_bp},
    )
    return setting
