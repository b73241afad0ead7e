"""Mails that came back, as different mail servers write them (RFC 3464), made here."""

from collections.abc import Sequence

OURS = """Received: from site.example by relay.example; Sat, 28 Nov 2026 10:00:00 +0100
From: Vliegwiel <noreply@vliegwiel.example>
To: {to}
Subject: Booked: Effenaar
Content-Type: text/plain; charset="utf-8"

You are expected.
"""


def report(
    *,
    back_to: str,
    blocks: Sequence[str],
    returned: str = "message/rfc822",
    to: str = "bo@example.org",
    heads: str = "",
    words: str = "I'm sorry to have to inform you that your message could not be delivered.",
) -> bytes:
    """A report in three parts: words for people, a block for each address, and our mail or its head."""
    inside = OURS.format(to=to)
    if returned == "text/rfc822-headers":
        inside = inside.split("\n\n")[0] + "\n"
    status = "\n\n".join(["Reporting-MTA: dns; relay.example", *blocks])
    text = f"""Return-Path: <>
{heads}From: MAILER-DAEMON@relay.example (Mail Delivery System)
To: {back_to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain; charset=us-ascii

{words}

--edge
Content-Type: message/delivery-status

{status}

--edge
Content-Type: {returned}

{inside}
--edge--
"""
    return text.replace("\n", "\r\n").encode()


def postfix(back_to: str, *, to: str = "bo@example.org", status: str = "5.1.1", answer: str = "550") -> bytes:
    """Postfix, which names the address as it was given too."""
    return report(
        back_to=back_to,
        to=to,
        blocks=[
            f"""Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: failed
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {answer} {status} <{to}>: Recipient address rejected:
    User unknown in virtual mailbox table"""
        ],
    )


def exchange(back_to: str, *, to: str = "bo@example.org", status: str = "5.1.10") -> bytes:
    """Exchange: no address as it was given, a diagnosis without a blank, only the head of our mail."""
    return report(
        back_to=back_to,
        to=to,
        returned="text/rfc822-headers",
        blocks=[
            f"""Final-Recipient: rfc822;{to}
Action: failed
Status: {status}
Diagnostic-Code: smtp;550 {status} RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: Bo"""
        ],
    )


def gmail(back_to: str, *, to: str = "bo@example.org") -> bytes:
    """Gmail, which also says it in the mail's own head, and whose answers have lines."""
    return report(
        back_to=back_to,
        to=to,
        heads=f"X-Failed-Recipients: {to}\nDelivered-To: {back_to}\n",
        blocks=[
            f"""Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.example. (192.0.2.1, the server for the domain)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550 5.1.1 double-checking the recipient's email address for typos. - gsmtp
Last-Attempt-Date: Sat, 28 Nov 2026 01:00:03 -0800 (PST)"""
        ],
    )


def forwarded(back_to: str, *, to: str = "bo@example.org", on_to: str = "bo@gone.example") -> bytes:
    """It was taken for one address, sent on to another and refused there, of which we know nothing."""
    return report(
        back_to=back_to,
        to=f"Bo <{to}>",
        blocks=[
            f"""Final-Recipient: rfc822; {on_to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user"""
        ],
    )


def delayed(back_to: str, *, to: str = "bo@example.org") -> bytes:
    """Not yet: the server goes on trying."""
    return report(
        back_to=back_to,
        to=to,
        blocks=[
            f"""Final-Recipient: rfc822; {to}
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; 451 4.4.1 No answer from host"""
        ],
    )


def gave_up(back_to: str, *, to: str = "bo@example.org") -> bytes:
    """Failed after days of trying, for a reason that may pass."""
    return report(
        back_to=back_to,
        to=to,
        blocks=[
            f"""Final-Recipient: rfc822; {to}
Action: failed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.example.org[192.0.2.1]:25: Connection timed out"""
        ],
    )


def away(back_to: str) -> bytes:
    """A person's machine answers."""
    return f"""From: Bo <bo@example.org>
To: {back_to}
Subject: Away
Auto-Submitted: auto-replied
Content-Type: text/plain

550 5.1.1 I am away until Monday.
""".replace("\n", "\r\n").encode()
