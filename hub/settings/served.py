"""The site as browser and race tests meet it: the tests' settings, in server processes of their own."""

from hub.settings.base import env
from hub.settings.test import *

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# In files, so that a test in another process can read them.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = env("MAIL_FOLDER")
