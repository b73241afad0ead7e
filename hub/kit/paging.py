"""Pages of a list. What no list of ours has, a page below one or past the last, is not there (404)."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest


def page_number(request: HttpRequest) -> int:
    """The page that the address asks for, a whole number above nought in plain figures; else Http404."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) > 0):
        raise Http404
    return int(text)


def page_of(
    rows: "Sequence[Any] | QuerySet[Any]", number: int, size: int, count: int | None = None
) -> Page[Any]:
    """That page of the rows; raises Http404 past the last one. An empty list has a first page. `count`: how many there
    are, where that is known without counting them."""
    paginator = Paginator(rows, size)
    if count is not None:
        # A cached property of Django's: what is there is not asked for again.
        vars(paginator)["count"] = count
    try:
        return paginator.page(number)
    except InvalidPage as error:
        raise Http404 from error
