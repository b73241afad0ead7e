"""Houses that are paid by card. Their accounts are at the card processor of development, and at no other."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from facilities.models import Hub
from funding.models import HubCards
from hub.kit.audit import SITE, record
from hub.kit.transactions import step

# Name of the hub -> whether one may also pay afterwards.
HOUSES = {"Effenaar": True, "Tetem": False}


@step
def make_cards(*, hubs: Mapping[str, Hub], since: datetime) -> None:
    """Only with the card processor of development: at a real one these accounts are nobody's."""
    if not settings.STRIPE_API_BASE:
        return
    for name, on_account in HOUSES.items():
        hub = hubs[name]
        account = f"acct_demo_{hub.slug.replace('-', '_')}"
        HubCards.objects.create(hub=hub, account=account, on_account=on_account, set_at=since)
        facts = {"account": account, "on_account": on_account, "before": ""}
        record(action="funding.set_cards", about=hub.ref, actor=SITE, now=since, hub_id=hub.pk, facts=facts)
