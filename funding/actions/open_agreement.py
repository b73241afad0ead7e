from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from funding.models import FundingAgreement, Leftover
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import Organisation


class EndsBeforeItStarts(Refusal):
    code = "ends_before_it_starts"
    status = 400
    message = _("The last day must be on or after the first.")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a funder promises: the first and last day on which bookings may start, who vouches for money to come, the
    decision behind it, and what becomes of what is free when a year ends."""

    name: str
    starts_on: date
    ends_on: date
    guarantor: Organisation | None = None
    decided_on: date | None = None
    reference: str = ""
    granted_cents: int | None = None
    leftover: str = Leftover.CARRY
    is_demo: bool = False


@verb
def open_agreement(
    *, funder: Organisation, promise: Promise, actor: Actor, now: datetime
) -> FundingAgreement:
    """Write down a funder's promise. No money moves: that is a tranche received.

    For who speaks for the funder and for site administrators. Raises `EndsBeforeItStarts`, `Forbidden`.
    """
    demand(keeps_books_of, actor, funder)
    if promise.ends_on < promise.starts_on:
        raise EndsBeforeItStarts()
    agreement = FundingAgreement.objects.create(
        funder=funder,
        name=promise.name,
        starts_on=promise.starts_on,
        ends_on=promise.ends_on,
        guarantor=promise.guarantor,
        decided_on=promise.decided_on,
        reference=promise.reference,
        granted_cents=promise.granted_cents,
        leftover=promise.leftover,
        is_demo=promise.is_demo,
    )
    record(
        action="funding.open_agreement",
        about=agreement.ref,
        actor=actor,
        now=now,
        organisation_id=funder.pk,
        facts={
            "starts_on": promise.starts_on.isoformat(),
            "ends_on": promise.ends_on.isoformat(),
            "granted_cents": promise.granted_cents,
        },
    )
    return agreement
