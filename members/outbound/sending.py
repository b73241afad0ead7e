"""How a mail to one reader leaves: a refusal for good is written down, anything else is tried again by the outbox. All
mails of the site go through here (tests/fitness/test_mails.py)."""

from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage

from hub.kit import clock
from hub.kit.transactions import demand_outside
from members.actions.note_unreachable import note_unreachable
from members.outbound.return_path import return_path
from members.rules.refusals import is_for_good, plain


def hand_over(mail: EmailMessage) -> bool:
    """Send it. False where the server said for good that it has no such reader: that is noted, and trying again would
    be noise. What may pass (4xx, a server that is away, a fault of ours) is raised."""
    demand_outside("sending a mail")
    _come_back_to_us(mail)
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        refused = {address: (code, plain(said)) for address, (code, said) in error.recipients.items()}
        if not all(is_for_good(code, said) for code, said in refused.values()):
            raise
        for address, (code, said) in refused.items():
            note_unreachable(address=address, code=code, said=said, now=clock.now())
        return False
    return True


def _come_back_to_us(mail: EmailMessage) -> None:
    """The envelope's sender is where a relay returns it hours later; the reader still sees the site's own address. Of
    several readers nobody could say which one it did not reach: none of our mails has several."""
    readers = mail.recipients()
    back = return_path(readers[0], now=clock.now()) if len(readers) == 1 else ""
    if back:
        mail.extra_headers.setdefault("From", mail.from_email)
        mail.from_email = back
