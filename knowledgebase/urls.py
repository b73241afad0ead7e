"""Knowledge, for everybody. An article's address is also where Wagtail would serve its page."""

from django.urls import path

from knowledgebase.views import citing, feeds, following, lists, reading, themes, translating

app_name = "knowledgebase"
urlpatterns = [
    path("knowledge/", lists.knowledge, name="knowledge"),
    path("knowledge/feed.atom", feeds.everything, name="feed"),
    path("knowledge/themes/<slug:slug>/", themes.theme, name="theme"),
    path("knowledge/themes/<slug:slug>/feed.atom", feeds.theme, name="theme_feed"),
    path("knowledge/cite/<int:pk>.<slug:form>", citing.cite, name="cite"),
    path("knowledge/translations/<int:pk>/", translating.translations, name="translations"),
    path("experiments/<slug:slug>/feed.atom", feeds.experiment, name="experiment_feed"),
    path("hubs/<slug:slug>/feed.atom", feeds.hub, name="hub_feed"),
    path("hubs/<slug:hub>/<slug:slug>/feed.atom", feeds.facility, name="facility_feed"),
    path("account/following/", following.following, name="following"),
    path("follow/<slug:kind>/<int:pk>/", following.follow_view, name="follow"),
    path("unfollow/<slug:kind>/<int:pk>/", following.unfollow_view, name="unfollow"),
    path("how-tos/", lists.how_tos, name="how_tos"),
    path("how-tos/<slug:slug>/", reading.how_to, name="how_to"),
    path("experiments/", lists.experiments, name="experiments"),
    path("experiments/<slug:slug>/", reading.experiment, name="experiment"),
    path("experiments/<slug:experiment>/<slug:slug>/", reading.result, name="result"),
    path("toolboxes/", lists.toolboxes, name="toolboxes"),
    path("toolboxes/<slug:slug>/", reading.toolbox, name="toolbox"),
]
