"""The atlas and its desk, needs and offers, pilots, analysis."""

from django.urls import URLPattern, path

from region.views import atlas, atlas_files, entry

app_name = "region"
urlpatterns: list[URLPattern] = [
    # The atlas.
    path("atlas/", atlas.atlas, name="atlas"),
    path("atlas/data.json", atlas.data, name="atlas_data"),
    path("atlas/entries.csv", atlas_files.as_csv, name="atlas_csv"),
    path("atlas/entries.geojson", atlas_files.as_geojson, name="atlas_geojson"),
    path("atlas/feed.atom", atlas_files.feed, name="atlas_feed"),
    # After all that has a name of its own below /atlas/.
    path("atlas/<slug:slug>/", entry.entry, name="entry"),
]
