"""`manage.py check_invariants`: what must hold whatever happened, checked against the rows themselves."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from hub.wiring import INVARIANTS

SHOWN = 20


class Command(BaseCommand):
    help = "Check every invariant against the database; ends with 1 when one is broken."

    def handle(self, **options: Any) -> None:
        broken = 0
        for code, check in INVARIANTS.items():
            violations = check()
            sentence = " ".join((check.__doc__ or "").split("\n\n")[0].split())
            broken += bool(violations)
            style = self.style.ERROR if violations else self.style.SUCCESS
            self.stdout.write(f"{style('broken' if violations else 'holds '):<8} {code:<4} {sentence}")
            for violation in violations[:SHOWN]:
                self.stdout.write(f"              {violation}")
            if len(violations) > SHOWN:
                self.stdout.write(f"              and {len(violations) - SHOWN} more")
        if broken:
            self.stdout.write(f"{broken} of {len(INVARIANTS)} invariants are broken: see docs/operations.md.")
            sys.exit(1)
        self.stdout.write(f"All {len(INVARIANTS)} invariants hold.")
