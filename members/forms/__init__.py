from members.forms.accounts import AccountForm, MailedCodeForm, SignupForm
from members.forms.organisations import InvitationForm, OrganisationForm
from members.forms.roles import RoleForm

__all__ = ["AccountForm", "InvitationForm", "MailedCodeForm", "OrganisationForm", "RoleForm", "SignupForm"]
