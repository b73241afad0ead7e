"""How a mail that one can do without says how to do without it: a link in it, and headers for mail programs."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from bookings.actions.stop_mail import stop_token


def stop_url(person_id: int, kind: str) -> str:
    return settings.SITE_URL + reverse("bookings:stop_mail", args=[stop_token(person_id, kind)])


def with_way_out(mail: EmailMessage, url: str) -> None:
    """RFC 8058: the program posts to the address itself, without asking anybody to sign in."""
    mail.extra_headers["List-Unsubscribe"] = f"<{url}>"
    mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
