"""Mails about somebody's power here: a role was given to them, or their second factors were taken away."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hub.kit.models import OutboxMessage
from members.models import Grant, User
from members.models.grants import NEEDS_SECOND_FACTOR


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
        context: dict[str, object] = {
            "role": grant.get_role_display(),
            "by": grant.granted_by,
            "needs_second_factor": grant.role in NEEDS_SECOND_FACTOR,
        }
        subject = _("Your new role on Vliegwiel: %(role)s") % {"role": context["role"]}
        _write("role_granted", subject, grant.person, context).send()


def send_forgotten(message: OutboxMessage) -> None:
    """A site administrator took somebody's second factors away."""
    person = User.objects.filter(pk=int(message.about.id)).first()
    if person is None:
        return
    with override(person.language):
        _write("second_factor_forgotten", _("Your second factor is taken away"), person, {}).send()


def _write(name: str, subject: str, person: User, context: dict[str, object]) -> EmailMultiAlternatives:
    """The mail in the language that is on."""
    url = settings.SITE_URL + reverse("members:second_factor")
    mail = EmailMultiAlternatives(
        subject=subject, body=render_to_string(f"mail/{name}.txt", {**context, "url": url}), to=[person.email]
    )
    mail.attach_alternative(render_to_string(f"mail/{name}.html", {**context, "url": url}), "text/html")
    return mail
