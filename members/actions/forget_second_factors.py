from datetime import datetime

from allauth.mfa.models import Authenticator

from hub.kit import outbox
from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import User
from members.permissions import Person, is_site_admin


@verb
def forget_second_factors(*, person: User, actor: Person, now: datetime) -> None:
    """For who lost telephone and recovery codes: they set one up anew, with a code from their mail. They are told.

    Only a site administrator does it, and not to themselves. Raises `Forbidden`.
    """
    if not is_site_admin(actor) or actor.pk == person.pk:
        raise Forbidden
    kinds = sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    if not kinds:
        return
    Authenticator.objects.filter(user=person).delete()
    about = Ref("person", str(person.pk))
    outbox.emit(
        kind="second_factor.forgotten", about=about, key=f"forgotten:{person.pk}:{now.isoformat()}", now=now
    )
    record(action="members.second_factor_removed", about=about, actor=actor, now=now, facts={"kinds": kinds})
