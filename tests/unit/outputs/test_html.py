import datetime as dt
import itertools
import json
import re
from typing import get_args

import pytest
from hypothesis import given, settings
from lxml import html as parser

from api.domain.publications.schemas import Supplement
from api.domain.publications.snapshot import Snapshot
from api.outputs import addresses, html
from api.outputs.labels import LANGUAGES
from api.outputs.summary import Withdrawal, summarise
from tests.unit.outputs.snapshots import AGENDA_ONLY, ALL, BODY, CANCELLED, HOSTILE, ORGANISATION, SAMPLE, at, snapshots

BASE = "https://sogn.example"
TODAY = dt.date(2025, 10, 1)
ASSETS = html.Assets(css=("/assets/site.css",), js=("/assets/site.js",))
VERSIONS = (summarise(AGENDA_ONLY), summarise(SAMPLE))
WITHDRAWN = summarise(SAMPLE, Withdrawal(withdrawn_at=at(12), reason="Feil vedlegg i sak 9."))


def pages(snapshot: Snapshot, lang: str = "nn") -> list[str]:
    """Every page that a snapshot gives."""
    contents = [
        (html.meeting_head(snapshot, base_url=BASE, lang=lang), html.meeting_content(snapshot, VERSIONS, lang=lang)),
        *(
            (html.case_head(snapshot, item, base_url=BASE, lang=lang), html.case_content(snapshot, item, lang=lang))
            for item in snapshot.items
        ),
        (
            html.meeting_list_head(ORGANISATION, base_url=BASE, lang=lang),
            html.meeting_list_content([summarise(snapshot)], [BODY], today=TODAY, lang=lang),
        ),
        (html.tombstone_head(WITHDRAWN, lang=lang), html.tombstone_content(WITHDRAWN, lang=lang)),
        *(
            (html.text_head(name, f"/{name}", lang=lang), html.text_content(name, base_url=BASE, lang=lang))
            for name in get_args(html.TextPage)
        ),
        (html.missing_head("/nope", lang=lang), html.missing_content(lang=lang)),
    ]
    return [
        html.page(head, content, lang=lang, base_url=BASE, organisation=ORGANISATION, assets=ASSETS)
        for head, content in contents
    ]


def meeting(snapshot: Snapshot = SAMPLE, **more: object) -> parser.HtmlElement:
    return parser.fragment_fromstring(html.meeting_content(snapshot, VERSIONS, **more), create_parent=True)  # type: ignore[arg-type]


def case(label: str, snapshot: Snapshot = SAMPLE, lang: str = "nn") -> parser.HtmlElement:
    item = next(item for item in snapshot.items if item.label == label)
    return parser.fragment_fromstring(html.case_content(snapshot, item, lang=lang), create_parent=True)


def words(element: parser.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def agenda_row(label: str) -> parser.HtmlElement:
    return next(row for row in meeting().xpath("//ol[contains(@class,'agenda')]/li") if row[0].text == label)


EVERY_PAGE = [(lang, number) for lang in LANGUAGES for number in range(len(pages(SAMPLE)))]


@pytest.fixture(scope="module")
def documents() -> dict[str, list[parser.HtmlElement]]:
    return {lang: [parser.document_fromstring(page) for page in pages(SAMPLE, lang)] for lang in LANGUAGES}


Documents = dict[str, list[parser.HtmlElement]]


@pytest.mark.parametrize(("lang", "number"), EVERY_PAGE)
def test_a_page_says_its_language(documents: Documents, lang: str, number: int) -> None:
    assert documents[lang][number].get("lang") == lang


@pytest.mark.parametrize(("lang", "number"), EVERY_PAGE)
def test_a_page_has_one_main_heading_and_skips_no_level(documents: Documents, lang: str, number: int) -> None:
    levels = [
        int(heading.tag[1])
        for heading in documents[lang][number].xpath(
            "//*[re:match(name(),'^h[1-6]$')]", namespaces={"re": "http://exslt.org/regular-expressions"}
        )
    ]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(following <= level + 1 for level, following in itertools.pairwise(levels))


@pytest.mark.parametrize(("lang", "number"), EVERY_PAGE)
def test_every_id_on_a_page_is_unique(documents: Documents, lang: str, number: int) -> None:
    ids = documents[lang][number].xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("lang", "number"), EVERY_PAGE)
def test_a_page_has_no_inline_style_and_no_script_but_data(documents: Documents, lang: str, number: int) -> None:
    document = documents[lang][number]
    assert not document.xpath("//style | //@style | //@*[starts-with(name(), 'on')]")
    assert all(script.get("type") == "application/ld+json" for script in document.xpath("//script[not(@src)]"))


