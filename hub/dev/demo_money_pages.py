"""Pages about payments that are made for the pictures (`demo_money`), and about invoices in each of their states."""

from collections.abc import Mapping

from hub.dev.demo_found import HANNA, JORIS, NOOR
from hub.dev.demo_pages import ANNA, Shot

REFUSED, ASKS = "4000000000000002", "4000002760003184"


def of_money(made: Mapping[str, str]) -> list[Shot]:
    """The names are `demo_money`'s."""

    def booking(what: str) -> str:
        return f"bookings/{made[what]}/"

    return [
        Shot("pay", f"{booking('paying')}pay/", NOOR),
        Shot("pay-refused", f"{booking('paying')}pay/", NOOR, card=REFUSED),
        Shot("pay-bank-asks", f"{booking('paying')}pay/", NOOR, card=ASKS),
        Shot("paid-waits", f"{booking('paying')}paid/", NOOR),
        Shot("paid-with-bank", f"{booking('with_bank')}paid/", NOOR),
        Shot("paid-called-off", f"{booking('called_off')}paid/", NOOR),
        Shot("paid", f"{booking('paid')}paid/", NOOR),
        Shot("paying-booking", booking("paying"), NOOR),
        Shot("paying-with-bank", booking("with_bank"), NOOR),
        Shot("paying-called-off", booking("called_off"), NOOR),
        Shot("paid-late-honoured", booking("late_honoured"), NOOR),
        Shot("paid-late-back", booking("late_back"), NOOR),
        Shot("paid-desk", booking("paid"), JORIS),
        Shot("refund-before", f"{booking('paid')}cancel/", NOOR),
        Shot("refund-coming", booking("coming_back"), NOOR),
        Shot("refund-arrived", booking("came_back"), NOOR),
        Shot("refund-failed", booking("not_back"), NOOR),
        Shot("refund-failed-desk", booking("not_back"), HANNA),
        Shot("refund-by-bank", booking("back_by_bank"), NOOR),
        Shot("offered", booking("offered"), NOOR),
        Shot("differences", "setup/books/differences/", ANNA),
        Shot("cards-settings", "desk/effenaar/cards/", HANNA),
        # As who pays it reads it: so do the site's administrators.
        Shot("invoice-to-pay", f"invoices/{made['invoice_open']}/", ANNA),
        *(Shot(f"invoice-{what}", f"invoices/{made[f'invoice_{what}']}/", who) for what, who in INVOICES),
    ]


# What of an invoice is shown, and to whom.
INVOICES = (("open", HANNA), ("overdue", HANNA), ("paid", HANNA), ("credit", HANNA), ("ours", NOOR))
