"""What both answers to a suggestion share."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit import outbox
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.transactions import step
from members.permissions import Person
from region.models import AtlasEntry, Suggestion, SuggestionState
from region.permissions import maps


class AnsweredAlready(Refusal):
    code = "answered_already"
    message = _("Somebody answered this already: %(state)s. Nothing was changed by you.")


@step
def held_suggestion(*, uuid: UUID, actor: Person) -> Suggestion:
    """One that waits, locked until the transaction ends. Raises Http404 for another region's, `AnsweredAlready`."""
    found = Suggestion.objects.select_for_update(no_key=True).filter(uuid=uuid).first()
    if found is None or not maps(actor, found.region_id):
        raise Http404
    if found.state != SuggestionState.WAITING:
        raise AnsweredAlready(state=found.get_state_display())
    return found


@step
def answered(
    *,
    found: Suggestion,
    state: SuggestionState,
    answer: str,
    actor: Person,
    now: datetime,
    became: AtlasEntry | None = None,
) -> Suggestion:
    """Note the answer; its sender is told where they said how."""
    found.state, found.answer, found.answered_at, found.answered_by_id = state, answer, now, actor.pk
    found.became = became
    found.save(update_fields=["state", "answer", "answered_at", "answered_by", "became"])
    record(
        action=f"region.suggestion.{state.value}",
        about=found.ref,
        actor=actor,
        now=now,
        facts={"region": found.region_id, "entry": became.pk if became else found.entry_id},
    )
    if found.sender_email:
        key = f"suggestion.answered:{found.uuid}"
        outbox.emit(kind="suggestion.answered", about=found.ref, key=key, now=now)
    return found
