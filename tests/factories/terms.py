"""What cancelling late costs, set the way a hub's manager does it: through the verb."""

from datetime import datetime

from facilities.models import Facility, Hub
from funding.actions.set_terms import set_terms
from funding.models import CancellationTerms
from funding.rules.terms import Span, TermStep
from hub.kit.audit import SITE
from tests.cast import NOW

WEEK_HALF = TermStep(Span.DAYS, 7, 5_000)
DAY_HALF = TermStep(Span.DAYS, 1, 5_000)
LAST_DAY = TermStep(Span.HOURS, 24, 10_000)


def terms(
    hub: Hub,
    *steps: TermStep,
    no_show_bp: int = 10_000,
    facility: Facility | None = None,
    now: datetime = NOW,
) -> CancellationTerms:
    """From today on."""
    return set_terms(
        hub=hub,
        facility=facility,
        valid_from=now.astimezone(hub.zone).date(),
        steps=steps,
        no_show_bp=no_show_bp,
        actor=SITE,
        now=now,
    )
