from datetime import datetime

from wagtail.models import Page

from hub.kit.audit import Actor, record
from hub.kit.refs import Ref
from hub.kit.transactions import step
from knowledgebase.actions.discard_draft import remove
from knowledgebase.models import Author, Contribution, Report, Stand, Verdict, Version
from knowledgebase.models.writing import named_on, version_at
from members.models import User

# Stands on a page, so it is in the page's language and not in the reader's.
NOBODY = {"nl": "Naam weggehaald", "en": "Name removed"}


@step
def forget_author(*, person: User, actor: Actor, now: datetime) -> int:
    """Somebody's account goes: what they never published goes with it, and their name goes from what they published.

    The articles stay: their licence lets everybody keep and copy them, and others work with them.

    Answers how many stay.

    A part of `erase_person`; may be repeated.
    """
    for unpublished in Contribution.objects.filter(author=person, published_version=None):
        remove(unpublished)
    stays = Contribution.objects.filter(author=person)
    count = stays.count()
    for page in named_on(person):
        _forget_name(page, person)
    for found in stays:
        _only_what_was_published(found)
    Version.objects.filter(made_by=person).update(made_by=None)
    Report.objects.filter(reporter=person).update(reporter=None, words="")
    record(
        action="knowledgebase.forget_author",
        about=Ref("person", str(person.pk)),
        actor=actor,
        now=now,
        facts={"articles": count},
    )
    return count


@step
def _only_what_was_published(found: Contribution) -> None:
    """A change that was never approved goes, as the draft does; what is read stays."""
    found.versions.exclude(judgement__verdict=Verdict.PUBLISHED).delete()
    shown = version_at(found, found.published_version or 0)
    found.draft = shown.content if shown else {}
    found.state = Stand.PUBLISHED if found.page and found.page.live else Stand.WITHDRAWN
    found.author, found.token = None, found.token + 1
    found.save(update_fields=["draft", "state", "author", "token"])


@step
def _forget_name(page: Page, person: User) -> None:
    """On the page and in what Wagtail keeps of earlier ones, which are dropped: our own versions hold the text."""
    language = str(page.locale.language_code)
    Author.objects.filter(page=page, person=person).update(name=NOBODY[language], person=None)
    fresh = Page.objects.get(pk=page.pk).specific
    revision = fresh.save_revision(log_action=False)
    if fresh.live:
        revision.publish(skip_permission_checks=True, log_action=False)
    fresh.revisions.exclude(pk=revision.pk).delete()
    Contribution.objects.filter(page=page).update(page_revision=revision.pk)
