"""Numbers without a gap: who takes one holds the row of its series until the transaction that uses it is over, so that
a number which is not used after all is given to the next one."""

from datetime import date

from funding.models import InvoicePrefix, InvoiceSeries
from hub.kit.transactions import step

# What comes between the prefix and the year for documents that are no invoices.
QUOTE = "Q"


@step
def next_number(*, prefix: InvoicePrefix, on: date, kind: str = "") -> tuple[InvoiceSeries, int, str]:
    """The series of that year, the place in it and the number: `EFF-2026-0007`, of a quote `EFF-Q2026-0007`."""
    code = f"{prefix.prefix}-{kind}{on.year}"
    series = held_series(code)
    if series is None:
        # Two who open a year at the same moment open it once.
        InvoiceSeries.objects.bulk_create([InvoiceSeries(code=code, prefix=prefix)], ignore_conflicts=True)
        series = held_series(code)
    if series is None:
        raise RuntimeError(f"the series {code} was opened and is not there")
    series.last += 1
    series.save(update_fields=["last"])
    return series, series.last, f"{code}-{series.last:04d}"


@step
def held_series(code: str) -> InvoiceSeries | None:
    return InvoiceSeries.objects.select_for_update(no_key=True).filter(code=code).first()
