from members.forms.accounts import AccountForm, SignupForm
from members.forms.organisations import InvitationForm, OrganisationForm

__all__ = ["AccountForm", "InvitationForm", "OrganisationForm", "SignupForm"]