@pytest.mark.parametrize(("lang", "number"), EVERY_PAGE)
def test_a_page_can_be_skipped_to_its_content(documents: Documents, lang: str, number: int) -> None:
    document = documents[lang][number]
    first = document.xpath("//body//a")[0]
    assert first.get("href") == "#main"
    assert document.xpath("count(//main[@id='main'])") == 1


@pytest.mark.parametrize(("lang", "number"), EVERY_PAGE)
def test_every_landmark_of_one_kind_has_its_own_name(documents: Documents, lang: str, number: int) -> None:
    names = documents[lang][number].xpath("//nav/@aria-label")
    assert len(names) == len(set(names)) == documents[lang][number].xpath("count(//nav)")


@pytest.mark.parametrize(("lang", "number"), EVERY_PAGE)
def test_every_link_says_where_it_leads_and_every_address_of_ours_is_encoded(
    documents: Documents, lang: str, number: int
) -> None:
    for link in documents[lang][number].xpath("//a"):
        assert words(link)
        # what a writer put into a text is left as written
        assert link.get("href").isascii() or link.xpath("ancestor::*[contains(@class,'rich-text')]")


@pytest.mark.parametrize(("lang", "number"), EVERY_PAGE)
def test_links_within_the_site_keep_the_language(documents: Documents, lang: str, number: int) -> None:
    own = documents[lang][number].xpath(
        "//main//a[starts-with(@href,'/m%C3%B8te/')][not(ancestor::*[contains(@class,'rich-text')])]/@href"
    )
    assert all((f"lang={lang}" in href) == (lang != "nn") for href in own)


def test_everything_stands_inside_what_the_script_takes_over(documents: Documents) -> None:
    body = documents["nn"][0].find("body")
    assert body is not None
    assert [child.get("id") for child in body] == ["app"]


def head(snapshot: Snapshot = SAMPLE, lang: str = "nn", **more: object) -> parser.HtmlElement:
    own = html.meeting_head(snapshot, base_url=BASE, lang=lang, **more)  # type: ignore[arg-type]
    page = html.page(own, "", lang=lang, base_url=BASE, organisation=ORGANISATION, assets=ASSETS)
    return parser.document_fromstring(page).find("head")  # type: ignore[return-value]


def test_a_page_names_its_own_address_in_its_language() -> None:
    assert head(lang="nb").xpath("link[@rel='canonical']/@href") == [
        "https://sogn.example/m%C3%B8te/styret/2025-10-20?lang=nb"
    ]


def test_a_page_names_itself_in_every_language() -> None:
    assert head().xpath("link[@rel='alternate']/@hreflang") == ["nn", "nb", "en", "x-default"]


def test_a_meeting_page_names_its_other_formats() -> None:
    assert head().xpath("link[@rel='alternate']/@type") == [
        "application/json",
        "application/pdf",
        "text/calendar",
        "application/atom+xml",
    ]


def test_a_meeting_page_describes_itself() -> None:
    assert head().xpath("meta[@name='description']/@content") == [
        "Sakspapir for Styremøte 09-25 i Sogn KO, måndag 20. oktober 2025. 12 saker."
    ]


def test_style_sheets_and_scripts_are_those_handed_in() -> None:
    assert (head().xpath("link[@rel='stylesheet']/@href"), head().xpath("script/@src")) == (
        ["/assets/site.css"],
        ["/assets/site.js"],
    )


def test_a_superseded_version_has_its_own_address_and_is_not_for_search_engines() -> None:
    old = head(AGENDA_ONLY, superseded=True)
    assert old.xpath("link[@rel='canonical']/@href") == ["https://sogn.example/m%C3%B8te/styret/2025-10-20?versjon=1"]
    assert old.xpath("meta[@name='robots']/@content") == ["noindex"]


def test_the_data_for_search_engines_survives_hostile_titles() -> None:
    page = html.page(
        html.meeting_head(HOSTILE, base_url=BASE),
        "",
        lang="nn",
        base_url=BASE,
        organisation=ORGANISATION,
        assets=ASSETS,
    )
    data = parser.document_fromstring(page).xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data[0])["name"] == HOSTILE.meeting.title


def test_hostile_texts_stay_texts_on_every_page() -> None:
    for page in pages(HOSTILE):
        document = parser.document_fromstring(page)
        assert not document.xpath("//script[not(@src) and not(@type='application/ld+json')]")
        assert "<script>alert" not in page


