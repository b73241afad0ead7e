"""Addresses of the applications that we use: allauth, Wagtail's admin and documents, Django's admin."""

from tests.pages.matrix import LOGIN, Entry, Group, each

# Whoever has some power has no business here without the highest; the others cannot have more.
ONLY_SITE_ADMINS = {"anonymous": LOGIN, "owner": 403, "hub_manager": 403}

ENTRIES = [
    # The one door: whoever tries another is sent here.
    Entry("cms_sign_in", each(403, anonymous=LOGIN, site_admin=LOGIN)),
]

GROUPS = [
    # An icon sheet and translated words: nobody's secret, and asked for before anybody has signed in.
    Group("/cms/sprite/", {"anonymous": 200, "owner": 403}),
    Group("/cms/jsi18n/", {"anonymous": 200, "owner": 403}),
    # Shadowed: a new password is asked for at the one door.
    Group("/cms/password_reset/", {"anonymous": 302, "owner": 403}),
    Group("/cms/", ONLY_SITE_ADMINS, but=("cms_sign_in",)),
    Group("/django-admin/logout/", {"anonymous": 302, "owner": 403}),
    Group("/django-admin/", ONLY_SITE_ADMINS),
    Group("/documents/", {"anonymous": 404, "owner": 404}),
    Group("/accounts/", {"owner": None}),
]
