from datetime import datetime

from hub.kit.audit import record
from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import Region
from members.permissions import Person
from region.permissions import maps


@verb
def note_atlas_export(*, region: Region, what: str, actor: Person, now: datetime) -> None:
    """Write down who takes a region's entries along, before the file begins. Raises `Forbidden`."""
    if not maps(actor, region.pk):
        raise Forbidden()
    record(
        action="region.take_along",
        about=Ref("region", str(region.pk)),
        actor=actor,
        now=now,
        facts={"what": what},
    )