def test_a_meeting_shows_when_where_and_which_version() -> None:
    facts = words(meeting().xpath("//dl[@class='facts']")[0])
    assert facts == (
        "Tid måndag 20. oktober 2025 09:00–14:45 Stad Campus Sogndal, møterom Sparebank Vest "
        "Publisert måndag 13. oktober 2025 · Versjon 2"
    )


def test_an_item_in_the_agenda_shows_its_type_its_attachments_and_that_it_changed() -> None:
    tags = [words(tag) for tag in agenda_row("9").xpath(".//li")]
    assert tags == ["Endra", "Vedtakssak", "2 vedlegg"]


def test_a_supplement_says_that_it_is_one() -> None:
    assert "Tilleggssak" in words(agenda_row("S1"))


def test_attachments_of_sub_items_are_counted_in_the_agenda() -> None:
    assert "2 vedlegg" in words(agenda_row("13"))


def test_a_closed_item_shows_its_legal_basis_in_the_agenda() -> None:
    assert "Unnateke offentlegheit" in words(agenda_row("18"))
    assert "Heimel: kommunelova § 11-5 andre ledd" in words(agenda_row("18"))


def test_a_title_in_another_language_says_so() -> None:
    assert agenda_row("S1").xpath(".//a/@lang") == ["nb"]


def test_a_title_in_the_language_of_the_page_does_not_say_so() -> None:
    assert agenda_row("1").xpath(".//a/@lang") == []


def test_the_programme_and_the_side_event_are_shown() -> None:
    shown = words(meeting())
    assert "09:00–11:25 Saker" in shown
    assert "måndag 20. oktober 2025 15:00, Campus Sogndal, Flostova" in shown
    assert "15:10 Rapporten ved KS Konsulent" in shown


def test_the_bundle_is_offered_only_with_papers() -> None:
    bundles = [page.xpath("//a[contains(@href,'bundle.pdf')]") for page in (meeting(), meeting(AGENDA_ONLY))]
    assert [len(links) for links in bundles] == [1, 0]


def test_an_agenda_without_papers_says_so() -> None:
    assert "Sakspapira er ikkje publiserte enno" in words(meeting(AGENDA_ONLY))


def test_a_cancelled_meeting_says_so_on_its_page() -> None:
    assert words(meeting(CANCELLED).xpath("//p[@class='notice']")[0]) == "Avlyst"


def test_versions_are_listed_newest_first_with_the_current_one_marked() -> None:
    rows = [words(row) for row in meeting().xpath("//ol[contains(@class,'versions')]/li")]
    assert rows == [
        "13. oktober 2025 09:00 Versjon 2 · Sakspapir Ny rapport i sak 9. Gjeldande",
        "6. oktober 2025 09:00 Versjon 1 · Sakliste Første publisering",
    ]


def test_a_version_names_the_late_items_that_it_brought() -> None:
    late = (Supplement(number=20, title="Høyring <om> ruter"),)
    content = html.meeting_content(AGENDA_ONLY, [summarise(AGENDA_ONLY, supplements=late)])
    assert "Sakliste Tilleggssak 20: Høyring <om> ruter" in words(
        parser.fragment_fromstring(content, create_parent=True)
    )


def test_a_withdrawn_version_shows_its_reason() -> None:
    content = html.meeting_content(AGENDA_ONLY, [summarise(AGENDA_ONLY), WITHDRAWN])
    assert "Feil vedlegg i sak 9. Trekt tilbake" in words(parser.fragment_fromstring(content, create_parent=True))


def test_an_old_version_says_so_and_its_links_stay_in_it() -> None:
    old = meeting(AGENDA_ONLY)
    assert "Du les versjon 1, som er avløyst" in words(old)
    assert all("versjon=1" in href for href in old.xpath("//ol[contains(@class,'agenda')]//a/@href"))


def test_a_version_that_only_a_withdrawn_one_followed_is_not_old() -> None:
    content = html.meeting_content(AGENDA_ONLY, [summarise(AGENDA_ONLY), WITHDRAWN])
    assert "avløyst" not in content


def test_a_meeting_to_come_says_where_it_is_followed() -> None:
    day = SAMPLE.meeting.date
    address = f"{addresses.site(SAMPLE.meeting.path)}/direkte"
    assert meeting(today=day).xpath("//a[@href=$it]", it=address)
    assert not meeting(today=day + dt.timedelta(days=1)).xpath("//a[@href=$it]", it=address)
    assert not meeting(CANCELLED, today=CANCELLED.meeting.date).xpath("//a[contains(@href, '/direkte')]")
    assert not meeting(AGENDA_ONLY, today=day).xpath("//a[contains(@href, '/direkte')]"), (
        "a version that was superseded"
    )


