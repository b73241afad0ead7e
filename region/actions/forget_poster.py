from datetime import datetime

from hub.kit.audit import Actor, record
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import User
from region.models import Need, NeedReport, Offer


@verb
def forget_poster(*, person: User, actor: Actor, now: datetime) -> int:
    """Somebody's account goes: needs are their organisation's and offers their hub's, so they stay, without who wrote
    them; what they reported stays without their name. Answers how many stay. Called by whoever erases an account; may
    be repeated."""
    stays = Need.objects.filter(posted_by=person).update(posted_by=None)
    stays += Offer.objects.filter(made_by=person).update(made_by=None)
    stays += NeedReport.objects.filter(person=person).update(person=None)
    record(
        action="region.forget_poster",
        about=Ref("person", str(person.pk)),
        actor=actor,
        now=now,
        facts={"wrote": stays},
    )
    return stays
