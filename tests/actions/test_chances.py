"""What somebody who sees the list price is told that declaring would bring is what it brings."""

import pytest

from bookings.quoting import chances
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from tests.cast import MONDAY, NOW, assemble, thursday
from tests.factories.funding import BandDeclarationFactory, card, four_bands


@pytest.mark.parametrize("code", ["A", "B", "C", "D"])
def test_a_chance_is_what_the_band_gives_with_an_experts_fee_and_odd_cents(db, code):
    cast = assemble()
    bands = four_bands()
    cast.effenaar.gap_policy = "give"
    cast.effenaar.save()
    cast.engineer.fixed_fee = True
    cast.engineer.save()
    card(cast.studio, valid_from=MONDAY, hour=3_333)
    card(cast.microphones, valid_from=MONDAY, hour=7)
    wishes = [
        LineWish(each.pk, 1, thursday(13, 14)) for each in (cast.studio, cast.microphones, cast.engineer)
    ]

    def price(organisation):
        return quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=organisation, now=NOW))

    told = {chance.band.code: chance.own_cents for chance in chances(price=price(None), now=NOW)}
    BandDeclarationFactory(organisation=cast.zout, band=bands[code])
    assert told[code] == price(cast.zout).own_cents
