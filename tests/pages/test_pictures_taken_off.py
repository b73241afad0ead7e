"""A member's picture goes with the article; what somebody sends in a day is bounded."""

from datetime import timedelta

import pytest
from django.test import Client

from knowledgebase.actions.save_draft import Saved, save_draft
from knowledgebase.actions.take_off_article import take_off_article
from knowledgebase.models import Contribution
from knowledgebase.rules import pace
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.writing import draft, image, judged, packed, sent, upload
from tests.signing_in import signed_in


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def filled(found: Contribution, cast: Cast, *files, now=NOW) -> Saved:
    found.refresh_from_db()
    return save_draft(
        uuid=found.uuid, content=found.content, token=found.token, uploads=files, actor=cast.bo, now=now
    )


def addresses(found: Contribution) -> list[str]:
    (shown,) = found.attachments.all()
    return [shown.picture.file.url, shown.picture.small.url]


@pytest.fixture
def written(cast) -> Contribution:
    found = draft(cast.bo, cast.effenaar)
    filled(found, cast, upload(image(), "lamp.png"))
    found.refresh_from_db()
    step = found.content.steps[0].model_copy(update={"seen": "Een lamp"})
    save_draft(
        uuid=found.uuid,
        content=found.content.model_copy(update={"steps": (step, *found.content.steps[1:])}),
        token=found.token,
        actor=cast.bo,
        now=NOW,
    )
    return found


def codes(client: Client, found: Contribution) -> set[int]:
    return {client.get(each).status_code for each in addresses(found)}


def test_a_picture_goes_when_its_article_is_taken_off(cast, client, written):
    assert codes(client, written) == {200}
    judged(sent(written, cast.bo), cast.teun)
    written.refresh_from_db()
    answer = client.get(addresses(written)[0])
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=86400")
    take_off_article(pk=written.page_id, reason="Gevaarlijk.", actor=cast.teun, now=NOW)
    assert codes(client, written) == {410} == codes(signed_in(cast.ilse), written)
    assert codes(signed_in(cast.bo), written) == {200} == codes(signed_in(cast.teun), written)


def test_an_editors_picture_stays(cast, client, django_assert_num_queries):
    found = knowledge.picture()
    with django_assert_num_queries(1):
        answer = client.get(found.small.url)
    assert answer.status_code == 200 and "immutable" in answer["Cache-Control"]
    assert client.get(f"/media/knowledge/{'0' * 32}.jpg").status_code == 404


def test_a_new_account_sends_so_many_bytes_a_day_and_its_text_is_kept(cast, monkeypatch):
    cast.bo.date_joined = NOW
    cast.bo.save()
    found = draft(cast.bo, cast.effenaar)
    slow = pace.Pace(open=3, sent_in=2, reports=2, upload_bytes=6_000, is_new=True)
    monkeypatch.setattr(pace, "AT_FIRST", slow)
    file = b"naam;dmx\n" + b"par;12\n" * 500
    one, other = (upload(file, f"{name}.csv", field="download") for name in "ab")
    assert not filled(found, cast, one).refused
    again = filled(found, cast, other)
    assert [each.code for each in again.refused.values()] == ["too_much_today"]
    assert again.contribution.attachments.count() == 1
    other.sent.file.seek(0)
    assert not filled(found, cast, other, now=NOW + timedelta(days=1, minutes=1)).refused


def test_what_is_looked_at_is_what_was_sent(cast):
    """Counting the bytes leaves the file where it was."""
    found = draft(cast.bo, cast.effenaar)
    assert not filled(found, cast, upload(packed("a.txt"), "a.zip", field="download")).refused
