from datetime import datetime

from django.core import signing
from django.utils.translation import gettext_lazy as _

from bookings.models.messages import OPTIONAL, MailOptOut
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User

# A separator that no address escapes, so that logs find the whole of it to hide.
SIGNER = signing.Signer(salt="vliegwiel.stop-mail", sep="~")


class NoSuchLink(Refusal):
    code = "no_such_link"
    status = 404
    message = _("This link is not whole. Copy it from the mail again, or choose your mails in your account.")


def stop_token(person_id: int, kind: str) -> str:
    """What stands in the mail: whose, and which kind. It opens nothing else, and does not run out: a mail may be read
    after years."""
    return SIGNER.sign(f"{person_id}-{kind}")


def read_token(token: str) -> tuple[int, str]:
    """Raises `NoSuchLink` for what is not ours, whole, and about a kind that one can do without."""
    try:
        person_id, _dash, kind = SIGNER.unsign(token).partition("-")
    except signing.BadSignature as error:
        raise NoSuchLink() from error
    if kind not in OPTIONAL:
        raise NoSuchLink()
    return int(person_id), kind


@verb
def stop_mail(*, token: str, now: datetime) -> str:
    """Somebody does not want this kind of mail any more: whoever has the link may say so, signed in or not (RFC 8058).
    The same twice is the same. Comes back: the kind. Raises `NoSuchLink`."""
    person_id, kind = read_token(token)
    if not User.objects.filter(pk=person_id).exists():
        raise NoSuchLink()
    row = MailOptOut(person_id=person_id, kind=kind, since=now)
    MailOptOut.objects.bulk_create([row], ignore_conflicts=True)
    return kind
