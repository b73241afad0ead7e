"""`_` for rules, which know no framework: a sentence to translate when it is read, not when it is made."""

from django.utils.translation import gettext_lazy as _

__all__ = ["_"]
