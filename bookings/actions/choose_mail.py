from collections.abc import Collection
from datetime import datetime

from bookings.models.messages import OPTIONAL, MailOptOut
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import User


@verb
def choose_mail(*, person: User, wanted: Collection[str], actor: User, now: datetime) -> set[str]:
    """Which of the kinds that one can do without somebody gets; what is not a kind is left out. Comes back: what they
    do not get. Raises `Forbidden` for another's."""
    if actor.pk != person.pk:
        raise Forbidden()
    stopped = {kind for kind in OPTIONAL if kind not in wanted}
    mine = MailOptOut.objects.filter(person=person)
    mine.exclude(kind__in=stopped).delete()
    rows = [MailOptOut(person=person, kind=kind, since=now) for kind in sorted(stopped)]
    MailOptOut.objects.bulk_create(rows, ignore_conflicts=True)
    return stopped
