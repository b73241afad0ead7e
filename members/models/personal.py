"""What each room keeps about a person: told to them when they ask, and forgotten when their account is erased.

The rooms above are not known here. Settings name who answers (`hub.personal.PERSONAL`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hub.kit.audit import Actor
from members.models.people import User


class Forget(Protocol):
    """A step: takes away what a room keeps of a person; again changes nothing."""

    def __call__(self, *, person: User, actor: Actor, now: datetime) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What one room answers: `tell` is a dictionary of plain values, lists for what there are many of; without `forget`
    nothing of it says who it was once the account has no name."""

    tell: Callable[[User], Mapping[str, Any]]
    forget: Forget | None = None


def personal() -> Mapping[str, Personal]:
    found: Mapping[str, Personal] = import_string(settings.PERSONAL)
    return found


def told_of(person: User) -> dict[str, dict[str, Any]]:
    """All that the site keeps about somebody, by room, in plain values."""
    return {room: dict(answers.tell(person)) for room, answers in personal().items()}
