from django import forms
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from members.models import Discipline, Municipality, Organisation, OrganisationKind, Post
from members.rules.details import Details

# Which field can show a refusal; the others are shown above the form.
FIELDS = {
    "name_needed": "name",
    "kind_unknown": "kind",
    "bad_kvk_number": "kvk_number",
    "kvk_taken": "kvk_number",
    "bad_vat_number": "vat_number",
    "citizen_number": "vat_number",
    "not_an_address": "email",
    "already_invited": "email",
    "already_member": "email",
    "not_a_post": "post",
    "already_held": "email",
    "wrong_scope": "over",
}


class RefusableForm(forms.Form):
    def refused(self, refusal: Refusal) -> None:
        """Show a verb's 'no' beside the field that it is about."""
        field = FIELDS.get(refusal.code)
        self.add_error(field if field in self.fields else None, str(refusal))


class OrganisationForm(RefusableForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Choose…")), *OrganisationKind.choices],
        help_text=_("No registration at the KvK, or not yet? Choose “makers without a registration”."),
    )
    municipality = forms.ModelChoiceField(
        label=_("Seat"),
        queryset=Municipality.objects.select_related("region"),
        empty_label=_("Choose…"),
        help_text=_(
            "The town where you work from, or the nearest one in this list. Some funds are for one region."
        ),
    )
    disciplines = forms.ModelMultipleChoiceField(
        label=_("What you make"),
        queryset=Discipline.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kvk_number = forms.CharField(
        label=_("KvK number"),
        max_length=12,
        required=False,
        help_text=_("Eight digits, if you have one."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    vat_number = forms.CharField(
        label=_("VAT number"),
        max_length=20,
        required=False,
        help_text=_(
            "Such as NL123456789B01, if you have one. Freelancers: the VAT identification number that you put on "
            "invoices, not the tax number from before 2020, which contains your BSN."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    billing_email = forms.EmailField(label=_("E-mail address for invoices"), max_length=254, required=False)

    def details(self) -> Details:
        """The cleaned fields as the verbs want them."""
        data = self.cleaned_data
        return Details(
            name=data["name"],
            kind=data["kind"],
            municipality_id=data["municipality"].pk,
            discipline_ids=tuple(discipline.pk for discipline in data["disciplines"]),
            kvk_number=data["kvk_number"],
            vat_number=data["vat_number"],
            street=data["street"],
            postcode=data["postcode"],
            billing_email=data["billing_email"],
        )

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, object]:
        plain = ("name", "kind", "kvk_number", "vat_number", "street", "postcode", "billing_email")
        return {name: getattr(organisation, name) for name in plain} | {
            "municipality": organisation.municipality_id,
            "disciplines": list(organisation.disciplines.values_list("pk", flat=True)),
        }


class InvitationForm(RefusableForm):
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Only who reads this address can accept."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    post = forms.ChoiceField(
        label=_("Role"), choices=Post.choices, initial=Post.BOOKER, widget=forms.RadioSelect
    )
