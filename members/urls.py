from django.urls import path

from members.views import current

app_name = "members"
urlpatterns = [
    path("organisations/choose/", current.choose_organisation, name="choose_organisation"),
    path("account/second-factor/", current.second_factor, name="second_factor"),
]
