"""Signing in and out, and the organisation's own data."""

import datetime as dt

import pytest

from api.domain.organisation.tables import KeyFigure, Mandate, Municipality, Person
from tests.api.site import API, PASSWORD, Site

CREDENTIALS = {"username": "kari", "password": PASSWORD}


async def test_signing_in_tells_who_one_is(site: Site):
    client = await site.connect()
    answer = await client.post(f"{API}/session", json=CREDENTIALS)
    me = await client.get(f"{API}/me")

    assert (answer.status_code, answer.json()["user"]["name"]) == (201, "Kari Kontor")
    assert me.json() == answer.json()["user"]


@pytest.mark.parametrize(
    "credentials",
    [{"username": "kari", "password": "wrong"}, {"username": "ingen", "password": PASSWORD}],
    ids=["password", "name"],
)
async def test_a_wrong_name_or_password_is_refused_alike(site: Site, credentials):
    answer = await site.anonymous.post(f"{API}/session", json=credentials)

    assert (answer.status_code, answer.json()["detail"]) == (401, "The user name or the password is wrong.")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("credentials", [{}, {"username": "", "password": "x"}, {"username": "a\0", "password": "x"}])
async def test_credentials_that_are_none_are_a_fault_of_the_input(site: Site, credentials):
    assert (await site.anonymous.post(f"{API}/session", json=credentials)).status_code == 422


async def test_signing_out_without_a_session_is_no_fault(site: Site):
    assert (await site.anonymous.delete(f"{API}/session")).status_code == 204


async def test_the_organisation_and_its_bodies_are_shown(site: Site):
    organisation = (await site.admin.get(f"{API}/organisation")).json()
    bodies = (await site.admin.get(f"{API}/bodies")).json()["items"]

    assert organisation["shortName"] == "Fjordane KO"
    assert [(body["slug"], body["agendaNoticeDays"], body["papersNoticeDays"]) for body in bodies] == [
        ("nettverket", 14, 7),
        ("styret", 14, 7),
    ]


async def test_municipalities_are_shown_with_their_figures_newest_first(site: Site):
    async with site.database.work.begin() as session:
        municipality = Municipality(number="4639", name="Vik", sort_key="vik")
        session.add(municipality)
        await session.flush()
        for year in (2024, 2025):
            session.add(
                KeyFigure(
                    municipality_id=municipality.id,
                    series="population",
                    as_of=dt.date(year, 1, 1),
                    value=2600 + year % 10,
                    source="SSB 07459",
                )
            )
    (shown,) = (await site.admin.get(f"{API}/municipalities")).json()["items"]

    assert [(figure["asOf"], figure["value"]) for figure in shown["keyFigures"]] == [
        ("2025-01-01", "2605.0000"),
        ("2024-01-01", "2604.0000"),
    ]


async def test_the_seats_of_a_body_are_shown(site: Site):
    async with site.database.work.begin() as session:
        person = Person(name="Ola Leiar", sort_key="ola")
        session.add(person)
        await session.flush()
        session.add(Mandate(person_id=person.id, body_id=site.body_id, role="chair", starts_on=dt.date(2023, 10, 1)))
    seats = (await site.admin.get(f"{API}/bodies/{site.body_id}/mandates")).json()["items"]
    (seat,) = [one for one in seats if one["personName"] == "Ola Leiar"]

    assert (seat["personName"], seat["role"], seat["startsOn"], seat["endsOn"]) == (
        "Ola Leiar",
        "chair",
        "2023-10-01",
        None,
    )


async def test_the_seats_of_a_body_that_does_not_exist_are_not_found(site: Site):
    assert (await site.admin.get(f"{API}/bodies/body_x/mandates")).status_code == 404
