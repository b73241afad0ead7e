from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from bookings.models.messages import EARLIEST, LATEST, TIMED, MessageSetting
from facilities.models import Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class HourUnknown(Refusal):
    code = "hour_unknown"
    status = 400
    message = _("Choose a whole hour from %(earliest)d to %(latest)d.")


class AddressUnreadable(Refusal):
    code = "address_unreadable"
    status = 400
    message = _("We cannot read this address.")


@verb
def set_messages(
    *,
    hub: Hub,
    remind_hour: int,
    without: Collection[str] = (),
    technician_email: str = "",
    actor: Actor,
    now: datetime,
) -> MessageSetting:
    """At which hour of its clock a hub's mails go the day before, which kinds it does not send, and who gets the notes
    for setting up (empty: its own address). For the hub's managers. Raises `HourUnknown`, `AddressUnreadable`,
    `Forbidden`."""
    demand_manager(actor, hub)
    if not EARLIEST <= remind_hour <= LATEST:
        raise HourUnknown(earliest=EARLIEST, latest=LATEST)
    address = technician_email.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise AddressUnreadable() from error
    kinds = [str(kind) for kind in TIMED if kind in without]
    setting, _made = MessageSetting.objects.update_or_create(
        hub=hub, defaults={"remind_hour": remind_hour, "without": kinds, "technician_email": address}
    )
    record(
        action="bookings.set_messages",
        about=hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"remind_hour": remind_hour, "without": kinds, "has_technician": bool(address)},
    )
    return setting
