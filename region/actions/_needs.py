"""Steps that needs and offers share. The need's row guards it and all offers for it, and is held before any key."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.outbox import emit_each
from hub.kit.transactions import step
from region.models import Need, NeedState, Offer, OfferState
from region.models.needs_reading import readers_of

LONGEST_REASON = 300
OFFERED, ACCEPTED, DECLINED = "need.offered", "need.accepted", "need.declined"
OFFER_WITHDRAWN, OFFER_LAPSED, OFFER_ENDED = (
    "need.offer_withdrawn",
    "need.offer_lapsed",
    "need.offer_ended",
)
LAPSES_SOON, LAPSED, TAKEN_OFF = "need.lapses_soon", "need.lapsed", "need.taken_off"
REPORTED, OPEN_DOOR = "need.reported", "need.open_door"
KINDS = (
    OFFERED,
    ACCEPTED,
    DECLINED,
    OFFER_WITHDRAWN,
    OFFER_LAPSED,
    OFFER_ENDED,
    LAPSES_SOON,
    LAPSED,
    TAKEN_OFF,
    REPORTED,
    OPEN_DOOR,
)


class NeedOver(Refusal):
    """`state`: what became of it."""

    code = "need_over"
    message = _("This is not looked for any more: %(became)s. Nothing was changed.")

    def __init__(self, state: str) -> None:
        super().__init__(became=NeedState(state).label, state=state)


class OfferOver(Refusal):
    code = "offer_over"
    message = _(
        "This offer is not open any more: %(became)s. Look at the others, or ask the hub for a new one."
    )

    def __init__(self, state: str) -> None:
        super().__init__(became=OfferState(state).label, state=state)


class SayWhy(Refusal):
    code = "say_why"
    status = 400
    message = _("Give a reason of at most %(most)d characters: they will read it.")


def reason_of(text: str, *, needed: bool = True) -> str:
    """In one line. Raises `SayWhy`."""
    because = " ".join(text.replace("\0", "").split())
    if (needed and not because) or len(because) > LONGEST_REASON:
        raise SayWhy(most=LONGEST_REASON)
    return because


@step
def held_need(uuid: UUID | str) -> Need:
    """Its row, held until the end. Raises Http404."""
    found = Need.objects.select_for_update().filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


@step
def held_offer(uuid: UUID | str) -> Offer:
    """Read under its need's row, which is `offer.need`. Raises Http404."""
    need_uuid = Offer.objects.filter(uuid=uuid).values_list("need__uuid", flat=True).first()
    if need_uuid is None:
        raise Http404
    need = held_need(need_uuid)
    offer = Offer.objects.select_related("hub").get(uuid=uuid)
    offer.need = need
    return offer


@step
def end_need(
    *,
    need: Need,
    state: NeedState,
    action: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """It is over: written down, and every offer that is open ends and its hub is told. The caller holds the row."""
    need.state, need.ended_at, need.end_reason = state, now, reason
    need.save(update_fields=["state", "ended_at", "end_reason"])
    note(need=need, action=action, actor=actor, now=now, reason=reason)
    open_offers = need.offers.filter(state=OfferState.OPEN).select_related("hub")
    for offer in open_offers.order_by("pk"):
        offer.need = need
        end_offer(offer=offer, state=OfferState.ENDED, action="end_offer", actor=actor, now=now)
        tell(kind=OFFER_ENDED, offer=offer, now=now, people=(), hub=True)


@step
def end_offer(
    *, offer: Offer, state: OfferState, action: str, actor: Actor, now: datetime, reason: str = ""
) -> None:
    offer.state, offer.ended_at, offer.end_reason = state, now, reason
    offer.save(update_fields=["state", "ended_at", "end_reason", "booking"])
    note_offer(offer=offer, action=action, actor=actor, now=now, reason=reason)


@step
def note(*, need: Need, action: str, actor: Actor, now: datetime, reason: str = "", **facts: Any) -> None:
    record(
        action=f"region.{action}",
        about=need.ref,
        actor=actor,
        now=now,
        organisation_id=need.organisation_id,
        reason=reason,
        facts={"state": need.state, "version": need.version, **facts},
    )


@step
def note_offer(
    *, offer: Offer, action: str, actor: Actor, now: datetime, reason: str = "", **facts: Any
) -> None:
    record(
        action=f"region.{action}",
        about=offer.ref,
        actor=actor,
        now=now,
        organisation_id=offer.need.organisation_id,
        hub_id=offer.hub_id,
        reason=reason,
        facts={"state": offer.state, "need": str(offer.need.uuid), **facts},
    )


@step
def tell(*, kind: str, offer: Offer, now: datetime, people: Iterable[int], hub: bool) -> None:
    """A mail about an offer, once, to each of these people and to its hub's own address."""
    _tell(kind, offer.ref, people, offer.hub_id if hub else None, {}, "", now)


@step
def tell_of_need(
    *,
    kind: str,
    need: Need,
    now: datetime,
    people: Iterable[int] | None = None,
    hub_id: int | None = None,
    what: str = "",
    **payload: Any,
) -> None:
    """A mail about a need, once for each `what`: to these people, else to whoever reads for its organisation; and to a
    hub's own address."""
    readers = readers_of(need) if people is None else people
    _tell(kind, need.ref, readers, hub_id, payload, what, now)


def _tell(
    kind: str,
    about: Any,
    people: Iterable[int],
    hub_id: int | None,
    payload: dict[str, Any],
    what: str,
    now: datetime,
) -> None:
    name = f"{kind}:{about.id}:{what}" if what else f"{kind}:{about.id}"
    payloads = {f"{name}:{pk}": {**payload, "person": pk} for pk in dict.fromkeys(people)}
    if hub_id is not None:
        payloads[f"{name}:hub"] = {**payload, "person": None, "hub": hub_id}
    if payloads:
        emit_each(kind=kind, about=about, payloads=payloads, now=now)
