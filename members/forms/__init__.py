from members.forms.accounts import AccountForm, SignupForm
from members.forms.organisations import InvitationForm, OrganisationForm
from members.forms.roles import RoleForm

__all__ = ["AccountForm", "InvitationForm", "OrganisationForm", "RoleForm", "SignupForm"]