def test_where_a_meeting_is_followed_there_is_a_way_without_a_script() -> None:
    content = parser.fragment_fromstring(html.live_content(SAMPLE), create_parent=True)
    assert content.xpath("//noscript")
    assert content.xpath("//a[@href=$it]", it=addresses.site(SAMPLE.meeting.path))
    assert not html.live_head(SAMPLE).indexed


def test_a_case_shows_its_proposal_before_its_text() -> None:
    shown = words(case("8"))
    assert shown.index("Framlegg til vedtak") < shown.index("Saksframstilling")


def test_a_recommendation_names_the_body_that_decides() -> None:
    assert "Tilråding til representantskapet i Sogn KO" in words(case("7"))


def test_an_alternative_is_shown_as_one() -> None:
    assert "Alternativt framlegg Saka vert utsett" in words(case("8"))


def test_a_blank_is_shown_as_one_to_be_filled() -> None:
    assert words(case("9").xpath("//span[@class='blank']")[0]) == "xx (må fyllast ut)"


def test_a_table_in_a_case_has_its_caption() -> None:
    assert [words(one) for one in case("8").xpath("//caption")] == ["25 % fast og 75 % etter folketal"]


def test_an_attachment_shows_its_type_size_and_pages_and_leads_to_its_version() -> None:
    row = case("9").xpath("//ul[contains(@class,'attachments')]/li")[0]
    assert words(row) == "Vedlegg 1 1 Rapport om NAV-kontor i Sogn, 2.9.2025 PDF, 188 kB, 7 sider"
    assert row.xpath("a/@href")[0].endswith("/content?version=2")


@pytest.mark.parametrize(("label", "shown"), [("13", "Under arbeid"), ("S1", "Manglar")])
def test_an_attachment_without_a_file_says_why(label: str, shown: str) -> None:
    assert shown in words(case(label))


def test_a_closed_attachment_shows_its_legal_basis() -> None:
    assert "Unnateke offentlegheit Heimel: offl. § 13 jf. fvl. § 13" in words(case("S1"))


def test_a_closed_case_shows_its_legal_basis_and_no_text() -> None:
    assert words(case("18").xpath("//div[@class='notice']")[0]) == (
        "Saka er unnateken offentlegheit. Heimel: kommunelova § 11-5 andre ledd"
    )


def test_a_case_without_any_text_says_so() -> None:
    assert "Saka har ingen tekst i sakspapira." in words(case("19"))


def test_an_earlier_resolution_is_shown() -> None:
    assert "Tidlegare handsaming styrevedtak 4. juni 2025, sak 9" in words(case("9"))


def test_a_case_leads_to_the_one_before_and_the_one_after() -> None:
    steps = [words(link) for link in case("8").xpath("//nav[@class='sequence']/a")]
    assert steps == ["Førre sak 7. Budsjett 2026", "Neste sak 9. Vertskommunesamarbeid om NAV"]


def test_the_first_case_has_none_before_it() -> None:
    assert len(case("1").xpath("//nav[@class='sequence']/a")) == 1


def test_a_text_in_another_language_than_the_page_says_so() -> None:
    assert set(case("8", lang="en").xpath("//div[@class='rich-text']/@lang")) == {"nn"}


def test_an_item_of_another_snapshot_is_refused() -> None:
    with pytest.raises(ValueError):
        html.case_content(AGENDA_ONLY, SAMPLE.items[0])


def test_a_tombstone_tells_what_when_and_why() -> None:
    shown = words(parser.fragment_fromstring(html.tombstone_content(WITHDRAWN), create_parent=True))
    assert "Styremøte 09-25 i Sogn KO" in shown
    assert "Trekt tilbake måndag 20. oktober 2025 12:00 Grunngjeving Feil vedlegg i sak 9." in shown


def test_there_is_no_tombstone_for_what_stands() -> None:
    with pytest.raises(ValueError, match="not withdrawn"):
        html.tombstone_content(summarise(SAMPLE))


def test_the_list_shows_the_latest_meeting_first() -> None:
    earlier = summarise(SAMPLE).model_copy(
        update={"starts_at": at(9) - dt.timedelta(days=30), "date": dt.date(2025, 9, 20), "title": "Eldre møte"}
    )
    content = html.meeting_list_content([earlier, summarise(SAMPLE)], [BODY], today=TODAY)
    assert content.index("Styremøte 09-25") < content.index("Eldre møte")


