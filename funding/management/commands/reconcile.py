from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funding.actions.reconcile import DAYS, reconcile
from hub.kit import clock


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"not a day, as 2026-11-23: {text}") from error


class Command(BaseCommand):
    help = (
        "Hold payments, charges and refunds at the card processor against the books. Nothing is booked: what differs "
        "is on the site administrators' page. The worker does it each night; ends with 1 when an account was not read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=day, help=f"the first day, UTC; else {DAYS} days ago")
        parser.add_argument("--until", type=day, help="the last day, UTC; else today")

    def handle(self, *, since: date | None, until: date | None, **options: Any) -> None:
        now = clock.now()
        start = datetime.combine(since, time.min, UTC) if since else now - timedelta(days=DAYS)
        end = datetime.combine(until, time.min, UTC) + timedelta(days=1) if until else now
        if start >= end:
            raise CommandError("the first day comes before the last")
        done = reconcile(since=start, until=end, now=now)
        self.stdout.write(
            f"{done.intents} payments, {done.charges} charges, {done.refunds} refunds were looked at."
        )
        self.stdout.write(f"{done.found} differences, {done.gone} from before are gone.")
        if done.unread:
            raise CommandError(f"not read: {', '.join(done.unread)}")
