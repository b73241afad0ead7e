"""Where a visitor comes upon "try your share", and what its address refuses."""

import pytest
import time_machine
from django.core.cache import cache

from funding.models import Fund
from members.models import Municipality
from tests.cast import NOW, assemble, two_funds
from tests.factories.funding import (
    BandPolicyFactory,
    four_bands,
)
from tests.factories.members import DisciplineFactory
from tests.factories.money import fill
from tests.signing_in import signed_in

URL = "/en/hubs/effenaar/studio-2/try/"


@pytest.fixture
def cast(db):
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        stage = assemble()
        four_bands()
        BandPolicyFactory()
        two_funds(stage)
        DisciplineFactory()
        for fund in Fund.objects.all():
            fill(fund, 1_000_000)
        yield stage
    cache.clear()


def asked(**changes):
    """The studio on Thursday from one to five, for somebody small from Eindhoven."""
    town = Municipality.objects.get(slug="eindhoven").pk
    sent = {
        "income": "A",
        "turnover": "",
        "municipality": town,
        "length": "240",
        "date": "2026-11-26",
        "from": "13:00",
        "quantity": "1",
    }
    return sent | changes


def text(response, status=200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return " ".join(response.content.decode().split()).replace("\u00a0", " ")


def test_the_facility_page_leads_there_without_setting_a_cookie(cast, client):
    page = text(client.get("/en/hubs/effenaar/studio-2/"))
    assert f'href="{URL}"' in page and not client.cookies
    cast.studio.rate_cards.all().delete()
    assert URL not in text(client.get("/en/hubs/effenaar/studio-2/"))


def test_what_was_found_leads_there_at_its_time_for_who_has_no_share_yet(cast, client):
    found = "/en/book/?kind=recording&date=2026-11-26&from=13:00&to=17:00&quantity=1".replace(
        "recording", cast.studio.kind.slug
    )
    link = f'href="{URL}?date=2026-11-26&amp;from=13%3A00&amp;to=17%3A00&amp;quantity=1"'
    assert link in text(client.get(found))
    assert URL not in text(signed_in(cast.zoe).get(found))


def test_a_long_address_is_refused(cast, client):
    assert client.get(f"{URL}?date={'9' * 300}").status_code == 400
    assert client.get(f"{URL}?date=2026-11-26&from=02:00&to=02:00&quantity=%00").status_code == 200


def test_what_is_not_live_is_not_there(cast, client):
    assert client.get("/en/hubs/effenaar/nothing/try/").status_code == 404
    assert client.post("/en/hubs/tetem/studio-2/try/", asked()).status_code == 404
