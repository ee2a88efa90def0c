"""What the columns of each platform are called, in English, Spanish, French, German and Portuguese.

Titles are folded: no capitals, no accents. A title of another language or version is one more word here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Meaning(StrEnum):
    """What a column holds."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    JOIN = "join"
    LEAVE = "leave"
    DURATION = "duration"
    TOTAL = "total"
    """How long somebody was there in all, in whole minutes, without times."""
    WAITING = "waiting"
    ATTENDED = "attended"
    SESSION = "session"
    """Which room of the meeting: the main one, or a breakout room."""
    MEETING = "meeting"
    """The meeting's number."""
    TOPIC = "topic"
    START = "start"
    END = "end"

    __hash__ = str.__hash__  # columns are looked up several times for each line, and an enum's own takes its time


Titles = Mapping[str, Meaning]


def _titles(words: Mapping[Meaning, str]) -> dict[str, Meaning]:
    return {title.strip(): meaning for meaning, row in words.items() for title in row.split("|")}


_EMAIL = (
    "email|e-mail|user email|email address|attendee email|participant email|correo|correo electronico"
    "|correo electronico del usuario|correo electronico del asistente|correo electronico del participante"
    "|direccion de correo electronico|e-mail del usuario|email del usuario|adresse e-mail|adresse email|courriel"
    "|adresse e-mail de l'utilisateur|adresse e-mail du participant|e-mail de l'utilisateur|e-mail du participant"
    "|adresse electronique|e-mail-adresse|benutzer-e-mail|e-mail des benutzers|e-mail-adresse des benutzers"
    "|e-mail des teilnehmers|e-mail-adresse des teilnehmers|teilnehmer-e-mail|e-mail do usuario|email do usuario"
    "|e-mail do utilizador|e-mail do participante|email do participante|endereco de e-mail"
)
_JOIN = (
    "join time|time joined|joined|join|first join|hora para unirse|hora de union|hora de entrada|hora de ingreso"
    "|hora de incorporacion|hora a la que se unio|heure d'arrivee|heure de connexion|heure d'entree"
    "|heure de participation|heure a laquelle l'utilisateur a rejoint|heure a laquelle vous avez rejoint"
    "|beitrittszeit|uhrzeit des beitritts"
    "|zeitpunkt des beitritts|beitritt|beitrittsuhrzeit|beigetreten um|ingressar na hora|hora de ingresso"
    "|horario de entrada|hora da entrada|hora de adesao|horario de ingresso"
)
_LEAVE = (
    "leave time|time exited|time left|left|last leave|hora para salir|hora de salida|hora de abandono"
    "|hora a la que salio|heure de depart|heure de sortie|heure de deconnexion|verlassenszeit|uhrzeit des verlassens"
    "|zeitpunkt des verlassens|austrittszeit|verlassen|verlassen um|endzeit des teilnehmers|sair na hora"
    "|hora de saida|horario de saida|hora da saida"
)
_TOPIC = "topic|tema|asunto|sujet|theme|thema|topico|assunto"
_START = (
    "start time|actual start time|hora de inicio|hora de inicio real|heure de debut|heure de debut reelle|startzeit"
    "|tatsachliche startzeit|beginn|hora de inicio efetiva|horario de inicio"
)
_END = (
    "end time|actual end time|hora de finalizacion|hora de fin|hora de termino|heure de fin|endzeit|ende"
    "|hora de encerramento|horario de termino|hora do termino"
)
_MEETING = (
    "meeting id|webinar id|id|id de reunion|id de la reunion|id del seminario web|id de reunion|id du webinaire"
    "|meeting-id|webinar-id|id da reuniao|id do webinar"
)

