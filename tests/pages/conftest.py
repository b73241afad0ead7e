"""Who comes to most pages: signed in, as the module's own `cast` has them."""

import pytest
from django.test import Client

from tests.signing_in import signed_in


@pytest.fixture
def bo(cast) -> Client:
    return signed_in(cast.bo)


@pytest.fixture
def teun(cast) -> Client:
    return signed_in(cast.teun)
