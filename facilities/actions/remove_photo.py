from datetime import datetime

from facilities.models import Photo
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.transactions import after_commit, verb


@verb
def remove_photo(*, photo: Photo, actor: Actor, now: datetime) -> None:
    """Take a photo away, its file too. Raises `Forbidden`."""
    facility = photo.facility
    demand_manager(actor, facility.hub)
    storage, name = photo.image.storage, str(photo.image.name)
    record(
        action="facilities.remove_photo",
        about=facility.ref,
        actor=actor,
        now=now,
        hub_id=facility.hub_id,
        facts={"photo": photo.pk},
    )
    photo.delete()
    after_commit(lambda: storage.delete(name))
