"""Celery's tasks: each is a door to one function of a room, carries nothing, and may run twice or not at all."""

import logging
from datetime import timedelta

from django.conf import settings
from kombu.exceptions import OperationalError

from bookings.actions import bill_due as billing
from bookings.actions import complete_ended as completing
from bookings.actions import expire_holds as expiring
from bookings.actions import expire_seconds as expiring_seconds
from bookings.actions import expire_waitlist as expiring_waitlist
from bookings.actions import forget_talk as forgetting_talk
from bookings.actions import offer_places as offering
from bookings.actions import remind_due as reminding
from bookings.actions import settle_sessions as settling
from bookings.outbound import reading
from cms.actions import index_changes as indexing
from facilities.actions import forget_inductions as forgetting_inductions
from facilities.actions import project_openings as projecting
from facilities.actions import remind_lapsing as lapsing
from funding.actions import apply_event as hearing
from funding.actions import cancel_payment as calling_off
from funding.actions import delete_evidence as deleting
from funding.actions import reconcile as reconciling
from funding.actions import send_refund as refunding
from hub.celery import app
from hub.kit import clock, outbox
from hub.kit.beside import Beside
from knowledgebase.actions import queue_digests as digesting
from members.outbound import return_box
from region.actions import age_entries as ageing
from region.actions import forget_senders as forgetting_senders
from region.actions import lapse_needs as lapsing_needs
from region.actions import leave_old_files as leaving_files
from region.actions import propose_open_doors as proposing
from region.actions import queue_reminders as reminding_quartermasters

log = logging.getLogger(__name__)


@app.task
def work_outbox() -> None:
    """Deliver what waits in the outbox."""
    outbox.work_off()


@app.task
def index_changes() -> None:
    """Let what has changed be found as it is now."""
    indexing.index_changes()


@app.task
def expire_holds() -> None:
    """Let go of what was held and not confirmed in time, of second options whose day is over and of places in line that
    have no chance any more; then offer what came free, by this or by anything else, to who is first in line."""
    expiring.expire_holds(now=clock.now())
    expiring_seconds.expire_seconds(now=clock.now())
    expiring_waitlist.expire_waitlist(now=clock.now())
    offering.offer_places(now=clock.now())


@app.task
def read_calendars() -> None:
    """Read the other calendars that are due, and block what they call busy."""
    reading.read_due(clock=clock.now)


@app.task
def complete_ended() -> None:
    """Close the bookings that are over and turn what was reserved into money earned."""
    completing.complete_ended(now=clock.now())


@app.task
def remind_due() -> None:
    """Queue what hubs send by their clock: the day before, and the day after."""
    reminding.remind_due(now=clock.now())


@app.task
def forget_talk() -> None:
    """Delete what was said about bookings that are long over, and how they were set up."""
    forgetting_talk.forget_talk(now=clock.now())


@app.task
def forget_senders() -> None:
    """Forget who suggested something for the atlas that was answered long ago."""
    forgetting_senders.forget_senders(now=clock.now())


@app.task
def leave_old_files() -> None:
    """Leave files of entries that nobody took over."""
    leaving_files.leave_old_files(now=clock.now())


@app.task
def settle_sessions() -> None:
    """Give who was in a training session what it gives, once it is over."""
    settling.settle_sessions(now=clock.now())


@app.task
def keep_inductions() -> None:
    """Tell whose induction lapses soon, and forget those that are long over."""
    lapsing.remind_lapsing(now=clock.now())
    forgetting_inductions.forget_inductions(now=clock.now())


@app.task
def read_returned_mails() -> None:
    """Read the mails that came back, and mark the addresses that they did not reach."""
    return_box.read_box(now=clock.now())


@app.task
def bill_due() -> None:
    """Invoice the month that is over at hubs that invoice by the month, and elsewhere what was left behind."""
    billing.bill_due(now=clock.now())


@app.task
def delete_evidence() -> None:
    """Delete what proved declarations that nobody can object to any more."""
    deleting.delete_evidence(now=clock.now())


@app.task
def reconcile() -> None:
    """Hold what the card processor knows against the books, where cards are taken at all."""
    if settings.CARDS:
        now = clock.now()
        reconciling.reconcile(since=now - timedelta(days=reconciling.DAYS), until=now, now=now)


@app.task
def send_overdue_refunds() -> None:
    """Send what the outbox gave up while the card processor was away."""
    if settings.CARDS:
        refunding.send_overdue_refunds(now=clock.now())


@app.task
def ask_again() -> None:
    """What the outbox gave up while the card processor was away: news of payments, and calling them off."""
    if settings.STRIPE_SECRET_KEY:
        now = clock.now()
        hearing.apply_overdue_events(now=now)
        calling_off.cancel_overdue_payments(now=now)


@app.task
def queue_digests() -> None:
    """From Monday morning on: queue what is new for each who follows something."""
    digesting.queue_digests(now=clock.now())


@app.task
def age_entries() -> None:
    """Of the atlas: what was checked longer than a year ago is to be checked again."""
    ageing.age_entries(now=clock.now())


@app.task
def remind_quartermasters() -> None:
    """From the first of the month on: queue what quartermasters are to check again."""
    reminding_quartermasters.queue_reminders(now=clock.now())


@app.task
def close_needs() -> None:
    """Write down what nobody may answer any more, and what was offered too long ago."""
    lapsing_needs.lapse_needs(now=clock.now())


@app.task
def propose_open_doors() -> None:
    """Tell who looks for something of hours that are given and stand unused."""
    proposing.propose_open_doors(now=clock.now())


@app.task
def project_openings() -> None:
    """Bring every facility's opening windows 18 months ahead."""
    projecting.project_all(now=clock.now())


def send_nudge() -> None:
    """A broker that is down loses nothing: beat asks again."""
    try:
        work_outbox.apply_async(retry=False, expires=60)
    except (OperationalError, OSError) as error:
        log.warning("the broker did not take the nudge, the next beat will: %s", error)


# Ask a worker to look at the outbox now. Nobody waits for a broker, least of all for one that does not answer.
nudge = Beside(send_nudge).ask
