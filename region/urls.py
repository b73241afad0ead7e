"""The atlas and its desk, needs and offers, pilots, analysis."""

from django.urls import URLPattern, path

from region.views import analysis

app_name = "region"
urlpatterns: list[URLPattern] = [
    # The analysis.
    path("region/<slug:slug>/analysis/", analysis.white_spots, name="analysis"),
    path("region/<slug:slug>/analysis/country/", analysis.country, name="country"),
    path("region/<slug:slug>/analysis/use/", analysis.use, name="use"),
    path("region/<slug:slug>/analysis/field/", analysis.field, name="field"),
    path("region/<slug:slug>/analysis/change/", analysis.change, name="change"),
    path("region/<slug:slug>/analysis/report.pdf", analysis.report_pdf, name="report_pdf"),
    path("region/<slug:slug>/analysis/report.csv", analysis.report_csv, name="report_csv"),
    path("region/<slug:slug>/analysis/white-spots/<slug:kind>/", analysis.white_spot, name="white_spot"),
]