ZOOM = _titles(
    {
        Meaning.NAME: (
            "name (original name)|name|nombre (nombre original)|nombre|nom (nom original)|nom (nom d'origine)|nom"
            "|name (originalname)|name (ursprunglicher name)|name (original-name)|nome (nome original)|nome"
        ),
        Meaning.EMAIL: _EMAIL,
        Meaning.JOIN: _JOIN,
        Meaning.LEAVE: _LEAVE,
        Meaning.DURATION: (
            "duration (minutes)|duracion (minutos)|duree (minutes)|duree (en minutes)|dauer (minuten)"
            "|dauer (in minuten)|duracao (minutos)"
        ),
        Meaning.TOTAL: (
            "total duration (minutes)|duracion total (minutos)|duree totale (minutes)|duree totale (en minutes)"
            "|gesamtdauer (minuten)|gesamtdauer (in minuten)|duracao total (minutos)"
        ),
        Meaning.WAITING: (
            "in waiting room|waiting room|en sala de espera|en la sala de espera|sala de espera|salle d'attente"
            "|en salle d'attente|dans la salle d'attente|im warteraum|warteraum|in warteraum|na sala de espera"
            "|em sala de espera"
        ),
        Meaning.TOPIC: _TOPIC,
        Meaning.START: _START,
        Meaning.END: _END,
        Meaning.MEETING: _MEETING,
    }
)
ZOOM_MARKS = (
    "original name",
    "nombre original",
    "nom original",
    "nom d'origine",
    "originalname",
    "ursprunglicher name",
    "nome original",
)
"""A name beside which the original one stands is Zoom's alone."""

ZOOM_WEBINAR = _titles(
    {
        Meaning.ATTENDED: (
            "attended|asistio|asistencia|asistieron|a participe|a assiste|present|presence|teilgenommen|anwesend"
            "|participou|compareceu|presente"
        ),
        Meaning.NAME: (
            "user name (original name)|user name|nombre de usuario (nombre original)|nombre de usuario"
            "|nom d'utilisateur (nom original)|nom d'utilisateur (nom d'origine)|nom d'utilisateur"
            "|nom de l'utilisateur (nom original)|benutzername (originalname)|benutzername (ursprunglicher name)"
            "|benutzername|nome de usuario (nome original)|nome do usuario (nome original)"
            "|nome de utilizador (nome original)|nome de usuario|nome do usuario|nome de utilizador"
        ),
        Meaning.FIRST_NAME: "first name|nombre|prenom|vorname|nome",
        Meaning.LAST_NAME: "last name|apellido|apellidos|nom|nom de famille|nachname|sobrenome|apelido",
        Meaning.EMAIL: _EMAIL,
        Meaning.JOIN: _JOIN,
        Meaning.LEAVE: _LEAVE,
        Meaning.DURATION: (
            "time in session (minutes)|tiempo en la sesion (minutos)|tiempo en sesion (minutos)"
            "|duree de la session (minutes)|temps passe en session (minutes)|temps dans la session (minutes)"
            "|temps passe dans la session (minutes)|zeit in der sitzung (minuten)|zeit in sitzung (minuten)"
            "|sitzungsdauer (minuten)|tempo na sessao (minutos)|tempo em sessao (minutos)"
        ),
        Meaning.TOPIC: _TOPIC,
        Meaning.START: _START,
        Meaning.END: _END,
        Meaning.MEETING: _MEETING,
    }
)

