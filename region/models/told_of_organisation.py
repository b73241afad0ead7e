"""What this room keeps of an organisation: for the file that its owners take along."""

from typing import Any

from members.models import Organisation
from region.models.claims import Claim
from region.models.entries import AtlasEntry
from region.models.needs import Need, Offer
from region.models.pilots import Milestone, Pilot, PilotPartner

NEED = (
    *(
        "uuid",
        "sort",
        "kind__slug",
        "title",
        "words",
        "language",
        "quantity",
        "from_date",
        "until_date",
        "hours",
    ),
    *("daypart", "flexible", "municipality__name", "radius_km", "step_free", "project", "budget_cents"),
    *("answer_by", "only_hubs", "state", "posted_at", "ended_at", "end_reason", "hidden_at"),
)
OFFER = (
    *("need__uuid", "hub__name", "message", "contact", "list_cents", "own_cents", "valid_until", "state"),
    *("made_at", "booking__number"),
)
PILOT = (
    *("slug", "title_nl", "title_en", "aim_nl", "aim_en", "state", "starts_on", "ends_on", "ended_on"),
    *("outcome_nl", "outcome_en", "fund__slug", "budget_cents", "budget_state", "created_at"),
)
CLAIM = ("entry__slug", "entry__name", "words", "state", "claimed_at", "answer", "answered_at")


def told(organisation: Organisation) -> dict[str, Any]:
    """Needs with the offers for them, pilots and what it is a partner in, entries of the atlas that it speaks for."""
    ours = Pilot.objects.filter(owner=organisation)

    def rows(found: Any, *names: str) -> list[dict[str, Any]]:
        return list(found.order_by("pk").values(*names))

    return {
        "needs": rows(Need.objects.filter(organisation=organisation), *NEED),
        "offers": rows(Offer.objects.filter(need__organisation=organisation), *OFFER),
        "pilots": rows(ours, *PILOT),
        "milestones": rows(
            Milestone.objects.filter(pilot__in=ours), "pilot__slug", "on", "words_nl", "words_en"
        ),
        "partner_in": rows(
            PilotPartner.objects.filter(organisation=organisation),
            *("pilot__slug", "role_nl", "role_en", "standing", "added_at", "agreed_at", "left_at"),
        ),
        "entries": rows(AtlasEntry.objects.filter(organisation=organisation), "slug", "name", "stage"),
        "claims": rows(Claim.objects.filter(organisation=organisation), *CLAIM),
    }
