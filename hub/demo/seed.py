"""The whole demonstration region in one transaction: all of it, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from facilities.models import Hub
from funding.models.limits import COUNTRY
from hub.demo.accounts import make_a_closed_agreement, pay_hubs
from hub.demo.aid import make_aid
from hub.demo.atlas import make_atlas
from hub.demo.blocks import make_blocks
from hub.demo.bookings import make_bookings
from hub.demo.brought import bring_along, bring_faults_along
from hub.demo.calendars import make_calendars
from hub.demo.callers import make_calls
from hub.demo.cards import make_cards
from hub.demo.closing import close_first_books
from hub.demo.coming_in import make_what_comes_in
from hub.demo.contributions import make_contributions
from hub.demo.desk import make_the_desk
from hub.demo.fees import make_a_change, make_terms
from hub.demo.following import make_follows
from hub.demo.funds import declare, make_money
from hub.demo.hours import make_pledges
from hub.demo.house import make_house_rules
from hub.demo.inductions import make_inductions
from hub.demo.invoices import make_invoices, miss_what_was_invoiced
from hub.demo.judged import make_judged
from hub.demo.knowledge import make_knowledge
from hub.demo.mapping import make_mapping
from hub.demo.needs import make_needs
from hub.demo.openings import open_doors
from hub.demo.people import Maker, make_makers, make_officials, make_organisation
from hub.demo.pictures import Drawn
from hub.demo.pilots import make_pilots
from hub.demo.places import make_hubs
from hub.demo.reading import monday_of, toml
from hub.demo.repairs import make_a_repair
from hub.demo.reviews import make_reviews
from hub.demo.seconds import make_seconds
from hub.demo.series import make_series
from hub.demo.talk import make_talk
from hub.demo.things import make_facilities, make_kinds
from hub.demo.trail import note_what_was_made
from hub.demo.waitlist import make_an_offer
from hub.kit.sql import rows
from hub.kit.transactions import step, verb
from members.models import Region

SEED = 2022
DAYS_BACK = 183

# On a busy machine half a minute may go by in which bookings are thought up, and the database hears nothing.
PATIENT = "SELECT set_config('idle_in_transaction_session_timeout', '0', true)"


@dataclass(frozen=True, slots=True)
class Seeded:
    hubs: int
    facilities: int
    bookings: int


@verb
def seed(*, drawn: Mapping[str, Drawn], now: datetime) -> Seeded:
    """Expects towns, themes (`load_themes`), pictures that were drawn before, and no row. The same for one `now`."""
    rows(PATIENT, {})
    random = Random(SEED)
    monday = monday_of(now.astimezone(COUNTRY).date())
    first = monday - timedelta(days=DAYS_BACK)
    since = datetime.combine(first - timedelta(days=30), time(9), COUNTRY)
    companies, funders = (
        {
            name: make_organisation(name=name, kind=kind, seat=seat, since=since, kvk=f"{base + 31 * number}")
            for number, (name, kind, seat) in enumerate(toml("organisations")[group])
        }
        for group, base in (("companies", 90_010_000), ("funders", 90_020_000))
    )
    makers = make_makers(since=since)
    hubs = make_hubs(since=since)
    brabant = Region.objects.get(slug="noord-brabant")
    make_officials(hub=hubs["Effenaar"], funder=funders["Fonds Lichtbaken"], region=brabant, since=since)
    make_kinds()
    facilities = make_facilities(hubs=hubs, companies=companies, since=since.date(), random=random)
    make_house_rules(hubs=hubs, facilities=facilities, since=since)
    make_cards(hubs=hubs, since=since)
    make_terms(hubs=hubs, since=since, day=since.date())
    make_pledges(facilities=facilities, since=since, day=since.date())
    open_doors(hubs=hubs, facilities=facilities, first=first, monday=monday, now=now)
    make_judged(makers=makers, how_tos=make_knowledge(hubs=hubs, drawn=drawn, now=now), now=now)
    money = make_money(funders=funders, monday=monday, first=first)
    make_a_closed_agreement(funders=funders, first=first)
    declare(makers=makers, money=money, first=first, now=now)
    note_what_was_made(since=since)
    make_reviews(money=money, since=since, now=now)
    made = make_bookings(
        facilities=facilities, makers=makers, money=money, first=first, monday=monday, now=now, random=random
    )
    make_invoices(hubs=hubs, makers=makers, monday=monday, now=now)
    miss_what_was_invoiced(makers=makers, hub=hubs["Effenaar"], now=now)
    pay_hubs(monday=monday)
    close_first_books(first=first)
    _what_happens_next(hubs, makers, random, since, now)
    return Seeded(Hub.objects.count(), sum(map(len, facilities.values())), made)


@step
def _what_happens_next(
    hubs: dict[str, Hub], makers: list[Maker], random: Random, since: datetime, now: datetime
) -> None:
    """To hubs, bookings and articles that are there."""
    make_atlas(hubs=hubs, since=since)
    make_aid(makers=makers, now=now)
    make_follows(maker=makers[0], hubs=hubs, since=since)
    make_seconds(makers=makers, random=random, now=now)
    make_a_change(makers=makers, now=now)
    make_blocks(hub=hubs["Effenaar"], now=now)
    make_series(makers=makers, hub=hubs["Effenaar"], random=random, now=now)
    make_calendars(hub=hubs["Effenaar"], random=random, now=now)
    make_a_repair(hub=hubs["Effenaar"], now=now)
    bring_along(hub=hubs["Effenaar"], now=now)
    bring_faults_along(hub=hubs["Amare"], now=now)
    make_talk(makers=makers, hub=hubs["Effenaar"], since=since, now=now)
    make_an_offer(makers=makers, hub=hubs["Effenaar"], random=random, now=now)
    make_contributions(maker=makers[0], hub=hubs["Effenaar"], now=now)
    make_calls(hub=hubs["Effenaar"], random=random, now=now)
    make_the_desk(makers=makers, hub=hubs["Effenaar"], random=random, now=now)
    make_inductions(makers=makers, hub=hubs["Effenaar"], random=random, now=now)
    make_mapping(region=Region.objects.get(slug="noord-brabant"), now=now)
    make_what_comes_in(region=Region.objects.get(slug="noord-brabant"), makers=makers, now=now)
    make_pilots(now=now)
    make_needs(makers=makers, now=now)
