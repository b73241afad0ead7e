from datetime import datetime

from allauth.account.models import EmailAddress

from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import UnreachableAddress, User


@verb
def trust_address(*, person: User, address: str, actor: User, now: datetime) -> bool:
    """Somebody says (or has shown by a code) that an address of theirs works: what was marked against it goes, until a
    server refuses it again. False when nothing was. Raises `Forbidden` for another's address."""
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    theirs = {each.lower() for each in addresses}
    if actor.pk != person.pk or address.lower() not in theirs | {person.email.lower()}:
        raise Forbidden()
    count, _of_what = UnreachableAddress.objects.filter(address=address.lower()).delete()
    if count:
        record(action="members.trust_address", about=Ref("person", str(person.pk)), actor=actor, now=now)
    return bool(count)
