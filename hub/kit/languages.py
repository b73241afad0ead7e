"""Where what a page shows stands in the other languages, if that is not the same address: a text that somebody
translated has a name of its own. The frame of every page leads there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Addresses on this site by language: of the same text, and of what comes nearest where nobody translated it."""

    same: Mapping[str, str]
    nearest: Mapping[str, str] = field(default_factory=dict)


def stands_elsewhere(request: HttpRequest, elsewhere: Elsewhere) -> None:
    """Says it to the frame of the page that is about to be shown."""
    request.stands_elsewhere = elsewhere  # type: ignore[attr-defined]


def elsewhere_of(request: HttpRequest) -> Elsewhere | None:
    """None where addresses differ in their first part alone, as those of most pages do."""
    found: Elsewhere | None = getattr(request, "stands_elsewhere", None)
    return found
