from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._projection import lock_hubs
from facilities.models import HouseRules, Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class SameHouseRules(Refusal):
    code = "same_house_rules"
    status = 400
    message = _("These are the house rules already: version %(version)s says the same.")


class NoHouseRules(Refusal):
    code = "no_house_rules"
    status = 400
    message = _("House rules say something, in Dutch at least.")


@verb
def publish_house_rules(
    *, hub: Hub, text_nl: str, text_en: str = "", actor: Actor, now: datetime
) -> HouseRules:
    """A new version of the hub's house rules, in force at once; what was accepted before stays as it was accepted.

    Raises `Forbidden`, `NoHouseRules`, `SameHouseRules`.
    """
    demand_manager(actor, hub)
    text_nl, text_en = text_nl.strip(), text_en.strip()
    if not text_nl:
        raise NoHouseRules()
    lock_hubs([hub.pk], now)
    latest = HouseRules.objects.filter(hub=hub).order_by("-version").first()
    if latest and (latest.text_nl, latest.text_en) == (text_nl, text_en):
        raise SameHouseRules(version=latest.version)
    version = latest.version + 1 if latest else 1
    made = HouseRules.objects.create(
        hub=hub, version=version, text_nl=text_nl, text_en=text_en, published_at=now
    )
    record(
        action="facilities.publish_house_rules",
        about=hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"version": version},
    )
    return made
