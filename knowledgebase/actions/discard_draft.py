from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import after_commit, step, verb
from knowledgebase.actions._attachments import drop, names_of
from knowledgebase.actions._writing import held_by_writer, note
from knowledgebase.models import Contribution, Picture
from members.models import User


class WasPublished(Refusal):
    code = "was_published"
    message = _("This was published, so its versions are kept. Withdraw it instead.")


@verb
def discard_draft(*, uuid: UUID, actor: User, now: datetime) -> None:
    """Throw a text away that was never published, with its versions, pictures and files.

    Raises `WasPublished`, Http404 for who does not write it.
    """
    found = held_by_writer(uuid, actor)
    if found.published_version is not None:
        raise WasPublished()
    note(found, "discard_draft", actor=actor, now=now)
    remove(found)


@step
def remove(contribution: Contribution) -> None:
    """The row and all that hangs on it; the files once that is certain."""
    attachments = list(contribution.attachments.select_related("picture"))
    names = names_of(attachments)
    pictures = [each.picture_id for each in attachments if each.picture_id]
    contribution.delete()
    Picture.objects.filter(pk__in=pictures).delete()
    after_commit(lambda: drop(names))
