"""The styles that every page has, as one file: a phone waits for each that it asks for before it draws anything.

They are written as several, which are easier to read; put together they are a static file like any other, with a name
of its own (`css/site.css`), that `collectstatic` takes along and compresses.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/site.css"
FOLDER = Path(__file__).resolve().parents[1] / "static" / "css"
# In this order: of two rules of the same weight the later one counts.
PARTS = (
    "tokens",
    "base",
    "layout",
    "forms",
    "components",
    "notes",
    "data",
    "search",
    "find_box",
    "pages",
    "places",
    "print",
)


def together() -> str:
    return "\n".join((FOLDER / f"{part}.css").read_text() for part in PARTS)


class StylesFinder(BaseFinder):
    """Named in STATICFILES_FINDERS. The file is made where it is not as its parts are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.STYLES_ROOT)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        made = self._made()
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        self._made()
        yield NAME, self.storage

    def _made(self) -> str:
        text, path = together(), Path(self.storage.path(NAME))
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: others look at the same moment.
            new = path.with_suffix(f".{uuid4().hex}")
            new.write_text(text)
            new.replace(path)
        return str(path)
