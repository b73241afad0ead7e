"""Feeds, read by a library that is not ours."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from facilities.models import FacilityState
from knowledgebase.actions.accept_answer import accept_answer
from knowledgebase.models import Reply
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.following import LAST_WEEK, published
from tests.factories.judging import answered, asked, by_zoe


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def read(client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def titles(feed) -> list[str]:
    return [entry.title for entry in feed.entries]


def test_a_feed_of_everything_has_the_latest_first(client, cast, settings):
    theme = knowledge.theme()
    first = knowledge.how_to("Eerste", themes=[theme], author="Bo & Zoë", **published())
    above = knowledge.experiment("Een proef", **published(LAST_WEEK + timedelta(hours=1)))
    knowledge.result(above, "Tussenstand", **published(LAST_WEEK + timedelta(hours=2)))
    knowledge.toolbox("Een kist", **published(LAST_WEEK + timedelta(hours=3)))
    feed = read(client, "/nl/knowledge/feed.atom")
    assert titles(feed) == ["Een kist", "Tussenstand", "Een proef", "Eerste"]
    entry = feed.entries[-1]
    assert entry.link == f"{settings.SITE_URL}/nl/how-tos/eerste/"
    assert entry.author == "Bo & Zoë"
    assert entry.summary == first.summary
    assert entry.title_detail.language == "nl"
    assert {each.term for each in entry.tags} == {"How-to", "Immersieve inhoud"}
    assert entry.published_parsed[:5] == LAST_WEEK.utctimetuple()[:5]
    assert feed.feed.updated == "2026-11-18T15:00:00Z"
    assert feed.feed.links[0] == {
        "rel": "self", "href": f"{settings.SITE_URL}/nl/knowledge/feed.atom", "type": "application/atom+xml",
    }  # fmt: skip


def test_each_thing_that_is_followed_has_its_own(client, cast):
    theme, above = knowledge.theme(), knowledge.experiment("Een proef")
    knowledge.how_to("Over het thema", themes=[theme], **published())
    knowledge.how_to("Van het lab", hub=cast.effenaar, **published())
    knowledge.needs(knowledge.how_to("Met de studio", **published()), cast.studio)
    knowledge.result(above, "Tussenstand", **published())
    knowledge.result(knowledge.experiment("Iets anders"), "Iets anders gevonden", **published())
    for path, expected in {
        f"/nl/knowledge/themes/{theme.slug}/feed.atom": "Over het thema",
        "/nl/hubs/effenaar/feed.atom": "Van het lab",
        f"/nl/experiments/{above.slug}/feed.atom": "Tussenstand",
        "/nl/hubs/effenaar/studio-2/feed.atom": "Met de studio",
    }.items():
        assert titles(read(client, path)) == [expected]


def test_an_accepted_answer_is_news_about_what_its_how_to_is_about(client, cast, settings):
    theme = knowledge.theme()
    how_to = by_zoe(cast, title="Streamen", themes=[theme], **published())
    question = asked(how_to, cast.ilse, "Welke kabel?")
    answered(question, cast.bo, "Dat weet ik niet.")
    good = answered(question, cast.zoe, "De lange.")
    paths = (f"/nl/knowledge/themes/{theme.slug}/feed.atom", "/nl/hubs/effenaar/feed.atom")
    for path in paths:
        assert titles(read(client, path)) == ["Streamen"]
    accept_answer(answer_id=good.pk, instead_of=None, actor=cast.zoe, now=LAST_WEEK + timedelta(hours=1))
    for path in paths:
        entry = read(client, path).entries[0]
        assert (entry.title, entry.summary) == ("Welke kabel?", "Streamen: De lange.")
        assert entry.link == f"{settings.SITE_URL}/nl/how-tos/{how_to.slug}/#question-{question.pk}"
        assert {each.term for each in entry.tags} == {"Antwoord dat hielp", "Immersieve inhoud"}
    assert titles(read(client, "/nl/hubs/tetem/feed.atom")) == []
    Reply.objects.filter(pk=good.pk).update(accepted_at=None, taken_off_at=LAST_WEEK)
    assert titles(read(client, paths[0])) == ["Streamen"]


def test_an_id_stays_when_the_address_changes(client, cast):
    article = knowledge.how_to("Oud", **published())
    before = read(client, "/nl/knowledge/feed.atom").entries[0]
    article.slug = "nieuw"
    article.save()
    after = read(client, "/nl/knowledge/feed.atom").entries[0]
    assert after.id == before.id
    assert after.link.endswith("/nieuw/") and after.link != before.link
    assert read(client, "/en/knowledge/feed.atom").feed.id != read(client, "/nl/knowledge/feed.atom").feed.id


def test_an_entry_is_in_the_language_of_its_article(client, cast):
    knowledge.how_to("Streaming", "en", **published())
    feed = read(client, "/nl/knowledge/feed.atom")
    assert feed.entries[0].title_detail.language == "en"
    assert feed.feed.title_detail.language == "nl"
    assert feed.feed.title == "Nieuw op Vliegwiel"


def test_whatever_a_text_says_it_is_text(client, cast):
    bad = "]]></summary><script>alert(1)</script>& \x0b\x1f &amp; 𝄞"
    knowledge.how_to("Een <b>titel</b>", slug="bad", summary=bad, author='"><x>', **published())
    entry = read(client, "/nl/knowledge/feed.atom").entries[0]
    assert entry.title_detail.value == "Een <b>titel</b>"
    assert entry.summary_detail.value == "]]></summary><script>alert(1)</script>&  &amp; 𝄞"
    assert entry.author == '"><x>'
    assert entry.summary_detail.type == "text/plain"


def test_drafts_and_what_was_never_published_are_in_none(client, cast):
    knowledge.how_to("Concept", live=False, **published())
    knowledge.how_to("Nooit")
    assert titles(read(client, "/nl/knowledge/feed.atom")) == []


def test_who_has_it_already_gets_nothing_but_a_304(client, cast):
    knowledge.how_to("Eerste", **published())
    path = "/nl/knowledge/feed.atom"
    first = client.get(path)
    for headers in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
        {"if-none-match": f'"other", {first["ETag"]}', "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b""), headers
        assert again["ETag"] == first["ETag"]
    knowledge.how_to("Tweede", **published(LAST_WEEK + timedelta(minutes=1)))
    for headers in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        assert client.get(path, headers=headers).status_code == 200
    assert client.head(path).status_code == 200
    assert first["Cache-Control"] == "public, max-age=900"


@pytest.mark.parametrize("since", ["yesterday", "Thu, 99 Foo 2026 00:00:00 GMT", "\x00"])
def test_a_date_that_is_none_is_as_if_it_was_not_there(client, cast, since):
    assert client.get("/nl/knowledge/feed.atom", headers={"if-modified-since": since}).status_code == 200


def test_what_is_not_there_has_no_feed(client, cast):
    cast.studio.state = FacilityState.DRAFT
    cast.studio.save()
    draft = knowledge.experiment(live=False)
    for path in (
        "/nl/hubs/effenaar/studio-2/feed.atom",
        "/nl/hubs/nowhere/feed.atom",
        f"/nl/experiments/{draft.slug}/feed.atom",
        "/nl/knowledge/themes/nothing/feed.atom",
    ):
        assert client.get(path).status_code == 404, path


def test_pages_say_where_their_feed_is(client, cast):
    theme, above = knowledge.theme(), knowledge.experiment()
    for page, feed in {
        "/nl/": "/nl/knowledge/feed.atom",
        "/nl/knowledge/": "/nl/knowledge/feed.atom",
        f"/nl/knowledge/themes/{theme.slug}/": f"/nl/knowledge/themes/{theme.slug}/feed.atom",
        f"/nl/experiments/{above.slug}/": f"/nl/experiments/{above.slug}/feed.atom",
        "/nl/hubs/effenaar/": "/nl/hubs/effenaar/feed.atom",
        "/nl/hubs/effenaar/studio-2/": "/nl/hubs/effenaar/studio-2/feed.atom",
    }.items():
        text = client.get(page).content.decode()
        assert 'rel="alternate" type="application/atom+xml"' in text, page
        assert f'href="{feed}"' in text, page


def test_fifty_at_most_and_as_many_statements_as_for_one(client, cast, django_assert_num_queries):
    knowledge.how_to("Een", themes=[knowledge.theme()], **published())
    path = "/nl/knowledge/feed.atom"
    with django_assert_num_queries(8) as few:
        client.get(path)
    for number in range(52):
        at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number)
        knowledge.how_to(f"Nummer {number}", themes=[knowledge.theme()], **published(at))
    with django_assert_num_queries(len(few)):
        assert len(feedparser.parse(client.get(path).content).entries) == 50
