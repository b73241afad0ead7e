"""Knowledge, for everybody. An article's address is also where Wagtail would serve its page."""

from django.urls import path

from knowledgebase.views import judging, lists, needing, reading

app_name = "knowledgebase"
urlpatterns = [
    path("knowledge/", lists.knowledge, name="knowledge"),
    path("how-tos/", lists.how_tos, name="how_tos"),
    path("how-tos/<slug:slug>/", reading.how_to, name="how_to"),
    path("how-tos/<slug:slug>/book/", needing.book_needs, name="book_needs"),
    path("how-tos/<slug:slug>/worked/", judging.verdict, name="verdict"),
    path("how-tos/<slug:slug>/ask/", judging.ask, name="ask"),
    path("how-tos/<slug:slug>/outdated/", judging.outdated, name="outdated"),
    path("knowledge/questions/<int:pk>/answer/", judging.answer, name="answer"),
    path("knowledge/answers/<int:pk>/accept/", judging.accept, name="accept"),
    path("knowledge/flags/<int:pk>/", judging.look, name="look"),
    path("knowledge/said/take-off/", judging.off, name="take_off_said"),
    path("experiments/", lists.experiments, name="experiments"),
    path("experiments/<slug:slug>/", reading.experiment, name="experiment"),
    path("experiments/<slug:experiment>/<slug:slug>/", reading.result, name="result"),
    path("toolboxes/", lists.toolboxes, name="toolboxes"),
    path("toolboxes/<slug:slug>/", reading.toolbox, name="toolbox"),
]
