"""What waits at the desk of a quartermaster: what somebody tells, an organisation that says an entry is theirs, and a
file of entries that waits for a yes. All made up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bookings.models import ImportState
from hub.demo.people import Maker, town
from hub.kit.audit import record
from hub.kit.spreadsheet import csv_of
from hub.kit.transactions import step
from members.models import Post, Region, Role, User
from region.actions._comparing import as_preview
from region.actions._filing import parsed, planned
from region.models import AtlasEntry, Claim, EntryFile, Suggestion

TOLD = {
    "name": "Geluidsatelier Nergenshoek (verzonnen)",
    "kind": "lab",
    "website": "https://geluidsatelier.example",
    "about": "Verzonnen voor de demonstratie: een atelier waar makers met ruimtelijk geluid werken.",
}
OTHER_SITE = {"website": "https://beeldwerf.example/nieuw"}
# The name and town of the second are known: what it says is a change.
HEAD = ("Naam", "Soort", "Plaats", "Website", "Bron")
SOURCE = "Verzonnen voor de demonstratie"
ROWS = (
    ("Lichtwerf Kempenrand (verzonnen)", "lab", "Eindhoven", "lichtwerf.example", SOURCE),
    ("Klankkast Peelland (verzonnen)", "living lab", "Helmond", "klankkast.example/lab", SOURCE),
)
CLAIMED = "Stichting Beeld-werf Maasoever (verzonnen)"


@step
def make_what_comes_in(*, region: Region, makers: Sequence[Maker], now: datetime) -> None:
    """After the entries that are being mapped."""
    entry = AtlasEntry.objects.get(name=CLAIMED)
    Suggestion.objects.create(
        region=region,
        municipality=town("Eindhoven"),
        facts=TOLD,
        words="Ze zitten er sinds dit voorjaar; ik was op de opening.",
        sent_at=now - timedelta(days=2),
    )
    Suggestion.objects.create(
        region=region,
        entry=entry,
        facts=OTHER_SITE,
        words="De site is verhuisd.",
        sent_at=now - timedelta(hours=5),
    )
    _claim(entry, makers[0], now - timedelta(days=1))
    _file(region, now - timedelta(minutes=30))


@step
def _claim(entry: AtlasEntry, maker: Maker, at: datetime) -> None:
    organisation = maker.organisation
    owner = organisation.memberships.filter(post=Post.OWNER).order_by("pk")[0].person
    claim = Claim.objects.create(
        entry=entry,
        organisation=organisation,
        words="Wij beheren deze werf sinds vorig jaar (verzonnen).",
        claimed_by=owner,
        claimed_at=at,
    )
    record(
        action="region.claim_entry",
        about=claim.ref,
        actor=owner,
        now=at,
        organisation_id=organisation.pk,
        facts={"entry": entry.pk},
    )


@step
def _file(region: Region, at: datetime) -> None:
    quartermaster = User.objects.filter(
        grants__role=Role.QUARTERMASTER, grants__scope=f"region:{region.pk}"
    ).order_by("pk")[0]
    file = EntryFile(
        region=region,
        file_name="labs-brabant.csv",
        content=csv_of([HEAD, *ROWS], "nl"),
        created_by=quartermaster,
        created_at=at,
    )
    understood, encoding = parsed(file)
    plan = planned(file, understood)
    file.preview, file.rows = as_preview(plan, encoding), len(plan.rows)
    file.state = ImportState.REFUSED if plan.problems else ImportState.READ
    file.save()
