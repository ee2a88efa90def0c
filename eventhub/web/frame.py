"""What every page shares: the language, the headers that protect it, and sign-in."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Flask, Request, Response, current_app, g, has_request_context, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect

from eventhub.base import clock, countries, i18n, nearness, zones
from eventhub.domain import people
from eventhub.domain.entries import NOTICE_VERSION
from eventhub.mail import rounds
from eventhub.models.events import Event
from eventhub.models.people import Account
from eventhub.web import calendar_programs, errors, labels, question_fields, tables, time_zones

NOTICES = {
    "2026-11": "public/pages/notices/2026-11.html",
    "2026-12": "public/pages/notices/2026-12.html",
}
"""The texts of the privacy notice by version: what somebody agreed to can be read again."""

csrf = CSRFProtect()
sign_in = LoginManager()

LONG_FORMS = frozenset({"organiser.attendance.columns", "organiser.imports.table", "organiser.directory.table"})
"""Pages whose form carries a whole table from one step to the next: as large as a file may be."""

HEARD_OUT = 64 * 1024 * 1024
"""How many bytes of a body that is too large are read and thrown away, so that its sender gets to read the answer."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from elsewhere."""


class Sessions(SecureCookieSessionInterface):
    """Flask's own, but that whoever brings no cookie needs nobody to check its seal."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what a reader's cookie holds."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def set_up(app: Flask) -> None:
    """Give an application the frame that all its pages stand in."""
    app.session_interface = Sessions()
    app.before_request(_limit_plain_form)  # before the CSRF token is looked for in it
    csrf.init_app(app)
    sign_in.init_app(app)
    # There is no "remember me"; its hook would read the session for every answer, and public ones would vary by cookie.
    app.after_request_funcs[None].remove(sign_in._update_remember_cookie)
    sign_in.session_protection = None
    sign_in.user_loader(_account_of)
    app.after_request(_protect)
    app.after_request(time_zones.vary)
    app.after_request(_hear_out)
    errors.set_up(app)
    app.context_processor(_words_for_templates)
    app.jinja_env.globals.update(countries=countries, labels=labels, languages=i18n.LANGUAGES)
    app.jinja_env.globals["family_name"] = calendar_programs.family_name
    app.jinja_env.globals["question_label"] = question_fields.label
    for name in ("day", "days", "month", "number", "time", "weekday", "weekday_name", "zone"):
        app.jinja_env.filters[name] = getattr(i18n, f"format_{name}")
    app.jinja_env.filters |= {
        "listed": i18n.format_list,
        "local": zones.to_local,
        "nearness": _nearness,
        "coming": _coming,
        "instant_in": zones.to_utc,
        "offset": lambda instant, zone: i18n.format_offset(zones.offset(instant, zone)),
    }
    app.jinja_env.tests["shown_twice"] = zones.comes_twice
    app.jinja_env.globals["reader_zone"] = time_zones.chosen
    app.jinja_env.globals["retention_periods"] = rounds.periods
    app.jinja_env.globals.update(notices_by_version=NOTICES, notice_version=NOTICE_VERSION)
    app.jinja_env.filters["grouped"] = lambda code: "-".join(code[at : at + 4] for at in range(0, len(code), 4))
    app.jinja_env.filters["combined"] = lambda one, other: one | other
    app.jinja_env.filters["language_name"] = labels.language
    app.jinja_env.filters["labelled"] = tables.labelled


def choose_language() -> str:
    """Return the language to answer this request in: what the reader's browser prefers of those translated."""
    best = request.accept_languages.best_match(i18n.translated()) if has_request_context() else None
    return best or str(current_app.config["LANGUAGE"])


def base_url() -> str:
    """Return the public address of this installation, without a slash at the end."""
    return str(current_app.config["BASE_URL"] or request.url_root.rstrip("/"))


def account() -> Account | None:
    """Return the signed-in account of this request; nobody's once the database is not to be asked."""
    if g.get("database_is_out"):
        return None
    return current_user._get_current_object() if current_user.is_authenticated else None


def acting() -> str:
    """Return who acts in this request, as audit entries name them."""
    signed_in = account()
    return f"account:{signed_in.id}" if signed_in else "self"


def _account_of(identity: str) -> Account | None:
    if g.get("database_is_out"):
        return None
    number, _, key = identity.partition(":")
    found = people.get_account(int(number)) if number.isdecimal() else None
    if found is None or not found.is_active or not secrets.compare_digest(found.session_key, key):
        return None
    return found


def _words_for_templates() -> dict[str, object]:
    language = i18n.current_language()
    return {
        "language": language,
        "direction": i18n.direction(language),
        "site_name": current_app.config["SITE_NAME"],
        "contact_email": current_app.config["CONTACT_EMAIL"],
        "account": False if g.get("database_is_out") else account(),  # False: not known
        "now": clock.now(),
    }


def _nearness(event: Event, now: datetime) -> nearness.Nearness:
    return nearness.of(event.starts_at_utc, event.ends_at_utc, event.timezone, now=now)


def _coming(local: datetime, zone: str, now: datetime) -> str:
    """Say how far off a wall-clock time of a zone is: "in 3 days"."""
    instant = zones.to_utc(local, zone)
    return nearness.of(instant, instant, zone, now=now).words(local, zone)


def _limit_plain_form() -> None:
    """Hold a form without files to the size set for forms: werkzeug does so only where a form can carry files."""
    if request.endpoint in LONG_FORMS:
        request.max_form_memory_size = current_app.config["MAX_CONTENT_LENGTH"]
    elif request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def _hear_out(response: Response) -> Response:
    """Read what is left of a body that is too large: a connection closed on its sender loses the answer."""
    left = min(request.content_length or 0, HEARD_OUT) if response.status_code == 413 else 0
    while left > 0 and (part := request.environ["wsgi.input"].read(min(left, 1 << 16))):
        left -= len(part)
    return response


def _protect(response: Response) -> Response:
    if response.status_code == 304:
        return response  # what was kept keeps its head, but for what is told anew (RFC 9110, 15.4.5)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" in response.headers:
        return response  # a view that says how it may be kept is the same for everybody: not even cookies are looked at
    if account() is not None:
        response.headers["Cache-Control"] = "private, no-store"
    return response
