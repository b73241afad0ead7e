"""What the process of `tests.warm` imports before it is asked for anything: the whole site, as if it were served.

Imported there and nowhere else: it says where the site is, for settings that must be told something. Each process that
is forked from it reads the settings anew, from its own environment.
"""

import os

NOWHERE = "http://localhost"
os.environ.update(DJANGO_SETTINGS_MODULE="hub.settings.served", SITE_URL=NOWHERE, MAIL_FOLDER=os.devnull)
for name in ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE"):
    os.environ[name] = ""

import gc  # noqa: E402

import django  # noqa: E402
import gunicorn.app.wsgiapp  # noqa: E402
import gunicorn.arbiter  # noqa: E402
import gunicorn.workers.gthread  # noqa: E402, F401

django.setup()

from django.urls import get_resolver  # noqa: E402

get_resolver().url_patterns  # noqa: B018  # the views, their forms and whatever they use
gc.freeze()
