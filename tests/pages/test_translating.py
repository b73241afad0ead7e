"""Editors translate pages with wagtail-localize, and join articles that say the same."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.models import News, NewsItem
from knowledgebase.models import Author, HowTo
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.knowledge import step
from tests.signing_in import sign_in


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def editor(client, cast) -> Client:
    sign_in(client, cast.anna)
    return client


def translated(after_commit: Any, page: Page, **words: str) -> Page:
    """As the admin does it: a source, a translation into English with these words instead of those, published."""
    page.save_revision().publish()
    source, _made = TranslationSource.get_or_create_from_instance(page.specific)
    english = Locale.objects.get(language_code="en")
    translation = Translation.objects.create(source=source, target_locale=english)
    for segment in source.stringsegment_set.select_related("string", "context"):
        for before, after in words.items():
            if segment.string.data == before.replace("_", " "):
                StringTranslation.objects.create(
                    translation_of=segment.string, context=segment.context, locale=english, data=after,
                    translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                )  # fmt: skip
    with after_commit(execute=True):
        translation.save_target(publish=True)
    return page.specific.get_translation(english)


def test_news_that_an_editor_translated_is_read_in_both_languages(
    client, cast, django_capture_on_commit_callbacks
):
    shelf = News.objects.get(locale__language_code="nl")
    item = NewsItem(
        title="Open dag", slug="open-dag", on=date(2026, 11, 1), summary="Kom langs", locale=shelf.locale
    )
    shelf.add_child(instance=item)
    other = translated(django_capture_on_commit_callbacks, item, Open_dag="Open day", Kom_langs="Come")
    assert (other.title, other.summary, other.on) == ("Open day", "Come", item.on)
    assert other.get_parent().specific == News.objects.get(locale__language_code="en")
    page = client.get("/nl/news/open-dag/").content.decode()
    assert f'<link rel="alternate" hreflang="en" href="{settings.SITE_URL}/en/news/{other.slug}/">' in page
    assert "Open day" in client.get(f"/en/news/{other.slug}/").content.decode()


def test_a_how_to_keeps_its_steps_its_authors_and_its_gear_when_it_is_translated(
    client, cast, django_capture_on_commit_callbacks
):
    article = knowledge.how_to(
        "Streamen", steps=[step("Zet neer", text="Op ooghoogte")], themes=[knowledge.theme()]
    )
    knowledge.needs(article, cast.microphones)
    article = HowTo.objects.get(pk=article.pk)
    other = translated(
        django_capture_on_commit_callbacks,
        article,
        Streamen="Streaming",
        Zet_neer="Put it down",
        Op_ooghoogte="At eye level",
    )
    assert other.steps[0].value["title"] == "Put it down"
    assert [author.name for author in Author.objects.filter(page=other)] == ["Bo"]
    page = client.get(f"/en/how-tos/{other.slug}/").content.decode()
    for words in ("Streaming", "At eye level", "Condenser microphone", "Immersive content"):
        assert words in page, words
    listed = client.get("/en/how-tos/").context["articles"]
    assert [each.title for each in listed] == ["Streaming"]


def test_who_edits_joins_two_articles_on_a_page_of_ours_and_parts_them(editor, cast):
    dutch, english = knowledge.how_to("Streamen"), knowledge.how_to("Streaming", "en")
    (
        knowledge.how_to("Nog een"),
        knowledge.experiment("Trial", "en"),
        knowledge.how_to("Draft", "en", live=False),
    )
    path = f"/en/knowledge/translations/{dutch.pk}/"
    page = editor.get(path)
    assert [each.pk for each in page.context["form"].fields["other"].queryset] == [english.pk]
    assert editor.post(path, {"other": english.pk})["Location"] == path
    assert "Streaming" in editor.get(path).content.decode()
    assert editor.post(path, {"part": "1"})["Location"] == path
    assert 'name="other"' in editor.get(path).content.decode()


@pytest.mark.parametrize("other", ["", "x", "999999", "-1", "\x00"])
def test_what_cannot_be_joined_is_said_at_the_field(editor, cast, other):
    dutch = knowledge.how_to("Streamen")
    knowledge.how_to("Streaming", "en")
    answer = editor.post(f"/en/knowledge/translations/{dutch.pk}/", {"other": other})
    assert answer.status_code == 400
    assert answer.context["form"].errors["other"]


def test_the_admin_leads_there_and_to_translating(editor, cast):
    article = knowledge.how_to("Streamen")
    article.save_revision().publish()
    page = editor.get(f"/cms/pages/{article.pk}/edit/").content.decode()
    assert f"/knowledge/translations/{article.pk}/" in page
    assert f"/cms/localize/submit/page/{article.pk}/" in page
