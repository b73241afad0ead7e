"""Second options the way people take them: through the verb."""

from datetime import date, datetime

from bookings.actions.take_second import take_second
from bookings.models import SecondOption
from members.models import Organisation, User
from tests.cast import NOW
from tests.factories.bookings import a_request
from tests.factories.options import TUESDAY


def second(
    actor: User, organisation: Organisation, *wanted, on: date = TUESDAY, now: datetime = NOW, **request
) -> SecondOption:
    """Behind the option that is in the way, until Tuesday."""
    asked = a_request(organisation, *wanted, now=now, **request)
    return take_second(request=asked, on=on, actor=actor, now=now)
