"""What `manage.py` refuses to go on with, beside Django's own checks."""

from typing import Any

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
