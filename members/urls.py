from django.urls import path

from members.views import account, current, invitations, organisations, personal

app_name = "members"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/second-factor/", current.second_factor, name="second_factor"),
    path("account/data/", personal.my_data, name="my_data"),
    path("setup/erase/", personal.erase, name="erase"),
    path("setup/erase/<int:pk>/", personal.erase_one, name="erase_one"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.register, name="register"),
    path("organisations/choose/", current.choose_organisation, name="choose_organisation"),
    path("organisations/<uuid:uuid>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:uuid>/change/", organisations.change, name="change"),
    path("organisations/<uuid:uuid>/data/", personal.organisation_data, name="organisation_data"),
    path("organisations/<uuid:uuid>/leave/", organisations.leave, name="leave"),
    path("organisations/<uuid:uuid>/invite/", invitations.invite, name="invite"),
    path("organisations/<uuid:uuid>/invitations/<int:pk>/withdraw/", invitations.revoke, name="revoke"),
    path("organisations/<uuid:uuid>/people/<int:pk>/", organisations.post, name="post"),
    path("organisations/<uuid:uuid>/people/<int:pk>/remove/", organisations.remove, name="remove"),
    path("invitation/<str:key>/", invitations.invitation, name="invitation"),
]
