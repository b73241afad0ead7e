"""The site as browser and race tests meet it: the tests' settings, in server processes of their own."""

from hub.settings.environment import env
from hub.settings.test import *

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# In files, so that a test in another process can read them.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = env("MAIL_FOLDER")
# What the test that started this site says of cards (tests/serving.py), if anything.
STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY = env("STRIPE_SECRET_KEY"), env("STRIPE_PUBLISHABLE_KEY")
STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE = env.list("STRIPE_WEBHOOK_SECRET"), env("STRIPE_API_BASE")
CARDS = bool(STRIPE_SECRET_KEY)
