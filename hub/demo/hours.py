"""What two houses open in kind, and the hours that bookings of the past months took, as the verbs would leave them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bookings.models import Booking
from facilities.models import Facility
from funding.models import HourEntry, HourEntryKind, HourMonth, HourPledge
from funding.rules.facts import LineFacts
from funding.rules.hours import Hours, PledgeFacts, minutes_of
from funding.rules.quote import Quote
from funding.rules.time import local_day
from hub.demo.reading import toml
from hub.kit.models import AuditRow
from hub.kit.transactions import step

# What a kind of entry means for the minutes that are reserved, and for those that are given.
MEANS = {HourEntryKind.RESERVE: (1, 0), HourEntryKind.RELEASE: (-1, 0), HourEntryKind.GIVE: (-1, 1)}


@step
def make_pledges(*, facilities: Mapping[str, list[Facility]], since: datetime, day: date) -> None:
    """Before anything is priced."""
    for row in toml("house")["in_kind"]:
        facility = next(each for each in facilities[row["hub"]] if each.slug == row["facility"])
        pledge = HourPledge.objects.create(
            facility=facility,
            giver_id=facility.hub.operator_id,
            minutes_a_month=row["hours"] * 60,
            minutes_an_organisation=row["each"] * 60,
            value_cents_an_hour=row["value"] * 100,
            bands=row["bands"],
            starts_on=day,
            made_at=since,
        )
        facts = {"facility": facility.pk, "minutes_a_month": pledge.minutes_a_month}
        AuditRow.objects.create(
            action="funding.make_pledge", about=pledge.ref, at=since, hub_id=facility.hub_id, facts=facts
        )


@dataclass(slots=True)
class InKindBook:
    """The ledger of hours, gathered in memory and written in one go."""

    pledges: dict[int, HourPledge] = field(
        default_factory=lambda: {each.facility_id: each for each in HourPledge.objects.all()}
    )
    sums: dict[Hours, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    of_one: dict[tuple[Hours, int], int] = field(default_factory=lambda: defaultdict(int))
    entries: list[HourEntry] = field(default_factory=list)

    def left(self, line: LineFacts, organisation_id: int, zone: ZoneInfo) -> PledgeFacts | None:
        """What is left at this moment of the month of a line."""
        pledge, day = self.pledges.get(line.facility_id), local_day(line.period.start, zone)
        if pledge is None or not pledge.covers(day):
            return None
        hours = pledge.pk, day.replace(day=1)
        mine = pledge.minutes_an_organisation
        return PledgeFacts(
            id=pledge.pk,
            since=pledge.starts_on,
            month=hours[1],
            left_minutes=pledge.minutes_a_month - sum(self.sums[hours]),
            organisation_left_minutes=None if mine is None else mine - self.of_one[hours, organisation_id],
            bands=pledge.band_codes,
        )

    def note(self, kind: HourEntryKind, booking: Booking, price: Quote, at: datetime) -> None:
        its = {pledge.pk: pledge for pledge in self.pledges.values()}
        reserved, given = MEANS[kind]
        for hours, minutes in sorted(minutes_of(line.in_kind for line in price.lines).items()):
            self.sums[hours][0] += reserved * minutes
            self.sums[hours][1] += given * minutes
            self.of_one[hours, booking.organisation_id] += (reserved + given) * minutes
            self.entries.append(
                HourEntry(
                    pledge_id=hours[0],
                    month=hours[1],
                    about=booking.ref,
                    organisation_id=booking.organisation_id,
                    kind=kind,
                    minutes_reserved=reserved * minutes,
                    minutes_given=given * minutes,
                    value_cents_an_hour=its[hours[0]].value_cents_an_hour,
                    idempotency_key=f"{kind}:{booking.ref}:0:{hours[0]}:{hours[1]:%Y-%m}",
                    posted_at=at,
                )
            )

    @step
    def write(self) -> None:
        offered = {pledge.pk: pledge.minutes_a_month for pledge in self.pledges.values()}
        HourMonth.objects.bulk_create(self._months(offered))
        HourEntry.objects.bulk_create(self.entries)

    def _months(self, offered: Mapping[int, int]) -> Iterable[HourMonth]:
        for pledge, month in sorted({(each.pledge_id, each.month) for each in self.entries}):
            reserved, given = self.sums[pledge, month]
            yield HourMonth(
                pledge_id=pledge,
                month=month,
                offered_minutes=offered[pledge],
                reserved_minutes=reserved,
                given_minutes=given,
            )
