"""A pilot that its owner has not agreed to is there for nobody else: what is asked of it is answered as of none."""

import pytest
from django.urls import reverse

from region.actions.propose_pilot import propose_pilot
from tests.cast import NOW, Cast, assemble
from tests.factories.pilots import pilot_facts
from tests.signing_in import signed_in


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.mark.parametrize("what", ["answer_pilot", "leave_pilot"])
def test_who_is_not_asked_cannot_tell_a_hidden_pilot_from_one_that_is_not_there(cast, what):
    hidden = propose_pilot(facts=pilot_facts(cast), owner_id=cast.noord.pk, actor=cast.karim, now=NOW)
    said = {"organisation": str(cast.zout.uuid), "answer": "yes"}
    client = signed_in(cast.zoe)
    found = [
        client.post(reverse(f"region:{what}", args=[slug]), said).status_code
        for slug in (hidden.slug, "not-there")
    ]
    assert found == [404, 404]
