"""allauth's hooks: whose language, where to go, and second factors that a copy of the database does not give away."""

import hashlib
from base64 import urlsafe_b64encode
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import override

from hub.kit import clock
from members.actions.note_second_factor import Change, note_second_factor
from members.actions.trust_address import trust_address
from members.outbound.sending import hand_over

# What allauth mails about, as the audit trail says it.
SECOND_FACTOR_CHANGES: dict[str, tuple[Change, str]] = {
    "mfa/email/totp_activated": ("added", "totp"),
    "mfa/email/totp_deactivated": ("removed", "totp"),
    "mfa/email/webauthn_added": ("added", "webauthn"),
    "mfa/email/webauthn_removed": ("removed", "webauthn"),
    "mfa/email/recovery_codes_generated": ("added", "recovery_codes"),
}
NOBODYS = "the password of nobody"


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, in the language of whoever signed in; `next` goes first, and only within this site."""
        with override(getattr(request.user, "language", None) or settings.LANGUAGE_CODE):
            return str(resolve_url(settings.LOGIN_REDIRECT_URL))

    def confirm_email(self, request: HttpRequest, email_address: Any) -> Any:
        """Who shows a code that was mailed to an address is reached there again."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            person = email_address.user
            trust_address(person=person, address=email_address.email, actor=person, now=clock.now())
        return confirmed

    def send_account_already_exists_mail(self, email: str) -> None:
        """Takes the time that making an account takes, nearly all of it for the password: the clock tells nobody who
        has one."""
        make_password(NOBODYS)
        super().send_account_already_exists_mail(email)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """allauth tells people of each change to their second factors; each is also written down here."""
        change = SECOND_FACTOR_CHANGES.get(template_prefix)
        if change:
            what, kind = change
            note_second_factor(person=user, what=what, kind=kind, actor=user, now=clock.now())
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every link is on the site's own address, whatever host the request named. Who mistyped theirs waits for no
        code that cannot come."""
        links = {name: _on_this_site(url) for name, url in context.items() if name.endswith("_url")}
        site = SimpleNamespace(name="Vliegwiel", domain=urlsplit(settings.SITE_URL).netloc)
        said = {"request": self.request, "email": email, **context, **links, "current_site": site}
        if not hand_over(self.render_mail(template_prefix, email, said)) and self.request is not None:
            messages.warning(self.request, _("No mail arrives at %(address)s.") % {"address": email})


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted with a key made from SECRET_KEY; older keys go on reading
    (SECRET_KEY_FALLBACKS), so that the secret can be renewed."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _on_this_site(url: str) -> str:
    path = urlsplit(url)._replace(scheme="", netloc="").geturl()
    return settings.SITE_URL + path


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factors|" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
