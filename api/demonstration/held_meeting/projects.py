"""Items 12–16: projects, and how they stand."""

import datetime as dt
from collections.abc import Mapping

from api.demonstration.files import numbered
from api.demonstration.texts import doc, h, li, ol, p, proposal, strong, table, ul
from api.domain.cases.schemas import Deadline, NewAttachment, NewSubItem, Reference
from api.domain.documents.tables import Document
from api.domain.meetings.schemas import NewAgendaItem

PROJECTS = "Oppstart prosjekt"
OPPORTUNITY = "Sogn for alle"


def items(documents: Mapping[str, Document]) -> tuple[NewAgendaItem, ...]:
    return (
        NewAgendaItem(
            type="decision",
            title="TryggEST",
            proposals=proposal(
                "Prosjektplanen for TryggEST vert vedteken.",
                "Administrasjonen orienterer styret om arbeidet i mai eller juni 2026.",
            ),
            text=_tryggest(),
            attachments=numbered(documents["tryggest"]),
            references=(Reference(text="styremøte 4. april 2025", date=dt.date(2025, 4, 4)),),
        ),
        _new_projects(),
        NewAgendaItem(
            type="decision",
            title="Alarmsentralen",
            proposals=proposal(
                "Rapporten vert teken til vitande.",
                "Kvar kommune bruker kunnskapen i rapporten i sin eigen prosess.",
            ),
            text=_alarms(),
            attachments=numbered(documents["alarms"]),
            deadlines=(Deadline(text="Alarmsentralen si eiga utgreiing", date=dt.date(2025, 11, 1)),),
        ),
        NewAgendaItem(
            type="decision",
            title=OPPORTUNITY,
            proposals=proposal(
                "Næringsnettverket får halde fram til 1. juni 2026 innanfor finansieringa som er vedteken."
            ),
            text=doc(
                "4. juni 2025 bad styret næringsnettverket om å drive bedriftsnettverket og Sogn Opportunity ut året, "
                "og å vurdere kva tiltak som er verde å ta vare på etter prosjektet. Sogn Næring skulle koordinere "
                "arbeidet.",
                "Sidan har Vestland fylkeskommune gjeve prosjektet tid til 1. juni 2026. Administrasjonen tilrår at "
                "nettverket får same frist. Prosjektmidlar som er att frå 2025, dekkjer kostnaden, og budsjettet for "
                "2026 tek høgd for det.",
            ),
            references=(
                Reference(
                    text="styrevedtak 4. juni 2025, sak 9 Sogn for alle", date=dt.date(2025, 6, 4), case_number="9"
                ),
            ),
            deadlines=(Deadline(text="Prosjektperioden er slutt", date=dt.date(2026, 6, 1)),),
        ),
        _status(),
    )


def _new_projects() -> NewAgendaItem:
    return NewAgendaItem(
        type="decision",
        title=PROJECTS,
        proposals=proposal(
            ol(
                "Administrasjonen får fullmakt til å gjere ferdig prosjektplanane og søkje om skjønsmidlar.",
                li(
                    "Styret prioriterer søknadene frå kommunane i regionen slik, og administrasjonen melder det til "
                    "Statsforvaltaren:",
                    ol("Ressurskrevjande tenester", "Samfunnstryggleik og beredskap"),
                ),
                "Kvart av prosjekta får inntil 200 000 kroner frå Sogn KO, attåt arbeidet som administrasjonen gjer.",
                "Kommunedirektørane avklarer kommunane sin del av finansieringa heime.",
                "Når svaret på søknadene er kome, gjer styret endeleg vedtak.",
            )
        ),
        text=doc(
            "Søknader om skjønsmidlar må vere hos Statsforvaltaren 3. november. Administrasjonen arbeider med to, "
            "etter prioriteringane til styret."
        ),
        sub_items=(
            NewSubItem(
                label="a",
                title="Ressurskrevjande tenester",
                text=doc(
                    "16. juni vedtok styret å sjå på kva kommunane har ansvar for og korleis dei arbeider. "
                    "Kommunalsjefnettverket for helse og omsorg tok på seg førebuinga, og frå juni til august vart "
                    "tenestene og kostnadene kartlagde.",
                    "Statsforvaltaren støttar heller prosjekt som gjennomfører noko, enn prosjekt som greier ut. "
                    "Planen har difor med pengar til å koordinere arbeidet etterpå òg. Kommunane legg inn arbeidstida "
                    "til leiarar og tilsette, og administrasjonen tilrår at noko av kontingenten går til prosjektet.",
                    "Styret har tidlegare sagt at denne søknaden skal stå fremst i 2026.",
                ),
            ),
            NewSubItem(
                label="b",
                title="Samfunnstryggleik og beredskap",
                text=doc(
                    "Styret har bede om eit prosjekt som viser korleis kommunane kan samarbeide om beredskap. "
                    "Prosjektleiaren kjem klokka 12:00 og fortel kor langt planen er komen."
                ),
            ),
        ),
        attachments=(
            NewAttachment(
                number="1", title="Prosjektplan ressurskrevjande tenester", status="under_preparation", sub_item="a"
            ),
            NewAttachment(
                number="1",
                title="Prosjektplan samfunnstryggleik og beredskap",
                status="under_preparation",
                sub_item="b",
            ),
        ),
        references=(Reference(text="styremøte 16. juni 2025", date=dt.date(2025, 6, 16)),),
        deadlines=(Deadline(text="Søknad om skjønsmidlar", date=dt.date(2025, 11, 3)),),
    )


