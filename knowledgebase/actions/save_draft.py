from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from knowledgebase.access import written_for
from knowledgebase.actions._attachments import Ready, Upload, attach, demand_room, ready, too_much_today
from knowledgebase.actions._writing import NotBeingWritten, WrittenMeanwhile, held_by_writer
from knowledgebase.models import Contribution
from knowledgebase.models.writing import attachments_of
from knowledgebase.rules.content import Content
from members.models import User


@dataclass(frozen=True, slots=True)
class Saved:
    """`refused`: files that were not taken, by `row-field`; the text was saved all the same."""

    contribution: Contribution
    refused: Mapping[str, Refusal]


def save_draft(
    *,
    uuid: UUID,
    content: Content,
    token: int,
    tab: str = "",
    uploads: Sequence[Upload] = (),
    actor: User,
    now: datetime,
) -> Saved:
    """Keep the text as it stands now. `token` is that of the text it was made from: when somebody saved meanwhile,
    nothing is written over. What is there already is not written again, so a save may be repeated; `tab` names the
    page in a browser, which may save once more when it did not hear that it had.

    Files are looked at before the transaction begins. Raises `WrittenMeanwhile`, `NotBeingWritten`,
    `TooManyAttachments`, Http404 for who does not write it.
    """
    seen = written_for(actor, uuid)
    if not seen.is_writable:
        raise NotBeingWritten()
    # Before any of them is looked at, which is slow; of the row that is held it is asked again.
    demand_room(seen, len(uploads))
    beyond = too_much_today(uploads, actor, now)
    with ready(() if beyond else uploads) as (files, refused):
        saved = _save(uuid=uuid, content=content, token=token, tab=tab, files=files, actor=actor, now=now)
    return Saved(saved, {**refused, **beyond})


@verb
def _save(
    *, uuid: UUID, content: Content, token: int, tab: str, files: Sequence[Ready], actor: User, now: datetime
) -> Contribution:
    found = held_by_writer(uuid, actor)
    if not found.is_writable:
        raise NotBeingWritten()
    kept = content.model_dump(mode="json")
    if kept == found.draft and not files:
        return found
    unheard = bool(tab) and tab == found.saved_in and token == found.token - 1
    if token != found.token and not unheard:
        raise WrittenMeanwhile(token=found.token)
    new = attach(found, files, actor=actor, now=now)
    _put(kept, new, set(attachments_of(found, content.attached)))
    found.draft, found.token, found.saved_in, found.saved_at = kept, found.token + 1, tab, now
    found.save(update_fields=["draft", "token", "saved_in", "saved_at"])
    return found


def _put(kept: dict[str, Any], new: Mapping[str, str], known: set[str]) -> None:
    """Each file in its field; one that is not of this text is named by nothing."""
    for row in [*kept["steps"], *kept["files"]]:
        for field in ("picture", "download"):
            if field in row:
                before = row[field] if row[field] in known else ""
                row[field] = new.get(f"{row['id']}-{field}", before)
