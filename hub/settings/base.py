"""Settings shared by every way of running the site. What differs is in dev.py, test.py and production.py."""

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from hub.settings.cards import *
from hub.settings.editing import *
from hub.settings.environment import ROOT, VAR, database, env

# Two roles: the owner migrates, the runtime role serves. DATABASE_ROLE=owner is set by `make migrate` alone.
DATABASE_URL = env("DATABASE_URL", default="postgres://vliegwiel@127.0.0.1/vliegwiel")
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", default=DATABASE_URL)
AS_OWNER = env("DATABASE_ROLE", default="runtime") == "owner"
DATABASES = {"default": database(DATABASE_OWNER_URL if AS_OWNER else DATABASE_URL)}
if AS_OWNER:
    DATABASES["default"]["OPTIONS"].pop("options")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = env("SECRET_KEY", default="")
# Older keys that still read what they made: sessions, links in mails, secrets of second factors.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
# Each page then says that rates and funds are made up.
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
# hub.settings.production says so: there is no demonstration then (hub.kit.checks).
IS_PUBLIC = False
DEBUG = False

INSTALLED_APPS = [
    "hub.kit",
    "members",
    "facilities",
    "funding",
    "bookings",
    "knowledgebase",
    "region",
    "cms",
    "hub",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "schedule",
    "rules",
    "django_htmx",
    "csp",
    *EDITING_APPS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hub.kit.web.PersonalPagesMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "members.sessions.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cms.middleware.AddressesOfBeforeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.OrganisationMiddleware",
    "members.middleware.SecondFactorMiddleware",
    "hub.kit.web.RefusalMiddleware",
]

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours first: django-scheduler ships a top-level base.html of its own.
        "DIRS": [ROOT / "hub" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.context.page",
            ],
            "builtins": [
                "hub.kit.templatetags.links",
                "hub.kit.templatetags.vliegwiel",
                "django.templatetags.cache",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Languages and time
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "hub" / "locale"]
FORMAT_MODULE_PATH = "hub.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "hub" / "static", ("vendor", VAR / "vendor")]
_FOUND = [f"django.contrib.staticfiles.finders.{name}Finder" for name in ("FileSystem", "AppDirectories")]
STATICFILES_FINDERS = [*_FOUND, "hub.kit.styles.StylesFinder"]
STYLES_ROOT = VAR / "styles"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# Annual accounts that a declaration was made by: never below what is served (hub.kit.checks).
EVIDENCE_ROOT = Path(env("EVIDENCE_ROOT", default=str(VAR / "evidence")))
EVIDENCE = {"BACKEND": "hub.kit.private_files.PrivateFiles", "OPTIONS": {"location": EVIDENCE_ROOT}}
# What is sent with messages about bookings, and photos of how things were set up.
BOOKING_FILES_ROOT = Path(env("BOOKING_FILES_ROOT", default=str(VAR / "booking-files")))
BOOKING_FILES = {"BACKEND": "hub.kit.private_files.PrivateFiles", "OPTIONS": {"location": BOOKING_FILES_ROOT}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "evidence": EVIDENCE,
    "bookings": BOOKING_FILES,
}
# Keys that sign what an auditor reads (hub.kit.signatures), the newest first. None: the key above signs.
RECORD_KEYS = env.list("RECORD_KEYS", default=[])
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# People
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cms:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "members.forms.SignupForm"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
# How many proxies of ours stand in front: rate limits count the visitor's address, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Codes to an own address before a first second factor (members.mailbox): how many are mailed, and tried. And shares
# tried by somebody without an account (cms.views.trying): an office or a school is one address. And payments begun
# (bookings.views.paying), by one person and for one booking: a declined card is tried again without beginning anew.
ACCOUNT_RATE_LIMITS = {
    "mailbox_code": "5/h/user",
    "mailbox_guess": "20/h/user",
    "try_share": "60/m/ip",
    "begin_to_pay": "30/h/user,15/h/key",
}
MFA_ADAPTER = "members.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "members.forms.accounts.ActivateTOTPForm",
    "add_webauthn": "members.forms.accounts.AddWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "Vliegwiel"
# One step of half a minute before and after: clocks of tablets are off, and typing takes time (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1

# The editors' admin: more of it in hub.settings.editing
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES

# Work outside the request
OUTBOX_HANDLERS = "hub.wiring.OUTBOX"
OUTBOX_NUDGE = "hub.tasks.nudge"
INVARIANTS = "hub.wiring.INVARIANTS"
PROMISES = "hub.wiring.PROMISES"
PART_OF = "hub.wiring.PART_OF"
WANTED = "hub.wiring.WANTED"
MENTIONED = "hub.wiring.MENTIONED"
PAYS = "hub.wiring.PAYS"
DESCRIBED = "hub.wiring.DESCRIBED"
PERSONAL = "hub.personal.PERSONAL"
BELONGING = "hub.belonging.BELONGING"
# Kind of what is paid for -> what to do when its payment has come in, or never will.
PAYABLE = "hub.wiring.PAYABLE"
REDIS_URL = env("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or "folder://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    # A nudge for the outbox must not make a visitor wait for a broker that is away.
    {"socket_connect_timeout": 1, "max_retries": 1, "interval_start": 0, "interval_step": 0}
    if REDIS_URL
    else {
        "data_folder_in": str(VAR / "celery"),
        "data_folder_out": str(VAR / "celery"),
        "control_folder": str(VAR / "celery" / "control"),
        "polling_interval": 0.1,
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Europe/Amsterdam"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    # Shared by all processes, so that rate limits hold.
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"},
    # What each page has around it and is the same for everybody: within the process, as long as it lives. Templates,
    # static names and settings change with a restart alone.
    "frame": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "frame",
        "TIMEOUT": None,
    },
}

# Mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Vliegwiel <vliegwiel@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where mails come back to that a relay took and could not deliver, and the mailbox in which they lie
# (`imaps://user:password@host/INBOX`). Both or none (hub.kit.checks).
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")
BOUNCE_MAILBOX = env("BOUNCE_MAILBOX", default="")

# Safety. No page asks another host for anything; the editors' admin needs inline scripts (hub.kit.web relaxes /cms/).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "members.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hub.views.csrf_failure"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"hide_keys": {"()": "hub.logs.HideKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_keys"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django would write of its own beside, unfiltered, and mail whole requests to administrators.
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        # Wagtail's indexes say each row that they take in.
        "django_tasks": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
