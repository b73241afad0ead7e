"""What readers write below an article: how long it is, and how much of it somebody writes in a day."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from knowledgebase.models.judging import is_new, written_since
from members.models import User

A_DAY = timedelta(days=1)
# Enough for a diligent reader; a new account shows first what it is good for.
MOST_A_DAY, MOST_WHEN_NEW, NEW_FOR_DAYS = 30, 3, 7


class NothingSaid(Refusal):
    code = "nothing_said"
    status = 400
    message = _("Write something first.")


class TooMuchText(Refusal):
    code = "too_much_text"
    status = 400
    message = _("Say it in at most %(most)d characters.")


class EnoughToday(Refusal):
    code = "enough_today"
    status = 429
    message = _("You wrote %(most)d times within a day. Go on tomorrow.")


class NewAccount(Refusal):
    code = "new_account"
    status = 429
    message = _("In its first %(days)d days an account writes at most %(most)d times a day. Go on tomorrow.")


def said(text: str, most: int) -> str:
    """Without what surrounds it, and in lines as people type them. Raises `NothingSaid`, `TooMuchText`."""
    clean = "\n".join(line.rstrip() for line in text.replace("\0", "").splitlines()).strip()
    if not clean:
        raise NothingSaid()
    if len(clean) > most:
        raise TooMuchText(most=most)
    return clean


def demand_pace(actor: User, now: datetime) -> None:
    """Without a lock: who sends twice at once may write one more than that. Raises `EnoughToday`, `NewAccount`."""
    so_far = written_since(actor.pk, now - A_DAY)
    if is_new(actor, now, NEW_FOR_DAYS) and so_far >= MOST_WHEN_NEW:
        raise NewAccount(days=NEW_FOR_DAYS, most=MOST_WHEN_NEW)
    if so_far >= MOST_A_DAY:
        raise EnoughToday(most=MOST_A_DAY)
