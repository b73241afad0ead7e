from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from funding.actions.set_rate_card import NotInThePast
from funding.models import CancellationTerms
from funding.models.terms import own_terms_on
from funding.permissions import demand, sets_rates_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.money import WHOLE_BP
from hub.kit.transactions import verb


class NoTermsOfItsOwn(Refusal):
    code = "no_terms_of_its_own"
    message = _("On that day %(facility)s has no terms of its own, so those of %(hub)s hold already.")


@verb
def follow_hub_terms(
    *, facility: Facility, valid_from: date, actor: Actor, now: datetime
) -> CancellationTerms:
    """End a facility's own terms of cancelling: for what is booked from a day on its hub's hold. What is booked keeps
    its own; what was said for later days stays.

    For the hub's managers. Raises `NotInThePast`, `NoTermsOfItsOwn`, `Forbidden`.
    """
    demand(sets_rates_of, actor, facility.hub)
    if valid_from < local_day(now, facility.hub.zone):
        raise NotInThePast()
    if own_terms_on(facility, valid_from) is None:
        raise NoTermsOfItsOwn(facility=facility.name, hub=facility.hub.name)
    terms, _is_new = CancellationTerms.objects.update_or_create(
        hub=facility.hub,
        facility=facility,
        valid_from=valid_from,
        defaults={"steps": [], "no_show_bp": WHOLE_BP, "as_hub": True},
    )
    record(
        action="funding.follow_hub_terms",
        about=facility.ref,
        actor=actor,
        now=now,
        hub_id=facility.hub_id,
        facts={"valid_from": valid_from.isoformat()},
    )
    return terms
