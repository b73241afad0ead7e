from datetime import datetime

from django.db.models.functions import Lower

from hub.kit.audit import Actor, record
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.actions._forget_account import addresses_of
from members.models import User
from region.models import AtlasEntry, Need, NeedReport, Offer, Suggestion


@step
def forget_person(*, person: User, actor: Actor, now: datetime) -> None:
    """Needs are their organisation's and offers their hub's, so they stay, without who wrote them; so does what they
    reported and checked. What they suggested stays without a sender. The history of the atlas keeps the number of an
    account that has no name any more."""
    stays = Need.objects.filter(posted_by=person).update(posted_by=None)
    stays += Offer.objects.filter(made_by=person).update(made_by=None)
    stays += NeedReport.objects.filter(person=person).update(person=None)
    stays += AtlasEntry.objects.filter(verified_by=person).update(verified_by=None)
    sent = Suggestion.objects.annotate(small=Lower("sender_email")).filter(small__in=addresses_of(person))
    stays += sent.update(sender_name="", sender_email="")
    record(
        action="region.forget_person",
        about=Ref("person", str(person.pk)),
        actor=actor,
        now=now,
        facts={"stays": stays},
    )
