"""Stripe's forms, `metadata[booking]=B-1&expand[]=latest_charge`, as the nested values they stand for."""

import json
from typing import Any

from aiohttp import web


async def parameters(request: web.Request) -> dict[str, Any]:
    """What was asked, from the address and from the body, be it a form or JSON."""
    found = nested(list(request.query.items()))
    text = await request.text()
    if text.startswith("{"):
        return found | dict(json.loads(text))
    form = await request.post()
    return found | nested([(name, str(value)) for name, value in form.items()])


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for name, value in pairs:
        *path, last = name.replace("]", "").split("[")
        into = root
        for key in path:
            into = into.setdefault(key, {})
        into[last or str(len(into))] = value
    return {key: _lists(value) for key, value in root.items()}


def _lists(value: Any) -> Any:
    """Dictionaries whose keys count from nought are lists."""
    if not isinstance(value, dict):
        return value
    plain = {key: _lists(each) for key, each in value.items()}
    if plain and list(plain) == [str(number) for number in range(len(plain))]:
        return list(plain.values())
    return plain
