"""What is new about what somebody can follow: how-tos, experiments, results and toolboxes, by when they appeared, and
answers to questions about how-tos, by when they were accepted.

One statement for each kind of news, whatever there is to tell; another kind of news (`SOURCES`) is a function more.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from hub.kit.refs import Ref
from knowledgebase.models.articles import Article, Author, address_of
from knowledgebase.models.experiments import Experiment, Result
from knowledgebase.models.following import EXPERIMENT, FACILITY, LAB, THEME, about_any
from knowledgebase.models.how_tos import HowTo
from knowledgebase.models.questions import Reply
from knowledgebase.models.reading import in_language, reachable
from knowledgebase.models.toolboxes import Toolbox


@dataclass(frozen=True, slots=True)
class News:
    """`kind` is one of `SORTS`, or a word that another source is known by; `key` never changes, wherever it stands."""

    kind: str
    key: str
    title: str
    summary: str
    language: str
    path: str
    first_at: datetime
    changed_at: datetime
    # What one may follow that this is about.
    about: tuple[Ref, ...] = ()
    authors: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """`refs` None: about anything. Between two instants, the first within and the last without; None is without end."""

    refs: Collection[Ref] | None
    language: str
    since: datetime | None = None
    until: datetime | None = None
    most: int = 50


SORTS: dict[str, type[Article]] = {
    "how_to": HowTo,
    "experiment": Experiment,
    "result": Result,
    "toolbox": Toolbox,
}
Source = Callable[[Wanted], Iterable[News]]
# Characters of a question and of its answer.
MOST_ASKED, MOST_ANSWERED = 120, 300


@dataclass(frozen=True, slots=True)
class Tried:
    """An experiment, as what its results are about."""

    path: str
    refs: tuple[Ref, ...]


def articles(wanted: Wanted) -> list[News]:
    """Published articles: by what they are about, where they were made, and what they use."""
    tried = _tried(wanted.refs)
    found: list[tuple[str, Any]] = []
    for kind, model in SORTS.items():
        rows: QuerySet[Any] = in_language(model.objects.all(), wanted.language)
        if wanted.refs is not None:
            rows = rows.filter(_about(kind, model, wanted.refs, tried))
        rows = rows.filter(first_published_at__isnull=False)
        if kind == "result":
            rows = reachable(rows)
        if wanted.since is not None:
            rows = rows.filter(first_published_at__gte=wanted.since)
        if wanted.until is not None:
            rows = rows.filter(first_published_at__lt=wanted.until)
        rows = rows.select_related("locale").prefetch_related("themes", "gear")
        found += [(kind, row) for row in rows.order_by("-first_published_at", "-pk")[: wanted.most]]
    made_by = _authors([row.pk for _kind, row in found])
    return [_news(kind, row, made_by, tried, wanted.language) for kind, row in found]


def answers(wanted: Wanted) -> list[News]:
    """Those that were accepted, below published how-tos; about whatever the how-to is about. What nobody accepted is
    told to who asked, and to nobody else."""
    how_tos: QuerySet[Any] = in_language(HowTo.objects.all(), wanted.language)
    if wanted.refs is not None:
        how_tos = how_tos.filter(_about("how_to", HowTo, wanted.refs, ()))
    rows = Reply.objects.filter(question__how_to__in=how_tos.values("pk"), question__taken_off_at=None)
    rows = rows.filter(accepted_at__isnull=False, taken_off_at=None)
    if wanted.since is not None:
        rows = rows.filter(accepted_at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(accepted_at__lt=wanted.until)
    of = "question__how_to"
    rows = rows.select_related(f"{of}__locale").prefetch_related(f"{of}__themes", f"{of}__gear")
    return [_answer(row, wanted.language) for row in rows.order_by("-accepted_at", "-pk")[: wanted.most]]


# Where news come from.
SOURCES: tuple[Source, ...] = (articles, answers)


def news(wanted: Wanted) -> list[News]:
    """The latest first; what comes from several sides is told once."""
    told = {each.key: each for source in SOURCES for each in source(wanted)}
    return sorted(told.values(), key=lambda each: (each.first_at, each.key), reverse=True)[: wanted.most]


def _tried(refs: Collection[Ref] | None) -> list[Tried]:
    """The experiments that are followed themselves, or that use a facility which is."""
    if refs is None:
        return []
    facilities = about_any(refs, FACILITY)
    wanted = Q(pk__in=about_any(refs, EXPERIMENT)) | Q(gear__facility__in=facilities)
    found = Experiment.objects.filter(wanted, live=True).distinct().prefetch_related("gear")
    return [Tried(each.path, (Ref(EXPERIMENT, str(each.pk)), *_gear(each))) for each in found]


def _about(kind: str, model: type[Article], refs: Collection[Ref], tried: Iterable[Tried]) -> Q:
    with_theme = model.objects.filter(themes__in=about_any(refs, THEME))
    about = Q(pk__in=with_theme.values("pk")) | Q(hub__in=about_any(refs, LAB))
    if kind in ("how_to", "experiment"):
        using = Page.objects.filter(gear__facility__in=about_any(refs, FACILITY))
        about |= Q(pk__in=using.values("pk"))
    if kind == "result":
        # A result uses what its experiment does.
        for each in tried:
            about |= Q(path__startswith=each.path)
    return about


def _gear(row: Any) -> list[Ref]:
    return [Ref(FACILITY, str(line.facility_id)) for line in row.gear.all() if line.facility_id]


def _authors(pages: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Author.objects.filter(page__in=pages).order_by("sort_order").values_list("page_id", "name")
    for page, name in rows:
        found.setdefault(page, []).append(name)
    return found


def _news(kind: str, row: Any, made_by: dict[int, list[str]], tried: Iterable[Tried], reader: str) -> News:
    themes = list(row.themes.all())
    about = _what_it_is_about(row)
    if isinstance(row, Result):
        kind = f"{row.finality}_result"
        about += [ref for each in tried if row.path.startswith(each.path) for ref in each.refs]
    return News(
        kind=kind,
        key=f"article/{row.pk}",
        title=row.title,
        summary=row.summary,
        language=row.language,
        # In the reader's own interface, as lists have it.
        path=address_of(reader, row.url_path),
        first_at=row.first_published_at,
        changed_at=row.last_published_at or row.first_published_at,
        about=tuple(dict.fromkeys(about)),
        authors=tuple(made_by.get(row.pk, ())),
        themes=tuple(theme.name for theme in themes),
    )


def _what_it_is_about(row: Any) -> list[Ref]:
    about = [Ref(THEME, str(theme.pk)) for theme in row.themes.all()]
    about += [Ref(LAB, str(row.hub_id))] if row.hub_id else []
    return about + _gear(row)


def _answer(row: Reply, reader: str) -> News:
    question, how_to = row.question, row.question.how_to
    assert row.accepted_at is not None
    return News(
        kind="answer",
        key=f"answer/{row.pk}",
        title=shorten(question.text, MOST_ASKED, placeholder="…"),
        summary=f"{how_to.title}: {shorten(row.text, MOST_ANSWERED, placeholder='…')}",
        language=how_to.language,
        path=f"{address_of(reader, how_to.url_path)}#question-{question.pk}",
        first_at=row.accepted_at,
        changed_at=row.accepted_at,
        about=tuple(dict.fromkeys(_what_it_is_about(how_to))),
        themes=tuple(theme.name for theme in how_to.themes.all()),
    )
