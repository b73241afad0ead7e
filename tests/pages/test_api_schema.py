"""A program that has only read the document, and tries what it allows and what it forbids."""

import pytest
import schemathesis
import time_machine
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.cast import NOW, assemble
from tests.signing_in import signed_in

TOKEN = "a" * 32


@pytest.fixture
def document(own_database):
    with time_machine.travel(NOW, tick=False):
        cast = assemble()
        session = signed_in(cast.bo).cookies[settings.SESSION_COOKIE_NAME].value
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
        schema.config.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        yield schema


BOUNDED = hypothesis_settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_api_does_as_its_document_says(document, mode):
    """Every answer is one that the document knows, in the shape it names, and none is a failure of ours."""
    tried = set()
    for found in document.get_all_operations():
        operation = found.ok()

        @BOUNDED
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            response = case.call()
            assert response.status_code < 500, response.text
            # That an end comes after its start, or a year is near enough, no schema can say.
            case.validate_response(response, excluded_checks=[positive_data_acceptance])

        try:
            ask()
        except Unsatisfiable:
            continue
        tried.add(operation.label)
    assert {"POST /api/bookings", "POST /api/series", "POST /api/series/quote", "POST /api/waitlist"} <= tried
