"""Who can sign in to the demonstration region: `seed_demo` makes these people, `make up` prints them."""

from typing import NamedTuple

PASSWORD = "vliegwiel-demo"


class Login(NamedTuple):
    email: str
    who: str


LOGINS = (
    Login("noor@demo.test", "books for a dance-film collective of four"),
    Login("joris@demo.test", "works at the desk of a venue"),
)
