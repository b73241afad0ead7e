"""Two workers index at once: the words are counted once. Without the lock each counts what it saw before the other
wrote."""

import threading

import pytest

from cms.actions import _indexing
from cms.actions import index_changes as indexing
from cms.actions.index_changes import index_changes
from cms.invariants import index_agrees
from tests.cast import assemble
from tests.own_database import OwnDatabase


def race(stage: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Both have read before either writes, unless one is kept out; who does not come is not waited for long."""
    assemble()
    both, real = threading.Barrier(2), _indexing.words_in

    def words_in(refs):
        found = real(refs)
        try:
            both.wait(timeout=1)
        except threading.BrokenBarrierError:
            both.abort()
        return found

    monkeypatch.setattr(_indexing, "words_in", words_in)
    stage.crowd(2, lambda _number: index_changes())
    return index_agrees()


def test_two_workers_count_each_word_once(own_database, monkeypatch):
    assert race(own_database, monkeypatch) == []


def test_without_the_lock_words_are_counted_twice(own_database, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(indexing, "one_at_a_time", lambda: True)
    assert any("is counted" in sentence for sentence in race(own_database, monkeypatch))
