"""The desk is asked who was in a training session, where it has not said so of everybody."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models.sessions import who_comes
from facilities.models import TrainingSession
from facilities.outbound.inductions import Said, write
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from members.outbound.sending import hand_over


def send(message: OutboxMessage) -> None:
    """To the hub, unless everything is said by now."""
    session = TrainingSession.objects.select_related("facility__hub", "induction").get(
        pk=int(message.about.id)
    )
    hub = session.facility.hub
    open_ = [seat for seat in who_comes(session) if seat.came is None]
    if not hub.email or not open_:
        return
    with override(settings.LANGUAGE_CODE):
        mail = write(_said(session, len(open_)))
    mail.to = [hub.email]
    mail.extra_headers["Message-ID"] = message_id(message)
    hand_over(mail)


def _said(session: TrainingSession, count: int) -> Said:
    words = {"session": session.facility, "count": count}
    return Said(
        _("Who was there? %(session)s") % words,
        _("%(session)s is over. Who was there?") % words,
        _(
            "Nobody has said it yet of everybody (%(count)d). Who was there has the induction as soon as you say so."
        )
        % words,
        "",
        _("Say who was there"),
        reverse("bookings:session", args=[session.facility.hub.slug, session.pk]),
    )
