"""What programs ask a site for: which pages there are, and which of them are not for them."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.models.sitemap import SECTIONS, Place, fixed
from cms.rules import sitemaps

HOUR = 3600
# Nothing below these is for everybody, or it is a form that leads on for ever.
CLOSED = ("/cms/", "/django-admin/", "/api/", "/webhooks/", "/calendars/")
CLOSED_IN_EACH = (
    "accounts/",
    "account/",
    "bookings/",
    "book/at/",
    "book/basket/",
    "book/quote/",
    "desk/",
    "follow/",
    "knowledge/cite/",
    "mail/",
    "setup/",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """In a demonstration everything is closed: its prices and funds are made up, and its hubs are real."""
    if settings.DEMONSTRATION:
        lines = [
            "# A demonstration: rates and funds are made up, so nothing here is to be found elsewhere.",
            "User-agent: *",
        ]
        lines.append("Disallow: /")
    else:
        languages = [code for code, _name in settings.LANGUAGES]
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
        lines += [f"Disallow: /{code}/{path}" for code in languages for path in CLOSED_IN_EACH]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return _kept(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Which sitemaps there are, and when something in each changed last."""
    maps: list[tuple[str, datetime | None]] = [(_url("always", 1), None)]
    for name, section in SECTIONS.items():
        changed_at = section.changed_at()
        maps += [(_url(name, number), changed_at) for number in range(1, section.parts() + 1)]
    return _xml(sitemaps.index(maps))


@require_safe
def sitemap_part(request: HttpRequest, section: str, number: int) -> HttpResponse:
    if section == "always" and number == 1:
        return _xml(sitemaps.urlset(map(_absolute, fixed())))
    if section not in SECTIONS or not 1 <= number <= SECTIONS[section].parts():
        raise Http404
    return _xml(sitemaps.urlset(map(_absolute, SECTIONS[section].part(number))))


def _absolute(place: Place) -> tuple[str, datetime | None, dict[str, str]]:
    languages = {code: settings.SITE_URL + path for code, path in place.languages.items()}
    return settings.SITE_URL + place.path, place.changed_at, languages


def _url(section: str, number: int) -> str:
    return settings.SITE_URL + reverse("sitemap_part", args=[section, number])


def _xml(body: bytes) -> HttpResponse:
    return _kept(HttpResponse(body, content_type="application/xml; charset=utf-8"))


def _kept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=HOUR)
    return response
