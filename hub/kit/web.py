"""How a refusal is answered: a problem for machines, a fragment for htmx, a page for people."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from hub.kit.errors import Refusal


def problem(refusal: Refusal) -> JsonResponse:
    """An RFC 9457 problem document: `type` is the code's address in the docs, `detail` the sentence."""
    body = {
        "type": f"urn:vliegwiel:refusal:{refusal.code}",
        "title": refusal.code.replace("_", " "),
        "status": refusal.status,
        "detail": str(refusal),
        "code": refusal.code,
        "facts": {name: _plain(value) for name, value in refusal.facts.items()},
    }
    return JsonResponse(body, status=refusal.status, content_type="application/problem+json")


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as whoever asked can read it."""
    if request.path.startswith("/api/"):
        return problem(refusal)
    template = "parts/refusal.html" if getattr(request, "htmx", False) else "refusal.html"
    return render(request, template, {"refusal": refusal}, status=refusal.status)


class PersonalPagesMiddleware:
    """What somebody signed in was shown is kept by no proxy, and by no browser after they have signed out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A page that has said itself how long it may be kept (a photo) knows better.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class RefusalMiddleware:
    """Answers the refusals that views let rise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refusal) else None
