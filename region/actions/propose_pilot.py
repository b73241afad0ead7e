from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import Organisation, User
from members.permissions import post_of
from region.actions._pilots import ASKED, free_slug, noted_of, tell_owners, write_facts
from region.models import Pilot
from region.permissions import is_quartermaster_of
from region.permissions_of_pilots import WRITES
from region.rules.pilots import MOST_UNANSWERED, PilotFacts


class TooManyUnanswered(Refusal):
    code = "too_many_unanswered"
    status = 429
    message = _(
        "%(times)d pilots wait for the answer of %(who)s already. Write down another once it has answered."
    )


@verb
def propose_pilot(*, facts: PilotFacts, owner_id: int, actor: User, now: datetime) -> Pilot:
    """Write down a pilot of an organisation. By its owner or a booker it is public at once; by the quartermaster of its
    region it waits until the organisation says yes (`answer_pilot`), and is nobody else's to see.

    Raises `TooManyUnanswered`; `Forbidden` for a member who only reads along, Http404 for a stranger.
    """
    owner = Organisation.objects.known().filter(pk=owner_id).first()
    post = post_of(actor, owner_id)
    if owner is None or post is None and not is_quartermaster_of(actor, facts.region_id):
        raise Http404
    if post is not None and post not in WRITES and not is_quartermaster_of(actor, facts.region_id):
        raise Forbidden()
    if post not in WRITES:
        _demand_few(owner)
    title = facts.title_nl or facts.title_en
    pilot = Pilot(slug=free_slug(title), owner=owner, created_at=now)
    pilot.owner_agreed_at = now if post in WRITES else None
    write_facts(pilot, facts, now)
    noted_of(pilot, "propose", actor, now, version=pilot.version, state=pilot.state)
    if pilot.owner_agreed_at is None:
        tell_owners(kind=ASKED, pilot=pilot, organisation=owner, now=now)
    return pilot


def _demand_few(owner: Organisation) -> None:
    """Without a lock: two at once may be one more than that."""
    waiting = Pilot.objects.filter(owner=owner, owner_agreed_at=None).count()
    if waiting >= MOST_UNANSWERED:
        raise TooManyUnanswered(who=owner.name, times=waiting)
