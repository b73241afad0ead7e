from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding.actions._paid import given_again, taken_back
from funding.actions.note_refund import NotPaidYet, OtherAmount
from funding.models import Dispute, DisputeState, Entry, Payment, PaymentState
from funding.stripe import objects
from hub.kit.errors import Refusal
from hub.kit.outbox import emit, emit_each
from hub.kit.transactions import step, verb

# What the world is told, once for each dispute; whoever knows what was paid for tells it.
TAKEN, LOST, WON = "dispute.taken", "dispute.lost", "dispute.won"
# And whoever knows what is owed looks whether what came back is too much by now.
RETURNED = "dispute.returned"


class ForeignDispute(Refusal):
    """Not of a payment of ours: the hub's own business."""

    code = "foreign_dispute"
    message = _("This dispute is not of a payment of this site.")


@verb
def note_dispute(*, said: objects.Dispute, account: str, now: datetime) -> Dispute:
    """What the card processor says of a dispute, as it was read just now, in whatever order that is heard: that the
    payer's bank has taken the money from the hub is one entry in the books, that it gave it again another one. By the
    first the organisation owes the hub what it had paid.

    Raises `ForeignDispute`, `NotPaidYet`, `OtherAmount` (of another currency, or more than was paid).
    """
    payment = _held_payment(said, account)
    dispute = Dispute.objects.select_related("payment__hub", "payment__organisation").filter(
        stripe_id=said.id
    ).first() or Dispute(payment=payment, stripe_id=said.id, cents=said.cents, noted_at=now)
    if said.currency != payment.currency or said.cents != dispute.cents or said.cents > payment.cents:
        raise OtherAmount()
    if dispute.state in (DisputeState.WON, DisputeState.LOST):
        return dispute  # decided: an older answer may come after a newer one
    dispute.reason, dispute.answer_by = said.reason[:80], said.answer_by
    _noted(dispute, said, now)
    return dispute


def _held_payment(said: objects.Dispute, account: str) -> Payment:
    """The row of what is disputed: one at a time says what became of a payment's money."""
    found = Payment.objects.select_for_update(no_key=True, of=("self",)).select_related("hub", "organisation")
    payment = found.filter(intent_id=said.intent_id, account=account).first()
    if payment is None:
        raise ForeignDispute()
    if payment.state != PaymentState.PAID:
        raise NotPaidYet()
    return payment


@step
def _noted(dispute: Dispute, said: objects.Dispute, now: datetime) -> None:
    is_taken = said.status in objects.TAKEN
    kinds = []
    if is_taken and dispute.taken_at is None:
        dispute.taken_at = now
        taken_back(**_facts(dispute), key=f"{dispute.key}:taken", now=now)
        kinds.append(TAKEN)
    elif said.status in (objects.WON, *objects.CLOSED) and dispute.taken_at is not None:
        dispute.returned_at = now
        before = Entry.objects.get(idempotency_key=f"{dispute.key}:taken")
        given_again(**_facts(dispute), key=f"{dispute.key}:returned", now=now, reverses=before)
        kinds.append(WON)
        emit(kind=RETURNED, about=dispute.payment.about, key=f"{RETURNED}:{dispute.pk}", payload={}, now=now)
    dispute.state = _state(said, dispute)
    dispute.save()
    if dispute.state == DisputeState.LOST:
        kinds.append(LOST)
    for kind in kinds:
        _tell(kind, dispute, now)


def _state(said: objects.Dispute, dispute: Dispute) -> DisputeState:
    if said.status == objects.LOST:
        return DisputeState.LOST
    if said.status in (objects.WON, *objects.CLOSED):
        return DisputeState.WON
    # What was taken is not merely asked about again: that answer is older than what we know.
    return DisputeState.OPEN if dispute.taken_at else DisputeState.ASKED


def _facts(dispute: Dispute) -> dict[str, Any]:
    payment = dispute.payment
    return {
        "about": payment.about,
        "organisation": payment.organisation,
        "hub": payment.hub,
        "cents": dispute.cents,
    }


def _tell(kind: str, dispute: Dispute, now: datetime) -> None:
    payloads = {
        f"{kind}:{dispute.pk}:{reader}": {"reader": reader, "dispute": dispute.pk}
        for reader in ("placer", "hub")
    }
    emit_each(kind=kind, about=dispute.payment.about, payloads=payloads, now=now)
