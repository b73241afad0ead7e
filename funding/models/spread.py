"""How what funds carried is spread over towns, disciplines and rate bands, without showing any small group."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from funding.models.described import NOTHING, Described
from funding.models.limits import COUNTRY
from hub.kit.few import Group, Shown, shown
from hub.kit.refs import Ref
from members.models import Organisation

LIVE = ("reserved", "settled")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, the last one included, as they are in the country whose funds these are."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), COUNTRY)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), COUNTRY)

    @property
    def year(self) -> int | None:
        """The calendar year that it is, if it is one."""
        whole = (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)
        return self.first.year if whole and self.first.year == self.last.year else None


@dataclass(frozen=True, slots=True)
class Carried:
    """What a fund carried of one booking: reserved when the period ended, settled or released in it. Less than nought
    where what was settled before was taken back in it."""

    about: Ref
    day: date
    cents: int
    organisation_id: int
    organisation: str
    municipality: str
    state: str
    what: Described = NOTHING
    # At which it was reserved: for counting, never for showing.
    band_code: str = ""


def by_town(carried: Iterable[Carried]) -> Shown:
    """By the organisation's seat, by name."""
    return shown(_groups(carried, lambda each: each.municipality))


def by_discipline(carried: Iterable[Carried]) -> Shown:
    """An organisation of several disciplines counts under "several", so that none is counted twice and the lines add
    up; else what is hidden of one line could be found in another."""
    rows = list(carried)
    names = discipline_names({each.organisation_id for each in rows})
    return shown(_groups(rows, lambda each: names[each.organisation_id]))


def discipline_names(organisations: Iterable[int]) -> dict[int, str]:
    found = Organisation.objects.filter(pk__in=set(organisations)).prefetch_related("disciplines")
    return {organisation.pk: _discipline(organisation) for organisation in found}


def _discipline(organisation: Organisation) -> str:
    names = [discipline.name for discipline in organisation.disciplines.all()]
    if not names:
        return _("none said")
    return names[0] if len(names) == 1 else _("several disciplines")


def by_band(carried: Iterable[Carried]) -> Shown | None:
    """How many organisations booked in which band, in that of its last booking where it had several; no amounts, for
    with the amounts of each recipient at hand they would tell who is in which. None where all are in one band."""
    last: dict[int, tuple[date, str]] = {}
    for each in carried:
        if each.state in LIVE and each.cents > 0 and each.band_code:
            before = last.get(each.organisation_id)
            if before is None or before[0] <= each.day:
                last[each.organisation_id] = (each.day, each.band_code)
    members: dict[str, set[int]] = defaultdict(set)
    for organisation, (_day, code) in last.items():
        members[code].add(organisation)
    found = shown([Group(code, frozenset(who)) for code, who in sorted(members.items())])
    return found if len(found.groups) + bool(found.others) > 1 else None


def _groups(carried: Iterable[Carried], key: Callable[[Carried], Hashable]) -> list[Group]:
    """Of what was not given back, the largest amount first."""
    rows: dict[str, list[Carried]] = defaultdict(list)
    for each in carried:
        if each.state in LIVE:
            rows[str(key(each))].append(each)
    groups = [
        Group(
            label,
            frozenset(each.organisation_id for each in those),
            len({each.about for each in those}),
            sum(each.cents for each in those),
        )
        for label, those in rows.items()
    ]
    return sorted(groups, key=lambda group: (-group.cents, group.label))
