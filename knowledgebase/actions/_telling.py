"""Who is told by mail of what was written below a how-to: people by account, the hub at its own address."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hub.kit.outbox import emit_each
from hub.kit.refs import Ref
from hub.kit.transactions import step
from knowledgebase.models import HowTo
from knowledgebase.models.judging import authors_of

ASKED, ANSWERED, ACCEPTED = "knowledge.asked", "knowledge.answered", "knowledge.accepted"
OUTDATED, LOOKED_AT, DID_NOT = "knowledge.outdated", "knowledge.looked_at", "knowledge.did_not_work"
KINDS = (ASKED, ANSWERED, ACCEPTED, OUTDATED, LOOKED_AT, DID_NOT)


@step
def tell(
    *, kind: str, about: Ref, what: str, people: Iterable[int | None], hub: bool, but: int, now: datetime
) -> None:
    """One mail for each of these people, but not for `but`, who did it; and one for the hub. `what` tells this time
    from another of the same."""
    readers: dict[str, dict[str, Any]] = {
        str(pk): {"person": pk} for pk in dict.fromkeys(people) if pk is not None and pk != but
    }
    if hub:
        readers["hub"] = {"person": None}
    if readers:
        payloads = {f"{kind}:{what}:{who}": payload for who, payload in readers.items()}
        emit_each(kind=kind, about=about, payloads=payloads, now=now)


@step
def tell_those_behind(*, kind: str, about: Ref, what: str, how_to: HowTo, but: int, now: datetime) -> None:
    """The authors, and the hub it was made at."""
    people = list(authors_of(how_to).values_list("pk", flat=True))
    tell(kind=kind, about=about, what=what, people=people, hub=how_to.hub_id is not None, but=but, now=now)
