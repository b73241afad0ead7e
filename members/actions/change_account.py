from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User


class LanguageUnknown(Refusal):
    code = "language_unknown"
    status = 400
    message = _("Choose Dutch or English.")


class NameTooLong(Refusal):
    code = "name_too_long"
    status = 400
    message = _("Give your name in 1 to 120 characters.")


@verb
def change_account(*, person: User, name: str, language: str, actor: User, now: datetime) -> User:
    """Somebody changes their own name and language. Raises `Forbidden` for another's, `NameTooLong`,
    `LanguageUnknown`."""
    if actor.pk != person.pk:
        raise Forbidden
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise NameTooLong
    if language not in dict(settings.LANGUAGES):
        raise LanguageUnknown
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])
    return person
