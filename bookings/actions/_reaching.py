from bookings.models import Booking
from bookings.permissions import seen
from bookings.rules.numbers import read_number
from hub.kit.transactions import step
from members.models import User


@step
def held_row(*, number: str, actor: User) -> Booking:
    """The booking, its row held until the transaction ends, for who may see it; raises Http404 for anybody else."""
    rows = Booking.objects.select_related("hub", "organisation", "placed_by", "house_rules")
    row = rows.select_for_update(no_key=True, of=("self",)).filter(number=read_number(number)).first()
    return seen(actor, row)
