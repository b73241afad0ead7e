"""Slow work stays out of transactions."""

from datetime import UTC, datetime

import pytest

from hub.kit.pdf import document
from hub.kit.transactions import verb

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_document_is_never_made_while_a_transaction_holds_its_locks(db) -> None:
    @verb
    def careless() -> bytes:
        return document("funding/statement", {"title": "Slow"}, "nl", AT)

    with pytest.raises(RuntimeError, match="a transaction is open"):
        careless()
