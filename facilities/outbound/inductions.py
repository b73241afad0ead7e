"""What somebody reads of an induction of theirs: that they hold it, that it lapses soon, that it was withdrawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from facilities.actions._inductions import GRANTED, WITHDRAWN
from facilities.actions.remind_lapsing import LAPSES
from facilities.models import InductionGrant
from hub.kit import clock
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.saying import day
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Said:
    """A mail's subject, its first line, what follows, what somebody wrote, and where its button leads."""

    subject: str
    title: str
    text: str
    quoted: str
    button: str
    path: str


def send(message: OutboxMessage) -> None:
    """Deliver one message to the holder, unless it is not so any more or no mail reaches them."""
    found = InductionGrant.objects.filter(uuid=message.about.id)
    grant = found.select_related("person", "induction__hub", "session__facility").first()
    if grant is None or not _still_so(message, grant):
        return
    if not grant.person.is_active or unreachable(grant.person.email):
        return
    with override(grant.person.language):
        mail = write(WRITERS[message.kind](grant))
    mail.to = [grant.person.email]
    mail.extra_headers["Message-ID"] = message_id(message)
    hand_over(mail)


def _still_so(message: OutboxMessage, grant: InductionGrant) -> bool:
    if message.kind == WITHDRAWN:
        return grant.withdrawn_at is not None
    is_over = grant.valid_until is not None and grant.valid_until <= clock.now()
    return grant.withdrawn_at is None and not is_over


def write(said: Said) -> EmailMultiAlternatives:
    """The mail in the language that is on, to nobody yet."""
    context = {"said": said, "url": settings.SITE_URL + said.path}
    mail = EmailMultiAlternatives(
        subject=" ".join(said.subject.split()), body=render_to_string("mail/induction.txt", context)
    )
    mail.attach_alternative(render_to_string("mail/induction.html", context), "text/html")
    return mail


def _words(grant: InductionGrant) -> dict[str, object]:
    until = grant.valid_until
    # It counts until the midnight after its last day.
    last = day(until - A_MINUTE, grant.induction.hub.zone, "year") if until else ""
    return {"induction": grant.induction.name, "hub": grant.induction.hub, "until": last}


def _granted(grant: InductionGrant) -> Said:
    words = _words(grant)
    title = _("You hold the induction “%(induction)s” of %(hub)s.") % words
    text = (
        _("It holds until and including %(until)s.") % words if grant.valid_until else _("It does not end.")
    )
    more = _("What asks for it you can book from now on.")
    subject = _("Induction: %(induction)s") % words
    return Said(
        subject, title, f"{text} {more}", grant.reason, _("Your inductions"), reverse("cms:my_inductions")
    )


def _lapses(grant: InductionGrant) -> Said:
    words = _words(grant)
    title = _("Your induction “%(induction)s” of %(hub)s holds until and including %(until)s.") % words
    text = _("After that you cannot book what asks for it. See when there is a session, and whom to ask.")
    subject = _("Soon over: your induction %(induction)s") % words
    return Said(subject, title, text, "", _("Renew it"), reverse("cms:induction", args=[grant.induction_id]))


def _withdrawn(grant: InductionGrant) -> Said:
    words = _words(grant)
    title = _("%(hub)s has withdrawn your induction “%(induction)s”.") % words
    text = _("What is confirmed stays. For what you book from now on you need it anew.")
    subject = _("Withdrawn: your induction %(induction)s") % words
    quoted = grant.withdrawn_why
    return Said(
        subject, title, text, quoted, _("How to get it"), reverse("cms:induction", args=[grant.induction_id])
    )


WRITERS: dict[str, Callable[[InductionGrant], Said]] = {
    GRANTED: _granted,
    LAPSES: _lapses,
    WITHDRAWN: _withdrawn,
}
