"""A calendar link of somebody whose organisation has a thousand bookings in sight."""

from bookings.models import Booking, Feed
from bookings.models.fed import AHEAD, BACK
from hub.kit import clock
from members.models import Membership, User
from tests.bench.operations import Operation
from tests.bench.server import Answer, Visitor
from tests.factories.feeds import a_link, address

BOOKINGS = 1_000


def calendars(visitor: Visitor) -> list[Operation]:
    person = User.objects.get(email="rival7@example.org")
    other = Membership.objects.get(person__email="rival8@example.org").organisation
    now = clock.now()
    theirs = Booking.objects.filter(organisation__memberships__person=person)
    # Just inside of what is shown, so that a minute later it is the same.
    seen = theirs.filter(during__startswith__gt=now - BACK / 2, during__endswith__lt=now + AHEAD / 1.01)
    kept = list(seen.order_by("pk").values_list("pk", flat=True)[:BOOKINGS])
    if len(kept) < BOOKINGS:
        raise RuntimeError(f"only {len(kept)} bookings to show")
    theirs.exclude(pk__in=kept).update(organisation=other)
    made = a_link(person, now=now)

    def ask(**headers: str) -> Answer:
        # An hour has fewer answers than a benchmark asks for.
        Feed.objects.filter(pk=made.feed.pk).update(asked=0)
        return visitor.ask(address(made), **headers)

    def whole() -> Answer:
        answer = ask()
        if answer.body.count(b"BEGIN:VEVENT") != BOOKINGS:
            raise RuntimeError(f"{answer.body.count(b'BEGIN:VEVENT')} events: {answer.body[:300]!r}")
        return answer

    tag = {"If-None-Match": whole().headers["ETag"]}
    return [
        Operation(f"a calendar of {BOOKINGS:,} bookings", whole, 20),
        Operation("the same, for who has it already", lambda: ask(**tag), None, 304),
    ]
