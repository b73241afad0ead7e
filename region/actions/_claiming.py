"""What answers to claims share."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit import outbox
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.transactions import step
from members.permissions import Person
from region.actions._entries import held
from region.models import AtlasEntry, Claim, ClaimState
from region.permissions import maps


class ClaimAnswered(Refusal):
    code = "claim_answered"
    message = _("This claim was answered already: %(state)s. Nothing was changed by you.")


@step
def held_claim(*, uuid: UUID) -> tuple[AtlasEntry, Claim]:
    """The entry before its claim, both locked until the transaction ends. Raises Http404 without one."""
    pk = Claim.objects.filter(uuid=uuid).values_list("entry", flat=True).first()
    if pk is None:
        raise Http404
    entry = held(pk)
    rows = Claim.objects.select_for_update(of=("self",), no_key=True)
    return entry, rows.select_related("organisation").get(uuid=uuid)


@step
def waiting_claim(*, uuid: UUID, actor: Person) -> tuple[AtlasEntry, Claim]:
    """The same for who answers. Raises Http404 for another region's, `ClaimAnswered`."""
    entry, claim = held_claim(uuid=uuid)
    if not maps(actor, entry.region_id) or entry.merged_into_id:
        raise Http404
    if claim.state != ClaimState.WAITING:
        raise ClaimAnswered(state=claim.get_state_display())
    return entry, claim


@step
def end_claim(*, claim: Claim, state: ClaimState, answer: str, actor: Person, now: datetime) -> Claim:
    """Note what became of it; its organisation is told, unless it is they who did it."""
    claim.state, claim.answer, claim.answered_at, claim.answered_by_id = state, answer, now, actor.pk
    claim.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    record(
        action=f"region.claim.{state.value}",
        about=claim.ref,
        actor=actor,
        now=now,
        organisation_id=claim.organisation_id,
        facts={"entry": claim.entry_id},
    )
    if state != ClaimState.WITHDRAWN:
        key = f"claim.answered:{claim.uuid}"
        outbox.emit(kind="claim.answered", about=claim.ref, key=key, now=now)
    return claim
