from members.forms.signup import SignupForm

__all__ = ["SignupForm"]
