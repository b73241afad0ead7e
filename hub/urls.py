"""The site's addresses. Pages carry their language in front, machines' doors do not."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents import urls as wagtail_documents_urls
from wagtail.views import serve

from bookings.views.feeds import feed
from cms.views import machines
from facilities.views.photos import photo
from hub.api import api
from hub.webhooks import stripe
from knowledgebase.views.pictures import picture

handler400 = "hub.views.bad_request"
handler403 = "hub.views.permission_denied"
handler404 = "hub.views.page_not_found"
handler500 = "hub.views.server_error"

# There is one door to sign in. The admins' own would let somebody in who shows a password and no second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
only_get = ["get", "head"]
sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True, http_method_names=only_get)
new_password = RedirectView.as_view(pattern_name="account_reset_password", http_method_names=only_get)

urlpatterns: list[URLPattern | URLResolver] = [
    path("cms/login/", sign_in, name="cms_sign_in"),
    re_path(r"^cms/password_reset/(?:.*/)?$", new_password, name="cms_new_password"),
    path("cms/", include(wagtail_admin_urls)),
    path("api/", api.urls),
    path("webhooks/stripe", stripe, name="stripe_webhook"),
    path("calendars/<str:key>.ics", feed, name="calendar_feed"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemaps/<slug:section>-<int:number>.xml", machines.sitemap_part, name="sitemap_part"),
    path("documents/", include(wagtail_documents_urls)),
    path("django-admin/", admin.site.urls),
    re_path(r"^media/(?P<folder>facilities)/(?P<name>[0-9a-f]{32})\.jpg$", photo, name="photo"),
    re_path(r"^media/knowledge/(?P<name>[0-9a-f]{32})\.jpg$", picture, name="picture"),
]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("", include("cms.urls")),
    path("", include("members.urls")),
    path("", include("facilities.urls")),
    path("", include("funding.urls")),
    path("", include("bookings.urls")),
    path("", include("knowledgebase.urls")),
    path("", include("region.urls")),
    # What editors write. Not every address that is left, as Wagtail has it: Django would then send /api/nothing on to
    # /nl/api/nothing, since that might be a page. The shelves of articles are for Wagtail's "view live".
    re_path(
        r"^(?P<path>(?:(?:pages|news|how-tos|experiments|toolboxes)/(?:[\w-]+/)*)?)$",
        require_safe(serve),
        name="wagtail_serve",
    ),
)
