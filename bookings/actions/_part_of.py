"""What a booking is part of, where somebody said so: shared by placing and by saying it later."""

from django.utils.translation import gettext_lazy as _

from bookings.models.part_of import open_to
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import step


class NotPartOf(Refusal):
    code = "not_part_of"
    status = 400
    message = _(
        "Your organisation does not take part in that, or it is over. Choose something else, or nothing."
    )


@step
def demand_part(part_of: Ref | None, organisation_id: int) -> None:
    """Raises `NotPartOf` where the organisation does not take part in it now. Asks nothing about none."""
    if part_of and part_of not in {each.ref for each in open_to(organisation_id)}:
        raise NotPartOf()
