"""Articles as they are read: what goes with one, and lists of many. All in a number of statements that does not
depend on how many articles there are."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Length, Substr
from wagtail.models import Page

from facilities.models import Facility, Hub, Induction, Kind
from knowledgebase.models.articles import Article, Gear, address_of
from knowledgebase.models.experiments import Experiment, Result
from knowledgebase.models.how_tos import HowTo
from knowledgebase.models.toolboxes import Tool

A = TypeVar("A", bound=Page)


def results_of(experiment: Experiment) -> list[Result]:
    """What came out of it, the latest first; what was withdrawn stays, and says so."""
    return list(Result.objects.child_of(experiment).live().select_related("locale").order_by("-on", "-pk"))


def tools_of(toolbox: Article, language: str) -> list[tuple[str, Any, str]]:
    """Why each article is in the box, the article itself and where it is read by who reads in `language`, in the box's
    order; what is not live is left out."""
    tools = Tool.objects.filter(toolbox=toolbox, article__live=True).order_by("sort_order", "pk")
    why = dict(tools.values_list("article_id", "why"))
    pages = list(reachable(Page.objects.filter(pk__in=why).specific()))
    prefetch_related_objects(pages, "locale")
    by_pk = {each.pk: each for each in pages}
    return [
        (words, by_pk[pk], address_of(language, by_pk[pk].url_path))
        for pk, words in why.items()
        if pk in by_pk
    ]


def reachable(pages: "QuerySet[A]") -> "QuerySet[A]":
    """Without what stands below a page that is not live: nobody gets to a result past its experiment."""
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    return pages.exclude(Exists(Page.objects.filter(path=above, live=False)))


def in_language(articles: "QuerySet[A]", language: str) -> "QuerySet[A]":
    """Live articles in a language, and those of others that nobody has put into it."""
    same = Page.objects.filter(
        translation_key=OuterRef("translation_key"), live=True, locale__language_code=language
    )
    return articles.filter(live=True).filter(Q(locale__language_code=language) | ~Exists(same))


def latest_checked(articles: "QuerySet[A]", after: tuple[date, int] | None, size: int) -> list[A]:
    """One page of a list that begins with what was checked last; `after` is where the page before it ended. One more
    than `size` comes back where there is a next page."""
    if after is not None:
        on, pk = after
        # The first of the two is the index's: it begins where the page before ended.
        articles = articles.filter(Q(last_checked_on__lt=on) | Q(pk__lt=pk), last_checked_on__lte=on)
    found = articles.select_related("locale", "cover").order_by("-last_checked_on", "-pk")
    return list(found[: size + 1])


def with_latest_result(experiments: Iterable[Experiment]) -> list[tuple[Experiment, Result | None]]:
    """Each experiment with what came out of it last, in one statement for all."""
    listed = list(experiments)
    below = Q(pk__in=[])
    for each in listed:
        below |= Q(path__startswith=each.path)
    latest: dict[str, Result] = {}
    for result in Result.objects.filter(below, live=True).order_by("on", "pk"):
        latest[result.path[: -Page.steplen]] = result
    return [(each, latest.get(each.path)) for each in listed]


def with_facility(facility: Facility, language: str, most: int) -> list[HowTo]:
    """How-tos that name this very facility, and after them those that name its kind; each by when it was checked."""
    names: list[dict[str, Any]] = [{"facility": facility}, {"kind": facility.kind_id}]
    # Each half is walked by when it was checked, as far as it is shown: most articles may name the kind.
    halves = [
        in_language(HowTo.objects.all(), language)
        .filter(Exists(Gear.objects.filter(page=OuterRef("pk"), **named)))
        .order_by("-last_checked_on", "-pk")
        .annotate(after=Value(after))
        .values_list("pk", "after", "last_checked_on")[: most * 2]
        for after, named in enumerate(names)
    ]
    found = sorted(
        halves[0].union(halves[1], all=True), key=lambda row: (row[1], -row[2].toordinal(), -row[0])
    )
    first = list(dict.fromkeys(pk for pk, _after, _on in found))[:most]
    by_pk = HowTo.objects.select_related("locale", "cover").in_bulk(first)
    return [by_pk[pk] for pk in first if pk in by_pk]


def kinds_named() -> "QuerySet[Kind]":
    """The kinds of gear that live how-tos name: of each the first such how-to is enough."""
    first = HowTo.objects.filter(live=True, gear__kind=OuterRef("pk")).values("pk")[:1]
    return Kind.objects.annotate(first=Subquery(first)).filter(first__isnull=False)


def teaching(induction: Induction, language: str, most: int) -> list[HowTo]:
    """How-tos that prepare for an induction, by when they were checked."""
    return latest_checked(in_language(HowTo.objects.filter(teaches=induction), language), None, most)[:most]


def experiments_at(hub: Hub, language: str, most: int) -> list[Experiment]:
    """Experiments of a hub, by when they were checked."""
    return latest_checked(in_language(Experiment.objects.filter(hub=hub), language), None, most)[:most]
