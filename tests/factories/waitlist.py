"""Places in line the way people take them: through the verb."""

from datetime import datetime
from uuid import UUID, uuid4

from bookings.actions.join_waitlist import join_waitlist
from bookings.models import WaitlistEntry
from bookings.rules.waitlist import WaitRequest
from facilities.models import Facility
from hub.kit.periods import Period
from members.models import Organisation, User
from tests.cast import NOW
from tests.factories.bookings import AFTERNOON


def wait_request(
    organisation: Organisation,
    facility: Facility,
    *,
    period: Period = AFTERNOON,
    minutes: int | None = None,
    quantity: int = 1,
    until: datetime | None = None,
    key: UUID | None = None,
    used_by_id: int | None = None,
) -> WaitRequest:
    """For exactly that period, or for so many minutes within it."""
    return WaitRequest(
        organisation_id=organisation.pk,
        hub_id=facility.hub_id,
        facility_id=facility.pk,
        quantity=quantity,
        window=period,
        minutes=minutes or period.minutes,
        purpose="Recording our film",
        until=until,
        request_key=key or uuid4(),
        used_by_id=used_by_id,
    )


def in_line(
    actor: User, organisation: Organisation, facility: Facility, *, now: datetime = NOW, **wanted
) -> WaitlistEntry:
    return join_waitlist(request=wait_request(organisation, facility, **wanted), actor=actor, now=now)
