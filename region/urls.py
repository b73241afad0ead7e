"""The atlas and its desk, needs and offers, pilots, analysis."""

from django.urls import URLPattern, path

from region.views import claiming, exporting, files, suggesting

app_name = "region"
urlpatterns: list[URLPattern] = [
    # What comes in and goes out.
    path("region/<slug:region>/import/", files.bring, name="import"),
    path("region/<slug:region>/import/example-<str:language>.csv", files.template, name="import_example"),
    path("region/<slug:region>/import/<uuid:uuid>/", files.file_view, name="import_file"),
    path("region/<slug:region>/import/<uuid:uuid>/write/", files.write_view, name="import_write"),
    path("region/<slug:region>/import/<uuid:uuid>/drop/", files.drop_view, name="import_drop"),
    path("region/<slug:region>/export/", exporting.export, name="export"),
    # Before an entry of that name.
    path("atlas/suggest/", suggesting.suggest, name="suggest"),
    path("region/<slug:region>/suggestions/", suggesting.suggestions, name="suggestions"),
    path("region/<slug:region>/suggestions/<uuid:uuid>/", suggesting.suggestion, name="suggestion"),
    path("atlas/<slug:slug>/claim/", claiming.claim, name="claim"),
    path("atlas/<slug:slug>/claim/<uuid:uuid>/withdraw/", claiming.withdraw, name="withdraw_claim"),
    path("atlas/<slug:slug>/ours/", claiming.own, name="own_entry"),
    path("region/<slug:region>/claims/", claiming.claims, name="claims"),
    path("region/<slug:region>/claims/<uuid:uuid>/", claiming.answer, name="answer_claim"),
]
