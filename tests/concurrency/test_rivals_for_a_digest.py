"""Two workers and one week: somebody gets one mail, whoever queues and whoever delivers."""

import pytest
import time_machine
from django.core import mail

from hub.kit.models import OutboxMessage
from knowledgebase.actions.queue_digests import queue_digests
from knowledgebase.models import Digest
from knowledgebase.outbound import digest
from tests.cast import Cast, assemble
from tests.concurrency.rivals import meet_before
from tests.factories import knowledge
from tests.factories.following import SEVEN, followed, published

pytestmark = pytest.mark.race


def stage() -> Cast:
    cast = assemble()
    followed(cast.bo, cast.effenaar)
    knowledge.how_to(hub=cast.effenaar, **published())
    mail.outbox.clear()
    return cast


def delivered_by_four(own_database) -> int:
    """Four workers hold the same message at once, as after a lease that ran out; how many mails went."""
    message = OutboxMessage.objects.get(kind="knowledge.digest")
    with time_machine.travel(SEVEN, tick=False):
        outcomes = own_database.crowd(4, lambda number: digest.send(message))
    assert outcomes == [None] * 4
    return len(mail.outbox)


def test_four_clocks_queue_one_message_and_four_workers_send_one_mail(own_database):
    stage()
    assert sum(own_database.crowd(4, lambda number: queue_digests(now=SEVEN))) >= 1
    assert OutboxMessage.objects.filter(kind="knowledge.digest").count() == 1
    assert delivered_by_four(own_database) == 1
    assert Digest.objects.count() == 1


def test_without_the_claim_each_worker_sends_one(own_database, monkeypatch):
    """The negative control: all have looked whether it has gone, before the first of them sends it."""
    stage()
    queue_digests(now=SEVEN)

    def looked(*, person_id, week, now) -> bool:
        return not Digest.objects.filter(person=person_id, week=week).exists()

    monkeypatch.setattr(digest, "begin_digest", looked)
    meet_before(monkeypatch, digest, "hand_over", 4)
    assert delivered_by_four(own_database) == 4
