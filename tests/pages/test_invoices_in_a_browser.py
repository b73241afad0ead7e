"""Pages about invoices in a browser: in nobody's way, from 320 pixels on, in both themes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from funding.actions.note_transfer import note_transfer
from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import assemble, declare_band_a
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.invoicing import invoiced, invoices_by
from tests.looking import enter, fits_a_finger, looked_at

pytestmark = pytest.mark.browser


def test_nothing_is_in_anybodys_way(site, own_database, browser_page: Page) -> None:
    cast = assemble()
    declare_band_a(cast.zout)
    now = clock.now()
    invoices_by(cast.effenaar, now=now - timedelta(days=3))
    yesterday = now.astimezone(AMSTERDAM).date() - timedelta(days=1)
    open_on(cast.studio, [yesterday - timedelta(days=40)])
    cast.studio.openings.all().delete()
    open_on(cast.studio, [yesterday])
    ten = day(yesterday, AMSTERDAM).start + timedelta(hours=10)
    invoice = invoiced(
        cast,
        cast.studio,
        period=Period(ten, ten + timedelta(hours=4)),
        booked_at=now - timedelta(days=2),
        now=now,
    )
    note_transfer(invoice=invoice, cents=500, received_on=yesterday, key=uuid4(), actor=cast.hanna, now=now)
    served = site()
    enter(browser_page, served, cast.hanna)
    booking = invoice.parts.get().about.id
    for path in (
        "desk/effenaar/invoices/",
        "desk/effenaar/invoices/settings/",
        "desk/effenaar/agreement/",
        f"invoices/{invoice.number}/",
        f"bookings/{booking}/",
    ):
        browser_page.goto(f"{served.url}/nl/{path}")
        looked_at(browser_page, path)
        fits_a_finger(browser_page, path)
    enter(browser_page, served, cast.zoe)
    for path in (
        f"organisations/{cast.zout.uuid}/invoices/",
        f"organisations/{cast.zout.uuid}/invoices/address/",
    ):
        browser_page.goto(f"{served.url}/nl/{path}")
        looked_at(browser_page, path)
        fits_a_finger(browser_page, path)
