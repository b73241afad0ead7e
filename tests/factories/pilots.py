"""Pilots the way people make them: through the verbs."""

from datetime import date
from typing import Any

from region.actions.answer_pilot import answer_pilot
from region.actions.ask_partner import ask_partner
from region.actions.propose_pilot import propose_pilot
from region.models import Pilot, PilotPartner, Sector
from region.rules.pilots import PartnerWish, PilotFacts
from tests.cast import NOW, Cast


def pilot_facts(cast: Cast, **more: Any) -> PilotFacts:
    """It runs since September."""
    usual = {
        "title_en": "Dancing apart",
        "aim_en": "Can two people dance together who are not in one room?",
        "region_id": cast.brabant.pk,
        "runs": True,
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 3, 31),
    }
    return PilotFacts(**{**usual, **more})


def a_pilot(cast: Cast, **more: Any) -> Pilot:
    """Collectief Zout's, public."""
    return propose_pilot(facts=pilot_facts(cast, **more), owner_id=cast.zout.pk, actor=cast.zoe, now=NOW)


def asked(cast: Cast, pilot: Pilot, who: str = "Kwartet Noord", sector: str = Sector.CULTURE) -> PilotPartner:
    wish = PartnerWish(who=who, sector=sector, role_en="plays along")
    return ask_partner(slug=pilot.slug, wish=wish, actor=cast.zoe, now=NOW).partner


def joined(cast: Cast, pilot: Pilot) -> PilotPartner:
    """Kwartet Noord takes part."""
    partner = asked(cast, pilot)
    answer_pilot(slug=pilot.slug, yes=True, organisation_id=cast.noord.pk, actor=cast.ilse, now=NOW)
    partner.refresh_from_db()
    return partner
