"""What is live is for everybody, in whichever language it was written; a draft and a missing one are the same 404.
What was withdrawn says so (410)."""

from typing import TypeVar

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from knowledgebase.models import Article, Experiment, HowTo, Result, Toolbox
from knowledgebase.models.writing import withdrawn

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


def _first(found: QuerySet[A], language: str) -> A:
    in_reach = found.filter(live=True).select_related("locale", "hub__municipality", "cover")
    wanted = Case(When(locale__language_code=language, then=Value(0)), default=1, output_field=IntegerField())
    article = in_reach.order_by(wanted, "pk").first()
    if article is None:
        _say_that_it_is_gone(found)
        raise Http404
    return article


def _say_that_it_is_gone(found: QuerySet[A]) -> None:
    """Asked only where nothing is live. Raises `Withdrawn`."""
    gone = withdrawn(found)
    if gone is not None:
        why = WithdrawnBecause if gone.reason else Withdrawn
        kind = why if gone.by_author else TakenOff
        raise kind(title=gone.page.title, until=gone.at.date(), reason=gone.reason)
