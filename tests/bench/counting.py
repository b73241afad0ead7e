"""Counts the statements of a request that asks for it; all others pass untouched."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class CountingMiddleware:
    """Innermost but one: what the middleware before it asks (session, person, roles) is counted by its laziness too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "X-Count" not in request.headers:
            return self.get_response(request)
        tally = Tally()
        began = time.perf_counter()
        with connection.execute_wrapper(tally):
            response = self.get_response(request)
        response["X-Queries"] = str(tally.count)
        response["X-Share"] = f"{tally.seconds / (time.perf_counter() - began):.3f}"
        return response


class Tally:
    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - began
