"""The mail with an invitation's link. Its key is worked out here, on the way out, and kept nowhere."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hub.kit import clock
from hub.kit.models import OutboxMessage
from members.models import Invitation, User
from members.outbound.sending import hand_over


def send(message: OutboxMessage) -> None:
    """Deliver one invitation. One that was answered, withdrawn or has run out meanwhile is not sent any more."""
    invitation = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(pk=int(message.about.id))
        .filter(accepted_at=None, revoked_at=None, expires_at__gt=clock.now(), invited_by__isnull=False)
        .first()
    )
    if invitation is None:
        return
    with override(language_of(invitation)):
        hand_over(write(invitation))


def language_of(invitation: Invitation) -> str:
    """The language of whoever has this address here, else of who invites them."""
    invited = User.objects.filter(
        emailaddress__email__iexact=invitation.email, emailaddress__verified=True
    ).first()
    person = invited or invitation.invited_by
    return person.language if person else settings.LANGUAGE_CODE


def write(invitation: Invitation) -> EmailMultiAlternatives:
    """The mail in the language that is on."""
    url = settings.SITE_URL + reverse("members:invitation", args=[invitation.key])
    context = {"invitation": invitation, "organisation": invitation.organisation, "url": url}
    subject = _("Invitation to join %(organisation)s on Vliegwiel") % {
        "organisation": invitation.organisation
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("mail/invitation.txt", context),
        to=[invitation.email],
    )
    mail.attach_alternative(render_to_string("mail/invitation.html", context), "text/html")
    return mail
