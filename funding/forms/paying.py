from django import forms
from django.utils.translation import gettext_lazy as _

from hub.kit.form_fields import PaperDayField


class ReceivedForm(forms.Form):
    received_on = PaperDayField(label=_("Received on"))
