"""A price that was frozen is the same price when it is read again."""

import json

from hypothesis import given

from funding.rules.frozen import frozen_quote
from funding.rules.quote import quote
from tests.rules.funding_facts import QuoteFacts
from tests.rules.test_funding_quote import anything


@given(anything)
def test_what_was_frozen_reads_as_it_was_quoted(asked: QuoteFacts):
    price = quote(asked)
    # As the database keeps it.
    again = frozen_quote(json.loads(json.dumps(price.to_json())))
    assert again.digest() == price.digest()
    assert json.dumps(again.to_json()) == json.dumps(price.to_json())
