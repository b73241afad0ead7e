from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.actions._states import demand_not_closed
from funding.models import Fund, Tranche
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class NothingToCome(Refusal):
    code = "nothing_to_come"
    message = _("Of this payment nothing is still to come.")


@verb
def drop_tranche(*, tranche: Tranche, actor: Actor, now: datetime) -> Tranche:
    """Say that what is still to come of a payment does not come any more. What came in stays; it committed nothing yet.

    For who speaks for the funder and for site administrators. Raises `NothingToCome`, `AgreementIsClosed`, `Forbidden`.
    """
    fund = Fund.objects.select_for_update(no_key=True, of=("self",)).select_related("agreement__funder")
    agreement = fund.get(pk=tranche.fund_id).agreement
    demand(keeps_books_of, actor, agreement.funder)
    row = Tranche.objects.get(pk=tranche.pk)
    demand_not_closed(agreement)
    if not row.to_come_cents:
        raise NothingToCome()
    lost = row.to_come_cents
    row.dropped_at = now
    row.save(update_fields=["dropped_at"])
    record(
        action="funding.drop_tranche",
        about=row.ref,
        actor=actor,
        now=now,
        organisation_id=agreement.funder_id,
        facts={"fund": row.fund_id, "cents": lost},
    )
    return row
