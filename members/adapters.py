"""allauth's hooks: whose language, where to go, and second factors that a copy of the database does not give away."""

import hashlib
from base64 import urlsafe_b64encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import override

NOBODYS = "the password of nobody"


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, in the language of whoever signed in; `next` goes first, and only within this site."""
        with override(getattr(request.user, "language", None) or settings.LANGUAGE_CODE):
            return str(resolve_url(settings.LOGIN_REDIRECT_URL))

    def send_account_already_exists_mail(self, email: str) -> None:
        """Takes the time that making an account takes, nearly all of it for the password: the clock tells nobody who
        has one."""
        make_password(NOBODYS)
        super().send_account_already_exists_mail(email)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted with a key made from SECRET_KEY; older keys go on reading
    (SECRET_KEY_FALLBACKS), so that the secret can be renewed."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factors|" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
