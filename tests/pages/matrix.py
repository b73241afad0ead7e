"""Who gets what at each address: one entry for each URL name and method, checked by `test_permission_matrix.py`.

Each room lists its own in `tests/pages/matrix_<room>.py`:

    from tests.pages.matrix import LOGIN, Entry, each, everybody

    ENTRIES = [
        Entry("cms:home", everybody(200)),
        Entry(
            "members:organisation",
            each(404, anonymous=LOGIN, member=200, booker=200, owner=200, site_admin=200),
            kwargs=lambda stage: {"uuid": stage.cast.zout.uuid},
        ),
        Entry("members:leave", each(404, anonymous=LOGIN, member=302, booker=302, owner=409), "POST", kwargs=…),
    ]

The roles are people of `tests.cast`; "stranger" is the owner of another organisation, "hub_staff" and "hub_manager" are
Effenaar's, "funder" is the Makersfonds'. `LOGIN` is a redirect to the page to sign in, any other redirect is 302.
`kwargs`, `data` and `prepare` get the stage, may make what they need, and are asked anew for each role; what a call
changes is rolled back before the next. It is Monday 23 November 2026, ten o'clock in Eindhoven (`tests.cast.NOW`).

The test fails for an address without entry, an entry without address, a method that answers other than 405 without
being listed, an answer that differs, and a denied call that writes. Addresses of other people's applications are
judged in groups, by the start of their path (`GROUPS`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from members.models import User
from tests.cast import Cast

LOGIN = "login"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROLES = {
    "anonymous": None,
    "stranger": "ilse",
    "member": "mira",
    "booker": "bo",
    "owner": "zoe",
    "hub_staff": "teun",
    "hub_manager": "hanna",
    "funder": "fien",
    "quartermaster": "karim",
    "reviewer": "rosa",
    "site_admin": "anna",
}
DENIED = (LOGIN, 401, 403, 404, 405)
Answer = int | str
Answers = Mapping[str, Answer]


@dataclass
class Stage:
    """The cast, and a place to keep what entries make for themselves: `stage.kept["booking"] = …`."""

    cast: Cast
    kept: dict[str, Any] = field(default_factory=dict)

    def person(self, role: str) -> User | None:
        name = ROLES[role]
        return getattr(self.cast, name) if name else None


def nothing(stage: Stage) -> dict[str, Any]:
    return {}


def no_preparation(stage: Stage, client: Client) -> None:
    """The session is as signing in left it."""


@dataclass(frozen=True)
class Entry:
    """What each role gets from one method of one address. `json`: the data go as a JSON body."""

    name: str
    answers: Answers
    method: str = "GET"
    kwargs: Callable[[Stage], dict[str, Any]] = nothing
    data: Callable[[Stage], dict[str, Any]] = nothing
    prepare: Callable[[Stage, Client], None] = no_preparation
    json: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


@dataclass(frozen=True)
class Group:
    """Addresses of another application: whatever starts with `path`, but for the names in `but`, which have entries.

    `answers` may leave roles out: what a site administrator sees in the admins is theirs to say. An answer of
    `None` stands for "not denied, and no error of the server".
    """

    path: str
    answers: Mapping[str, Answer | None]
    but: tuple[str, ...] = ()


def each(other: Answer, **roles: Answer) -> Answers:
    """`other` for every role that is not named."""
    assert set(roles) <= set(ROLES), roles
    return {role: roles.get(role, other) for role in ROLES}


def everybody(answer: Answer) -> Answers:
    return each(answer)


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf: its name with namespaces (empty when it has none) and its path as written."""

    name: str
    path: str
    converters: tuple[str, ...]


def addresses() -> list[Address]:
    """Every address of the site, from the URLconf itself."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, path: str, namespace: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = path + _route(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, here, inner)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else ""
            yield Address(name, f"/{here}", tuple(pattern.pattern.converters))


def _route(pattern: URLPattern | URLResolver) -> str:
    """The part of a path that a pattern stands for; the language in front is left out."""
    return "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern).lstrip("^")


def _listed(what: str) -> list[Any]:
    files = sorted(Path(__file__).parent.glob("matrix_*.py"))
    modules = [import_module(f"tests.pages.{file.stem}") for file in files]
    return [thing for module in modules for thing in getattr(module, what, [])]


def entries() -> list[Entry]:
    return _listed("ENTRIES")


def groups() -> list[Group]:
    return _listed("GROUPS")
