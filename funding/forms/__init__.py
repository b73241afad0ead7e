from funding.forms.bands import BandsForm
from funding.forms.declaring import DeclarationForm
from funding.forms.giving import AgreementForm, FunderForm, FundForm, TrancheForm
from funding.forms.paying import ReceivedForm
from funding.forms.rates import RateCardForm, VatForm
from funding.forms.reviewing import AgainForm, DecisionForm, EvidenceForm, GlassForm
from funding.forms.surcharges import SurchargeForms, initial_surcharges, surcharges_in

__all__ = [
    "AgainForm",
    "AgreementForm",
    "BandsForm",
    "DecisionForm",
    "DeclarationForm",
    "EvidenceForm",
    "FundForm",
    "FunderForm",
    "GlassForm",
    "RateCardForm",
    "ReceivedForm",
    "SurchargeForms",
    "TrancheForm",
    "VatForm",
    "initial_surcharges",
    "surcharges_in",
]