WEBEX = _titles(
    {
        Meaning.TOPIC: (
            "event name|meeting name|meeting topic|webinar name|nombre del evento|nombre de la reunion"
            "|nombre de reunion|nom de l'evenement|nom de la reunion|nom de reunion|ereignisname|eventname"
            "|veranstaltungsname|meetingname|meeting-name|besprechungsname|nome do evento|nome da reuniao"
        ),
        Meaning.START: (
            "event start time|meeting start time|webinar start time|hora de inicio del evento"
            "|hora de inicio de la reunion|heure de debut de l'evenement|heure de debut de la reunion"
            "|ereignis-startzeit|startzeit des ereignisses|startzeit des meetings|meeting-startzeit"
            "|hora de inicio do evento|hora de inicio da reuniao"
        ),
        Meaning.END: (
            "event end time|meeting end time|webinar end time|hora de finalizacion del evento"
            "|hora de finalizacion de la reunion|heure de fin de l'evenement|heure de fin de la reunion"
            "|ereignis-endzeit|endzeit des ereignisses|endzeit des meetings|meeting-endzeit"
            "|hora de termino do evento|hora de termino da reuniao"
        ),
        Meaning.NAME: (
            "name|display name|attendee name|participant|nombre|nombre para mostrar|nombre mostrado|nom"
            "|nom d'affichage|nom affiche|anzeigename|nome|nome de exibicao|nome para exibicao"
        ),
        Meaning.FIRST_NAME: "first name|prenom|vorname|primer nombre|primeiro nome",
        Meaning.LAST_NAME: "last name|nom de famille|nachname|apellido|apellidos|sobrenome",
        Meaning.EMAIL: _EMAIL,
        Meaning.JOIN: _JOIN,
        Meaning.LEAVE: _LEAVE,
        Meaning.DURATION: (
            "attendance duration|duracion de la asistencia|duracion de asistencia|duree de participation"
            "|duree de presence|teilnahmedauer|anwesenheitsdauer|dauer der teilnahme|duracao da participacao"
            "|duracao da presenca|duracao de participacao"
        ),
        Meaning.SESSION: (
            "session name|session|nombre de la sesion|nombre de sesion|nom de la session|nom de session"
            "|sitzungsname|name der sitzung|nome da sessao"
        ),
        Meaning.MEETING: "meeting number|event number|meeting id|numero de reunion|numero de la reunion|meetingnummer",
    }
)
WEBEX_BREAKOUT = ("breakout", "teilsitzung", "teilgruppe", "subsesion", "sous-session", "sous session", "subsessao")
"""How the name of a breakout room's session is told from the main one's."""

GOOGLE_MEET = _titles(
    {
        Meaning.NAME: "name|full name|participant|participant name|nombre|nome|participante|teilnehmer",
        Meaning.FIRST_NAME: "first name|given name|prenom|vorname|primeiro nome",
        Meaning.LAST_NAME: (
            "last name|family name|surname|apellido|apellidos|nom|nom de famille|nachname|sobrenome|apelido"
        ),
        Meaning.EMAIL: _EMAIL,
        Meaning.DURATION: "duration|duracion|duree|dauer|duracao",
        Meaning.JOIN: _JOIN,
        Meaning.LEAVE: _LEAVE,
    }
)

TEAMS = _titles(
    {
        Meaning.JOIN: f"{_JOIN}|erster beitritt|primera union|primera entrada|premiere participation|primeiro acesso",
        Meaning.LEAVE: f"{_LEAVE}|letztes verlassen|ultima salida|dernier depart|derniere sortie|ultima saida",
    }
)
TEAMS_FULL_NAME = {"full name", "vollstandiger name", "nombre completo", "nom complet", "nome completo"}
TEAMS_NAMES = TEAMS_FULL_NAME | {
    *("name", "nom", "nombre", "nome", "naam", "имя", "姓名", "名称", "名前", "الاسم", "이름"),
}
TEAMS_JOINED = ("join", "beigetreten", "beitritt", "rejoint", "unio", "unido", "ingress", "entr", "particip", "aderiu")
"""How the word for joining begins."""
TEAMS_LEFT = ("left", "leave", "quitt", "parti", "sorti", "abandon", "sali", "verlass", "saiu", "sair", "saida")
"""How the word for leaving begins in the log of who joined and left."""

TRUE_OR_FALSE = {"true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "verdadeiro", "falso"}
"""As a browser writes it, and as Excel translates it."""
YES = {"yes", "y", "true", "si", "oui", "ja", "sim", "1"}
NO = {"no", "n", "false", "non", "nein", "nao", "0"}
NOTHING = {"", "-", "--", "n/a"}
