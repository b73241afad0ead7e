"""The site's own pages; those that show several rooms together are in `cms/views/places.py`."""

from django.urls import path

from cms.views import home, inductions, places, roles, searching, setup, trying, words

app_name = "cms"
urlpatterns = [
    path("", home.home, name="home"),
    path("about/", words.about, name="about"),
    path("privacy/", words.privacy, name="privacy"),
    path("accessibility/", words.accessibility, name="accessibility"),
    path("hubs/", places.places, name="places"),
    path("hubs/<slug:slug>/", places.hub, name="hub"),
    path("hubs/<slug:hub>/<slug:slug>/", places.facility, name="facility"),
    path("hubs/<slug:hub>/<slug:slug>/try/", trying.try_share, name="try_share"),
    path("sessions/", inductions.sessions, name="sessions"),
    path("inductions/<int:pk>/", inductions.induction, name="induction"),
    path("account/inductions/", inductions.my_inductions, name="my_inductions"),
    path("regions/<slug:slug>/", places.region, name="region"),
    path("search/", searching.searching, name="search"),
    path("search/suggest/", searching.suggest, name="suggest"),
    path("setup/", setup.setup, name="setup"),
    path("setup/lists/", setup.lists, name="setup_lists"),
    path("setup/roles/", roles.roles, name="roles"),
    path("setup/roles/<int:pk>/take-back/", roles.role_revoke, name="role_revoke"),
    path("for-hubs/", words.for_hubs, name="for_hubs"),
]
