"""The atlas and its desk, needs and offers, pilots, analysis."""

from django.urls import URLPattern, path

from region.views import exporting, files

app_name = "region"
urlpatterns: list[URLPattern] = [
    # What comes in and goes out.
    path("region/<slug:region>/import/", files.bring, name="import"),
    path("region/<slug:region>/import/example-<str:language>.csv", files.template, name="import_example"),
    path("region/<slug:region>/import/<uuid:uuid>/", files.file_view, name="import_file"),
    path("region/<slug:region>/import/<uuid:uuid>/write/", files.write_view, name="import_write"),
    path("region/<slug:region>/import/<uuid:uuid>/drop/", files.drop_view, name="import_drop"),
    path("region/<slug:region>/export/", exporting.export, name="export"),
]
