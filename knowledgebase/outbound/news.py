"""What is mailed about contributions and reports: to the hub that one waits, to who wrote or reported it what came of
it. Each in its reader's language; a hub's in that of the site."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from knowledgebase.models import Answer, Contribution, Judgement, Report, Stand, Verdict
from knowledgebase.models.writing import address, with_all
from members.models import User
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over


@dataclass(frozen=True, slots=True)
class Said:
    """`quoted` is what a person wrote, shown as such after the first text."""

    subject: str
    texts: tuple[str, ...]
    button: str
    path: str
    quoted: str = ""


def submitted(message: OutboxMessage) -> None:
    """To the hub, unless it waits no longer."""
    found = _contribution(message)
    if found is None or found.state != Stand.SUBMITTED or not found.hub.email:
        return
    with override(settings.LANGUAGE_CODE):
        words = {"title": found.title, "who": found.author or found.organisation or "?"}
        said = Said(
            _("An article waits for you: %(title)s") % words,
            (
                _("%(who)s wrote “%(title)s”. Nobody reads it before one of you has looked at it.") % words,
                _("Publish it, or send it back and say at which step something is to be changed."),
            ),
            _("Look at it"),
            reverse("knowledgebase:review", args=[found.uuid]),
        )
        _send(message, said, str(found.hub.email))


def judged(message: OutboxMessage) -> None:
    """To its author."""
    found = _contribution(message)
    judgement = Judgement.objects.filter(pk=message.payload["judgement"]).select_related("version").first()
    if found is None or judgement is None or not _reads(found.author):
        return
    assert found.author is not None
    words = {"title": judgement.version.content.get("title", ""), "hub": found.hub.name}
    with override(found.author.language):
        if judgement.verdict == Verdict.PUBLISHED and found.page is not None:
            said = Said(
                _("Published: %(title)s") % words,
                (_("%(hub)s looked at “%(title)s” and published it. Thank you.") % words,),
                _("See how it looks"),
                address(found.page),
                judgement.words,
            )
        else:
            said = Said(
                _("Please change something: %(title)s") % words,
                (
                    _("%(hub)s looked at “%(title)s” and asks you to change something.") % words,
                    _("What is asked stands beside your text. When it is right, send it in again."),
                ),
                _("Go on writing"),
                reverse("knowledgebase:edit", args=[found.uuid]),
                judgement.words,
            )
        _send(message, said, str(found.author.email))


def taken_off(message: OutboxMessage) -> None:
    """To its author."""
    found = _contribution(message)
    if found is None or not _reads(found.author):
        return
    assert found.author is not None
    words = {"title": found.title, "hub": found.hub.name}
    with override(found.author.language):
        said = Said(
            _("Taken off: %(title)s") % words,
            (
                _("“%(title)s” was taken off, for the reason below. It stands at its address as well.")
                % words,
                _("You can change it and send it in again. If you do not agree, answer to %(hub)s.") % words,
            ),
            _("See your article"),
            reverse("knowledgebase:edit", args=[found.uuid]),
            str(message.payload["reason"]),
        )
        _send(message, said, str(found.author.email))


def reported(message: OutboxMessage) -> None:
    """To the hub whose article it is, or to who runs the site."""
    report = (
        Report.objects.filter(pk=message.about.id, answered_at=None).select_related("page", "hub").first()
    )
    if report is None:
        return
    to = report.hub.email if report.hub else settings.DEFAULT_FROM_EMAIL
    with override(settings.LANGUAGE_CODE):
        words = {"title": report.page.title, "wrong": report.get_wrong_display()}
        said = Said(
            _("Somebody reported an article: %(title)s") % words,
            (_("About “%(title)s” somebody says: %(wrong)s.") % words,),
            _("Look at it"),
            reverse("knowledgebase:report_answer", args=[report.uuid]),
            report.words,
        )
        if to:
            _send(message, said, to)


def answered(message: OutboxMessage) -> None:
    """To who reported it."""
    report = Report.objects.filter(pk=message.about.id).select_related("page__locale", "reporter").first()
    if report is None or not _reads(report.reporter):
        return
    assert report.reporter is not None
    with override(report.reporter.language):
        words = {"title": report.page.title}
        came = (
            _("You reported “%(title)s”. It was taken off.")
            if report.answer == Answer.TAKEN_OFF
            else _("You reported “%(title)s”. Somebody looked at it, and it stays.")
        )
        said = Said(
            _("What came of your report: %(title)s") % words,
            (came % words,),
            _("To the article"),
            address(report.page),
            report.said,
        )
        _send(message, said, str(report.reporter.email))


KINDS = {
    "contribution.submitted": submitted,
    "contribution.judged": judged,
    "contribution.taken_off": taken_off,
    "report.made": reported,
    "report.answered": answered,
}


def _contribution(message: OutboxMessage) -> Contribution | None:
    return with_all(Contribution.objects.filter(pk=message.about.id)).first()


def _reads(person: User | None) -> bool:
    return person is not None and person.is_active and not unreachable(person.email)


def _send(message: OutboxMessage, said: Said, to: str) -> None:
    context = {"said": said, "url": settings.SITE_URL + said.path}
    mail = EmailMultiAlternatives(
        subject=" ".join(said.subject.split())[:200],
        body=render_to_string("mail/knowledge.txt", context),
        to=[to],
    )
    mail.attach_alternative(render_to_string("mail/knowledge.html", context), "text/html")
    mail.extra_headers["Message-ID"] = message_id(message)
    hand_over(mail)
