from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from cms.models.addresses import moved_to


class AddressesOfBeforeMiddleware:
    """What is not there (any more) is looked for among the addresses of before: 301 to where it is now. Asks the
    database nothing for what is found."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        language, _slash, path = request.path_info.lstrip("/").partition("/")
        if language not in dict(settings.LANGUAGES):
            return response
        now = moved_to(language, path)
        if now is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{now}?{query}" if query else now)
