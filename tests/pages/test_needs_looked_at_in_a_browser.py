"""The pages of what is looked for are for everybody: read by machines, on a small phone, by keyboard and by finger."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils.translation import override
from playwright.sync_api import Page

from hub.kit import clock
from hub.kit.periods import Period
from knowledgebase.models import Theme
from members.models import User
from region.actions.report_need import report_need
from region.models import Need, Offer
from tests.cast import Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, FacilityFactory
from tests.factories.funding import card
from tests.factories.needs import a_need, an_offer
from tests.looking import enter, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Wanted:
    need: Need
    partner: Need
    offer: Offer
    gone: Offer


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def wanted(cast: Cast) -> Wanted:
    """A hall with an offer that stands and one that somebody else was quicker for, and a partner."""
    now = clock.now()
    today = now.astimezone(AMSTERDAM).date()
    days = [today + timedelta(days=ahead) for ahead in range(1, 20)]
    hall = FacilityFactory(hub=cast.effenaar, slug="hall", name="Hall", kind=cast.studio.kind, open_days=days)
    card(hall, hour=5_000)
    names = {"name_nl": "Erfgoed", "name_en": "Heritage"}
    theme = Theme.objects.get_or_create(slug="heritage", defaults=names)[0]
    an_entry("The museum lab", town=cast.zout.municipality, theme_ids=(theme.pk,))
    about = {"from_date": days[0], "until_date": days[9], "answer_by": days[5], "theme_ids": (theme.pk,)}
    need = a_need(cast, now=now, **about)
    partner = a_need(cast, now=now, title="A partner", sort="partner", kind_id=None, **about)
    report_need(uuid=need.uuid, words="Is this one real?", actor=cast.ilse, now=now)
    offers = [
        an_offer(cast, need, hall, period=_from(days[3], hour), now=now, until=now + timedelta(days=1))
        for hour in (9, 14)
    ]
    booked(cast.ilse, cast.noord, hall, period=_from(days[3], 14), now=now)
    return Wanted(need, partner, *offers)


def _from(day: date, hour: int) -> Period:
    start = (
        clock.now()
        .astimezone(AMSTERDAM)
        .replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=0, second=0, microsecond=0)
    )
    return Period(start, start + timedelta(hours=2))


def look(page: Page, served: Site, who: User | None, *paths: str) -> None:
    page.context.clear_cookies()
    if who:
        enter(page, served, who)
    for path in paths:
        answer = page.goto(f"{served.url}/en/{path}")
        assert answer and answer.status == 200 and page.url.endswith(path)
        looked_at(page, path)
        fits_a_finger(page, path)


def test_every_page_of_what_is_looked_for_is_for_everybody(browser_page, site, cast):
    with override("en"):
        made = wanted(cast)
    page, served = browser_page, site()
    one, partner = f"needs/{made.need.uuid}/", f"needs/{made.partner.uuid}/"
    look(page, served, None, "needs/", "needs/?theme=heritage&town=Eindhoven", "needs/?sort=gear", one)
    ours = (one, partner, f"{partner}change/", "needs/mine/", "needs/new/", "needs/new/?sort=partner")
    offers = tuple(f"needs/offers/{each.uuid}/" for each in (made.offer, made.gone))
    look(page, served, cast.zoe, *ours, *offers)
    look(page, served, cast.teun, "desk/effenaar/needs/", one, f"{one}offer/effenaar/")
    look(page, served, cast.karim, "needs/", one)
