"""Fixtures for tests of reads and verbs."""

from types import ModuleType

import pytest

from bookings.models import exactly, free_time

WAY = "(SELECT by_time FROM way)"
STATEMENTS: list[tuple[ModuleType, str]] = [(exactly, "EXACTLY"), (free_time, "STARTS")]


@pytest.fixture(params=["true", "false"], ids=["by_when", "by_whom"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to read what is taken and open, whichever would be worth it in a database as small as a test's."""
    for module, name in STATEMENTS:
        statement = getattr(module, name)
        assert statement.count(WAY) == 4, name
        monkeypatch.setattr(module, name, statement.replace(WAY, request.param))
