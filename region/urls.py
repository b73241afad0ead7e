"""The atlas and its desk, needs and offers, pilots, analysis."""

from django.urls import URLPattern, path

from region.views import (
    analysis,
    atlas,
    atlas_files,
    entry,
    exporting,
    files,
    needs,
    needs_feed,
    needs_mine,
    offers,
    pilots,
    pilots_writing,
)

app_name = "region"
urlpatterns: list[URLPattern] = [
    # The atlas.
    path("atlas/", atlas.atlas, name="atlas"),
    path("atlas/data.json", atlas.data, name="atlas_data"),
    path("atlas/entries.csv", atlas_files.as_csv, name="atlas_csv"),
    path("atlas/entries.geojson", atlas_files.as_geojson, name="atlas_geojson"),
    path("atlas/feed.atom", atlas_files.feed, name="atlas_feed"),
    # Needs and offers.
    path("needs/", needs.needs, name="needs"),
    path("needs/feed.atom", needs_feed.feed, name="needs_feed"),
    path("needs/new/", needs_mine.post, name="post_need"),
    path("needs/mine/", needs_mine.mine, name="my_needs"),
    path("needs/<uuid:uuid>/", needs.need, name="need"),
    path("needs/<uuid:uuid>/change/", needs_mine.change, name="change_need"),
    path("needs/<uuid:uuid>/close/", needs_mine.close, name="close_need"),
    path("needs/<uuid:uuid>/report/", needs.report, name="report_need"),
    path("needs/<uuid:uuid>/take-off/", needs.take_off, name="take_off_need"),
    path("needs/<uuid:uuid>/keep/", needs.keep, name="keep_need"),
    path("needs/<uuid:uuid>/offer/<slug:hub>/", offers.new, name="offer_new"),
    path("needs/offers/<uuid:uuid>/", offers.offer, name="offer"),
    path("needs/offers/<uuid:uuid>/accept/", offers.accept, name="accept_offer"),
    path("needs/offers/<uuid:uuid>/decline/", offers.decline, name="decline_offer"),
    path("needs/offers/<uuid:uuid>/withdraw/", offers.withdraw, name="withdraw_offer"),
    path("desk/<slug:hub>/needs/", offers.of_hub, name="hub_needs"),
    # Pilots.
    path("pilots/", pilots.pilots, name="pilots"),
    path("pilots/new/", pilots_writing.post_pilot, name="post_pilot"),
    path("pilots/<slug:slug>/", pilots.pilot, name="pilot"),
    path("pilots/<slug:slug>/feed.atom", pilots.pilot_feed, name="pilot_feed"),
    path("pilots/<slug:slug>/edit/", pilots_writing.edit_pilot, name="edit_pilot"),
    path("pilots/<slug:slug>/finish/", pilots_writing.finish, name="finish_pilot"),
    path("pilots/<slug:slug>/answer/", pilots_writing.answer, name="answer_pilot"),
    path("pilots/<slug:slug>/leave/", pilots_writing.leave, name="leave_pilot"),
    path("pilots/<slug:slug>/partners/", pilots_writing.partner, name="pilot_partner"),
    path("pilots/<slug:slug>/partners/<int:pk>/drop/", pilots_writing.drop_partner_view, name="drop_partner"),
    path("pilots/<slug:slug>/milestones/", pilots_writing.milestone, name="pilot_milestone"),
    path(
        "pilots/<slug:slug>/milestones/<int:pk>/drop/",
        pilots_writing.drop_milestone_view,
        name="drop_milestone",
    ),
    path("pilots/<slug:slug>/budget/", pilots_writing.budget, name="pilot_budget"),
    path("pilots/<slug:slug>/budget/answer/", pilots_writing.agree, name="agree_budget"),
    # The analysis.
    path("region/<slug:slug>/analysis/", analysis.white_spots, name="analysis"),
    path("region/<slug:slug>/analysis/country/", analysis.country, name="analysis_country"),
    path("region/<slug:slug>/analysis/use/", analysis.use, name="analysis_use"),
    path("region/<slug:slug>/analysis/field/", analysis.field, name="analysis_field"),
    path("region/<slug:slug>/analysis/change/", analysis.change, name="analysis_change"),
    path("region/<slug:slug>/analysis/report.pdf", analysis.report_pdf, name="analysis_pdf"),
    path("region/<slug:slug>/analysis/report.csv", analysis.report_csv, name="analysis_csv"),
    path("region/<slug:slug>/analysis/white-spots/<slug:kind>/", analysis.white_spot, name="white_spot"),
    # What comes in and goes out.
    path("region/<slug:region>/import/", files.bring, name="import"),
    path("region/<slug:region>/import/example-<str:language>.csv", files.template, name="import_example"),
    path("region/<slug:region>/import/<uuid:uuid>/", files.file_view, name="import_file"),
    path("region/<slug:region>/import/<uuid:uuid>/write/", files.write_view, name="import_write"),
    path("region/<slug:region>/import/<uuid:uuid>/drop/", files.drop_view, name="import_drop"),
    path("region/<slug:region>/export/", exporting.export, name="export"),
    # After all that has a name of its own below /atlas/.
    path("atlas/<slug:slug>/", entry.entry, name="entry"),
]
