"""Lists in pages, the newest first, as reconciliation reads them."""

from typing import Any

from hub.dev.card_proxy.problems import Problem
from hub.dev.card_proxy.server import Server

Object = dict[str, Any]
COMPARED = {
    "gt": lambda at, limit: at > limit,
    "gte": lambda at, limit: at >= limit,
    "lt": lambda at, limit: at < limit,
    "lte": lambda at, limit: at <= limit,
}
FILTERS = ("payment_intent", "charge", "type", "status", "customer")


def page(server: Server, kind: str, asked: Object, account: str) -> Object:
    """`created[gte]`, `limit`, `starting_after` and `ending_before`, and filters by what an object names."""
    limit = _number(asked.get("limit", 10), "limit")
    if not 1 <= limit <= 100:
        raise Problem(400, "Limit must be between 1 and 100.", param="limit")
    found = server.store.newest(kind, account)
    created = asked.get("created", {})
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    for name, said in bounds.items():
        bound = _number(said, f"created[{name}]")
        if name not in COMPARED:
            raise Problem(400, f"Received unknown parameter: created[{name}]", param="created")
        found = [each for each in found if COMPARED[name](each["created"], bound)]
    for name in FILTERS:
        if name in asked:
            found = [each for each in found if each.get(name) == asked[name]]
    places = {each["id"]: number for number, each in enumerate(found)}
    start, end = 0, len(found)
    if "starting_after" in asked:
        start = _place(server, kind, asked["starting_after"], places, account) + 1
    if "ending_before" in asked:
        end = _place(server, kind, asked["ending_before"], places, account)
        start = max(start, end - limit)
    return {
        "object": "list",
        "url": f"/v1/{kind}s",
        "has_more": end - start > limit,
        "data": found[start:end][:limit],
    }


def _place(server: Server, kind: str, which: str, places: dict[str, int], account: str) -> int:
    server.store.get(kind, which, account)
    if which not in places:
        raise Problem(400, f"{which} is not on this list.", param="starting_after")
    return places[which]


def _number(said: Any, name: str) -> int:
    if not str(said).isdecimal():
        raise Problem(400, f"Invalid integer: {said}", code="parameter_invalid_integer", param=name)
    return int(said)


def expanded(server: Server, shown: Object, asked: Object) -> Object:
    """With the objects that `expand` names in place of their ids, of a list's members too ("data.latest_charge")."""
    for path in asked.get("expand", []):
        shown = _expand(server, shown, str(path).split("."))
    return shown


def _expand(server: Server, shown: Any, path: list[str]) -> Any:
    name, *rest = path
    if isinstance(shown, list):
        return [_expand(server, each, path) for each in shown]
    inner = shown.get(name)
    if isinstance(inner, str):
        inner = server.store.objects.get(inner, inner)
    if rest and inner is not None:
        inner = _expand(server, inner, rest)
    return {**shown, name: inner}
