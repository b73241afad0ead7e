"""The tests: real PostgreSQL as the runtime role, mail in memory, cheap password hashes."""

from hub.settings.base import *
from hub.settings.base import AS_OWNER, DATABASES, INSTALLED_APPS, MIDDLEWARE

SECRET_KEY = "for the tests alone, never for a site that people reach"
ALLOWED_HOSTS = ["*"]
# Tests end servers and workers, never PostgreSQL: a commit need not wait for the disk.
if not AS_OWNER:
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "evidence": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "bookings": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# A developer's own keys are none of the tests' business: those about cards bring theirs (tests/payments/conftest.py).
CARDS, STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY = False, "", ""
STRIPE_API_BASE, STRIPE_WEBHOOK_SECRET = "", list[str]()
# A page that asks the database once per row fails the test that opens it.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
# Signing in asks for one person and address several times and renews the session at each step: allauth's own way.
ZEAL_ALLOWLIST = [
    {"model": "account.EmailAddress", "field": "*"},
    {"model": "sessions.Session", "field": "*"},
    {"model": "members.User", "field": "get()"},
    # Wagtail finds a page by one part of its address after the other.
    {"model": "wagtailcore.Page", "field": "get()"},
    {"model": "contenttypes.ContentType", "field": "get()"},
    # Wagtail fetches a page anew at each step of publishing it.
    {"model": "knowledgebase.HowTo", "field": "get()"},
    {"model": "knowledgebase.Result", "field": "get()"},
]
