"""What the address of a suggestion says it is about may be anything."""

import pytest

from tests.cast import assemble


@pytest.mark.parametrize("slug", ["a%00b", "nothing-here", "x" * 4_000], ids=["nul", "unknown", "long"])
def test_an_address_that_names_no_entry_is_not_found(db, client, slug):
    assemble()
    assert client.get(f"/nl/atlas/suggest/?entry={slug}").status_code == 404
