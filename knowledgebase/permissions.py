"""What is live is for everybody, in whichever language it was written; a draft and a missing one are the same 404."""

from typing import Any, TypeVar

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404
from wagtail.models import Page

from hub.kit.errors import Forbidden
from knowledgebase.models import Article, Experiment, HowTo, Result, Theme, Toolbox
from members.models import User
from members.permissions import is_site_admin

A = TypeVar("A", bound=Article)


def how_to_for(slug: str, language: str) -> HowTo:
    """A how-to by its address; of two with one address, the one in the reader's language. Raises Http404."""
    return _first(HowTo.objects.filter(slug=slug), language)


def experiment_for(slug: str, language: str) -> Experiment:
    """An experiment; raises Http404."""
    return _first(Experiment.objects.filter(slug=slug), language)


def result_for(experiment: Experiment, slug: str) -> Result:
    """A result of an experiment; raises Http404."""
    return _first(Result.objects.child_of(experiment).filter(slug=slug), experiment.language)


def toolbox_for(slug: str, language: str) -> Toolbox:
    """A toolbox; raises Http404."""
    return _first(Toolbox.objects.filter(slug=slug), language)


def article_for(pk: int) -> Article:
    """A live article of whichever kind, by its number; raises Http404."""
    page = Page.objects.filter(pk=pk, live=True).first() if pk < 2**62 else None
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


def _first(found: QuerySet[A], language: str) -> A:
    in_reach = found.filter(live=True).select_related("locale", "hub__municipality", "cover")
    wanted = Case(When(locale__language_code=language, then=Value(0)), default=1, output_field=IntegerField())
    article = in_reach.order_by(wanted, "pk").first()
    if article is None:
        raise Http404
    return article


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
