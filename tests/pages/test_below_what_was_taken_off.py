"""A result is read past its experiment: when that is taken off, nothing leads to the result or tells of it."""

import pytest

from knowledgebase.actions.report_article import report_article
from knowledgebase.actions.take_off_article import take_off_article
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.following import published

HIDDEN = "Een geheime uitkomst"


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_nothing_tells_of_a_result_whose_experiment_was_taken_off(client, cast):
    above = knowledge.experiment("Een proef", hub=cast.effenaar, **published())
    below = knowledge.result(above, HIDDEN, hub=cast.effenaar, **published())
    knowledge.toolbox("Een kist", "nl", below, **published())
    below.slug = "andere-uitkomst"
    below.save()
    told = {
        "/nl/knowledge/feed.atom": HIDDEN,
        "/nl/hubs/effenaar/feed.atom": HIDDEN,
        f"/nl/knowledge/cite/{below.pk}.bib": HIDDEN,
        "/nl/toolboxes/een-kist/": HIDDEN,
        "/sitemaps/experiments-1.xml": "andere-uitkomst",
    }
    old = "/nl/experiments/een-proef/een-geheime-uitkomst/"
    for path, words in told.items():
        assert words in client.get(path).content.decode(), path
    assert client.get(old)["Location"].endswith("/andere-uitkomst/")
    take_off_article(pk=above.pk, reason="Gevaarlijk.", actor=cast.teun, now=NOW)
    for path, words in told.items():
        assert words not in client.get(path).content.decode(), path
    assert "Location" not in client.get(old)
    client.force_login(cast.bo)
    assert client.get(f"/nl/knowledge/articles/{below.pk}/report/").status_code == 404
    # It can be taken off itself meanwhile.
    take_off_article(pk=below.pk, reason="Ook dit.", actor=cast.teun, now=NOW)


def test_a_result_of_a_live_experiment_can_be_reported(cast):
    below = knowledge.result(knowledge.experiment(hub=cast.effenaar), HIDDEN, hub=cast.effenaar)
    assert (
        report_article(pk=below.pk, wrong="unsafe", words="Stroom.", actor=cast.ilse, now=NOW).page_id
        == below.pk
    )
