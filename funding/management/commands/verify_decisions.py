"""`manage.py verify_decisions [--organisation N]`: what an auditor asks. Is this decision what was decided then?"""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from funding.invariants_of_bands import verdict_of
from funding.models import DecisionRecord
from hub.kit.signatures import Verdict


class Command(BaseCommand):
    help = (
        "Read the signed records of decisions about declarations and say of each whether its signature holds; ends "
        "with 1 when one does not. A file in somebody's drawer is the one that was seen when its SHA-256 is listed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", type=int, help="only of the organisation with this id")

    def handle(self, **options: Any) -> None:
        records = DecisionRecord.objects.all()
        if options["organisation"] is not None:
            records = records.filter(organisation_id=options["organisation"])
        bad = 0
        for record in records.iterator(chunk_size=500):
            verdict = verdict_of(record)
            bad += verdict != Verdict.HOLDS
            style = self.style.SUCCESS if verdict == Verdict.HOLDS else self.style.ERROR
            name = f"{style(verdict)}: {record.about} round {record.round}, key {record.key_id}"
            if verdict != Verdict.HOLDS:
                self.stdout.write(name)
                continue
            said = json.loads(record.said)
            band = f"band {said['band']}" if said["band"] else "no band"
            self.stdout.write(
                f"{name}, organisation {record.organisation_id}, year {said['fiscal_year']}, {said['outcome']} "
                f"({said['reason']}), {band}, declared {said['declared_band']}, "
                f"by person {said['decided_by']} at {said['decided_at']}"
            )
            for sha256 in said["evidence_sha256"]:
                self.stdout.write(f"    {sha256}")
        self.stdout.write(f"{records.count()} records, {bad} of them do not hold.")
        if bad:
            sys.exit(1)
