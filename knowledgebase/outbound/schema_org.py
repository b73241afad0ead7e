"""Articles as schema.org has them: https://schema.org/HowTo, /Dataset, /Article, /ItemList."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from facilities.models import KindFamily
from hub.kit.machines import Feed, Machines, Node, breadcrumbs, without_empty
from hub.kit.markdown import plain
from knowledgebase.models import Article, Author, DataFile, Experiment, Gear, HowTo, Picture, Result, Theme
from knowledgebase.models.fetching import Around
from knowledgebase.models.followables import experiment_followed, theme_followed

PUBLISHER = {"@type": "Organization", "name": "Vliegwiel", "url": settings.SITE_URL + "/"}
# Who makes a search engine show a data set wants at least so much said of it.
LEAST_SAID = 50


def machines_of(article: Any, around: Around, crumbs: Sequence[tuple[str, ...]], **more: Any) -> Machines:
    """What an article says. `more`: its results, its experiment, its files or its tools, as its view shows them."""
    url = settings.SITE_URL + article.address
    path = [*((crumb[0], crumb[1]) for crumb in crumbs), (article.title, article.address)]
    node = _of_kind(article, around, more)
    feeds = [Feed(_("New on Vliegwiel"), reverse("knowledgebase:feed"))]
    about = article if isinstance(article, Experiment) else more.get("experiment")
    if about is not None:
        followed = experiment_followed(about, article.language)
        feeds.append(Feed(followed.name, followed.feed))
    return Machines(
        title=article.title,
        description=article.summary,
        url=url,
        language=article.language,
        sort="article",
        image=_address(article.cover),
        image_alt=article.cover_alt,
        nodes=[node, breadcrumbs(settings.SITE_URL, path)],
        feeds=feeds,
    )


def machines_of_list(title: str, path: str) -> Machines:
    """One of the lists, without what a reader has filtered it by."""
    url = settings.SITE_URL + path
    said = _("How-tos, running experiments and toolboxes, tied to gear that can be booked.")
    node = {"@type": "CollectionPage", "@id": url, "url": url, "name": title, "description": said}
    feed = Feed(_("New on Vliegwiel"), reverse("knowledgebase:feed"))
    return Machines(title, said, url, get_language() or "nl", nodes=[node], feeds=[feed])


def machines_of_theme(theme: Theme) -> Machines:
    followed = theme_followed(theme)
    url = settings.SITE_URL + followed.path
    about = theme.about or _("How-tos, experiments and toolboxes about: %(theme)s.") % {"theme": theme.name}
    crumbs = [(_("Knowledge"), reverse("knowledgebase:knowledge")), (theme.name, followed.path)]
    node = {"@type": "CollectionPage", "@id": url, "url": url, "name": theme.name, "description": about}
    return Machines(
        title=theme.name,
        description=about,
        url=url,
        language=get_language() or "nl",
        nodes=[node, breadcrumbs(settings.SITE_URL, crumbs)],
        feeds=[Feed(followed.name, followed.feed)],
    )


def _of_kind(article: Any, around: Around, more: dict[str, Any]) -> Node:
    common = _common(article, around)
    if isinstance(article, HowTo):
        return without_empty({"@type": "HowTo", **common, **_how_to(article, around.gear)})
    if isinstance(article, Result):
        return without_empty({"@type": "Dataset", **common, **_result(article, around.authors, **more)})
    if isinstance(article, Experiment):
        return without_empty({"@type": "Article", **common, **_experiment(article, more["results"])})
    items = [
        {"@type": "ListItem", "position": place, "name": each.title, "url": settings.SITE_URL + path}
        for place, (_why, each, path) in enumerate(more["tools"], start=1)
    ]
    holds = {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}
    return without_empty({"@type": "CollectionPage", **common, "mainEntity": holds})


def _common(article: Article, around: Around) -> Node:
    url = settings.SITE_URL + article.address
    return {
        "@id": url,
        "url": url,
        "name": article.title,
        "headline": article.title,
        "description": article.summary,
        "inLanguage": article.language,
        "image": _address(article.cover),
        "author": _authors(around.authors),
        "publisher": PUBLISHER,
        "license": article.licensed.url,
        "isAccessibleForFree": True,
        "datePublished": _instant(article.first_published_at),
        "dateModified": _instant(article.last_published_at or article.first_published_at),
        "about": [{"@type": "Thing", "name": theme.name} for theme in around.themes],
        "workTranslation": [
            {
                "@type": "CreativeWork",
                "name": other.title,
                "inLanguage": other.language,
                "url": settings.SITE_URL + other.address,
            }
            for other in around.translations
        ],
    }


def _how_to(article: HowTo, gear: Iterable[Gear]) -> Node:
    url = settings.SITE_URL + article.address
    return {
        "totalTime": duration(article.minutes),
        "tool": [
            without_empty({"@type": "HowToTool", "name": line.name, "requiredQuantity": line.quantity})
            for line in gear
            if line.kind is None or line.kind.family != KindFamily.EXPERT
        ],
        "step": [
            without_empty(
                {
                    "@type": "HowToStep",
                    "position": place,
                    "name": block.value["title"],
                    "text": plain(block.value.get("text") or "") or block.value["title"],
                    "url": f"{url}#step-{place}",
                    "image": _address(block.value.get("picture")),
                }
            )
            for place, block in enumerate(article.steps, start=1)
        ],
    }


def _experiment(article: Experiment, results: Iterable[Result]) -> Node:
    return {
        "abstract": article.question,
        "temporalCoverage": _period(article),
        "contributor": [{"@type": "Organization", "name": name} for name in article.with_whom],
        "hasPart": [
            {
                "@type": "Dataset",
                "name": each.title,
                "description": _said(each),
                "url": settings.SITE_URL + each.address,
            }
            for each in results
        ],
    }


def _result(
    article: Result, authors: Iterable[Author], experiment: Experiment, files: Iterable[DataFile]
) -> Node:
    above = settings.SITE_URL + experiment.address
    return {
        "description": _said(article),
        "creator": _authors(authors),
        "version": article.version,
        "creativeWorkStatus": str(article.get_finality_display()),
        "temporalCoverage": f"{experiment.starts_on}/{article.on}",
        "isPartOf": {"@type": "Article", "@id": above, "url": above, "name": experiment.title},
        "distribution": [
            without_empty(
                {
                    "@type": "DataDownload",
                    "name": file.document.title,
                    "description": file.about,
                    "contentUrl": settings.SITE_URL + file.document.url,
                    "encodingFormat": file.document.content_type,
                    "contentSize": f"{file.document.file_size} B" if file.document.file_size else "",
                }
            )
            for file in files
        ],
    }


def _said(result: Result) -> str:
    """The summary; and where that is short, what was found."""
    more = (plain(text) for text in (result.worked, result.did_not_work, result.next_step) if text)
    words = result.summary
    for text in more:
        if len(words) >= LEAST_SAID:
            break
        words = f"{words} {text}"
    return words[:5000]


def _period(experiment: Experiment) -> str:
    """ISO 8601, open where it still runs."""
    return f"{experiment.starts_on}/{experiment.ends_on or '..'}"


def _authors(authors: Iterable[Author]) -> list[Node]:
    found = []
    for author in authors:
        node: Node = {"@type": "Person", "name": author.name}
        if author.organisation is not None:
            node["affiliation"] = {"@type": "Organization", "name": author.organisation.name}
        found.append(node)
    return found


def duration(minutes: int) -> str:
    """ISO 8601: `PT1H30M`."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _address(picture: Picture | None) -> str:
    return settings.SITE_URL + picture.file.url if picture else ""


def _instant(at: Any) -> str:
    return at.isoformat(timespec="seconds") if at else ""
