"""The only file that turns upward: dictionaries that say which room answers to what. No logic."""

from collections.abc import Callable
from datetime import datetime

from bookings import invariants as bookings
from bookings import invariants_of_advances as advanced
from bookings import invariants_of_blocks as blocks
from bookings import invariants_of_books as booked_books
from bookings import invariants_of_calendars as calendars
from bookings import invariants_of_erasure as erased_guests
from bookings import invariants_of_fees as fees
from bookings import invariants_of_hours as hours_booked
from bookings import invariants_of_imports as brought
from bookings import invariants_of_inductions as inducted
from bookings import invariants_of_papers as billed
from bookings import invariants_of_payments as paid_bookings
from bookings import invariants_of_series as repeated
from bookings import invariants_of_talk as talk
from bookings import invariants_of_waiting as in_line
from bookings.actions import _moving as moving
from bookings.actions import settle_payment
from bookings.models import described as booked_things
from bookings.models import promises as booked
from bookings.models.part_of import Wholes
from bookings.outbound import (
    billing,
    contracts,
    dispute_news,
    fee_news,
    handing_over,
    importing,
    papers,
    payment_news,
    pressing,
    refund_news,
    series_mail,
    sessions,
    thread,
    timed,
)
from bookings.outbound import mail as booking_mail
from bookings.outbound import news as booking_news
from bookings.outbound import second as second_mail
from bookings.outbound import waitlist as waitlist_mail
from cms import invariants as search
from cms import invariants_of_talk as contacts
from facilities import invariants as facilities
from facilities import invariants_of_inductions as inductions
from facilities.actions._promises import Promises
from facilities.models import Hub
from facilities.outbound import inductions as induction_mail
from funding import invariants as funding
from funding import invariants_of_aid as aid
from funding import invariants_of_bands as bands
from funding import invariants_of_closing as closing
from funding import invariants_of_disputes as disputed
from funding import invariants_of_hours as hours
from funding import invariants_of_invoices as invoicing
from funding import invariants_of_payments as payments
from funding import invariants_of_refunds as going_back
from funding.actions._heard import Settle
from funding.models.described import Describe
from funding.outbound import agreements as agreement_mail
from funding.outbound import declarations, invoice_mail, processor, refunds, reviewing
from funding.permissions import pays
from hub.kit.outbox import Handler
from knowledgebase import invariants as knowledge
from knowledgebase import invariants_of_erasure as erased_readers
from knowledgebase import invariants_of_verdicts as judged_knowledge
from knowledgebase.actions import _telling as knowledge_told
from knowledgebase.models import Experiment
from knowledgebase.models.mentioned import Mention
from knowledgebase.outbound import digest
from knowledgebase.outbound import judged as knowledge_judged
from knowledgebase.outbound import news as knowledge_news
from members import invariants as members
from members import invariants_of_erasure as erased
from members.models import User
from members.outbound import invitation, roles
from region import invariants as atlas
from region import invariants_of_needs as needs
from region import invariants_of_pilots as pilots
from region.actions.queue_reminders import REMINDER_KIND
from region.models import needs_reading, pilot_reads
from region.outbound import answers as atlas_answers
from region.outbound import files as entry_files
from region.outbound import needs as need_mail
from region.outbound import pilot_mail
from region.outbound import reminding as atlas_reminding

