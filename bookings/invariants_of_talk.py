"""What must hold of what is said about bookings and of how they are set up. None when all is well."""

from bookings.models.private import booking_files
from bookings.models.set_ups import SetUpPhoto
from bookings.models.thread import ThreadFile
from hub.kit.sql import found

UNWRITTEN = """
SELECT 'booking ' || b.number || ': message ' || r.id || ' has ' || count(a.id) || ' audit rows'
FROM bookings_remark r JOIN bookings_booking b ON b.id = r.booking_id
LEFT JOIN kit_auditrow a ON a.about = 'booking:' || b.number AND a.at = r.at AND a.actor_id = r.person_id
    AND a.action IN ('bookings.ask', 'bookings.answer', 'bookings.say')
    AND (a.action <> 'bookings.say' OR (a.facts ->> 'remark')::bigint = r.id)
GROUP BY b.number, r.id HAVING count(a.id) <> 1 ORDER BY r.id
"""


def talk_is_audited() -> list[str]:
    """Each message has one audit row, of who said it and when."""
    return found(UNWRITTEN)


def talk_has_its_files() -> list[str]:
    """Each file of a message and each photo of a set-up is there."""
    names = [
        *ThreadFile.objects.order_by("pk").values_list("stored", flat=True),
        *SetUpPhoto.objects.order_by("pk").values_list("stored", flat=True),
    ]
    return [
        f"{name} is not among the files of bookings" for name in names if not booking_files().exists(name)
    ]
