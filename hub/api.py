"""The API's root: one document, one way to sign in, and every 'no' an RFC 9457 problem."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from bookings.api.changes import router as changes
from bookings.api.endpoints import router as bookings
from bookings.api.inductions import router as inductions
from bookings.api.series import router as series
from bookings.api.somewhere import router as somewhere
from bookings.api.waitlist import router as waitlist
from cms.api.search import router as search
from hub.kit.errors import Forbidden, Refusal
from hub.kit.strict import MOST_BYTES, NotJson, StrictParser, TooLarge, not_valid
from hub.kit.web import problem
from region.api.atlas import router as atlas
from region.api.needs import router as needs


class NotSignedIn(Refusal):
    code = "not_signed_in"
    status = 401
    message = _("Sign in first.")


class WrongToken(Refusal):
    code = "csrf"
    status = 403
    message = _("Send the token of your session in the header X-CSRFToken.")


class NotThere(Refusal):
    code = "not_found"
    status = 404
    message = _("There is nothing here, or it is not for you.")


ROOT = "/api/"


class Document(NinjaAPI):
    """Says in the document that problems are problems, which ninja cannot be told."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**{**kwargs, "path_prefix": ROOT})
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in answer.get("content", {}):
                        answer["content"]["application/problem+json"] = answer["content"].pop(
                            "application/json"
                        )
        return schema

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        """Without a root page, which would have nothing to show."""
        return [url for url in super()._get_urls() if getattr(url, "name", "") != "api-root"]


api = Document(
    title="Vliegwiel",
    version="1",
    description=(
        "What there is, what is free, what it costs, booking it once or as a series, standing in line for it, and "
        "looking back. docs/availability.md and docs/search.md tell more."
    ),
    # Ninja's pages load parts from other hosts, and its own address of the document answers to every method.
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
    urls_namespace="api",
)
api.add_router("", bookings)
api.add_router("", changes)
api.add_router("", inductions)
api.add_router("", somewhere)
api.add_router("", series)
api.add_router("", waitlist)
api.add_router("", search)
api.add_router("", atlas)
api.add_router("", needs)


@api.get("/openapi.json", include_in_schema=False, url_name="openapi-json")
def document(request: HttpRequest) -> JsonResponse:
    """This API as OpenAPI 3.1, for everybody."""
    return JsonResponse(api.get_openapi_schema())


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    return problem(error)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(not_valid(error))


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(NotThere())


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(Forbidden())


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(TooLarge(most=MOST_BYTES))


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own: signing in, the token, and a body that our parser refused (its refusal is the cause)."""
    if isinstance(error.__cause__, Refusal):
        return problem(error.__cause__)
    by_status: dict[int, Refusal] = {401: NotSignedIn(), 403: WrongToken()}
    return problem(by_status.get(error.status_code) or NotJson(why=error.message))
