from funding.forms.declaring import DeclarationForm
from funding.forms.paying import ReceivedForm
from funding.forms.rates import RateCardForm, VatForm

__all__ = ["DeclarationForm", "RateCardForm", "ReceivedForm", "VatForm"]
