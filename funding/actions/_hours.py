"""The one way to write in the ledger of hours that are given in kind: the month's sums, and an entry for each.

Who writes holds the pledges, by id, after the funds and before the accounts (docs/locking.md): so months need no order
of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from funding.models import HourEntry, HourEntryKind, HourMonth, HourPledge
from funding.models.hours import Live, had_by, live_hours
from funding.rules.hours import Hours, minutes_of
from funding.rules.quoted import QuotedLine
from funding.rules.time import local_day
from hub.kit.refs import Ref
from hub.kit.sql import rows
from hub.kit.transactions import step
from hub.kit.writing import insert
from members.models import Organisation

# A month that has not so many left stays as it is and out of the answer; so does one that is not open yet.
MOVE = """
UPDATE funding_hourmonth month
SET reserved_minutes = month.reserved_minutes + each.reserved, given_minutes = month.given_minutes + each.given
FROM unnest(%(pledges)s::bigint[], %(months)s::date[], %(reserved)s::int[], %(given)s::int[])
    AS each (pledge, month, reserved, given)
WHERE month.pledge_id = each.pledge AND month.month = each.month
    AND month.reserved_minutes + month.given_minutes + each.reserved + each.given <= month.offered_minutes
RETURNING month.pledge_id, month.month
"""

Moves = Mapping[Hours, tuple[int, int]]
"""By how many minutes what is reserved and what is given rises or falls."""


class NoHoursLeft(Exception):
    """Whoever writes says in its own refusal what that means."""

    def __init__(self, pledge_id: int) -> None:
        self.pledge_id = pledge_id
        super().__init__(str(pledge_id))


@dataclass(frozen=True, slots=True)
class HeldHours:
    """What a thing has of hours, its pledges held."""

    live: list[Live]

    @property
    def reserved(self) -> dict[Hours, int]:
        return {each.hours: each.reserved for each in self.live if each.reserved}


NO_HOURS = HeldHours([])


@step
def lock_pledges(ids: Iterable[int]) -> dict[int, HourPledge]:
    """Held by id until the transaction ends, with their facilities. NO KEY: who merely points at one need not wait."""
    wanted = HourPledge.objects.filter(pk__in=set(ids)).select_related("facility__hub").order_by("pk")
    return {each.pk: each for each in wanted.select_for_update(no_key=True, of=("self",))}


@step
def held_hours(about: Ref) -> HeldHours:
    """Of something that may have some; read again once its pledges are held."""
    seen = live_hours(about)
    if not seen:
        return NO_HOURS
    lock_pledges(each.hours[0] for each in seen)
    return HeldHours(live_hours(about))


@step
def lock_for(lines: Iterable[QuotedLine]) -> dict[int, HourPledge]:
    """The pledges of these lines; no statement where nothing is given in kind."""
    ids = {line.in_kind.pledge_id for line in lines if line.in_kind}
    return lock_pledges(ids) if ids else {}


@step
def take_hours(
    *,
    about: Ref,
    organisation: Organisation,
    lines: Iterable[QuotedLine],
    pledges: Mapping[int, HourPledge],
    now: datetime,
) -> None:
    """Reserve what these lines have in kind; the caller holds their `pledges` and the organisation's key. Raises
    `NoHoursLeft`."""
    lines = [line for line in lines if line.in_kind]
    if not lines:
        return
    _check(organisation, lines, pledges)
    taken = minutes_of(line.in_kind for line in lines)
    write(
        kind=HourEntryKind.RESERVE,
        about=about,
        organisation_id=organisation.pk,
        moves={hours: (minutes, 0) for hours, minutes in taken.items()},
        values={id_: pledge.value_cents_an_hour for id_, pledge in pledges.items()},
        now=now,
    )


def _check(organisation: Organisation, lines: list[QuotedLine], pledges: Mapping[int, HourPledge]) -> None:
    """Whether the pledges still are what the price was made by: a pledge may have ended since, and a colleague may have
    had what one organisation gets."""
    for line in lines:
        assert line.in_kind
        pledge = pledges[line.in_kind.pledge_id]
        if not pledge.covers(local_day(line.period.start, pledge.facility.hub.zone)):
            raise NoHoursLeft(pledge.pk)
    limited = [pledge for pledge in pledges.values() if pledge.minutes_an_organisation is not None]
    had = had_by(organisation.pk, limited) if limited else {}
    for (id_, month), minutes in minutes_of(line.in_kind for line in lines).items():
        most = pledges[id_].minutes_an_organisation
        if most is not None and had.get((id_, month), 0) + minutes > most:
            raise NoHoursLeft(id_)


@step
def write_for(kind: HourEntryKind, about: Ref, ours: HeldHours, now: datetime) -> None:
    """Give back all that is reserved, or turn it into given."""
    if not ours.reserved:
        return
    is_given = kind == HourEntryKind.GIVE
    write(
        kind=kind,
        about=about,
        organisation_id=ours.live[0].organisation_id,
        moves={hours: (-minutes, minutes if is_given else 0) for hours, minutes in ours.reserved.items()},
        values={each.hours[0]: each.value_cents_an_hour for each in ours.live},
        now=now,
    )


@step
def write(
    *,
    kind: HourEntryKind,
    about: Ref,
    organisation_id: int,
    moves: Moves,
    values: Mapping[int, int],
    now: datetime,
    number: int = 0,
) -> None:
    """One entry for each pledge and month, and their sums; `values` are the cents that an hour is worth, by pledge, and
    `number` tells the changes of one thing apart. Raises `NoHoursLeft`; the same twice is an IntegrityError."""
    missing = set(moves) - _moved(moves)
    if missing:
        _open(missing)
        missing -= _moved({hours: moves[hours] for hours in missing})
    if missing:
        raise NoHoursLeft(min(missing)[0])
    insert(
        [
            HourEntry(
                pledge_id=pledge_id,
                month=month,
                about=about,
                organisation_id=organisation_id,
                kind=kind,
                minutes_reserved=reserved,
                minutes_given=given,
                value_cents_an_hour=values[pledge_id],
                idempotency_key=f"{kind}:{about}:{number}:{pledge_id}:{month:%Y-%m}",
                posted_at=now,
            )
            for (pledge_id, month), (reserved, given) in sorted(moves.items())
        ]
    )


def _moved(moves: Moves) -> set[Hours]:
    """Nobody reads a sum and writes it back."""
    values = {
        "pledges": [pledge for pledge, _month in moves],
        "months": [month for _pledge, month in moves],
        "reserved": [reserved for reserved, _given in moves.values()],
        "given": [given for _reserved, given in moves.values()],
    }
    return {(pledge, month) for pledge, month in rows(MOVE, values)}


def _open(hours: Iterable[Hours]) -> None:
    """The months that nobody has had anything of yet."""
    wanted = sorted(hours)
    offered = dict(
        HourPledge.objects.filter(pk__in={pledge for pledge, _month in wanted}).values_list(
            "pk", "minutes_a_month"
        )
    )
    HourMonth.objects.bulk_create(
        [
            HourMonth(pledge_id=pledge, month=month, offered_minutes=offered[pledge])
            for pledge, month in wanted
        ],
        ignore_conflicts=True,
    )
