"""Filters in an address: what they name is one of what there is, or there is no such page."""

from collections.abc import Mapping
from typing import TypeVar

from django.http import Http404, HttpRequest

Choice = TypeVar("Choice")


def chosen(request: HttpRequest, name: str, choices: Mapping[str, Choice]) -> Choice | None:
    """What a filter in the address names; nothing when it is empty, Http404 when there is no such thing."""
    text = request.GET.get(name, "")
    if text and text not in choices:
        raise Http404
    return choices.get(text)
