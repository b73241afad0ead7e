"""What a booking is part of, where somebody said so: shared by placing and by saying it later."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from bookings.models.part_of import open_to
from hub.kit.audit import Actor, noted, write
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


@step
def say_part_of(bookings: Sequence[Booking], part_of: Ref | None, *, actor: Actor, now: datetime) -> None:
    """Of each of them, with an audit row; their rows are held."""
    notes = [
        noted(
            action="bookings.put_under",
            about=each.ref,
            actor=actor,
            now=now,
            organisation_id=each.organisation_id,
            hub_id=each.hub_id,
            facts={"before": str(each.part_of or ""), "part_of": str(part_of or "")},
        )
        for each in bookings
    ]
    for each in bookings:
        each.part_of = part_of or ""  # type: ignore[assignment]
    Booking.objects.filter(pk__in=[each.pk for each in bookings]).update(part_of=part_of or "")
    write(notes)
