"""Invoices as EHF Billing 3.0, which is Peppol BIS Billing 3.0 (a use of EN 16931 in UBL 2.1). Pure.

They are drafts: whoever keeps the accounts numbers and sends them. Contributions are no sale, so their category of
value added tax is O, outside the scope of it.
"""

from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from api.domain.budgets.invoicing import InvoiceDraft, Terms
from api.domain.kernel.money import json_nok

MEDIA_TYPE: Final = "application/xml"
_INVOICE: Final = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
_AGGREGATE: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_BASIC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_ORGANISATION: Final = "0192"
"""The register of legal entities (Enhetsregisteret) in the list of electronic address schemes."""
_COMMERCIAL_INVOICE: Final = "380"
_CREDIT_TRANSFER: Final = "30"
_OUTSIDE_VAT: Final = "O"
_OUTSIDE_VAT_REASON: Final = "VATEX-EU-O"
_ONE: Final = "C62"
_CURRENCY: Final = "NOK"


def invoice(draft: InvoiceDraft, terms: Terms) -> bytes:
    """The XML of one invoice, in UTF-8, with its elements in the order that UBL has them in."""
    root = Element("Invoice", {"xmlns": _INVOICE, "xmlns:cac": _AGGREGATE, "xmlns:cbc": _BASIC})
    for name, text in (
        ("CustomizationID", _CUSTOMIZATION),
        ("ProfileID", _PROFILE),
        ("ID", draft.number),
        ("IssueDate", terms.issued_on.isoformat()),
        ("DueDate", terms.due_on.isoformat()),
        ("InvoiceTypeCode", _COMMERCIAL_INVOICE),
        ("DocumentCurrencyCode", _CURRENCY),
        ("BuyerReference", draft.text),
    ):
        _basic(root, name, text)
    _party(root, "AccountingSupplierParty", draft.seller.name, draft.seller.number or "")
    _party(root, "AccountingCustomerParty", draft.payer.name, draft.payer.number or "")
    if terms.account is not None:
        means = _aggregate(root, "PaymentMeans")
        _basic(means, "PaymentMeansCode", _CREDIT_TRANSFER)
        _basic(means, "PaymentID", draft.number)
        _basic(_aggregate(means, "PayeeFinancialAccount"), "ID", terms.account)
    _tax(root, draft.amount)
    totals = _aggregate(root, "LegalMonetaryTotal")
    for name in ("LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount"):
        _amount(totals, name, draft.amount)
    _line(root, draft)
    indent(root)
    content: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + content + b"\n"


def _party(root: Element, role: str, name: str, number: str) -> None:
    party = _aggregate(_aggregate(root, role), "Party")
    _basic(party, "EndpointID", number, schemeID=_ORGANISATION)
    _basic(_aggregate(party, "PartyName"), "Name", name)
    _basic(_aggregate(_aggregate(party, "PostalAddress"), "Country"), "IdentificationCode", "NO")
    entity = _aggregate(party, "PartyLegalEntity")
    _basic(entity, "RegistrationName", name)
    _basic(entity, "CompanyID", number, schemeID=_ORGANISATION)


def _tax(root: Element, amount: Decimal) -> None:
    total = _aggregate(root, "TaxTotal")
    _amount(total, "TaxAmount", Decimal(0))
    subtotal = _aggregate(total, "TaxSubtotal")
    _amount(subtotal, "TaxableAmount", amount)
    _amount(subtotal, "TaxAmount", Decimal(0))
    category = _aggregate(subtotal, "TaxCategory")
    _basic(category, "ID", _OUTSIDE_VAT)
    _basic(category, "TaxExemptionReasonCode", _OUTSIDE_VAT_REASON)
    _basic(_aggregate(category, "TaxScheme"), "ID", "VAT")


def _line(root: Element, draft: InvoiceDraft) -> None:
    line = _aggregate(root, "InvoiceLine")
    _basic(line, "ID", "1")
    _basic(line, "InvoicedQuantity", "1", unitCode=_ONE)
    _amount(line, "LineExtensionAmount", draft.amount)
    item = _aggregate(line, "Item")
    _basic(item, "Name", draft.text)
    category = _aggregate(item, "ClassifiedTaxCategory")
    _basic(category, "ID", _OUTSIDE_VAT)
    _basic(_aggregate(category, "TaxScheme"), "ID", "VAT")
    _amount(_aggregate(line, "Price"), "PriceAmount", draft.amount)


def _aggregate(parent: Element, name: str) -> Element:
    return SubElement(parent, f"cac:{name}")


def _basic(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, f"cbc:{name}", attributes).text = text


def _amount(parent: Element, name: str, amount: Decimal) -> None:
    _basic(parent, name, json_nok(amount), currencyID=_CURRENCY)
