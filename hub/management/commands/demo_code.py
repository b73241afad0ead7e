"""`manage.py demo_code hanna@demo.test`: the code that the app of a demonstration log-in would show now."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.dev import totp
from hub.dev.logins import LOGINS


class Command(BaseCommand):
    help = "Tell the present code of a demonstration log-in that has a second factor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        if settings.IS_PUBLIC or not settings.DEMONSTRATION:
            raise CommandError("This site is no demonstration: nobody's code is known here.")
        secrets = {login.email: login.totp_secret for login in LOGINS if login.needs_code}
        if email not in secrets:
            raise CommandError(f"No demonstration log-in with a code; those are: {', '.join(secrets)}.")
        self.stdout.write(totp.code(secrets[email]))
