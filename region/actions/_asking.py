"""Asking by mail, for a pilot: only what can be read, once in a while, and so many a day."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from funding.models import Fund
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.periods import Period
from hub.kit.transactions import step
from members.models import Organisation, User
from region.actions._pilots import held_to_write
from region.models import Asking, Pilot
from region.permissions_of_pilots import pilot_written_by
from region.rules.pilots import AFTER_A_NO, MOST_ASKED_A_DAY, QUIET


class NotAgreedYet(Refusal):
    code = "owner_has_not_agreed"
    message = _(
        "%(who)s has not said yes to this pilot yet, so whoever is asked could not read it. Ask once it has."
    )


class AskedTooOften(Refusal):
    code = "asked_too_often"
    status = 429
    message = _("%(who)s has asked %(times)d organisations and funds within a day. Go on tomorrow.")


@step
def held_to_ask(slug: str, actor: User) -> Pilot:
    """As `held_to_write`, and under the key of whose pilot it is: what that one asks within a day is counted."""
    owner_id = pilot_written_by(actor, slug).owner_id
    lock([(LockKind.ORGANISATION, owner_id)])
    return held_to_write(slug, actor)


def demand_agreed(pilot: Pilot) -> None:
    if pilot.owner_agreed_at is None:
        raise NotAgreedYet(who=pilot.owner.name)


@step
def mail_is_due(
    pilot: Pilot, now: datetime, *, organisation: Organisation | None = None, fund: Fund | None = None
) -> bool:
    """Whether a mail that asks goes now, which is written down; False where the last one is too recent. Raises
    `AskedTooOften`; the key of whose pilot it is, is held."""
    asked: dict[str, Any] = {"pilot": pilot, "organisation": organisation, "fund": fund}
    if Asking.objects.filter(**asked, quiet__endswith__gt=now).exists():
        return False
    since = now - timedelta(days=1)
    times = Asking.objects.filter(asker=pilot.owner_id, quiet__startswith__gt=since).count()
    if times >= MOST_ASKED_A_DAY:
        raise AskedTooOften(who=pilot.owner.name, times=times)
    Asking.objects.create(**asked, asker=pilot.owner, quiet=Period(now, now + QUIET).to_range())
    return True


@step
def keep_answer(pilot: Pilot, yes: bool, now: datetime) -> None:
    """What a fund answered: after a no it is quiet for a while, after a yes as it was. The pilot's row is held."""
    last = Asking.objects.filter(pilot=pilot, fund=pilot.fund_id).order_by("-quiet").first()
    if last is None:
        # Asked before mails were counted: its no is kept all the same.
        last = Asking(
            pilot=pilot, asker=pilot.owner, fund=pilot.fund, quiet=Period(now, now + QUIET).to_range()
        )
    last.declined_at = None if yes else now
    first = last.quiet.lower
    ends = first + QUIET if yes else max(last.quiet.upper, now + AFTER_A_NO)
    last.quiet = Period(first, ends).to_range()
    last.save()


def quiet_after_a_no(pilot: Pilot, fund: Fund, now: datetime) -> datetime | None:
    """Until when a fund that said no is not asked again for a pilot."""
    last = Asking.objects.filter(pilot=pilot, fund=fund, quiet__endswith__gt=now).first()
    return last.quiet.upper if last and last.declined_at else None
