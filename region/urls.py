"""The atlas and its desk, needs and offers, pilots, analysis."""

from django.urls import URLPattern

app_name = "region"
urlpatterns: list[URLPattern] = []
