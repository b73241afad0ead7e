"""Pilots in the demonstration region."""

from hub.wiring import INVARIANTS
from region.models import BudgetState, Pilot
from region.models.pilot_reads import drawn_by, labs_of, months_under, public_partners, results_of


def test_three_pilots_show_what_one_can_say_of_them(region):
    pilots = list(Pilot.objects.public().order_by("pk"))
    assert len(pilots) == 3 and all(each.is_demo for each in pilots)
    assert sorted(each.state for each in pilots) == ["running", "running", "stopped"]
    assert all(labs_of(each) and public_partners(each.partners.all()) for each in pilots)
    assert sum(bool(results_of(each.experiment)) for each in pilots) >= 1
    assert sum(bool(months_under(each)) for each in pilots) >= 2
    for each in pilots:
        assert each.budget_state in (BudgetState.NONE, BudgetState.AGREED)
        assert sum(drawn_by(each)) <= (each.budget_cents or 0)
        assert each.state != "stopped" or each.outcome_nl and each.outcome_en
    assert INVARIANTS["I28"]() == INVARIANTS["I17z"]() == []
