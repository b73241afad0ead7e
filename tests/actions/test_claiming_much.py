"""Claims in number: the same page sent for something else is no crash, and nobody buries the quartermaster in them."""

from uuid import uuid4

import pytest

from region.actions.claim_entry import MOST_WAITING, TooManyClaims, claim_entry
from region.actions.withdraw_claim import withdraw_claim
from region.models import Claim
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.coming_in import claimed
from tests.factories.members import MunicipalityFactory


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_a_key_that_was_used_for_another_entry_claims_this_one_too(cast):
    key = uuid4()
    for name in ("Klankwerf", "Lichtwerf", "Lichtwerf 2"):
        made = claim_entry(
            uuid=key,
            entry_id=an_entry(name).pk,
            organisation=cast.zout,
            words="",
            actor=cast.zoe,
            now=NOW,
        )
        assert made.entry.name == name
    assert Claim.objects.filter(organisation=cast.zout).count() == 3


def test_an_organisation_waits_for_answers_before_it_claims_more(cast):
    town = MunicipalityFactory()
    first, *_more = [
        claimed(an_entry(f"Lab {n}", town=town), cast.zout, cast.zoe) for n in range(MOST_WAITING)
    ]
    another = an_entry("One more", town=town)
    with pytest.raises(TooManyClaims):
        claimed(another, cast.zout, cast.zoe)
    claimed(another, cast.noord, cast.ilse)
    withdraw_claim(uuid=first.uuid, actor=cast.zoe, now=NOW)
    claimed(another, cast.zout, cast.zoe)
