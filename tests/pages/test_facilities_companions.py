"""The page on which a manager says who comes along with a facility."""

import re
from datetime import time

import pytest
import time_machine

from facilities.models import CompanionRule
from facilities.rules.companions import Requirement, Span, Why
from tests.cast import NOW, Cast, assemble
from tests.factories.facilities import FacilityFactory
from tests.signing_in import signed_in

WHERE = "/en/manage/effenaar/facilities/studio-2/companions/"


@pytest.fixture
def cast(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def text(response) -> str:
    return " ".join(response.content.decode().split())


def sent(cast: Cast, **more: object) -> dict[str, object]:
    first = {"companion": cast.engineer.pk, "quantity": "2", "why": "after", "at": "18:00", "span": "last"}
    rows = {f"rule-0-{name}": value for name, value in {**first, **more}.items()}
    return {"rule-TOTAL_FORMS": "2", "rule-INITIAL_FORMS": "0", **rows}


def test_a_manager_says_who_comes_after_six(cast) -> None:
    client = signed_in(cast.hanna)
    assert "Who comes along" in text(client.get("/en/manage/effenaar/facilities/studio-2/"))
    # What does not belong to the reason is not read.
    done = client.post(WHERE, sent(cast, people="12"), follow=True)
    assert "Who comes along is saved." in text(done)
    assert CompanionRule.objects.get().requirement == Requirement(
        companion_id=cast.engineer.pk, why=Why.AFTER, at=time(18), quantity=2, span=Span.LAST
    )
    page = text(client.get(WHERE))
    assert "<option selected>18:00</option>" in page and "Sound engineer (" in page
    client.post(WHERE, sent(cast, companion=""))
    assert not CompanionRule.objects.exists()


def test_a_manager_says_who_comes_on_sundays_and_holidays(cast) -> None:
    client = signed_in(cast.hanna)
    assert "Public holidays" in text(client.get(WHERE))
    client.post(WHERE, sent(cast, why="weekday", days=["7", "holidays"], quantity="1"))
    assert CompanionRule.objects.get().requirement == Requirement(
        companion_id=cast.engineer.pk, why=Why.WEEKDAY, weekdays={7}, holidays=True, span=Span.LAST
    )
    page = client.get(WHERE).content.decode()
    ticked = [box for box in re.findall(r"<input[^>]*>", page) if "checked" in box]
    assert [re.findall(r'value="(\w+)"', box)[0] for box in ticked] == ["7", "holidays"]
    # What does not belong to the reason is not read.
    client.post(WHERE, sent(cast, days=["7", "holidays"]))
    kept = CompanionRule.objects.get()
    assert (kept.why, kept.weekdays, kept.holidays) == ("after", [], False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at": ""}, "Fill this in: the rule depends on it."),
        ({"at": "٠٩:٠٠"}, "Give a time such as 13:00."),
        ({"quantity": "-1"}, "Give a whole number from 1 to 100."),
        ({"why": "people", "people": "1e9"}, "Give a whole number from 1 to 10000."),
        ({"why": "people", "people": "٥"}, "Give a whole number from 1 to 10000."),
        ({"why": "moon"}, "That is not in the list. Choose one that is."),
        ({"why": "weekday", "days": ["8"]}, "That is not in the list. Choose one that is."),
        ({"why": "weekday", "days": ["0"]}, "That is not in the list. Choose one that is."),
        ({"why": "weekday", "days": ["٧"]}, "That is not in the list. Choose one that is."),
        ({"why": "weekday", "days": []}, "Fill this in: the rule depends on it."),
        ({"why": "activity", "activity": "carnival"}, "That is not in the list. Choose one that is."),
        ({"companion": "x"}, "That is not in the list. Choose one that is."),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_words(cast, changes, said) -> None:
    response = signed_in(cast.hanna).post(WHERE, sent(cast, **changes))
    assert response.status_code == 422
    assert said in text(response)
    assert not CompanionRule.objects.exists()


def test_only_what_the_hub_lets_can_be_chosen(cast) -> None:
    elsewhere = FacilityFactory(hub=cast.tetem, name="Somebody of Tetem")
    client = signed_in(cast.hanna)
    assert "Somebody of Tetem" not in text(client.get(WHERE))
    for wrong in (elsewhere.pk, cast.studio.pk):
        assert client.post(WHERE, sent(cast, companion=wrong)).status_code == 422


def test_a_chain_is_refused_in_words(cast) -> None:
    client = signed_in(cast.hanna)
    client.post(WHERE, sent(cast))
    answer = client.post(
        WHERE.replace("studio-2", "engineer"), sent(cast, companion=cast.microphones.pk, why="always")
    )
    assert answer.status_code == 422
    assert "Sound engineer comes with Studio 2, so it cannot bring somebody along itself." in text(answer)
