from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.models.messages import HubWords, MessageKind
from bookings.rules.words import PLACEHOLDERS, unknown
from facilities.models import Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb

LONGEST = 3_000


class UnknownPlaceholder(Refusal):
    code = "unknown_placeholder"
    status = 400
    message = _("We do not know %(pieces)s. In braces you can use: %(known)s.")


class WordsTooLong(Refusal):
    code = "words_too_long"
    status = 400
    message = _("Say it in at most %(most)d characters.")


class NoSuchMessage(Refusal):
    code = "no_such_message"
    status = 404
    message = _("There is no such mail.")


@verb
def set_words(
    *, hub: Hub, kind: str, text_nl: str, text_en: str = "", actor: Actor, now: datetime
) -> HubWords | None:
    """What a hub says in one kind of mail, with the names of `bookings.rules.words` in braces; in force for what is
    sent from now on. Both empty: nothing of its own, and None comes back.

    For the hub's managers. Raises `UnknownPlaceholder`, `WordsTooLong`, `NoSuchMessage`, `Forbidden`.
    """
    demand_manager(actor, hub)
    if kind not in MessageKind.values:
        raise NoSuchMessage()
    said = {"text_nl": text_nl.strip(), "text_en": text_en.strip()}
    for text in said.values():
        check(text)
    made = None
    if any(said.values()):
        made, _new = HubWords.objects.update_or_create(
            hub=hub, kind=kind, defaults={**said, "changed_at": now}
        )
    else:
        HubWords.objects.filter(hub=hub, kind=kind).delete()
    record(
        action="bookings.set_words",
        about=hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"kind": kind, **said},
    )
    return made


def check(text: str) -> None:
    """Raises `UnknownPlaceholder`, `WordsTooLong`."""
    if len(text) > LONGEST:
        raise WordsTooLong(most=LONGEST)
    pieces = unknown(text)
    if pieces:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise UnknownPlaceholder(pieces=", ".join(each[:40] for each in pieces[:5]), known=known)
