"""Knowledge, for everybody. An article's address is also where Wagtail would serve its page."""

from django.urls import path

from knowledgebase.views import lists, needing, reading

app_name = "knowledgebase"
urlpatterns = [
    path("knowledge/", lists.knowledge, name="knowledge"),
    path("how-tos/", lists.how_tos, name="how_tos"),
    path("how-tos/<slug:slug>/", reading.how_to, name="how_to"),
    path("how-tos/<slug:slug>/book/", needing.book_needs, name="book_needs"),
    path("experiments/", lists.experiments, name="experiments"),
    path("experiments/<slug:slug>/", reading.experiment, name="experiment"),
    path("experiments/<slug:experiment>/<slug:slug>/", reading.result, name="result"),
    path("toolboxes/", lists.toolboxes, name="toolboxes"),
    path("toolboxes/<slug:slug>/", reading.toolbox, name="toolbox"),
]
