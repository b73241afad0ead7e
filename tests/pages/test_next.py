"""`next` leads on within this site, and nowhere else: at every page that reads it."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from members.models import Organisation
from tests.cast import assemble
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.pages.members_help import details
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "\\\\elsewhere.example",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "https:elsewhere",
    " https://elsewhere.example",
    "http://testserver@elsewhere.example/",
]


def english(name: str, *arguments: object) -> str:
    with override("en"):
        return reverse(name, args=arguments)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_who_registers_from_a_quote_stays_here(wanted):
    ilse = signed_in(assemble().ilse)
    page = ilse.get(english("members:register"), {"next": wanted})
    assert page.context["next"] == "" and 'name="next"' not in page.content.decode()
    done = ilse.post(english("members:register"), details(next=wanted))
    made = Organisation.objects.get(name="Draai")
    assert done["Location"] == english("members:organisation", made.uuid)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_who_declares_from_a_quote_stays_here(wanted):
    cast = assemble()
    four_bands()
    BandPolicyFactory()
    zoe, where = signed_in(cast.zoe), english("funding:declare", cast.zout.uuid)
    page = zoe.get(where, {"next": wanted})
    assert page.context["next"] == ""
    years = page.context["form"].fields["fiscal_year"].choices
    data = {"fiscal_year": years[0][0], "turnover": "1000", "structural_subsidy": "0", "next": wanted}
    done = zoe.post(where, data)
    assert done.status_code == 302 and done["Location"] == english("funding:rate", cast.zout.uuid)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_who_shows_a_second_factor_stays_here(wanted):
    hanna = signed_in(assemble().hanna)
    answer = hanna.get(english("members:second_factor"), {"next": wanted})
    assert answer["Location"] == english("members:organisations")


def test_within_this_site_it_leads_on():
    ilse = signed_in(assemble().ilse)
    done = ilse.post(english("members:register"), details(next="/en/book/quote/"))
    assert done["Location"] == "/en/book/quote/"
