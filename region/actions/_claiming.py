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
def give_way(*, entry: AtlasEntry, before: int | None, actor: Person, now: datetime) -> list[int]:
    """Another organisation speaks for an entry than `before`: the claim by which that one did is declined, and it is
    told. Answers which."""
    if before is None or before == entry.organisation_id:
        return []
    rows = Claim.objects.select_for_update(no_key=True).filter(entry=entry, state=ClaimState.AGREED)
    found = list(rows.filter(organisation=before))
    said = str(_("Another organisation speaks for it."))
    for claim in found:
        end_claim(claim=claim, state=ClaimState.DECLINED, answer=said, actor=actor, now=now)
    return [claim.pk for claim in found]


@step
def agree_again(*, numbers: list[int], actor: Person, now: datetime) -> None:
    """What `give_way` declined stands again, and its organisation is told."""
    rows = Claim.objects.select_for_update(no_key=True).filter(pk__in=numbers, state=ClaimState.DECLINED)
    for claim in rows.order_by("pk"):
        end_claim(claim=claim, state=ClaimState.AGREED, answer="", actor=actor, now=now)


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
        # What was agreed may end by a merge, and stand again.
        key = f"claim.answered:{claim.uuid}:{state.value}:{now.isoformat()}"
        outbox.emit(kind="claim.answered", about=claim.ref, key=key, now=now)
    return claim
