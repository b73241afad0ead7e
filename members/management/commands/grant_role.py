from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from members.actions.grant_role import grant_role
from members.models import Role, User


class Command(BaseCommand):
    help = (
        "Give somebody a role: `grant_role teun@example.org hub_staff hub:3 --by anna@example.org`. "
        "Who gives it must be allowed to and have a second factor; the first site administrator is made with "
        "`createsuperuser`, signs in and sets one up."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("scope", help="hub:3, region:2, organisation:7 or site:all")
        parser.add_argument(
            "--by", required=True, help="e-mail address of the site administrator who decides it"
        )

    def handle(self, **options: Any) -> None:
        person, actor = self._person(options["email"]), self._person(options["by"])
        try:
            scope = Ref.parse(options["scope"])
            grant_role(person=person, role=options["role"], scope=scope, actor=actor, now=clock.now())
        except (Refusal, ValueError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{person.email} is {options['role']} of {scope}.")

    def _person(self, email: str) -> User:
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        return person
