"""Fixtures for tests of reads and verbs."""

from collections.abc import Iterator
from io import StringIO
from types import ModuleType

import pytest
from django.core.management import call_command
from django.test import override_settings

from bookings.models import exactly, free_time
from tests import databases
from tests.own_database import Swap

WAY = "(SELECT by_time FROM way)"
STATEMENTS: list[tuple[ModuleType, str]] = [(exactly, "EXACTLY"), (free_time, "STARTS")]


@pytest.fixture(params=["true", "false"], ids=["by_when", "by_whom"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to read what is taken and open, whichever would be worth it in a database as small as a test's."""
    for module, name in STATEMENTS:
        statement = getattr(module, name)
        assert statement.count(WAY) == 4, name
        monkeypatch.setattr(module, name, statement.replace(WAY, request.param))


def said(command: str, *arguments: str) -> str:
    """What a command of ours prints."""
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="session")
def seeded(
    database_template: str,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, str]]:
    """The name of a database with the whole demonstration region in it, to be cloned; and what the command said."""
    name = databases.clone(database_template)
    swap = Swap()
    pictures = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(DEMONSTRATION=True, MEDIA_ROOT=pictures):  # type: ignore[attr-defined]
        swap.to(name)
        words = said("seed_demo")
        swap.back()
    yield name, words
    databases.drop(name)


@pytest.fixture(scope="module")
def region(seeded: tuple[str, str], django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The region in a database of the module's own; what the command said."""
    name = databases.clone(seeded[0])
    swap = Swap()
    with django_db_blocker.unblock(), override_settings(DEMONSTRATION=True):  # type: ignore[attr-defined]
        swap.to(name)
        yield seeded[1]
        swap.back()
    databases.drop(name)
