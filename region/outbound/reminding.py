"""Once a month: what is to be checked again, to each quartermaster in whose regions there is something."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from hub.kit import clock
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from members.models import User
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over
from region.actions.begin_reminder import begin_reminder
from region.actions.give_back_reminder import give_back_reminder
from region.models.desk import Waits, what_waits
from region.permissions import regions_mapped_by

MOST_TOLD = 25


def send(message: OutboxMessage) -> None:
    """Deliver one month's reminder, unless nothing is too old any more, its reader is no quartermaster now, no mail
    reaches them, or the month is over. Handed to the mail server at most once, whatever happens to the worker."""
    person = User.objects.filter(pk=int(message.about.id), is_active=True).first()
    month = date.fromisoformat(message.key.rpartition(":")[2])
    now = clock.now()
    if person is None or unreachable(person.email) or (now.date() - month).days > 31:
        return
    waits = what_waits(regions_mapped_by(person), MOST_TOLD)
    if not any(each.count for each in waits):
        return
    with override(person.language):
        mail = write(waits)
    if not begin_reminder(person_id=person.pk, month=month, now=now):
        return
    mail.to = [person.email]
    mail.extra_headers["Message-ID"] = message_id(message)
    try:
        hand_over(mail)
    except Exception:
        # The outbox tries again, and nobody has got it.
        give_back_reminder(person_id=person.pk, month=month)
        raise


def write(waits: list[Waits]) -> EmailMultiAlternatives:
    """In the language that is on."""
    count = sum(each.count for each in waits)
    subject = ngettext(
        "%(count)s entry of the atlas to check again", "%(count)s entries of the atlas to check again", count
    ) % {"count": count}
    context = {
        "subject": subject,
        "waits": [
            (each, settings.SITE_URL + reverse("region:desk", args=[each.region.slug])) for each in waits
        ],
        "site": settings.SITE_URL,
    }
    mail = EmailMultiAlternatives(subject=subject, body=render_to_string("mail/atlas_reminder.txt", context))
    mail.attach_alternative(render_to_string("mail/atlas_reminder.html", context), "text/html")
    return mail
