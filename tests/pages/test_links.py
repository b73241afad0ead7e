"""Addresses in templates, remembered, are those that Django would put together."""

from uuid import UUID

import pytest
from django.template import engines
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from hub.kit.templatetags.links import RememberedURLNode

KEY = UUID("00000000-0000-4000-8000-000000000001")


def written(text: str, **context: object) -> str:
    return engines["django"].from_string(text).render(context)


@pytest.mark.parametrize("language", ["nl", "en", "nl"])
def test_an_address_is_that_of_its_view_in_the_language_that_is_on(language):
    with override(language):
        assert written("{% url 'cms:places' %}") == reverse("cms:places") == f"/{language}/hubs/"
        assert written("{% url 'cms:hub' slug %}", slug="one") == f"/{language}/hubs/one/"
        assert written("{% url 'cms:hub' slug=slug %}", slug="two") == f"/{language}/hubs/two/"
        where = reverse("funding:funder", args=[KEY])
        assert written("{% url 'funding:funder' uuid %}", uuid=KEY) == where
        assert written("{% url 'funding:funder' uuid as x %}{{ x }}.", uuid=KEY) == f"{where}."


@pytest.mark.parametrize("context", [{}, {"slug": "a/b"}])
def test_what_is_nowhere_is_an_error_or_nothing_where_it_was_asked_for_by_name(context):
    for _again in range(2):
        with pytest.raises(NoReverseMatch):
            written("{% url 'cms:hub' slug %}", **context)
        assert written("{% url 'cms:hub' slug as x %}-{{ x }}-", **context) == "--"


def test_another_set_of_addresses_is_not_mixed_with_ours(settings):
    with override("nl"):
        assert written("{% url 'cms:places' %}") == "/nl/hubs/"
        settings.ROOT_URLCONF = "allauth.urls"
        with pytest.raises(NoReverseMatch):
            written("{% url 'cms:places' %}")


def test_every_template_has_the_remembered_one():
    (node,) = engines["django"].from_string("{% url 'cms:places' %}").template.nodelist
    assert isinstance(node, RememberedURLNode) and isinstance(node, URLNode)
