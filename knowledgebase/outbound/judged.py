"""Mails about what was written below a how-to: to its authors, its hub, and whoever asked, answered or said that it is
outdated. What was taken off before the mail leaves is not told any more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models.messages import TALK, wants
from bookings.outbound.stopping import stop_url, with_way_out
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from knowledgebase.actions._telling import ACCEPTED, ANSWERED, ASKED, DID_NOT, LOOKED_AT, OUTDATED
from knowledgebase.models import Flag, FlagState, HowTo, Question, Reply, Trial
from members.models import User
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over

MODELS: dict[str, Any] = {"trial": Trial, "question": Question, "reply": Reply, "flag": Flag}


@dataclass(frozen=True, slots=True)
class News:
    """`quoted` are somebody's own words; `anchor`: where on the how-to's page it stands."""

    title: str
    quoted: str
    anchor: str
    text: str = ""


def send(message: OutboxMessage) -> None:
    """Deliver one message, unless it is not so any more, its reader does not want it, or no mail reaches them."""
    row = MODELS[message.about.kind].objects.filter(pk=message.about.id, taken_off_at=None).first()
    if row is None:
        return
    how_to = _how_to(row)
    pk = message.payload["person"]
    person = User.objects.filter(pk=pk).first() if pk else None
    address = _address(person, how_to, to_hub=pk is None)
    if not address or not how_to.live:
        return
    with override(person.language if person else settings.LANGUAGE_CODE):
        mail = write(message.kind, row, how_to, person)
    mail.to = [address]
    mail.extra_headers["Message-ID"] = message_id(message)
    hand_over(mail)


def _how_to(row: Any) -> HowTo:
    found: HowTo = row.question.how_to if isinstance(row, Reply) else row.how_to
    return found


def _address(person: User | None, how_to: HowTo, *, to_hub: bool) -> str:
    """Empty for who does not want it, cannot be reached, or has no account any more."""
    if to_hub:
        return str(how_to.hub.email) if how_to.hub else ""
    if person is None or not person.is_active or not wants(person.pk, TALK) or unreachable(person.email):
        return ""
    return str(person.email)


def write(kind: str, row: Any, how_to: HowTo, person: User | None) -> EmailMultiAlternatives:
    """In the language that is on; `person` reads it, or the hub."""
    news = WRITERS[kind](row, how_to)
    context = {
        "news": news,
        "how_to": how_to,
        "url": f"{settings.SITE_URL}{how_to.address}#{news.anchor}",
        "stop_url": stop_url(person.pk, TALK) if person else "",
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{news.title} {how_to.title}".split())[:180],
        body=render_to_string("mail/knowledge_news.txt", context),
    )
    mail.attach_alternative(render_to_string("mail/knowledge_news.html", context), "text/html")
    if person:
        with_way_out(mail, str(context["stop_url"]))
    return mail


def _asked(row: Question, how_to: HowTo) -> News:
    return News(_("A question about:"), row.text, f"question-{row.pk}")


def _answered(row: Reply, how_to: HowTo) -> News:
    text = _("Did it help? Accept it, so that the next one sees it first.")
    return News(_("Your question was answered:"), row.text, f"question-{row.question_id}", text)


def _accepted(row: Reply, how_to: HowTo) -> News:
    return News(_("Your answer helped:"), row.text, f"question-{row.question_id}")


def _outdated(row: Flag, how_to: HowTo) -> News:
    text = _("Look at it and say what became of it: mended, or still right as it is.")
    return News(_("Somebody says that this is outdated:"), row.text, f"flag-{row.pk}", text)


def _looked_at(row: Flag, how_to: HowTo) -> News:
    mended = row.state == FlagState.MENDED
    title = _("What you said is mended:") if mended else _("It is still right as it is:")
    return News(title, row.said, f"flag-{row.pk}")


def _did_not(row: Trial, how_to: HowTo) -> News:
    text = _("They may change their answer once it works for them.")
    return News(_("It did not work for an organisation:"), row.because, "works", text)


WRITERS: dict[str, Callable[[Any, HowTo], News]] = {
    ASKED: _asked,
    ANSWERED: _answered,
    ACCEPTED: _accepted,
    OUTDATED: _outdated,
    LOOKED_AT: _looked_at,
    DID_NOT: _did_not,
}
