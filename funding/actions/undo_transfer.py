from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from funding.actions._paid import came_in
from funding.actions.note_transfer import hold, noted
from funding.models import BankTransfer, Entry, EntryKind, Posting
from funding.permissions import demand, sets_rates_of
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class SayWhyUndone(Refusal):
    code = "say_why_undone"
    status = 400
    message = _("Say what was wrong: it stays in the audit trail.")


class AlreadyUndone(Refusal):
    code = "already_undone"
    message = _("This was taken back already.")


@verb
def undo_transfer(*, transfer: BankTransfer, reason: str, actor: Actor, now: datetime) -> BankTransfer:
    """Take back a transfer that was noted wrongly: each of its entries is reversed, and the invoice is open again.

    For the hub's managers. Raises `SayWhyUndone`, `AlreadyUndone`, `Forbidden`.
    """
    invoice = transfer.invoice
    demand(sets_rates_of, actor, invoice.hub)
    if not reason.strip():
        raise SayWhyUndone()
    hold(invoice)
    if transfer.reverses_id or BankTransfer.objects.filter(reverses=transfer).exists():
        raise AlreadyUndone()
    back = BankTransfer.objects.create(
        invoice=invoice,
        cents=-transfer.cents,
        received_on=transfer.received_on,
        key=uuid4(),
        noted_at=now,
        noted_by_id=actor.pk,
        reason=reason.strip()[:200],
        reverses=transfer,
    )
    for entry in Entry.objects.filter(idempotency_key__startswith=f"transfer:{transfer.pk}:"):
        cleared = Posting.objects.get(entry=entry, account__kind="organisation").cents
        came_in(
            kind=EntryKind.TRANSFER,
            about=entry.about,
            key=f"{entry.idempotency_key}:back",
            organisation=invoice.organisation,
            hub=invoice.hub,
            cents=-cleared,
            now=now,
            reverses=entry,
        )
    noted("funding.undo_transfer", back, actor, now, reason.strip())
    return back
