from cms.forms.trying import TryForm

__all__ = ["TryForm"]
