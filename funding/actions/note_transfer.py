from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from funding.actions._paid import came_in
from funding.actions.next_number import held_series
from funding.models import BankTransfer, EntryKind, Invoice
from funding.models.invoice_state import open_parts
from funding.permissions import demand, sets_rates_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.money import format_eur
from hub.kit.transactions import step, verb


class NothingOpen(Refusal):
    code = "nothing_open"
    message = _("Nothing is open of this invoice.")


class MoreThanOpen(Refusal):
    code = "more_than_open"
    status = 400
    message = _(
        "Of this invoice %(open)s is open. Note that; what came in above it belongs to another invoice, or goes back."
    )


class NotInTheFuture(Refusal):
    code = "not_in_the_future"
    status = 400
    message = _("Money that is still to come cannot be noted as received.")


class NotedBefore(Refusal):
    """The same form, with something else in it, or for another invoice."""

    code = "noted_before"
    message = _(
        "This form was sent before, for another amount, day or invoice. Nothing more was noted: look at what is noted, "
        "and open the invoice anew to note more."
    )


@verb
def note_transfer(
    *, invoice: Invoice, cents: int, received_on: date, key: UUID, actor: Actor, now: datetime
) -> BankTransfer:
    """Note that money for an invoice came in on the hub's bank account. It clears what is open of it, thing by thing,
    by one entry in the books for each. The same form twice (`key`) is one transfer.

    For the hub's managers. Raises `NothingOpen`, `MoreThanOpen`, `NotInTheFuture`, `NotedBefore`, `Forbidden`.
    """
    demand(sets_rates_of, actor, invoice.hub)
    if received_on > local_day(now, invoice.hub.zone):
        raise NotInTheFuture()
    hold(invoice)
    before = BankTransfer.objects.filter(key=key).first()
    if before and (before.invoice_id, before.cents, before.received_on) != (invoice.pk, cents, received_on):
        raise NotedBefore()
    if before:
        return before
    return cleared(invoice=invoice, cents=cents, received_on=received_on, key=key, actor=actor, now=now)


@step
def cleared(
    *, invoice: Invoice, cents: int, received_on: date, key: UUID, actor: Actor, now: datetime
) -> BankTransfer:
    """Thing by thing; the caller holds the invoice's series. Raises `NothingOpen`, `MoreThanOpen`."""
    parts = open_parts(invoice)
    still = sum(cents for _part, cents in parts)
    if still <= 0:
        raise NothingOpen()
    if not 0 < cents <= still:
        raise MoreThanOpen(open=format_eur(still), open_cents=still)
    transfer = BankTransfer.objects.create(
        invoice=invoice, cents=cents, received_on=received_on, key=key, noted_at=now, noted_by_id=actor.pk
    )
    left = cents
    for part, due in parts:
        taken = min(left, due)
        left -= taken
        if taken:
            came_in(
                kind=EntryKind.TRANSFER,
                about=part.about,
                key=f"transfer:{transfer.pk}:{part.pk}",
                organisation=invoice.organisation,
                hub=invoice.hub,
                cents=taken,
                now=now,
            )
    noted("funding.note_transfer", transfer, actor, now)
    return transfer


@step
def hold(invoice: Invoice) -> None:
    """One at a time says what came in for a hub's invoices of a year: the row of the series, since an invoice itself
    may be locked by nobody who may not change it."""
    held_series(invoice.series.code)


@step
def noted(action: str, transfer: BankTransfer, actor: Actor, now: datetime, reason: str = "") -> None:
    record(
        action=action,
        about=transfer.invoice.ref,
        actor=actor,
        now=now,
        organisation_id=transfer.invoice.organisation_id,
        hub_id=transfer.invoice.hub_id,
        reason=reason,
        facts={"transfer": transfer.pk, "cents": transfer.cents, "on": transfer.received_on.isoformat()},
    )
