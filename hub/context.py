"""What every page's frame needs. Asks the database nothing for somebody who is not signed in."""

from dataclasses import dataclass
from email.utils import parseaddr
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from bookings import basket
from facilities.models import Hub
from facilities.permissions import desks_of
from funding.access import regions_reviewed_by
from funding.permissions import funders_of, regions_of
from hub.kit.languages import Elsewhere, elsewhere_of
from members.current import my_organisations
from members.models import Organisation, Region
from members.permissions import is_site_admin

# Somebody who may see every hub's desk finds them by the hubs' pages; the menu is for those who work at a few.
MOST_DESKS = 6

# What header and footer point at: which of them is open is said there.
POINTED_AT = {
    "bookings:search",
    "cms:about",
    "cms:accessibility",
    "cms:for_hubs",
    "cms:places",
    "cms:privacy",
    "cms:search",
    "cms:sessions",
    "funding:funds",
    "knowledgebase:knowledge",
    "region:atlas",
    "region:needs",
    "region:pilots",
}


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """`says_same`: what is there is this very page in that language."""

    code: str
    name: str
    url: str
    says_same: bool


class Frame:
    """`frame` in every template. Nothing is looked up before a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def here(self) -> str:
        """Where the reader is, if every page's frame points there: elsewhere the same frame does for all."""
        match = self.request.resolver_match
        return self.request.path if match and match.view_name in POINTED_AT else ""

    @property
    def site(self) -> str:
        """What stands before an address on this site, for those who read it elsewhere."""
        return str(settings.SITE_URL)

    @property
    def is_demo(self) -> bool:
        return bool(settings.DEMONSTRATION)

    @property
    def has_cards(self) -> bool:
        """Whether anything here is paid by card."""
        return bool(settings.CARDS)

    @property
    def contact(self) -> str:
        """Where people write to."""
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    @property
    def organisation(self) -> Any:
        """The organisation that the reader acts for, or something false."""
        return getattr(self.request, "organisation", None)

    @cached_property
    def organisations(self) -> list[Organisation]:
        """All that the reader may act for."""
        return my_organisations(self.request) if self.request.user.is_authenticated else []

    @cached_property
    def desks(self) -> list[Hub]:
        """The hubs where the reader works, if they are few."""
        if not self.request.user.is_authenticated:
            return []
        return desks_of(self.request.user, MOST_DESKS)

    @cached_property
    def funders(self) -> list[Organisation]:
        """The funders that the reader speaks for."""
        return funders_of(self.request.user)

    @cached_property
    def reviews(self) -> bool:
        """Whether declarations wait for the reader, or might: who reviews none is asked nothing more."""
        return bool(regions_reviewed_by(self.request.user))

    @cached_property
    def regions(self) -> list[Region]:
        """The regions whose quartermaster the reader is."""
        return regions_of(self.request.user)

    @property
    def runs_site(self) -> bool:
        """Whether the reader sets the site up: asks the database nothing more."""
        return bool(is_site_admin(self.request.user))

    @cached_property
    def basket_lines(self) -> int:
        """How many lines there are in the reader's basket."""
        session = getattr(self.request, "session", None)
        return len(basket.load(session).lines) if session and basket.SESSION_KEY in session else 0

    @property
    def other_languages(self) -> list[OtherLanguage]:
        """This same page in the other languages: addresses differ in their first part alone, unless the view said where
        else it stands."""
        first, _slash, rest = self.request.path_info.lstrip("/").partition("/")
        if first not in dict(settings.LANGUAGES):
            rest = ""
        query = self.request.META.get("QUERY_STRING", "") if self.request.method == "GET" else ""
        tail = f"{rest}?{query}" if query else rest
        codes = [code for code, _name in settings.LANGUAGES if code != self.language]
        elsewhere = elsewhere_of(self.request) or Elsewhere({code: f"/{code}/{tail}" for code in codes})
        return [
            OtherLanguage(
                code,
                get_language_info(code)["name_local"].capitalize(),
                elsewhere.same.get(code) or elsewhere.nearest.get(code) or f"/{code}/{tail}",
                says_same=code in elsewhere.same,
            )
            for code in codes
        ]


def page(request: HttpRequest) -> dict[str, Any]:
    """Called `frame`, since Wagtail's templates call the page that they show `page`."""
    return {"frame": Frame(request)}
