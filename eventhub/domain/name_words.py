"""Words that stand beside a name in a display name, or instead of one, in the languages we have met.

All are folded: lower case, no accents. Words that are also common names are left out on purpose.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split(","))


HONORIFICS = _words(
    "he hrh hh se sem excellency excellence excelencia mr mrs ms miss mx dr dra prof profa professor sir dame hon"
    " honourable honorable m mme mlle mm monsieur madame sr sra srta senor senora herr frau ing lic amb ambassador"
    " ambassadeur ambassadrice embajador embajadora botschafter minister ministre ministro ministra vice phd md esq"
    " г-н г-жа господин госпожа посол السيد السيدة السفير سعادة معالي الدكتور"
)

TAGS = _words(
    "guest invite invitee invitado invitada gast гость ضيف 访客 external externe externo extern unverified"
    " verifie verificado host cohost panelist panellist attendee presenter organizer organiser"
    " participant participante teilnehmer участник مشارك user usuario utilisateur benutzer zoom teams webex meet"
    " unknown inconnu desconocido unbekannt anonymous anonyme anonimo anonym name test caller call in dial phone"
    " telephone tel telefono speaker moderator rapporteur observer convidado convidada anfitrion coanfitrion hote"
    " gastgeber anrufer appelant llamante moderateur moderador organisateur organizador"
    " verificada uberpruft verifiziert comprobado"
)

FUNCTIONS = _words(
    "head chief chair chairperson cochair vice deputy senior junior first second third secretary counsellor"
    " counselor attache adviser advisor director directora directeur officer specialist coordinator consul"
    " coordinador representative representante rep focal point delegate delegado delegue delegation delegacion"
    " lead colead intern consultant assistant specialist policy programme"
)

FUNCTION_NOUNS = _words(
    "officer director directora directeur adviser advisor counsellor counselor secretary specialist coordinator"
    " representative consultant attache consul researcher manager analyst professor lecturer ambassador minister"
    " embajador embajadora ministro ministra ministre ambassadeur conseiller conseillere asesor asesora советник"
)
"""Words that make an annotation of whatever stands with them: "Senior Migration Officer"."""

ORGANISATION_NOUNS = _words(
    "mission mision missions embassy embajada ambassade botschaft consulate ministry ministerio ministere"
    " ministerium department departamento departement secretariat secretaria secretariado network office oficina"
    " bureau unit unidad division section agency agencia agence authority directorate council university"
    " universidad universite government gobierno gouvernement committee commission programme organization"
    " organisation organizacion министерство представительство посольство وزارة سفارة بعثة"
)

SMALL_WORDS = _words(
    "of the to for and in at from on de la le les du des del el los las y et al d l permanent permanente"
    " foreign affairs interior labour labor justice geneva geneve ginebra new york nairobi vienna bangkok hq un"
    " united nations migration international technical tech team pm zoom teams webex meet me moi yo ich co"
)

LANGUAGES = _words(
    "english french spanish arabic russian chinese anglais francais espagnol arabe russe chinois ingles frances"
    " espanol ruso chino portuguese portugues portugais german en fr es ar ru zh pt eng fra spa ara rus"
)

ACRONYMS = _words(
    "iom oim unhcr acnur hcr unicef ohchr acnudh hcdh ilo oit unodc who oms undp pnud desa undesa un onu unwomen"
    " unfpa unesco wfp pma fao unep unctad unaids unog unov unon unnm escap escwa ecosoc eclac cepal eca unece itu"
    " icao wmo wipo ifrc icrc icmpd igad au eu asean ecowas oas oecd osce gfmd gcm idc ngo ingo cso mfa mofa moi mol"
    " pm ple atd imrf hlpf mptf"
)

PARTICLES = _words(
    "al el ul bin ben ibn bint abu abd de da do dos das del della di la le du van von der den mac mc o d l"
)

DEVICES = _words(
    "iphone ipad ipod macbook imac android galaxy samsung huawei xiaomi redmi oppo oneplus motorola realme laptop"
    " desktop tablet tablette chromebook thinkpad smartphone айфон телефон"
)

POSSIBLE_DEVICES = _words(
    "sm pc mac phone mobile handy movil celular portable pixel vivo nokia lenovo dell hp asus surface mini pro max"
    " air plus"
)

OF_SOMEBODY = _words("de du d di da von van of")
"""Between a device and its owner: "iPhone de María"."""

INTERPRETERS = (
    "interpret",
    "dolmetsch",
    "перевод",
    "translat",
    "traduct",
    "traducc",
    "traduzione",
    "traducao",
    "tercuman",
    "مترجم",
    "ترجم",
    "口译",
    "翻译",
    "传译",
    "同传",
)
"""How the words for interpreters and interpretation begin; in other scripts than Latin, what they contain."""

INTERPRETER_SHORT = _words("interp interpr dolm")

EQUIPMENT = _phrases(
    "technical support,tech support,it support,techsupport,support technique,soporte tecnico,apoyo tecnico,assistance"
    " technique,tech host,tech team,"
    "technical host,technical team,it team,technician,technicien,technicienne,helpdesk,help desk,"
    "техподдержка,техническая поддержка,الدعم الفني,"
    "streaming,livestream,live stream,stream,webcast,broadcast,webtv,web tv,youtube,recording,recorder,enregistrement,"
    "grabacion,aufzeichnung,запись,تسجيل,captioner,captioning,captions,subtitles,conference room,meeting room,board"
    " room,boardroom,zoom room,zoom rooms,teams room,teams rooms,training room,webex room,salle de conference,salle de"
    " reunion,sala de reuniones,sala de conferencias,sala de juntas,konferenzraum,besprechungsraum,sitzungssaal,"
    "конференц зал,зал заседаний,قاعة,会议室,videoconference,video conference,visioconference"
)

POSSIBLE_EQUIPMENT = _words(
    "room rooms salle sala saal raum зал booth cabin cabine cabina bot robot tech studio auditorium"
)
"""Technical only where no other word of the segment could be a name: people are called Sala, Room and Booth."""

BOTS = _phrases(
    "otter ai,otterpilot,otter pilot,fireflies,fireflies ai,notetaker,notetakers,note taker,note taking,notetaking,"
    "read ai,tl dv,tldv,meetgeek,sembly,avoma,tactiq,airgram,ai companion,ai assistant,ai notes,meeting notes,copilot,"
    "chorus ai,circleback,supernormal,granola,fathom ai,noota,krisp ai,meeting assistant"
)
"""Programs that take notes; they carry their owner's name and are not the owner."""

COUNTRY_NICKNAMES = {
    "turkey": "TUR",
    "ivory coast": "CIV",
    "czech republic": "CZE",
    "cape verde": "CPV",
    "swaziland": "SWZ",
    "burma": "MMR",
    "great britain": "GBR",
    "britain": "GBR",
    "england": "GBR",
    "macedonia": "MKD",
    "east timor": "TLS",
    "moldavia": "MDA",
}
"""What people write and the United Nations does not."""

COUNTRY_CODES = {"DRC": "COD", "RDC": "COD", "US": "USA", "EEUU": "USA", "KSA": "SAU", "RSA": "ZAF", "ROK": "KOR"}

DOUBTFUL_COUNTRIES = frozenset({("congo",), ("конго",), ("الكونغو",)})
"""Two States are called so in conversation: such a word supports a country and contradicts none."""