# Outbox kind -> who delivers it.
OUTBOX: dict[str, Handler] = {
    "invitation": invitation.send,
    "role.granted": roles.send_granted,
    "second_factor.forgotten": roles.send_forgotten,
    "booking.confirmed": contracts.send,
    "booking.cancelled": booking_mail.send,
    "booking.changed": contracts.send,
    "offer.made": papers.keep_offer,
    "contract.frozen": papers.keep_contract,
    **dict.fromkeys(fee_news.KINDS, booking_mail.send),
    **dict.fromkeys(booking_news.KINDS, booking_mail.send),
    **dict.fromkeys(refund_news.KINDS, booking_mail.send),
    **dict.fromkeys(dispute_news.KINDS, booking_mail.send),
    "dispute.returned": dispute_news.returned,
    "refund.send": refunds.send,
    "cards.reconcile": refunds.reconcile,
    **dict.fromkeys(payment_news.KINDS, booking_mail.send),
    "agreement.closed": agreement_mail.send_closed,
    "caller.link": handing_over.send_link,
    "caller.taken_over": handing_over.send_taken_over,
    "booking.said": thread.send,
    "booking.tomorrow": timed.send,
    "booking.return": timed.send,
    "booking.thanks": timed.send,
    "booking.set_up": timed.send,
    "booking.bill": billing.send,
    "induction.granted": induction_mail.send,
    "induction.lapses": induction_mail.send,
    "induction.withdrawn": induction_mail.send,
    "session.unsaid": sessions.send,
    "invoice.issued": invoice_mail.send,
    "invoice.remind": invoice_mail.remind,
    **dict.fromkeys(series_mail.KINDS, series_mail.send),
    "request.pressed": pressing.press,
    "request.pressed_manager": pressing.send,
    "waitlist.ended": waitlist_mail.send,
    "second.taken": second_mail.send,
    "second.ended": second_mail.send,
    "declaration.decided": declarations.send,
    "declaration.glass": declarations.send,
    "declaration.remind": declarations.remind,
    "declaration.ends": declarations.send,
    "declaration.waits": reviewing.send,
    "payment.cancel": processor.cancel,
    "stripe.event": processor.apply,
    "knowledge.digest": digest.send,
    "import.read": importing.read,
    "import.write": importing.write,
    "hub.project": importing.project,
    "entries.read": entry_files.read,
    "entries.write": entry_files.write,
    "suggestion.answered": atlas_answers.suggestion_answered,
    "claim.answered": atlas_answers.claim_answered,
    "entry.changed": atlas_answers.entry_changed,
    REMINDER_KIND: atlas_reminding.send,
    **dict.fromkeys(knowledge_told.KINDS, knowledge_judged.send),
    **knowledge_news.KINDS,
    **dict.fromkeys(need_mail.KINDS, need_mail.send),
    **dict.fromkeys(pilot_mail.WRITERS, pilot_mail.send),
}

# What a hub has promised of its units and hours, asked before it takes some of that away.
PROMISES = Promises(
    on_unit=booked.on_unit,
    outside_hours=booked.outside_hours,
    of_facilities=booked.of_facilities,
    move_off=moving.move_off,
)

# Kind of what a booking may be part of -> which of them an organisation takes part in, and what they are called.
PART_OF: dict[str, Wholes] = {"pilot": pilot_reads.WHOLES}

# How many look for what a hub has and wait for its answer.
WANTED: Callable[[Hub, datetime], int] = needs_reading.unanswered_near

# Who else speaks of an experiment.
MENTIONED: list[Callable[[Experiment], list[Mention]]] = [pilot_reads.mentions]

# Who is of a payer, asked before somebody becomes a reviewer.
PAYS: Callable[[User], bool] = pays

# Kind of what funds carry -> what it is in a few words, for whom it is accounted to.
DESCRIBED: dict[str, Describe] = {"booking": booked_things.described}

# Kind of what is paid for -> what to do with what the card processor says of its payment.
PAYABLE: dict[str, Settle] = {"booking": settle_payment.settle_payment}

