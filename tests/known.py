"""What the model of the machines knows of a booking (tests/actions/test_booking_machine.py)."""

from dataclasses import dataclass
from datetime import datetime

from bookings.rules.request import BookingRequest
from hub.kit.periods import Period
from members.models import User

WAITING = ("held", "option", "requested")


@dataclass
class Known:
    """What the model knows of one booking."""

    number: str
    request: BookingRequest
    person: User
    period: Period
    held_until: datetime
    funds_cents: int
    # Leaf and unit, with all the time that it is held.
    units: list[tuple[int, int, Period]]
    state: str = "held"
    sequence: int = 0
    asked: bool = False

    @property
    def live(self) -> bool:
        return self.state in (*WAITING, "confirmed", "completed")

    def lapsed(self, now: datetime) -> bool:
        return self.state in WAITING and self.held_until <= now
