"""What `manage.py` refuses to go on with, beside Django's own checks."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def no_demonstration_in_public(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A demonstration's log-ins have a password, and codes, that everybody knows: one of them administers the site."""
    if not (settings.IS_PUBLIC and settings.DEMONSTRATION):
        return []
    return [
        Error(
            "DEMONSTRATION is on, and these are the settings of a public site.",
            hint="Take DEMONSTRATION out of the environment. Show a demonstration with hub.settings.dev, and let "
            "nobody reach it who should not be its administrator.",
            id="vliegwiel.E001",
        )
    ]


@register(Tags.security)
def evidence_is_not_served(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Annual accounts, and what is sent about a booking, below a folder that a proxy serves would be everybody's."""
    dirs: list[Any] = list(settings.STATICFILES_DIRS)
    folders = [each[1] if isinstance(each, tuple | list) else each for each in dirs]
    served = [
        Path(folder).resolve() for folder in (settings.MEDIA_ROOT, settings.STATIC_ROOT, *folders) if folder
    ]
    return [
        Error(
            f"{what} would lie in {private}, and {folder} is served to anybody.",
            hint=f"Let {name} name a folder apart from media and static files.",
            id="vliegwiel.E002",
        )
        for what, name in (
            ("Evidence", "EVIDENCE_ROOT"),
            ("What is sent about bookings", "BOOKING_FILES_ROOT"),
        )
        for private in [Path(getattr(settings, name)).resolve()]
        for folder in served
        if private.is_relative_to(folder) or folder.is_relative_to(private)
    ]


@register(Tags.security)
def mails_come_back_whole_or_not_at_all(app_configs: Any, **kwargs: Any) -> list[Error]:
    """An address that nobody reads, or a mailbox that nothing comes back to; or a password sent in the clear."""
    address, mailbox = settings.BOUNCE_ADDRESS, urlsplit(settings.BOUNCE_MAILBOX)
    found = []
    if bool(address) != bool(settings.BOUNCE_MAILBOX):
        missing = "BOUNCE_MAILBOX" if address else "BOUNCE_ADDRESS"
        found.append((f"Mails that come back lack {missing}.", "Set both, or none of them.", "E006"))
    if address and not re.fullmatch(r"[A-Za-z0-9._-]{1,30}@[A-Za-z0-9.-]+", address):
        hint = "A plain address without a plus: the site adds one, and 23 characters after it."
        found.append(("BOUNCE_ADDRESS is no address to come back to.", hint, "E007"))
    if settings.BOUNCE_MAILBOX and not (
        mailbox.scheme == "imaps" and mailbox.hostname and mailbox.username and mailbox.password
    ):
        hint = "imaps://user:password@host/INBOX, with what is special in the password as %.."
        found.append(("BOUNCE_MAILBOX is no mailbox that can be read.", hint, "E008"))
    return [Error(text, hint=hint, id=f"vliegwiel.{number}") for text, hint, number in found]


@register(Tags.security)
def cards_are_set_up_whole_or_not_at_all(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Half of it would take money and never hear that it came."""
    keys = {
        "STRIPE_SECRET_KEY": settings.STRIPE_SECRET_KEY,
        "STRIPE_PUBLISHABLE_KEY": settings.STRIPE_PUBLISHABLE_KEY,
        "STRIPE_WEBHOOK_SECRET": ",".join(settings.STRIPE_WEBHOOK_SECRET),
    }
    missing = [name for name, value in keys.items() if not value]
    found = []
    if missing and len(missing) < len(keys):
        found.append(
            (f"Paying by card lacks {', '.join(missing)}.", "Set all three, or none of them.", "E003")
        )
    modes = {name: value.split("_")[1] for name, value in keys.items() if value.count("_") >= 2}
    if len({modes.get(name) for name in ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY")}) > 1 and not missing:
        hint = "Copy both from the same page of Stripe's dashboard."
        found.append(("One of Stripe's keys is a test key and the other is not.", hint, "E004"))
    # Whose script it is reads the cards that people type.
    elsewhere = settings.STRIPE_API_BASE or not settings.STRIPE_JS_URL.startswith("https://js.stripe.com/")
    if settings.IS_PUBLIC and elsewhere:
        hint = "Take STRIPE_API_BASE and STRIPE_JS_URL out of the environment."
        found.append(("Cards would be asked of another server than Stripe's.", hint, "E005"))
    return [Error(text, hint=hint, id=f"vliegwiel.{number}") for text, hint, number in found]
