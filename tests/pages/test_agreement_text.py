"""A hub's own agreement: the page says plainly what the text that comes with the site is not."""

import pytest

from bookings.actions.publish_contract_text import publish_contract_text
from tests import cast
from tests.cast import NOW
from tests.signing_in import signed_in

PLAINLY = {
    "en": "No lawyer has read the text that comes with this site, and it is no legal advice.",
    "nl": "Geen jurist heeft de tekst gelezen die met deze site meekomt, en het is geen juridisch advies.",
}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_hub_reads_that_no_lawyer_has_read_it_before_and_after_it_publishes(db, language) -> None:
    stage = cast.assemble()
    url = f"/{language}/desk/effenaar/agreement/"
    page = signed_in(stage.hanna)
    assert PLAINLY[language] in page.get(url).content.decode()
    publish_contract_text(hub=stage.effenaar, text_nl="Zo is het.", actor=stage.hanna, now=NOW)
    assert PLAINLY[language] in page.get(url).content.decode()
