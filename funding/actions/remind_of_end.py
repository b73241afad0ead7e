from datetime import datetime

from funding.actions._owners import tell_owners
from funding.models import BandDeclaration
from funding.models.bands import LIVE_DECLARATIONS
from funding.models.limits import COUNTRY, policy_on
from funding.rules.reviews import reminders
from funding.rules.time import local_day
from hub.kit import outbox
from hub.kit.transactions import step, verb


@verb
def remind_of_end(*, declaration: BandDeclaration, days: int, now: datetime) -> bool:
    """Tell the owners of now that a declaration is over in so many days, unless it counts no longer or a newer year was
    declared. Says whether there was anything to tell."""
    if declaration.status not in LIVE_DECLARATIONS or local_day(now, COUNTRY) > declaration.valid_until:
        return False
    newer = BandDeclaration.objects.filter(
        organisation_id=declaration.organisation_id,
        fiscal_year__gt=declaration.fiscal_year,
        status__in=LIVE_DECLARATIONS,
    )
    if newer.exists():
        return False
    tell_owners(kind="declaration.ends", declaration=declaration, key=f"{declaration.pk}:{days}", now=now)
    return True


@step
def plan_reminders(declaration: BandDeclaration, *, now: datetime) -> None:
    """Ahead, by the policy of today; whether there is still something to tell is asked when it is due."""
    policy = policy_on(local_day(now, COUNTRY))
    days = (policy.first_reminder_days, policy.last_reminder_days)
    for before, at in reminders(declaration.valid_until, days, now=now, zone=COUNTRY):
        outbox.emit(
            kind="declaration.remind",
            about=declaration.ref,
            key=f"declaration.remind:{declaration.pk}:{before}",
            payload={"days": before},
            now=now,
            due_at=at,
        )
