from datetime import datetime

from facilities.models import Feature, Kind
from facilities.permissions import demand_site_admin
from facilities.rules.kinds import FEATURES, KINDS
from hub.kit.audit import Actor, record
from hub.kit.refs import Ref
from hub.kit.transactions import verb


@verb
def load_kinds(*, actor: Actor, now: datetime) -> int:
    """The usual kinds of facilities and features of `facilities.rules.kinds`; answers how many kinds there are.

    Only who runs the site does this. Again is no harm: what is there already stays as it is. Raises `Forbidden`.
    """
    demand_site_admin(actor)
    Kind.objects.bulk_create(
        [
            Kind(slug=slug, family=family, name_nl=nl, name_en=en, pattern=pattern, position=10 * number)
            for number, (slug, family, nl, en, pattern) in enumerate(KINDS, start=1)
        ],
        ignore_conflicts=True,
    )
    Feature.objects.bulk_create(
        [Feature(slug=slug, name_nl=nl, name_en=en) for slug, (nl, en) in FEATURES.items()],
        ignore_conflicts=True,
    )
    count = Kind.objects.count()
    record(
        action="facilities.load_kinds", about=Ref("site", "all"), actor=actor, now=now, facts={"kinds": count}
    )
    return count
