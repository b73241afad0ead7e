"""What statements by hand read of an article, and of what was said below it, is what its rows say."""

from typing import Any

import pytest
from django.db.models import Model

from facilities.models import Kind
from knowledgebase.actions.accept_answer import accept_answer
from knowledgebase.models import Author, Experiment, Flag, HowTo, Question, Reply, Toolbox, Trial
from knowledgebase.models.fetching import around, live_article
from knowledgebase.models.said import said_of
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.judging import SOON, answered, asked, by_zoe, flagged, tried


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def same(row: Model) -> bool:
    """As Django reads it."""
    return values(row) == values(type(row)._default_manager.get(pk=row.pk))


@pytest.mark.parametrize(
    ("kind", "make"),
    [(HowTo, knowledge.how_to), (Experiment, knowledge.experiment), (Toolbox, knowledge.toolbox)],
)
def test_an_article_is_all_that_its_row_says(cast, kind, make):
    made = make(hub=cast.effenaar, cover=knowledge.picture(), cover_alt="Twee camera's")
    found = live_article(kind, made.slug, "en")
    assert same(found)
    assert all(same(each) for each in (found.locale, found.cover, found.hub, found.hub.municipality))
    bare = make("Zonder iets")
    found = live_article(kind, bare.slug, "en")
    assert same(found) and (found.hub, found.cover) == (None, None)
    bare.live = False
    bare.save()
    assert live_article(kind, bare.slug, "en") is None


def test_of_two_with_one_address_the_readers_comes(cast):
    dutch, english = knowledge.how_to(), knowledge.how_to(language="en")
    assert dutch.slug == english.slug
    for language, article in (("nl", dutch), ("en", english)):
        assert live_article(HowTo, dutch.slug, language) == article


def test_what_stands_around_an_article_is_what_its_rows_say(cast):
    article = knowledge.how_to(themes=[knowledge.theme("light"), knowledge.theme()])
    Author.objects.create(page=article, name="Zoë", organisation=cast.zout, sort_order=1)
    knowledge.needs(article, cast.microphones, quantity=2, kind=None, sort_order=0)
    knowledge.needs_any(
        article, Kind.objects.get(slug=cast.microphones.kind.slug), "Any of them", sort_order=1
    )
    knowledge.needs_any(article, None, "A ladder", sort_order=2, optional=True)
    other = knowledge.how_to("Two cameras", "en", translation_key=article.translation_key)
    found = around(article)
    assert [author.pk for author in found.authors] == list(
        Author.objects.filter(page=article).order_by("sort_order", "pk").values_list("pk", flat=True)
    )
    assert [line.name for line in found.gear] == [cast.microphones.name, "Any of them", "A ladder"]
    assert {theme.slug for theme in found.themes} == {"light", "immersive"}
    kinds = [line.kind for line in found.gear if line.kind]
    assert all(same(row) for row in [*found.authors, *found.gear, *found.themes, *kinds])
    assert [author.organisation for author in found.authors] == [cast.zout, None]
    named = found.gear[0].facility
    assert (named, named.state, named.slug) == (cast.microphones, "live", cast.microphones.slug)
    assert (named.hub, named.hub.name, named.kind) == (
        cast.microphones.hub,
        cast.microphones.hub.name,
        cast.microphones.kind,
    )
    assert [line.facility for line in found.gear[1:]] == [None, None]
    assert [(each.language, each.title, each.address) for each in found.translations] == [
        ("en", other.title, other.address)
    ]
    other.live = False
    other.save()
    assert around(article).translations == []


@pytest.mark.parametrize("make", [knowledge.experiment, knowledge.toolbox])
def test_around_other_kinds_are_their_own_themes(cast, make):
    knowledge.how_to(themes=[knowledge.theme("light")])
    assert [theme.slug for theme in around(make(themes=[knowledge.theme()])).themes] == ["immersive"]


def test_what_was_said_is_what_its_rows_say(cast):
    how_to = by_zoe(cast)
    tried(how_to, cast.bo, cast.zout, worked=False, because="No signal.")
    tried(how_to, cast.ilse, cast.noord, named=True, now=SOON)
    question, _open = asked(how_to, cast.ilse), asked(how_to, cast.bo, "And?", now=SOON)
    first, second = answered(question, cast.bo), answered(question, cast.zoe, "The other.")
    accept_answer(answer_id=second.pk, instead_of=None, actor=cast.ilse, now=SOON)
    flagged(how_to, cast.bo)
    said = said_of(how_to)
    answers = [answer for each in said.questions for answer in each.answers]
    assert [each.question.text for each in said.questions] == ["And?", question.text]
    assert [(each.accepted.pk if each.accepted else None) for each in said.questions] == [None, second.pk]
    assert [answer.pk for answer in answers] == [second.pk, first.pk]
    rows = [*said.judged.verdicts, *(each.question for each in said.questions), *answers, *said.flags]
    assert {type(row) for row in rows} == {Trial, Question, Reply, Flag} and all(same(row) for row in rows)
    assert [row.person.name for row in answers] == [cast.zoe.name, cast.bo.name]
    assert [trial.organisation.name for trial in said.judged.verdicts] == [cast.noord.name, cast.zout.name]
    assert said_of(knowledge.how_to("Of which nobody says anything")).questions == []
