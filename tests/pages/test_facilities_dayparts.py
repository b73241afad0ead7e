"""The page on which a manager says which parts of the day the house lets as a whole."""

import pytest
import time_machine

from facilities.models import Hub
from tests.cast import NOW, Cast, assemble
from tests.signing_in import signed_in

WHERE = "/en/manage/effenaar/dayparts/"
SENT = {
    "part-TOTAL_FORMS": "2",
    "part-INITIAL_FORMS": "0",
    "part-0-name_nl": "Ochtend",
    "part-0-name_en": "Morning",
    "part-0-starts": "09:00",
    "part-0-ends": "13:00",
}


@pytest.fixture
def cast(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_manager_names_the_morning_and_visitors_read_it(cast) -> None:
    client = signed_in(cast.hanna)
    done = client.post(WHERE, SENT, follow=True)
    assert "The dayparts are saved." in text(done)
    assert 'value="Ochtend"' in text(client.get(WHERE))
    page = text(client.get("/en/hubs/effenaar/studio-2/"))
    assert "per daypart" in page and "(Morning 09:00–13:00)" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"part-0-ends": ""}, "Fill this in too, or leave the whole row empty."),
        ({"part-0-starts": "٠٩:٠٠"}, "Give a time such as 13:00."),
        (
            {"part-1-name_nl": "Dag", "part-1-starts": "09:00", "part-1-ends": "17:00"},
            "Ochtend and Dag begin at the same time.",
        ),
    ],
)
def test_dayparts_that_make_no_sense_are_refused_in_words(cast, changes, said) -> None:
    response = signed_in(cast.hanna).post(WHERE, {**SENT, **changes})
    assert response.status_code == 422
    assert said in text(response)
    assert Hub.objects.get(slug="effenaar").dayparts == []
