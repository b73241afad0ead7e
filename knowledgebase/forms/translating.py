from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledgebase.models import Article
from knowledgebase.models.translations import without_translation


class JoinForm(forms.Form):
    """Which of the articles that nobody has joined yet says the same in another language."""

    other: Any = forms.ModelChoiceField(
        queryset=None, label=_("The article that says the same"), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.queryset = without_translation(article)
        field.label_from_instance = lambda each: f"{each.title} ({each.language})"
