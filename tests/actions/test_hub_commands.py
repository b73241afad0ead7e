"""`check_invariants` says what is broken and ends with 1; `secure_database` is for the owner alone."""

import pytest
from django.core.management import CommandError, call_command

from hub.management.commands import check_invariants


def sums() -> list[str]:
    """Every entry sums to zero."""
    return []


def overlaps() -> list[str]:
    """No two live occupancies of a unit overlap.

    Of whatever reason.
    """
    return [f"unit {number} is taken twice" for number in range(25)]


def test_a_broken_invariant_is_told_and_the_command_fails(monkeypatch, capsys):
    monkeypatch.setattr(check_invariants, "INVARIANTS", {"I1": overlaps, "I2": sums})
    with pytest.raises(SystemExit) as ended:
        call_command("check_invariants", no_color=True)
    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 1
    assert lines[0] == "broken   I1   No two live occupancies of a unit overlap."
    assert lines[1].strip() == "unit 0 is taken twice"
    assert lines[-3].strip() == "and 5 more"
    assert lines[-2] == "holds    I2   Every entry sums to zero."


def test_all_holding_invariants_are_named(monkeypatch, capsys):
    monkeypatch.setattr(check_invariants, "INVARIANTS", {"I2": sums})
    call_command("check_invariants", no_color=True)
    assert capsys.readouterr().out.splitlines()[-1] == "All 1 invariants hold."


@pytest.mark.django_db
def test_the_restricted_role_cannot_restrict_itself():
    with pytest.raises(CommandError, match="as the owner"):
        call_command("secure_database")
