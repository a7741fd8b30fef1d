"""Items 1–5, which open the meeting and inform the board, and 17–19, which end it."""

import datetime as dt
from collections.abc import Mapping

from api.demonstration.organisation import CHAIR
from api.demonstration.texts import blank, doc, h, li, p, proposal, strong, ul
from api.domain.cases.schemas import Deadline, NewAttachment, NewSubItem
from api.domain.documents.tables import Document
from api.domain.meetings.schemas import NewAgendaItem


def opening() -> tuple[NewAgendaItem, ...]:
    return (
        NewAgendaItem(
            type="opening",
            title="Opning v/styreleiar",
            text=doc(
                f"{CHAIR} ønskjer velkomen og set møtet.",
                "Møtet er ein demonstrasjon. Tal og sakstitlar er henta frå ei offentleg sakliste, datoane er tilpassa "
                "møtedagen, tekstane er skrivne for Samstyre, og personane er oppdikta.",
            ),
        ),
        NewAgendaItem(
            type="approval",
            title="Godkjenning av innkalling og sakliste",
            proposals=proposal(
                p(
                    "Innkallinga og saklista vert godkjende. Under ymse tek styret opp desse sakene: ",
                    blank(kind="list"),
                )
            ),
        ),
        NewAgendaItem(
            type="information",
            title="Orientering frå Sognarådet IPR",
            proposals=proposal("Orienteringa vert teken til vitande."),
            text=_political_council(),
            deadlines=(Deadline(text="Fråsegn om flyplasstilbodet", date=dt.date(2025, 12, 19)),),
        ),
        NewAgendaItem(
            type="information",
            title="Orientering frå styreleiar",
            proposals=proposal("Orienteringa vert teken til vitande."),
            text=doc(f"{CHAIR} orienterer munnleg."),
        ),
        NewAgendaItem(
            type="information",
            title="Orientering frå administrasjonen",
            proposals=proposal("Orienteringa vert teken til vitande."),
            text=doc("Dei to punkta under er skriftlege. Resten kjem munnleg dersom det er noko nytt å melde."),
            sub_items=(
                NewSubItem(
                    label="a",
                    title="Organisering av arbeidet",
                    text=doc(
                        "Korleis arbeidet i Sogn KO skal organiserast, kjem opp som drøftingssak i neste møte. Tankar "
                        "om korleis saka bør førebuast, er velkomne alt no."
                    ),
                ),
                NewSubItem(label="b", title="Dialog med tillitsvalde", text=_unions()),
            ),
        ),
    )


def closing(documents: Mapping[str, Document]) -> tuple[NewAgendaItem, ...]:
    plan = documents["work_plan"]
    return (
        NewAgendaItem(
            type="decision",
            title="Plan for styret sitt arbeid og ønske for neste møte",
            proposals=proposal(
                "Planen for arbeidet i styret vert vedteken.",
                "Administrasjonen tek med seg ønska for 2026: kor ofte styret møtest, korleis, og kva møta handlar om.",
            ),
            text=doc(
                "Planen viser kva saker og aktivitetar som høyrer til kvart møte. Tenesteutviklaren held han ved like, "
                "og styret har bestemt at han skal vere fast sak.",
                "Møteplanen for 2026 kjem når kommunane har vedteke sine. Administrasjonen foreslår at éin heil dag "
                "vert sett av til dialog, der nettverka og dei andre samarbeida i regionen fortel kva dei held på med.",
            ),
            attachments=(NewAttachment(title=plan.title, document_id=plan.id),),
        ),
        NewAgendaItem(type="evaluation", title="Evaluering av møtet"),
        NewAgendaItem(type="any_other_business", title="Ymse"),
    )


def _political_council() -> dict[str, object]:
    return doc(
        h("Arbeidet i rådet no"),
        ul(
            p(
                strong("Næringsapparatet. "),
                "Saman med tenesteutviklaren i Sogn KO ser rådet på korleis kommunane kan organisere næringsarbeidet "
                "på nytt. Samstundes vert det vurdert om eit privat selskap kan ta over næringshageprogrammet, som "
                "Siva og fylkeskommunen står bak.",
            ),
            p(strong("Vidaregåande skular. "), "Rådet følgjer med på kva som skjer med skulestrukturen i regionen."),
            p(strong("Leiarnettverket "), "har hatt det første møtet sitt."),
            p(
                strong("Bu- og arbeidsmarknaden. "),
                "Handlingsplanen har tiltak som skal gjere det enklare å bu i éin kommune og arbeide i ein annan.",
            ),
            p(strong("Flyplasstilbodet "), "er på høyring. Rådet må svare innan 19. desember."),
            li(
                p(strong("Regionale planar. "), "Fylkeskommunen lagar to nye planar, og rådet gjev innspel til båe:"),
                ul(
                    "Planen for verdiskaping og kompetanse gjeld kva fylket skal leve av, og kva folk må kunne då.",
                    "Planen for areal og mobilitet gjeld utbygging, arealbruk og transport, og tek opp i seg det som "
                    "før stod i den regionale transportplanen.",
                ),
            ),
            p(
                strong("Mobilitetsplanen "),
                "er nesten ferdig. Sognatinget får han når det møtest i Aurland 4. november.",
            ),
            p(
                strong("Sognatinget "),
                "skal få spørsmål om kor langt regionen vil gå saman, både politisk og om tenestene.",
            ),
        ),
        h("Det som er krevjande"),
        "Framlegga om kutt ved Lærdal sjukehus tek mykje av tida til rådsleiaren og til ordføraren i vertskommunen. "
        "Dei er òg vortne ein del av det nasjonale ordskiftet om helseføretaka.",
        "Mange saker må takast på kort varsel, og då vert det mindre tid til strategi. Når ein prosess varer lenge, "
        "er det dessutan vanskeleg for deltakarane å hugse kor langt han er komen.",
    )


def _unions() -> dict[str, object]:
    return doc(
        "Samarbeidet med dei tillitsvalde i kommunane har desse faste ordningane:",
        ul(
            "Dei største organisasjonane har kvar sin regiontillitsvald med vararepresentant.",
            "Dei hovudtillitsvalde har ein eigen kanal i Teams, der dei kan snakke saman og dele dokument.",
            "Møta i styret er opne. Saklista er ute 14 dagar før møtet og alle papira 7 dagar før, og i mellomtida går "
            "administrasjonen gjennom sakene med dei hovudtillitsvalde. Innspela deira kan gå vidare til styret.",
            "Når ei teneste skal utgreiast, er tillitsvalde med både når ho vert kartlagd og når funna vert "
            "oppsummerte.",
            "Ein tillitsvald som treng informasjon eller eit møte, tek berre kontakt.",
        ),
        "Ordningane kjem attåt medverknaden i kommunane. Kommunane er arbeidsgjevarar, og det er dei som har ansvaret "
        "for at eigne tilsette og tillitsvalde veit kva som skjer.",
    )
