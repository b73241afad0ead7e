"""The site as in production, but for what a measurement must not depend on: no mail, no broker, no HTTPS."""

from hub.settings.base import *  # noqa: F403
from hub.settings.base import LOGGING, MIDDLEWARE

ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = [*MIDDLEWARE, "tests.bench.counting.CountingMiddleware"]
LOGGING["root"]["level"] = "ERROR"
