from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import Organisation
from members.permissions import Person, administers
from region.actions._entries import held
from region.models import Claim, ClaimState

# Of one organisation: few are at more places than this.
MOST_WAITING = 20


class TooManyClaims(Refusal):
    code = "too_many_claims"
    status = 429
    message = _("%(most)d claims of your organisation wait for an answer. Wait for those, or withdraw one.")


class IsClaimed(Refusal):
    code = "is_claimed"
    message = _(
        "An organisation speaks for this entry already. Write to the quartermaster if it should be you."
    )


class ClaimedBefore(Refusal):
    code = "claimed_before"
    message = _("Your organisation has claimed this entry already. The quartermaster will answer.")


@verb
def claim_entry(
    *, uuid: UUID, entry_id: int, organisation: Organisation, words: str, actor: Person, now: datetime
) -> Claim:
    """Say for an organisation that an entry is theirs; the quartermaster answers. Several may claim the same. The same
    `uuid` again changes nothing.

    For the organisation's owners. Raises `Forbidden`, `IsClaimed`, `ClaimedBefore`, `TooManyClaims`, Http404 for what
    is not public.
    """
    if not administers(actor, organisation):
        raise Forbidden()
    entry = held(entry_id)
    if not entry.is_public:
        raise Http404
    if there := Claim.objects.filter(uuid=uuid, entry=entry, organisation=organisation).first():
        return there
    if entry.organisation_id:
        raise IsClaimed()
    if Claim.objects.filter(entry=entry, organisation=organisation, state=ClaimState.WAITING).exists():
        raise ClaimedBefore()
    _demand_few(organisation)
    # A page that was sent for one thing, gone back to and sent for another has the same key again.
    is_used = Claim.objects.filter(uuid=uuid).exists()
    made = Claim.objects.create(
        uuid=uuid4() if is_used else uuid,
        entry=entry,
        organisation=organisation,
        words=words.strip(),
        claimed_by_id=actor.pk,
        claimed_at=now,
    )
    record(
        action="region.claim_entry",
        about=made.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        facts={"entry": entry.pk},
    )
    return made


def _demand_few(organisation: Organisation) -> None:
    """Without a lock: who sends several at once may have a few more."""
    if Claim.objects.filter(organisation=organisation, state=ClaimState.WAITING).count() >= MOST_WAITING:
        raise TooManyClaims(most=MOST_WAITING)
