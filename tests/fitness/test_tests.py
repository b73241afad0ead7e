"""The tests keep rules too: nothing flushes a database, nothing is named so that it hides a package."""

import pytest

from tests.fitness.tree import ROOT, name, python_files

# Written apart, so that this file does not find itself.
FLUSHERS = (
    "Transaction" + "TestCase",
    "LiveServer" + "TestCase",
    "live_" + "server",
    "serialized_" + "rollback",
)
FLUSHERS += ("transaction" + "al_db", "django_db(transaction" + "=True")


def flushing(text: str) -> list[str]:
    return [word for word in FLUSHERS if word in text]


@pytest.mark.parametrize("word", FLUSHERS)
def test_a_flush_is_seen(word):
    assert flushing(f"class A({word}): ...")


def test_no_test_flushes_a_database():
    found = {name(file): words for file in python_files("tests") if (words := flushing(file.read_text()))}
    assert found == {}


def test_no_test_folder_hides_a_package():
    assert not (ROOT / "tests" / "stripe").exists()
