"""The site's addresses. Pages carry their language in front, machines' doors do not."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
