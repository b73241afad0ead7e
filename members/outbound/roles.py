"""Mails about somebody's power here: a role was given to them, or their second factors were taken away."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from hub.kit.models import OutboxMessage
from members.models import Grant, User
from members.models.grants import NEEDS_SECOND_FACTOR
from members.outbound.sending import hand_over


def send_granted(message: OutboxMessage) -> None:
    """Who got a role learns it, and what it asks of them. One that was taken back meanwhile is not told any more."""
    grant = (
        Grant.objects.select_related("person", "granted_by")
        .filter(pk=int(message.about.id), revoked_at=None)
        .first()
    )
    if grant is None:
        return
    with override(grant.person.language):
        hand_over(granted(grant))


def granted(grant: Grant) -> EmailMultiAlternatives:
    """The mail in the language that is on."""
    context: dict[str, object] = {
        "role": grant.get_role_display(),
        "by": grant.granted_by,
        "needs_second_factor": grant.role in NEEDS_SECOND_FACTOR,
    }
    subject = _("Your new role on Vliegwiel: %(role)s") % {"role": context["role"]}
    return _write("role_granted", subject, grant.person, context)


def send_forgotten(message: OutboxMessage) -> None:
    """A site administrator took somebody's second factors away."""
    person = User.objects.filter(pk=int(message.about.id)).first()
    if person is None:
        return
    with override(person.language):
        hand_over(forgotten(person))


def forgotten(person: User) -> EmailMultiAlternatives:
    """The mail in the language that is on."""
    return _write("second_factor_forgotten", _("Your second factor is taken away"), person, {})


def _write(name: str, subject: str, person: User, context: dict[str, object]) -> EmailMultiAlternatives:
    """The mail in the language that is on."""
    context |= {
        "url": settings.SITE_URL + reverse("members:second_factor"),
        "home": f"{settings.SITE_URL}/{get_language()}/",
    }
    mail = EmailMultiAlternatives(
        subject=subject, body=render_to_string(f"mail/{name}.txt", context), to=[person.email]
    )
    mail.attach_alternative(render_to_string(f"mail/{name}.html", context), "text/html")
    return mail
