from collections.abc import Sequence
from datetime import datetime

from facilities.actions._holidays import load
from facilities.actions._projection import Projected, lock_hubs, project
from facilities.models import Hub
from facilities.permissions import demand_site_admin
from hub.kit.audit import SITE, Actor
from hub.kit.transactions import verb

# So that no transaction locks a whole region's hubs, nor runs long.
HUBS_AT_ONCE = 25


@verb
def project_openings(*, hub_ids: Sequence[int], actor: Actor, now: datetime) -> Projected:
    """Load the coming public holidays of these hubs and bring their facilities' opening windows up to date.

    Safe to repeat: what is right already is left alone. No audit row, since nothing is decided here: what the windows
    follow from was written down when somebody decided it. Raises `Forbidden` for people who do not run the site.
    """
    demand_site_admin(actor)
    lock_hubs(hub_ids, now)
    load(hubs=Hub.objects.filter(pk__in=hub_ids).order_by("pk"), now=now)
    return project(hub_ids=hub_ids, now=now)


def project_all(*, now: datetime) -> Projected:
    """Every hub, a transaction for each handful: the nightly task, after which 18 months ahead are known again."""
    ids = list(Hub.objects.order_by("pk").values_list("pk", flat=True))
    chunks = [ids[start : start + HUBS_AT_ONCE] for start in range(0, len(ids), HUBS_AT_ONCE)]
    done = [project_openings(hub_ids=chunk, actor=SITE, now=now) for chunk in chunks]
    return Projected(
        facilities=sum(each.facilities for each in done),
        added=sum(each.added for each in done),
        removed=sum(each.removed for each in done),
    )
