"""The atlas and its desk, needs and offers, pilots, analysis."""

from django.urls import path

from region.views import pilots, pilots_writing

app_name = "region"
urlpatterns = [
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
]
