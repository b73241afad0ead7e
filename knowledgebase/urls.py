"""Knowledge, for everybody. An article's address is also where Wagtail would serve its page."""

from django.urls import path

from knowledgebase.views import judging, lists, needing, reading, reviewing, standing, writing

app_name = "knowledgebase"
urlpatterns = [
    path("knowledge/", lists.knowledge, name="knowledge"),
    path("knowledge/write/", writing.write, name="write"),
    path("knowledge/write/<uuid:uuid>/", writing.edit, name="edit"),
    path("knowledge/write/<uuid:uuid>/preview/", standing.preview, name="preview"),
    path("knowledge/write/<uuid:uuid>/send-in/", standing.send_in, name="send_in"),
    path("knowledge/write/<uuid:uuid>/reopen/", standing.reopen, name="reopen"),
    path("knowledge/write/<uuid:uuid>/withdraw/", standing.withdraw, name="withdraw"),
    path("knowledge/write/<uuid:uuid>/discard/", standing.discard, name="discard"),
    path("knowledge/write/<uuid:uuid>/versions/", standing.versions, name="versions"),
    path("knowledge/write/<uuid:uuid>/files/<uuid:file>/", standing.draft_file, name="draft_file"),
    path("knowledge/review/", reviewing.queue, name="review_queue"),
    path("knowledge/review/<uuid:uuid>/", reviewing.review, name="review"),
    path("knowledge/articles/<int:pk>/take-off/", reviewing.take_off, name="take_off"),
    path("knowledge/articles/<int:pk>/report/", reviewing.report, name="report"),
    path("knowledge/reports/<uuid:uuid>/", reviewing.report_answer, name="report_answer"),
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
