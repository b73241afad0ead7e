"""Articles as they stand once they are published."""

import io
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.utils.text import slugify
from PIL import Image
from wagtail.models import Locale, Page

from facilities.models import Facility, Kind
from knowledgebase.actions._pictures import put_small
from knowledgebase.models import (
    Author,
    Experiment,
    Experiments,
    Gear,
    HowTo,
    HowTos,
    Picture,
    Result,
    Theme,
    Tool,
    Toolbox,
    Toolboxes,
)

CHECKED = date(2026, 11, 2)


def theme(slug: str = "immersive", nl: str = "Immersieve inhoud", en: str = "Immersive content") -> Theme:
    return Theme.objects.get_or_create(slug=slug, defaults={"name_nl": nl, "name_en": en})[0]


def shelf(kind: type[Page], language: str = "nl") -> Page:
    return kind.objects.get(locale__language_code=language)


def how_to(title: str = "Opnemen met twee camera's", language: str = "nl", **facts: Any) -> HowTo:
    """A live how-to of one step by Bo, unless it is said otherwise."""
    facts = {"steps": [step("Zet de camera's neer")], **facts}
    return _published(HowTo, shelf(HowTos, language), title, **facts)


def step(title: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "step", {"title": title, **more}


def experiment(title: str = "Dansen op afstand", language: str = "nl", **facts: Any) -> Experiment:
    facts = {"question": "Dansen twee mensen samen?", "starts_on": date(2026, 9, 1), **facts}
    return _published(Experiment, shelf(Experiments, language), title, **facts)


def result(of: Experiment, title: str = "Na een maand", **facts: Any) -> Result:
    return _published(Result, of, title, **{"on": date(2026, 10, 1), **facts})


def toolbox(
    title: str = "Beginnen met streamen", language: str = "nl", *articles: Page, **facts: Any
) -> Toolbox:
    box = _published(Toolbox, shelf(Toolboxes, language), title, **facts)
    for number, article in enumerate(articles):
        Tool.objects.create(toolbox=box, article=article, sort_order=number)
    return box


def needs(page: Page, facility: Facility, **facts: Any) -> Gear:
    facts = {"name": facility.name, "kind": facility.kind, "quantity": 1, **facts}
    return Gear.objects.create(page=page, facility=facility, **facts)


def needs_any(page: Page, kind: Kind | None, name: str, **facts: Any) -> Gear:
    """Whatever there is of a kind, at whichever hub; without a kind nothing here answers to it."""
    return Gear.objects.create(page=page, kind=kind, name=name, **facts)


def picture(title: str = "Twee camera's") -> Picture:
    """A picture as it is kept: the whole of it and the small one."""
    written = io.BytesIO()
    Image.new("RGB", (1200, 800), (179, 121, 26)).save(written, "JPEG")
    made = Picture(title=title)
    put_small(made, ContentFile(written.getvalue()))
    made.file.save("x.jpg", ContentFile(written.getvalue()), save=False)
    made.width, made.height = made.file.width, made.file.height
    made.save()
    return made


def _published(kind: Any, parent: Page, title: str, **facts: Any) -> Any:
    themes, author = facts.pop("themes", ()), facts.pop("author", "Bo")
    common = {"summary": f"{title}: zo doe je dat.", "last_checked_on": CHECKED, "slug": slugify(title)}
    page = kind(title=title, locale=Locale.objects.get(pk=parent.locale_id), **{**common, **facts})
    parent.add_child(instance=page)
    page.themes.set(themes)
    page.save()
    Author.objects.create(page=page, name=author)
    return page