def _status() -> NewAgendaItem:
    return NewAgendaItem(
        type="status",
        title="Status",
        sub_items=(
            NewSubItem(label="a", title="Næringsutvikling", text=_business()),
            NewSubItem(
                label="b",
                title="Profil og merkevare / Rekruttering",
                text=doc(
                    "Dette går seinare enn planlagt. Sogndal kommune og Sogn Næring har lova meir kapasitet. Det "
                    "neste er:",
                    ul(
                        "å gjere ferdig sogn.no og profilmanualen",
                        "å utvikle kartet vidare",
                        "å få nettstaden og profilen i bruk",
                        "signaltiltak",
                        "ein modell for forretning og samarbeid om rekruttering",
                    ),
                ),
            ),
            NewSubItem(
                label="c",
                title="Green Hydra",
                text=doc(
                    "Arbeidsgruppa, med folk frå fleire land, møttest i Sogndal først i september. Det skapte "
                    "interesse i regionen òg.",
                    "Hydrogen har motvind i heile Europa. Prosjektet legg difor vekt på kunnskap, og på grøn "
                    "omstilling i vidare meining. Rett før jul møtest gruppa i Lublin i Polen, og Sogndal kommune "
                    "tek gjerne med deltakarar frå regionen og kommunane.",
                ),
            ),
            NewSubItem(
                label="d",
                title="Felles barnevern",
                text=doc(
                    "Utgreiinga følgjer planen. Leiarar, tilsette og tillitsvalde i dei tre tenestene har vore med, "
                    "og det same har Statsforvaltaren, Høgskulen på Vestlandet, kommunedirektørane og kommunalsjefane.",
                    "Samtalane har vore gode. Likevel ville fleire helst ha halde på tenestene slik dei er.",
                    "KS Konsulent legg fram rapporten klokka 15:00, rett etter styremøtet.",
                ),
            ),
        ),
        deadlines=(Deadline(text="Breiare statusrapport om næringsutvikling", date=dt.date(2025, 10, 20)),),
    )


def _tryggest() -> dict[str, object]:
    return doc(
        h("Bakgrunn"),
        "Helse- og omsorgstenestelova § 3-3 a gjev kommunane eit særleg ansvar: dei skal førebyggje, avdekkje og "
        "avverje vald og overgrep. Personar med utviklingshemming er meir utsette enn andre.",
        "Både i barnehagen, i skulen, i helsetenesta og på arbeidsplassen må folk vite kva dei gjer når dei fattar "
        "mistanke.",
        "TryggEST er Bufdir sin modell for å verne risikoutsette vaksne. Kommunar som er med, får opplæring av "
        "koordinator, team og tilsette, informasjonsmateriell, samlingar og eit nettverk å lære av.",
        h("Prosjektet"),
        "4. april 2025 vedtok styret å samarbeide om TryggEST, med ein koordinator i Sogndal kommune for alle seks. "
        "Kommunalsjefane i helse og omsorg er styringsgruppe.",
        table(
            "TryggEST i Sogn",
            ("Del", "Innhald"),
            (
                ("Periode", "2025–2027; etterpå skal TryggEST vere ein del av vanleg drift"),
                ("Tilskot", "1 200 000 kroner til prosjektet og 200 000 kroner, tidlegare tildelt Lærdal kommune"),
                ("Eigendel", "arbeidstid i kommunane"),
                ("Aktivitetar", "opplæring, informasjon, samarbeid og evaluering"),
                ("Risiko", "fagsystem, økonomi, for få folk, og at arbeidet heng på einskildpersonar"),
            ),
        ),
    )


def _alarms() -> dict[str, object]:
    return doc(
        "Sidan april har ei arbeidsgruppe sett på korleis kommunane i indre Sogn kan ta imot varsel frå "
        "velferdsteknologi. Fire modellar er skildra:",
        ol(
            "å halde fram med Alarmsentralen IKS",
            "eit mobilt vaktrom",
            "eit privat responssenter",
            "eit eige responssenter, aleine eller saman med andre",
        ),
        "Gruppa tilrår ingen av dei. Kor mange alarmar ein kommune har, kva folk han har, og kor fleksibel han må "
        "vere, er så ulikt at kvar kommune bør velje sjølv.",
        p(
            strong("Luster "),
            "er på veg ut av selskapet, men held på brannavtalen. Alarmsentralen "
            "sjølv går gjennom drift og tilbod, og skal vere ferdig innan 1. november.",
        ),
    )


def _business() -> dict[str, object]:
    return doc(
        "Arbeidet er stort, men følgjer tidsplanen. Styret får ein breiare rapport 20. oktober.",
        "Styret har fått ei første utgåve av no-situasjonen. Næringsnettverket har hatt ei arbeidsøkt, og "
        "næringslivet, verkemiddelapparatet, Siva og fylkeskommunen har vore med i samtalar. Utvalet for næring i "
        "fylkeskommunen har saka om næringshageprogrammet føre seg 17. september. Administrasjonen rår til at ho "
        "ventar til regionen har avgjort korleis det kommunale næringsarbeidet skal organiserast, med ei skisse i "
        "første kvartal 2026.",
        "Framover vert det møte med partane, og kanskje hjelp utanfrå til delar av arbeidet. Sluttrapporten skal ha:",
        ul(
            "no-situasjonen",
            "ei tilråding om korleis kommunane organiserer næringsutvikling og reisemålet Sogn, med økonomi, "
            "kapasitet og eigarskap",
            "ei tilråding om kva næringsselskap kommunane bør eige, samarbeide med eller gje tilskot til",
        ),
        "Fylkeskommunen skal dessutan få ei tilråding om næringshageoperatørar i første kvartal 2026.",
    )
