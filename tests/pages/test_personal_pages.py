"""What was shown to somebody signed in is not found again on a shared computer."""

from tests.cast import assemble
from tests.signing_in import sign_in


def test_a_signed_in_persons_pages_are_kept_nowhere(db, client) -> None:
    cast = assemble()
    sign_in(client, cast.bo)
    assert client.get("/en/bookings/")["Cache-Control"] == "private, no-store"


def test_a_visitors_pages_say_nothing_of_it(db, client) -> None:
    assert "no-store" not in client.get("/en/").get("Cache-Control", "")
