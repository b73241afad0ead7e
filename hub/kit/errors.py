"""Refusals: a 'no' that is typed, carries a code and the facts, and says in the reader's language what to do.

A refusal lives beside the verb that raises it. Views let it rise; `hub.kit.web` answers with a page, a fragment or an
RFC 9457 problem.
"""

from datetime import date
from typing import Any, ClassVar

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """`code` is stable and for machines, `message` for people (with `%(fact)s`), `status` for HTTP.

    Facts are keyword arguments. A fact that machines need but people do not read is simply not named in the message.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    message: ClassVar[str | Promise] = _("That cannot be done.")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        if not self.facts:
            return str(self.message)
        return str(self.message) % {name: _in_words(fact) for name, fact in self.facts.items()}


def _in_words(fact: Any) -> Any:
    """A day as its reader writes it; moments come with the words for them already."""
    return date_format(fact, "DATE_FORMAT") if type(fact) is date else fact


class Busy(Refusal):
    """A lock was not had within three seconds. Nothing was changed; trying again is safe."""

    code = "busy"
    status = 503
    message = _("Many people want this at the same moment. Nothing was changed; try again in a few seconds.")


class Forbidden(Refusal):
    """The actor may see the thing but not do this to it."""

    code = "forbidden"
    status = 403
    message = _("You may not do this. Somebody with more rights in your organisation can.")
