"""What the site keeps of an organisation is its owners' to take along, and nobody else's."""

import json
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from funding.models import BandDeclaration
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from members.actions.take_organisation_data import take_organisation_data
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.atlas import an_entry
from tests.factories.bookings import booked
from tests.factories.coming_in import claimed
from tests.factories.needs import a_need, an_offer
from tests.factories.pilots import a_pilot
from tests.signing_in import signed_in


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def taken(cast: Cast) -> dict[str, Any]:
    found = take_organisation_data(organisation=cast.zout, actor=cast.zoe, now=NOW)
    told: dict[str, Any] = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return told


def test_all_that_an_organisation_has_is_in_its_file(cast):
    declare_band_a(cast.zout)
    placed = booked(cast.zoe, cast.zout, cast.studio)
    need = a_need(cast, budget_cents=10_000)
    an_offer(cast, need, period=thursday(18, 20))
    pilot = a_pilot(cast)
    claimed(an_entry("Klankwerf"), cast.zout, cast.zoe)
    told = taken(cast)
    assert told["organisation"]["details"]["name"] == cast.zout.name
    assert {each["person__name"] for each in told["organisation"]["people"]} >= {cast.zoe.name, cast.bo.name}
    booking = next(each for each in told["bookings"]["bookings"] if each["number"] == placed.number)
    assert [each["facility"] for each in booking["lines"]] == [cast.studio.name]
    assert [each["fiscal_year"] for each in told["money"]["declarations"]] == [
        each.fiscal_year for each in BandDeclaration.objects.filter(organisation=cast.zout)
    ]
    assert [each["budget_cents"] for each in told["region"]["needs"]] == [10_000]
    assert [each["hub__name"] for each in told["region"]["offers"]] == [cast.effenaar.name]
    assert [each["slug"] for each in told["region"]["pilots"]] == [pilot.slug]
    assert [each["entry__name"] for each in told["region"]["claims"]] == ["Klankwerf"]
    row = AuditRow.objects.get(action="members.take_organisation_data")
    assert (row.actor_id, row.organisation_id) == (cast.zoe.pk, cast.zout.pk)


def test_nothing_of_another_organisation_is_in_it(cast):
    a_need(cast)
    found = take_organisation_data(organisation=cast.noord, actor=cast.ilse, now=NOW)
    assert found["region"]["needs"] == [] == found["bookings"]["bookings"]


@pytest.mark.parametrize("who", ["bo", "mira", "ilse", "anna", "hanna"])
def test_it_is_for_owners_alone(cast, who):
    with pytest.raises(Forbidden):
        take_organisation_data(organisation=cast.zout, actor=getattr(cast, who), now=NOW)
    assert not AuditRow.objects.filter(action="members.take_organisation_data").exists()


def test_its_page_has_the_button_for_owners_and_gives_a_file(cast):
    address = f"/en/organisations/{cast.zout.uuid}/data/"
    page = f"/en/organisations/{cast.zout.uuid}/"
    assert address in signed_in(cast.zoe).get(page).content.decode()
    assert address not in signed_in(cast.mira).get(page).content.decode()
    answer = signed_in(cast.zoe).post(address)
    assert answer["Content-Disposition"].startswith('attachment; filename="collectief-zout-')
    assert "no-store" in answer["Cache-Control"] and answer.json()["organisation"]["people"]
