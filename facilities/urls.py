"""The managers' pages. What everybody sees of a hub is in `cms/views/places.py`."""

from django.urls import path

from facilities.views import (
    adding,
    companions,
    dayparts,
    exceptions,
    facilities,
    hubs,
    inductions,
    kinds,
    parts,
)

app_name = "facilities"
ONE = "manage/<slug:hub>/facilities/<slug:slug>/"
urlpatterns = [
    path("setup/places/new/", adding.hub_add, name="hub_add"),
    path("setup/kinds/", kinds.kinds, name="kinds"),
    path("manage/", hubs.hubs, name="hubs"),
    path("manage/<slug:hub>/", hubs.hub, name="hub"),
    path("manage/<slug:hub>/change/", hubs.hub_change, name="hub_change"),
    path("manage/<slug:hub>/hours/", hubs.hours, name="hours"),
    path("manage/<slug:hub>/closures/", exceptions.closures, name="closures"),
    path("manage/<slug:hub>/closures/<int:entry>/", exceptions.closure_lift, name="closure_lift"),
    path("manage/<slug:hub>/openings/", exceptions.openings, name="openings"),
    path("manage/<slug:hub>/openings/<int:entry>/", exceptions.opening_withdraw, name="opening_withdraw"),
    path("manage/<slug:hub>/dayparts/", dayparts.dayparts, name="dayparts"),
    path("manage/<slug:hub>/house-rules/", hubs.house_rules, name="house_rules"),
    path("manage/<slug:hub>/inductions/", inductions.inductions, name="inductions"),
    path("manage/<slug:hub>/inductions/<int:pk>/", inductions.induction, name="induction"),
    path(
        "manage/<slug:hub>/inductions/<int:pk>/<uuid:uuid>/withdraw/",
        inductions.induction_withdraw,
        name="induction_withdraw",
    ),
    path("manage/<slug:hub>/add/", facilities.facility_add, name="facility_add"),
    path(ONE, facilities.facility, name="facility"),
    path(f"{ONE}hours/", hubs.hours, name="facility_hours"),
    path(f"{ONE}companions/", companions.companions, name="companions"),
    path(f"{ONE}induction/", inductions.facility_induction, name="facility_induction"),
    path(f"{ONE}state/", facilities.state, name="state"),
    path(f"{ONE}units/", facilities.units, name="units"),
    path(f"{ONE}units/<int:pk>/", facilities.unit, name="unit"),
    path(f"{ONE}parts/", parts.parts, name="parts"),
    path(f"{ONE}photos/", facilities.photos, name="photos"),
    path(f"{ONE}photos/<int:pk>/remove/", facilities.photo_remove, name="photo_remove"),
]
