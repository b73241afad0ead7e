"""What is kept about people, by room: who tells them, who forgets them. Turns upward as `hub.wiring` does; no logic."""

from bookings.actions._forget_guest import forget_guest
from bookings.models import told as bookings
from cms.actions._forget_editor import forget_editor
from cms.models import told as cms
from facilities.actions._forget_holder import forget_holder
from facilities.models import told as facilities
from funding.models import told as funding
from knowledgebase.actions._forget_person import forget_person
from knowledgebase.models import told as knowledgebase
from members.actions._forget_account import forget_account
from members.models import told as members
from members.models.personal import Personal

# Room -> what it tells and how it forgets. The account itself comes last: the others find things by its address.
PERSONAL = {
    "site": Personal(tell=cms.told, forget=forget_editor),
    "knowledge": Personal(tell=knowledgebase.told, forget=forget_person),
    "bookings": Personal(tell=bookings.told, forget=forget_guest),
    "money": Personal(tell=funding.told),
    "inductions": Personal(tell=facilities.told, forget=forget_holder),
    "account": Personal(tell=members.told, forget=forget_account),
}

# What points at a person, model and field: emptied or removed by an erasure.
GOES = {
    "members.Membership.person",
    "members.User.email",
    "members.Invitation.email",
    "bookings.MailOptOut.person",
    "bookings.Caller.email",
    "bookings.HandOver.email",
    "knowledgebase.Author.person",
    "knowledgebase.Contribution.author",
    "knowledgebase.Version.made_by",
    "knowledgebase.Follow.person",
    "knowledgebase.Digest.person",
    "knowledgebase.Report.reporter",
    *(
        f"knowledgebase.{kind}.{field}"
        for kind in ("Trial", "Question", "Reply", "Flag")
        for field in ("person", "taken_off_by")
    ),
    "knowledgebase.Flag.looked_by",
    "account.EmailAddress.user",
    "mfa.Authenticator.user",
    "usersessions.UserSession.user",
    "wagtailusers.UserProfile.user",
}
# What stays and points at an account without a name: the books, a promise to others, who decided something.
STAYS = {
    "members.Grant.person",
    "members.Grant.granted_by",
    "members.Invitation.invited_by",
    "facilities.InductionGrant.person",
    "facilities.InductionGrant.given_by",
    "facilities.InductionGrant.withdrawn_by",
    "facilities.TrainingSession.planned_by",
    "funding.AidDeclaration.declared_by",
    "funding.BandDeclaration.declared_by",
    "funding.ClosedPeriod.closed_by",
    "funding.Evidence.added_by",
    "funding.BrokenGlass.person",
    "funding.Difference.booked_by",
    "funding.Review.asked_by",
    "funding.Review.not_by",
    "funding.Review.decided_by",
    "funding.Assignment.person",
    "bookings.Series.placed_by",
    "bookings.Booking.placed_by",
    "bookings.Booking.used_by",
    "bookings.Block.created_by",
    "bookings.Block.lifted_by",
    "bookings.Caller.created_by",
    "bookings.Feed.owner",
    "bookings.HandOver.made_by",
    "bookings.HandOver.used_by",
    "bookings.Import.created_by",
    "bookings.Import.asked_by",
    "bookings.InductionWaiver.by",
    "bookings.Attendance.noted_by",
    "bookings.Remark.person",
    "bookings.SecondOption.placed_by",
    "bookings.SetUp.changed_by",
    "bookings.CalendarSource.created_by",
    "bookings.WaitlistEntry.placed_by",
    "bookings.WaitlistEntry.used_by",
    "knowledgebase.Judgement.reviewer",
    "knowledgebase.Withdrawal.by",
    "knowledgebase.Report.answered_by",
}
# Addresses of an organisation or a hub, not of a person.
NOT_PERSONAL = {
    "members.Organisation.billing_email",
    "facilities.Hub.email",
    "funding.InvoiceAddress.email",
    "bookings.MessageSetting.technician_email",
    # Of an address and of nobody in particular; that of who is erased goes.
    "members.UnreachableAddress.address",
}
