"""What the verbs about other calendars share."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from bookings.actions._blocking import clear_the_way
from bookings.actions._filling import fill_for_blocks, give_up
from bookings.models import Block, BlockUnit, CalendarSource, Occupancy
from facilities.models import Hub
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from hub.kit.transactions import step

MOST_BYTES = 5 * 1024 * 1024
LONGEST_LINK = 2_000


class NotALink(Refusal):
    code = "not_a_link"
    status = 400
    message = _(
        "Give the secret address of the calendar, which begins with https:// and ends in .ics as a rule."
    )


class FileTooLarge(Refusal):
    code = "file_too_large"
    status = 400
    message = _("A calendar file is at most %(most)d MB. Export fewer years.")


class FileIsEmpty(Refusal):
    code = "file_is_empty"
    status = 400
    message = _("The file is empty. Choose an .ics file.")


def check_link(link: str) -> None:
    """Raises `NotALink`. Where it leads is looked at when it is fetched (`bookings.outbound.fetching`)."""
    try:
        parts = urlsplit(link)
        is_good = (
            parts.scheme == "https"
            and bool(parts.hostname)
            and parts.port in (None, 443)
            and not (parts.username or parts.password)
            and link.isascii()
            and link.isprintable()
            and " " not in link
            and len(link) <= LONGEST_LINK
        )
    except ValueError:
        is_good = False
    if not is_good:
        raise NotALink()


def check_file(file: bytes) -> None:
    """Raises `FileTooLarge`, `FileIsEmpty`. What is in it a worker sees."""
    if len(file) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1024 // 1024)
    if not file.strip():
        raise FileIsEmpty()


@step
def held_source(*, hub: Hub, uuid: UUID) -> CalendarSource:
    """A hub's source, its row held until the transaction ends; raises Http404."""
    found = CalendarSource.objects.select_for_update(no_key=True).filter(uuid=uuid, hub=hub, removed_at=None)
    source = found.defer("file").first()
    if source is None:
        raise Http404
    return source


@step
def give_back(*, blocks: Collection[int], now: datetime) -> list[tuple[int, Period]]:
    """Lift these blocks; returns what they held. The caller holds what `clear_the_way` takes, and gives it to who wants
    it (`fill_for_blocks`)."""
    Block.objects.filter(pk__in=blocks, lifted_at=None).update(lifted_at=now)
    return give_up(Occupancy.objects.live().filter(block__in=blocks), now)


@step
def lift_all(*, source: CalendarSource, now: datetime) -> int:
    """Everything it blocks is free again, also what is over by now; the caller holds its row."""
    blocks = dict(Block.objects.filter(origin=source.ref, lifted_at=None).values_list("pk", "during"))
    if not blocks:
        return 0
    units = set(BlockUnit.objects.filter(block__in=blocks).values_list("unit_id", flat=True))
    periods = [Period.from_range(during) for during in blocks.values()]
    whole = Period(min(each.start for each in periods), max(each.end for each in periods))
    clear_the_way(unit_ids=units, periods=[whole], now=now)
    fill_for_blocks(give_back(blocks=list(blocks), now=now))
    return len(blocks)
