"""The pictures of articles: drawn and made ready before the region is written, since both are slow."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from hub.demo.drawings import DRAWINGS
from hub.demo.reading import DATA
from hub.kit.transactions import demand_outside, step
from knowledgebase.actions._pictures import made, put_small
from knowledgebase.models import Article, Picture

MADE_BY = "Vliegwiel"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Which article's file it belongs to, as the two files that are kept, and what is to be seen."""

    whole: ContentFile
    small: ContentFile
    seen: str


def draw() -> dict[str, Drawn]:
    """By the name of the article's file; never inside a transaction."""
    demand_outside("drawing")
    wanted: dict[str, tuple[str, str]] = tomllib.loads((DATA / "knowledge" / "pictures.toml").read_text())[
        "pictures"
    ]
    ready: dict[str, tuple[ContentFile, ContentFile]] = {}
    for drawing, _seen in wanted.values():
        if drawing not in ready:
            ready[drawing] = made(file=DRAWINGS[drawing]().png(), name=f"{drawing}.png")
    return {name: Drawn(*ready[drawing], seen) for name, (drawing, seen) in wanted.items()}


@step
def hang(article: Any, drawn: Mapping[str, Drawn], name: str) -> None:
    """Give an article its picture, where there is one for it."""
    if name not in drawn:
        return
    each = drawn[name]
    picture = Picture(title=article.title, credit=MADE_BY)
    each.small.seek(0)
    put_small(picture, each.small)
    each.whole.seek(0)
    picture.file.save("picture.jpg", each.whole, save=False)
    picture.width, picture.height = picture.file.width, picture.file.height
    picture.save()
    kind: type[Article] = type(article)
    kind._default_manager.filter(pk=article.pk).update(cover=picture, cover_alt=each.seen)
