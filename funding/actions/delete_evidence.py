from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from funding.actions._evidence import drop, forget, present
from funding.models import BandDeclaration, DeclarationStatus, Evidence, Review
from funding.models.evidence import evidence_files
from funding.models.limits import COUNTRY
from funding.models.reviews import AGAIN
from funding.rules.time import local_day
from hub.kit.audit import SITE, record
from hub.kit.batches import each_alone
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb

# A file whose row is not there yet may be coming: nobody needs a day to send a form.
NOBODYS_AFTER = timedelta(days=1)


def delete_evidence(*, now: datetime) -> int:
    """At night: the evidence of each declaration that nobody can object to any more goes, files and names; the hashes
    stay in the signed record. Files that belong to no row go too. Returns of how many declarations."""
    today = local_day(now, COUNTRY)
    due = list(_due(today).values_list("pk", flat=True))
    done = each_alone("deleting evidence", lambda pk: _delete(pk=pk, now=now), due)
    _sweep(now)
    return done


def _due(today: date) -> QuerySet[BandDeclaration]:
    """With files, and nothing left to decide or object to: decided and the days over, decided again, replaced, or over
    before anybody looked."""
    of_it = Review.objects.filter(declaration=OuterRef("pk"))
    undecided = Exists(of_it.filter(decided_at=None))
    objectionable = Exists(of_it.filter(objection_until__gte=today))
    again = Exists(of_it.filter(round=AGAIN, decided_at=None))
    files = Exists(Evidence.objects.filter(declaration=OuterRef("pk"), removed_at=None))
    over = Q(valid_until__lt=today, status=DeclarationStatus.PROVISIONAL) | Q(
        status=DeclarationStatus.REPLACED
    )
    return (
        BandDeclaration.objects.filter(files)
        .filter(over | (~undecided & ~objectionable))
        .exclude(again)
        .order_by("pk")
    )


@verb
def _delete(*, pk: int, now: datetime) -> bool:
    declaration = BandDeclaration.objects.get(pk=pk)
    # Whoever asks again in this moment comes before or after: then there is nothing left to look at, or it stays.
    lock([(LockKind.ORGANISATION, declaration.organisation_id)])
    if not _due(local_day(now, COUNTRY)).filter(pk=pk).exists():
        return False
    files = present(declaration)
    forget(files, now=now)
    record(
        action="funding.delete_evidence",
        about=declaration.ref,
        actor=SITE,
        now=now,
        organisation_id=declaration.organisation_id,
        facts={"sha256": [each.sha256 for each in files]},
    )
    return True


def _sweep(now: datetime) -> None:
    """Files that no row speaks of: of what broke off between a file and its row, or of rows that are gone."""
    storage = evidence_files()
    try:
        _folders, names = storage.listdir("")
    except FileNotFoundError:
        return
    known = set(Evidence.objects.filter(removed_at=None).values_list("stored", flat=True))
    old = [
        name for name in names if name not in known and storage.get_modified_time(name) < now - NOBODYS_AFTER
    ]
    drop(old)
