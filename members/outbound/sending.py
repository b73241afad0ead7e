"""How a mail to one reader leaves: a refusal for good is written down, anything else is tried again by the outbox."""

import re
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage

from hub.kit import clock
from hub.kit.transactions import demand_outside
from members.actions.note_unreachable import note_unreachable

# 5.7.x: the server does not want *us* to send this. That says nothing about the address (RFC 3463).
OUR_OWN_FAULT = re.compile(r"^5\.7\.")


def hand_over(mail: EmailMessage) -> bool:
    """Send it. False where the server said for good that it has no such reader: that is noted, and trying again would
    be noise. What may pass (4xx, a server that is away, a fault of ours) is raised."""
    demand_outside("sending a mail")
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        refused = {address: (code, _text(said)) for address, (code, said) in error.recipients.items()}
        if not all(_is_for_good(code, said) for code, said in refused.values()):
            raise
        for address, (code, said) in refused.items():
            note_unreachable(address=address, code=code, said=said, now=clock.now())
        return False
    return True


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.replace("\0", " ").split())


def _is_for_good(code: int, said: str) -> bool:
    return 500 <= code < 600 and not OUR_OWN_FAULT.match(said)
