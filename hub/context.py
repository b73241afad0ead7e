"""What every page's frame needs. Asks the database nothing for somebody who is not signed in."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    code: str
    name: str
    url: str


class Frame:
    """`frame` in every template: `frame.language`, `frame.other_languages`, `frame.organisation`, `frame.is_demo`."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def organisation(self) -> Any:
        """The organisation that the reader acts for, or None; the members' middleware puts it on the request."""
        return getattr(self.request, "organisation", None)

    @property
    def is_demo(self) -> bool:
        return bool(settings.DEMONSTRATION)

    @property
    def contact(self) -> str:
        """Where people write to."""
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    @property
    def other_languages(self) -> list[OtherLanguage]:
        """This same page in the other languages: addresses differ in their first part alone."""
        here = self.request.path_info
        first, _slash, rest = here.lstrip("/").partition("/")
        if first not in dict(settings.LANGUAGES):
            rest = ""
        query = self.request.META.get("QUERY_STRING", "") if self.request.method == "GET" else ""
        return [
            OtherLanguage(code, get_language_info(code)["name_local"].capitalize(), f"/{code}/{rest}{query and '?'}{query}")
            for code, _name in settings.LANGUAGES
            if code != self.language
        ]


def page(request: HttpRequest) -> dict[str, Any]:
    """Called `frame`, since Wagtail's templates call the page that they show `page`."""
    return {"frame": Frame(request)}