# Code of an invariant -> who looks for violations; each answers with sentences, none when all is well.
INVARIANTS: dict[str, Callable[[], list[str]]] = {
    "I1": bookings.no_unit_twice,
    "I1b": facilities.no_opening_twice,
    "I1c": facilities.leaves_are_the_parts,
    "I2": funding.entries_balance,
    "I3": funding.books_are_guarded,
    "I3b": closing.closed_books_stay_closed,
    "I4": funding.funds_commit_what_they_have,
    "I4b": funding.caps_are_kept,
    "I4c": funding.funds_keep_to_their_agreement,
    "I4d": funding.provisional_bands_are_capped,
    "I4e": aid.aid_stays_below_its_ceiling,
    "I4g": aid.aid_is_what_was_said_then,
    "I4f": funding.closed_agreements_are_over,
    "I5": bookings.parts_make_the_price,
    "I5b": booked_books.what_is_done_is_earned,
    "I5c": fees.fees_are_carried,
    "I6": funding.balances_equal_postings,
    "I6b": funding.allocations_equal_ledger,
    "I6c": funding.payments_equal_ledger,
    "I6d": funding.movements_equal_ledger,
    "I6e": funding.months_equal_allocations,
    "I7": bookings.one_request_one_effect,
    "I8": payments.payments_are_in_the_books,
    "I8b": going_back.refunds_are_as_noted,
    "I8c": disputed.disputes_are_in_the_books,
    "I9": bookings.confirmations_are_told,
    "I10": bookings.expired_holds_stay_expired,
    "I10b": bookings.seconds_wait_behind_the_first,
    "I10f": in_line.offers_hold_while_they_wait,
    "I10e": in_line.lines_are_kept,
    "I10c": paid_bookings.what_blocks_may_be_paid,
    "I10d": repeated.dates_are_of_their_series,
    "I11": paid_bookings.late_money_is_honoured_or_given_back,
    "I12": bands.evidence_is_read_by_those_named,
    "I12b": bands.decisions_are_signed,
    "I12c": bands.bands_are_as_decided,
    "I12d": bands.evidence_has_its_files,
    "I13": bookings.price_is_frozen,
    "I13b": fees.terms_never_change,
    "I16": erased.erased_are_nobody,
    "I16b": erased_readers.nobody_is_named,
    "I16c": erased_guests.nobody_follows_bookings,
    "I17": bookings.changes_are_audited,
    "I17b": funding.changes_are_audited,
    "I17d": bands.reviews_are_audited,
    "I17f": funding.movements_are_audited,
    "I17c": members.grants_are_audited,
    "I17e": fees.changes_are_audited,
    "I17s": repeated.series_are_audited,
    "I17j": payments.ways_to_pay_are_audited,
    "I17k": going_back.refunds_are_audited,
    "I17t": talk.talk_is_audited,
    "I17u": talk.talk_has_its_files,
    "I17o": brought.imports_are_audited,
    "I18": hours.months_equal_entries,
    "I18b": hours_booked.hours_are_as_promised,
    "I18c": hours.hours_are_guarded,
    "I18d": hours.pledges_are_audited,
    "I17l": blocks.blocks_are_audited,
    "I20": blocks.blocks_hold_their_units,
    "I19": invoicing.numbers_have_no_gap,
    "I19b": invoicing.invoices_add_up,
    "I19c": invoicing.credit_notes_take_back,
    "I19d": invoicing.transfers_equal_ledger,
    "I19h": advanced.advances_equal_ledger,
    "I17w": advanced.advances_are_audited,
    "I19e": invoicing.invoices_are_guarded,
    "I19f": billed.what_is_done_is_invoiced_once,
    "I19g": billed.papers_are_of_bookings,
    "I21": inducted.who_comes_was_shown_how,
    "I21b": inducted.sessions_give_once,
    "I21c": inductions.grants_are_audited,
    "I17m": calendars.calendars_are_audited,
    "I17n": calendars.links_are_audited,
    "I22": knowledge.published_was_approved,
    "I22b": knowledge.versions_are_guarded,
    "I17v": knowledge.contributions_are_audited,
    "I24": search.nothing_private_is_found,
    "I24b": search.index_agrees,
    "I25": atlas.entries_are_as_kept,
    "I25b": atlas.history_is_guarded,
    "I17x": atlas.entries_are_audited,
    "I26": contacts.contact_logs_stay_private,
    "I26b": contacts.contact_logs_are_audited,
    "I27": needs.needs_are_met_once,
    "I17y": needs.needs_are_audited,
    "I28": pilots.bookings_are_part_of_theirs,
    "I17z": pilots.pilots_are_audited,
    "I17h": invoicing.invoices_are_audited,
    "I17q": judged_knowledge.what_readers_say_is_audited,
}

# Tables that the runtime role may only add to.
APPEND_ONLY = [
    "kit_auditrow",
    "funding_entry",
    "funding_posting",
    "funding_closedperiod",
    "funding_decisionrecord",
    "funding_hourentry",
    "funding_invoice",
    "funding_invoicepart",
    "funding_invoiceline",
    "funding_banktransfer",
    "funding_paper",
    "bookings_offer",
    "bookings_advance",
    "bookings_contract",
]
