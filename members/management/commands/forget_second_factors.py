from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.kit import clock
from hub.kit.errors import Refusal
from members.actions.forget_second_factors import forget_second_factors
from members.models import User


class Command(BaseCommand):
    help = (
        "Take every second factor from somebody who lost telephone and recovery codes: "
        "`forget_second_factors fien@example.org --by anna@example.org`. They are told by mail, and set up a new one "
        "with a code from their mail. Make sure first, by telephone say, that it is they who ask."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--by", required=True, help="e-mail address of the site administrator who decides it"
        )

    def handle(self, **options: Any) -> None:
        people = [User.objects.filter(email__iexact=options[name]).first() for name in ("email", "by")]
        person, actor = people
        if person is None or actor is None:
            raise CommandError("Nobody here has that address.")
        try:
            forget_second_factors(person=person, actor=actor, now=clock.now())
        except Refusal as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{person.email} has no second factor any more.")
