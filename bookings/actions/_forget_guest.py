from datetime import datetime

from django.db.models.functions import Lower

from bookings.models import Feed
from bookings.models.callers import Caller
from bookings.models.hand_overs import HandOver
from bookings.models.messages import MailOptOut
from hub.kit.audit import Actor, record
from hub.kit.transactions import step
from members.actions._forget_account import addresses_of
from members.models import User
from members.models.people import erased_address


@step
def forget_guest(*, person: User, actor: Actor, now: datetime) -> None:
    """Links to calendars lead nowhere, choices of mail go; where a hub wrote the same address down for who called, it
    stands there no more. Bookings, and what was said about them, are the organisation's and stay without a name."""
    for feed in Feed.objects.filter(owner=person, revoked_at=None):
        Feed.objects.filter(pk=feed.pk).update(revoked_at=now)
        record(action="bookings.revoke_feed", about=feed.ref, actor=actor, now=now, hub_id=feed.hub_id)
    Feed.objects.filter(owner=person).update(name="")
    MailOptOut.objects.filter(person=person).delete()
    nowhere, addresses = erased_address(person.pk), addresses_of(person)
    links = HandOver.objects.annotate(small=Lower("email")).filter(small__in=addresses)
    links.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    links.update(email=nowhere)
    called = Caller.objects.annotate(small=Lower("email")).filter(small__in=addresses)
    called.update(name="", email=nowhere, phone="")
