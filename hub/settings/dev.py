"""A developer's machine and the demo region: embedded PostgreSQL, mail kept in files, a key made on the spot."""

from django.core.management.utils import get_random_secret_key

from hub.settings.base import *
from hub.settings.base import STORAGES, VAR, env

VAR.mkdir(exist_ok=True)
_secret = VAR / "secret.env"
if not env("SECRET_KEY", default=""):
    # Kept between starts, so that people stay signed in and links in mails stay good.
    _key = get_random_secret_key().replace("$", "s").replace("#", "h")
    _secret.write_text(f"SECRET_KEY='{_key}'\n")
    env.read_env(str(_secret), overwrite=True)
SECRET_KEY = env("SECRET_KEY")

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = ["*"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR / "mail")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
INTERNAL_IPS = ["127.0.0.1"]
DEMONSTRATION = env.bool("DEMONSTRATION", default=True)
