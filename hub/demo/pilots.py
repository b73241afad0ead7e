"""Three pilots with partners, places of the atlas, an experiment, bookings under them and a budget: all made up."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Sum

from bookings.models import Booking, BookingState
from funding.models import Allocation, Fund
from funding.models.limits import COUNTRY
from hub.demo.reading import toml
from hub.kit.audit import SITE, record
from hub.kit.transactions import step
from knowledgebase.models import Experiment, Theme
from members.models import Organisation, Region
from region.actions._pilots import free_slug, noted_of, write_facts
from region.models import AtlasEntry, BudgetState, Milestone, Pilot, PilotPartner, PilotState, Standing
from region.rules.pilots import PilotFacts

CENTS = 100
BOOKED = (BookingState.CONFIRMED, BookingState.COMPLETED)
MOST_BOOKINGS = 14


@step
def make_pilots(*, now: datetime) -> None:
    """After everything that they point at; an entry of the atlas that is not there is left out."""
    for row in toml("pilots")["pilots"]:
        today = now.astimezone(COUNTRY).date()
        pilot = _begun(row, today, now)
        takes_part = [pilot.owner, *_partners(pilot, row, now)]
        _milestones(pilot, row, today, now)
        _bookings(pilot, takes_part, today - timedelta(days=row.get("over_days_ago", 0)), now)
        if "budget" in row:
            _budget(pilot, row, now)
        if "over_days_ago" in row:
            _ended(pilot, row, today, now)


def _begun(row: dict[str, Any], today: date, now: datetime) -> Pilot:
    at = now - timedelta(days=row["runs_days_ago"] + 10)
    experiments = list(Experiment.objects.filter(live=True, locale__language_code="nl").order_by("pk"))
    number = row.get("experiment_at")
    chosen = experiments[number] if number is not None and number < len(experiments) else None
    facts = PilotFacts(
        **{name: row[name] for name in ("title_nl", "title_en", "aim_nl", "aim_en")},
        region_id=Region.objects.get(slug=row["region"]).pk,
        runs=True,
        starts_on=today - timedelta(days=row["runs_days_ago"]),
        ends_on=today + timedelta(days=row["ends_days_ahead"]) if row["ends_days_ahead"] else None,
        theme_ids=tuple(Theme.objects.filter(slug__in=row["themes"]).values_list("pk", flat=True)),
        entry_ids=tuple(AtlasEntry.objects.filter(name__in=row["entries"]).values_list("pk", flat=True)),
        experiment_id=chosen.pk if chosen else None,
    )
    owner = Organisation.objects.get(name=row["owner"])
    pilot = Pilot(
        slug=free_slug(row["title_nl"]), owner=owner, owner_agreed_at=at, created_at=at, is_demo=True
    )
    write_facts(pilot, facts, at)
    noted_of(pilot, "propose", SITE, at, version=1, state=pilot.state)
    return pilot


def _partners(pilot: Pilot, row: dict[str, Any], now: datetime) -> list[Organisation]:
    """The organisations among them."""
    at = pilot.created_at + timedelta(days=1)
    made = []
    for name, sector, role_nl, role_en in row["organisations"]:
        organisation = Organisation.objects.get(name=name)
        partner = PilotPartner.objects.create(
            pilot=pilot,
            organisation=organisation,
            sector=sector,
            role_nl=role_nl,
            role_en=role_en,
            standing=Standing.IN,
            added_at=at,
            agreed_at=at,
        )
        noted_of(pilot, "ask_partner", SITE, at, partner=partner.pk, asked=True)
        noted_of(pilot, "join", SITE, at, organisation_id=organisation.pk, partner=partner.pk)
        made.append(organisation)
    for name, sector, role_nl, role_en in row["names"]:
        partner = PilotPartner.objects.create(
            pilot=pilot, name=name, sector=sector, role_nl=role_nl, role_en=role_en, added_at=at
        )
        noted_of(pilot, "ask_partner", SITE, at, partner=partner.pk, asked=False)
    return made


def _milestones(pilot: Pilot, row: dict[str, Any], today: date, now: datetime) -> None:
    for days, words_nl, words_en in row["milestones"]:
        on = today + timedelta(days=days)
        at = min(now, pilot.created_at + timedelta(days=20))
        made = Milestone.objects.create(pilot=pilot, on=on, words_nl=words_nl, words_en=words_en, added_at=at)
        noted_of(pilot, "add_milestone", SITE, at, milestone=made.pk, on=on.isoformat())


def _bookings(pilot: Pilot, organisations: list[Organisation], until: date, now: datetime) -> None:
    """Some that these organisations made since it began and until it was over, spread over that time."""
    first, last = (datetime.combine(day, time(), COUNTRY) for day in (pilot.starts_on or until, until))
    found = Booking.objects.filter(
        organisation__in=organisations,
        state__in=BOOKED,
        during__startswith__gte=first,
        during__startswith__lt=last,
        part_of="",
    )
    rows = list(found.order_by("during", "pk"))
    for booking in rows[:: len(rows) // MOST_BOOKINGS + 1]:
        at = max(booking.placed_at, pilot.created_at + timedelta(days=2))
        Booking.objects.filter(pk=booking.pk).update(part_of=pilot.ref)
        record(
            action="bookings.put_under",
            about=booking.ref,
            actor=SITE,
            now=at,
            organisation_id=booking.organisation_id,
            hub_id=booking.hub_id,
            facts={"before": "", "part_of": str(pilot.ref)},
        )


def _budget(pilot: Pilot, row: dict[str, Any], now: datetime) -> None:
    """Of the fund that carried most of its bookings, and more than they drew."""
    numbers = Booking.objects.filter(part_of=pilot.ref).values_list("number", flat=True)
    drawn = (
        Allocation.objects.filter(about__in=[f"booking:{number}" for number in numbers])
        .filter(fund__isnull=False, state__in=["reserved", "settled"])
        .values_list("fund")
        .annotate(cents=Sum("cents"))
        .order_by("-cents")
        .first()
    )
    fund_id, cents = drawn or (Fund.objects.filter(closed_at=None).order_by("pk")[0].pk, 0)
    pilot.fund_id = fund_id
    pilot.budget_cents = max(row["budget"] * CENTS, (cents // 10_000 + 2) * 10_000)
    pilot.budget_state, pilot.budget_is_public = BudgetState.AGREED, row.get("fund_public", False)
    pilot.budget_answered_at = pilot.created_at + timedelta(days=12)
    pilot.save()
    at = pilot.created_at + timedelta(days=11)
    noted_of(pilot, "ask_budget", SITE, at, fund=fund_id, cents=pilot.budget_cents)
    answered = {"cents": pilot.budget_cents, "is_public": pilot.budget_is_public}
    noted_of(pilot, "agree_budget", SITE, pilot.budget_answered_at, **answered)


def _ended(pilot: Pilot, row: dict[str, Any], today: date, now: datetime) -> None:
    pilot.state = PilotState.STOPPED if row["stopped"] else PilotState.FINISHED
    pilot.ended_on = today - timedelta(days=row["over_days_ago"])
    pilot.outcome_nl, pilot.outcome_en = row["outcome_nl"], row["outcome_en"]
    pilot.version += 1
    pilot.changed_at = now - timedelta(days=row["over_days_ago"])
    pilot.save()
    noted_of(pilot, "finish", SITE, pilot.changed_at, version=pilot.version, state=pilot.state)
