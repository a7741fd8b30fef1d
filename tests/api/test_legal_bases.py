"""The list that a legal basis is chosen from."""

from tests.api.site import API, Site


async def test_the_list_says_what_each_basis_is_for_in_the_readers_language(site: Site):
    client = site.actors["case_officer"]
    nynorsk = (await client.get(f"{API}/legal-bases", headers={"Accept-Language": "nn"})).json()["items"]
    bokmaal = (await client.get(f"{API}/legal-bases", headers={"Accept-Language": "nb"})).json()["items"]
    one = next(basis for basis in nynorsk if basis["code"] == "offl-13-fvl-13")
    internal = next(basis for basis in nynorsk if basis["code"] == "offl-14")

    assert one["citation"] == "offentleglova § 13 jf. forvaltningslova § 13"
    assert (one["obligation"], one["appliesTo"]) == ("must", ["document", "item", "proposal"])
    assert not internal["casePapers"]
    assert "kommuneloven § 11-5 tredje ledd bokstav a" in {basis["citation"] for basis in bokmaal}
    assert all(basis["label"] for basis in nynorsk)
