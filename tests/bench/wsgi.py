"""Two applications in one server: the site, and one without any middleware for the bare floors."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup(set_prefix=False)
BARE = ("/floor/constant", "/floor/overlap")


class BareHandler(WSGIHandler):
    """Django's handler with nothing between it and the view."""

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._middleware_chain = self._get_response


site, bare = WSGIHandler(), BareHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    answer: Iterable[bytes] = (bare if environ["PATH_INFO"] in BARE else site)(environ, start_response)
    return answer
