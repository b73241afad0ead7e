"""What is live is for everybody, in whichever language it was written; a draft and a missing one are the same 404.
What was withdrawn says so (410)."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from hub.kit.errors import Forbidden, Refusal
from knowledgebase.models import Article, Experiment, Flag, HowTo, Question, Reply, Result, Theme, Toolbox
from knowledgebase.models.fetching import live_article
from knowledgebase.models.judging import is_author
from knowledgebase.models.reading import reachable
from knowledgebase.models.writing import withdrawn
from members.models import User
from members.permissions import is_site_admin, works_at

R = TypeVar("R")
A = TypeVar("A", bound=Article)


class Withdrawn(Refusal):
    code = "withdrawn"
    status = 410
    message = _("“%(title)s” was here until %(until)s. Its author withdrew it.")


class WithdrawnBecause(Withdrawn):
    message = _("“%(title)s” was here until %(until)s. Its author withdrew it: %(reason)s")


class TakenOff(Withdrawn):
    message = _("“%(title)s” was here until %(until)s. It was taken off: %(reason)s")


def how_to_for(slug: str, language: str) -> HowTo:
    """A how-to by its address; of two with one address, the one in the reader's language. Raises Http404."""
    return _live(HowTo, slug, language)


def experiment_for(slug: str, language: str) -> Experiment:
    """An experiment; raises Http404."""
    return _live(Experiment, slug, language)


def result_for(experiment: Experiment, slug: str) -> Result:
    """A result of an experiment; raises Http404."""
    found = Result.objects.child_of(experiment).filter(slug=slug)
    result = found.filter(live=True).select_related("locale", "hub__municipality", "cover").first()
    if result is None:
        _say_that_it_is_gone(found)
        raise Http404
    return result


def toolbox_for(slug: str, language: str) -> Toolbox:
    """A toolbox; raises Http404."""
    return _live(Toolbox, slug, language)


def article_for(pk: int) -> Article:
    """A live article of whichever kind, by its number; raises Http404."""
    page = reachable(Page.objects.filter(pk=pk, live=True)).first() if pk < 2**62 else None
    article = page.specific if page else None
    if not isinstance(article, Article):
        raise Http404
    return article


def theme_for(slug: str) -> Theme:
    """A theme; raises Http404."""
    theme = Theme.objects.filter(slug=slug).first()
    if theme is None:
        raise Http404
    return theme


def _live(kind: type[A], slug: str, language: str) -> A:
    article = live_article(kind, slug, language)
    if article is None:
        _say_that_it_is_gone(kind._default_manager.filter(slug=slug))
        raise Http404
    return article


def moderates(person: Any, how_to: HowTo) -> bool:
    """Take off what readers wrote below it: the people of the hub it was made at, and site administrators."""
    return bool((how_to.hub and works_at(person, how_to.hub)) or is_site_admin(person))


def answers_for(person: Any, how_to: HowTo) -> bool:
    """Look at what is said to be outdated: its authors, and those who moderate it."""
    return bool(person.is_authenticated and (is_author(person.pk, how_to) or moderates(person, how_to)))


def how_to_by_id(pk: int) -> HowTo:
    """A live how-to for anybody; raises Http404."""
    return _there(HowTo.objects.filter(pk=pk, live=True).select_related("locale", "hub").first())


def question_for(pk: int) -> Question:
    """A question below a live how-to, for anybody; one that was taken off is not there (Http404)."""
    rows = Question.objects.filter(pk=pk, taken_off_at=None, how_to__live=True)
    return _there(rows.select_related("how_to__hub", "how_to__locale", "person").first())


def answer_for(pk: int) -> Reply:
    """The same of an answer."""
    rows = Reply.objects.filter(pk=pk, taken_off_at=None, question__taken_off_at=None)
    return _there(
        rows.filter(question__how_to__live=True)
        .select_related("question__how_to__hub", "question__how_to__locale", "person")
        .first()
    )


def flag_for(person: Any, pk: int) -> Flag:
    """What is said to be outdated, for those who answer for the how-to; raises Http404 for a stranger."""
    rows = Flag.objects.filter(pk=pk, taken_off_at=None, how_to__live=True)
    flag = _there(rows.select_related("how_to__hub", "how_to__locale", "person").first())
    if not answers_for(person, flag.how_to):
        raise Http404
    return flag


def _there(row: R | None) -> R:
    if row is None:
        raise Http404
    return row


def _say_that_it_is_gone(found: QuerySet[A]) -> None:
    """Asked only where nothing is live. Raises `Withdrawn`."""
    gone = withdrawn(found)
    if gone is not None:
        why = WithdrawnBecause if gone.reason else Withdrawn
        kind = why if gone.by_author else TakenOff
        raise kind(title=gone.page.title, until=gone.at.date(), reason=gone.reason)


def may_edit(person: Any, page: Page) -> bool:
    """Site administrators, and those to whom Wagtail gives the page to edit."""
    if not isinstance(person, User):
        return False
    return bool(is_site_admin(person) or page.permissions_for_user(person).can_edit())


def demand_editor(actor: Any, page: Page) -> None:
    """For verbs: raises `Forbidden` unless `may_edit`."""
    if not may_edit(actor, page):
        raise Forbidden()


def edited_article_for(person: Any, pk: int) -> Article:
    """A live article for those who edit it; raises Http404 for anybody else."""
    article = article_for(pk)
    if not may_edit(person, article):
        raise Http404
    return article
