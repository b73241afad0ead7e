"""Mails about agreements, to those who speak for the funder."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from funding.models import FundingAgreement
from funding.models.desk import desk_of
from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit.models import OutboxMessage
from members.models import User
from members.outbound.sending import hand_over


def send_closed(message: OutboxMessage) -> None:
    """An agreement is closed: what came in, what was spent, what went back. To somebody who speaks for the funder."""
    agreement = FundingAgreement.objects.select_related("funder").get(pk=int(message.about.id))
    person = User.objects.filter(pk=message.payload["person"], is_active=True).first()
    if agreement.closed_at is None or person is None:
        return
    with override(person.language):
        mail = closed(agreement, today=local_day(agreement.closed_at, COUNTRY))
        mail.to = [person.email]
        hand_over(mail)


def closed(agreement: FundingAgreement, *, today: date) -> EmailMultiAlternatives:
    """The mail in the language that is on; `today` is the day on which it was closed."""
    desks = desk_of(agreement.funder, today=today)
    context = {
        "agreement": agreement,
        "figures": next(each.figures for each in desks if each.agreement.pk == agreement.pk),
        "day": today,
        "url": settings.SITE_URL + reverse("funding:funder", args=[agreement.funder.uuid]),
    }
    mail = EmailMultiAlternatives(
        subject=_("%(agreement)s is closed") % {"agreement": agreement.name},
        body=render_to_string("mail/agreement_closed.txt", context),
    )
    mail.attach_alternative(render_to_string("mail/agreement_closed.html", context), "text/html")
    return mail