@pytest.mark.parametrize(("summary", "tag"), [(WITHDRAWN, "Trekt tilbake"), (summarise(CANCELLED), "Avlyst")])
def test_the_list_shows_that_a_meeting_is_off(summary: html.PublicationSummary, tag: str) -> None:
    rows = parser.fragment_fromstring(html.meeting_list_content([summary], [], today=TODAY), create_parent=True)
    assert words(rows.xpath("//ul[@class='tags']")[0]) == tag


def list_of(*days: int, today: int = 0, bodies: int = 1, body: str | None = None) -> parser.HtmlElement:
    """The list with a meeting on each day, counted from the first of October."""
    first = dt.date(2025, 10, 1)
    summaries = [
        summarise(SAMPLE).model_copy(
            update={
                "meeting_id": f"mtg_{day}",
                "title": f"Møte {day}",
                "date": first + dt.timedelta(days=day),
                "starts_at": at(9) + dt.timedelta(days=day - 19),
            }
        )
        for day in days
    ]
    known = [BODY.model_copy(update={"slug": f"b{n}", "name": f"Organ {n}"}) for n in range(bodies)]
    today_then = first + dt.timedelta(days=today)
    content = html.meeting_list_content(summaries, known, today=today_then, body=body)
    return parser.fragment_fromstring(content, create_parent=True)


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (-9, "Neste møte – om 4 dagar Møte -5"),
        (-5, "Neste møte – i dag Møte -5"),
        (-4, "Neste møte – om 8 dagar Møte 4"),
        (3, "Neste møte – i morgon Møte 4"),
        (5, "Neste møte – om 15 dagar Møte 20"),
        (21, "Siste møte Møte 20"),
    ],
)
def test_the_next_meeting_is_large_and_the_latest_when_none_is_to_come(today: int, shown: str) -> None:
    card = list_of(20, -5, 4, today=today).find_class("next-meeting")[0]
    assert words(card).startswith(f"{shown} Tid ")


def test_a_withdrawn_meeting_is_never_the_large_one() -> None:
    content = html.meeting_list_content([WITHDRAWN], [BODY], today=TODAY)
    assert "next-meeting" not in content


def test_the_list_is_parted_by_year() -> None:
    assert [heading.text for heading in list_of(0, 100, -300).find_class("year")] == ["2026", "2025", "2024"]


def test_one_body_is_no_choice() -> None:
    assert not list_of(0, bodies=1).find_class("toggles")


def test_the_body_that_was_chosen_is_marked() -> None:
    toggles = list_of(0, bodies=2, body="b1").find_class("toggles")[0]
    assert [(link.get("href"), words(link)) for link in toggles.xpath("a[@aria-current]")] == [("/?body=b1", "Organ 1")]


def test_an_empty_list_says_so() -> None:
    assert "Ingen møte er publiserte enno." in html.meeting_list_content([], [], today=TODAY)


@pytest.mark.parametrize(
    ("size", "lang", "shown"),
    [
        (0, "nn", "0 B"),
        (999, "nn", "999 B"),
        (184_320, "nn", "184 kB"),
        (1_249_000, "nn", "1,2 MB"),
        (1_249_000, "en", "1.2 MB"),
        (999_600, "nn", "1,0 MB"),
        (3 * 10**9, "nn", "3,0 GB"),
    ],
)
def test_a_size_is_shown_in_thousands(size: int, lang: str, shown: str) -> None:
    item = SAMPLE.items[6]
    document = item.attachments[0].document.model_copy(update={"size": size, "pages": None})  # type: ignore[union-attr]
    attachment = item.attachments[0].model_copy(update={"document": document})
    changed = item.model_copy(update={"attachments": (attachment,)})
    content = html.case_content(SAMPLE.model_copy(update={"items": (changed,)}), changed, lang=lang)
    assert f"PDF, {shown.replace(' ', chr(0xA0))}</span>" in content


@settings(max_examples=30)
@given(snapshots())
def test_the_pages_of_any_snapshot_have_unique_ids_and_no_foreign_script(snapshot: Snapshot) -> None:
    for page in pages(snapshot):
        document = parser.document_fromstring(page)
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert not document.xpath("//script[not(@src) and not(@type='application/ld+json')]")
        assert not re.search(r'href="(?!https?:|/|#|mailto:)', page)


@pytest.mark.parametrize("snapshot", ALL)
def test_the_same_snapshot_gives_the_same_page(snapshot: Snapshot) -> None:
    assert pages(snapshot) == pages(Snapshot.model_validate_json(snapshot.model_dump_json()))
