from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.models import ContractText
from facilities.models import Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Busy, Refusal
from hub.kit.transactions import verb


class NoContractText(Refusal):
    code = "no_contract_text"
    status = 400
    message = _("An agreement says something, in Dutch at least.")


class SameContractText(Refusal):
    code = "same_contract_text"
    status = 400
    message = _("That is the agreement already: version %(version)d says the same.")


@verb
def publish_contract_text(
    *, hub: Hub, text_nl: str, text_en: str = "", actor: Actor, now: datetime
) -> ContractText:
    """A new version of what a hub agrees with who books, in force at once; what was confirmed before keeps the one
    that it was confirmed under.

    For the hub's managers. Raises `NoContractText`, `SameContractText`, `Forbidden`, `Busy` where somebody publishes at
    the same moment.
    """
    demand_manager(actor, hub)
    said = text_nl.strip(), text_en.strip()
    if not said[0]:
        raise NoContractText()
    latest = ContractText.objects.filter(hub=hub).order_by("-version").first()
    if latest and (latest.text_nl, latest.text_en) == said:
        raise SameContractText(version=latest.version)
    version = latest.version + 1 if latest else 1
    new = ContractText(hub=hub, version=version, text_nl=said[0], text_en=said[1], published_at=now)
    ContractText.objects.bulk_create([new], ignore_conflicts=True)
    made = ContractText.objects.get(hub=hub, version=version)
    if (made.text_nl, made.text_en) != said:
        raise Busy()
    record(
        action="bookings.publish_contract_text",
        about=hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"version": version},
    )
    return made
