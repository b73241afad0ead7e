"""An index as it is once a worker has been by."""

from django.test import Client

from cms.actions.index_changes import index_changes
from cms.invariants import index_agrees, nothing_private_is_found
from cms.models.searching import Filters, search


def index() -> None:
    """Everything that is marked, and what that marks in turn."""
    index_changes()
    assert [*nothing_private_is_found(), *index_agrees()] == []


def titles(text: str, reader: str = "nl", **filters: object) -> list[str]:
    """What is found, in its order."""
    return [hit.title for hit in search(text, reader=reader, filters=Filters(**filters)).hits]  # type: ignore[arg-type]


def page(client: Client, text: str = "", reader: str = "nl", **asked: str) -> str:
    answer = client.get(f"/{reader}/search/", {"q": text, **asked})
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()
