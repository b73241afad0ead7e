"""Once a week, what is new about what somebody follows: one mail, in their language, or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from bookings.models.messages import DIGEST, wants
from bookings.outbound.mail import no_gaps
from bookings.outbound.stopping import stop_url, with_way_out
from hub.kit import clock
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.refs import Ref
from knowledgebase.actions.begin_digest import begin_digest
from knowledgebase.actions.give_back_digest import give_back_digest
from knowledgebase.models.followables import Followable, followables
from knowledgebase.models.following import refs_of
from knowledgebase.models.news import News, Wanted, news
from knowledgebase.outbound.said import kind
from knowledgebase.rules.weeks import A_WEEK, Week, week_from
from members.models import User
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over

MOST_TOLD = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news as it is told: its sort in words, and the names of what the reader follows that it is about."""

    news: News
    sort: str
    url: str
    because: tuple[str, ...]


def send(message: OutboxMessage) -> None:
    """Deliver one week's digest, unless there is nothing to tell, its reader does not want it (any more), no mail
    reaches them, or its week is over. Handed to the mail server at most once, whatever happens to the worker."""
    person = User.objects.filter(pk=int(message.about.id), is_active=True).first()
    week = week_from(date.fromisoformat(message.key.rpartition(":")[2]), ZoneInfo(settings.TIME_ZONE))
    now = clock.now()
    if person is None or now >= week.until + A_WEEK:
        return
    if not wants(person.pk, DIGEST) or unreachable(person.email):
        return
    with override(person.language):
        mail = write(person, week)
    if mail is None or not begin_digest(person_id=person.pk, week=week.monday, now=now):
        return
    mail.to = [person.email]
    mail.extra_headers["Message-ID"] = message_id(message)
    try:
        hand_over(mail)
    except Exception:
        # The outbox tries again, and nobody has got it.
        give_back_digest(person_id=person.pk, week=week.monday)
        raise


def write(person: User, week: Week) -> EmailMultiAlternatives | None:
    """In the language that is on; None where nothing is new."""
    told = lines(person, week)
    if not told:
        return None
    stop = stop_url(person.pk, DIGEST)
    context = {
        "lines": told[:MOST_TOLD],
        "more": len(told[MOST_TOLD:]),
        "since": week.since.date(),
        "until": week.monday - timedelta(days=1),
        "own_url": settings.SITE_URL + reverse("knowledgebase:following"),
        "stop_url": stop,
    }
    count = len(told)
    subject = ngettext(
        "New in what you follow: %(first)s",
        "New in what you follow: %(first)s and %(more)s more",
        count,
    ) % {"first": told[0].news.title, "more": count - 1}
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()), body=no_gaps(render_to_string("mail/digest.txt", context))
    )
    mail.attach_alternative(render_to_string("mail/digest.html", context), "text/html")
    with_way_out(mail, stop)
    return mail


def lines(person: User, week: Week) -> list[Line]:
    """The latest first, at most a hundred."""
    refs = refs_of(person.pk)
    found = news(Wanted(refs, person.language, week.since, week.until, most=100)) if refs else []
    names = followables(refs, person.language) if found else {}
    return [
        Line(each, kind(each.kind), settings.SITE_URL + each.path, _because(each.about, names))
        for each in found
    ]


def _because(about: Iterable[Ref], followed: Mapping[Ref, Followable]) -> tuple[str, ...]:
    return tuple(followed[ref].name for ref in about if ref in followed)
