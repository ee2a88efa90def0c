"""Certificates of attendance: handed to whoever was there and wishes one, and checked by anybody by their code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventhub.base import clock
from eventhub.base.db import db, writing
from eventhub.base.errors import Refused
from eventhub.base.i18n import _, current_language, format_days
from eventhub.base.tokens import plain_code
from eventhub.domain import certificates, registrations
from eventhub.formats import pdf, qr
from eventhub.models.registrations import Registration
from eventhub.web import private
from eventhub.web.frame import base_url
from eventhub.web.public.registrations import by_token

bp = Blueprint("certificates", __name__)
bp.after_request(private.keep)


@bp.get("/registrations/<token>/certificate.pdf")
def download(token: str) -> ResponseReturnValue:
    """Hand people their certificate of attendance."""
    with writing():
        registration, now = by_token(token), clock.now()
        try:
            code = certificates.issue(registration, secret=current_app.config["SECRET_KEY"], by="self", now=now)
            made = _typeset(registration, code)
        except Refused as refusal:
            db.session.rollback()
            flash(str(refusal), "wait")
            return redirect(url_for("registrations.show", token=token), 303)
        db.session.commit()
    response = Response(made, content_type="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename="certificate.pdf")
    return response


@bp.post("/registrations/<token>/certificate")
def wish(token: str) -> ResponseReturnValue:
    """Take somebody's wish for a certificate; it can be taken back on the page of what one agrees to."""
    registration = by_token(token)
    registrations.consent(registration, {certificates.WISH: True}, by="self", now=clock.now())
    db.session.commit()
    flash(_("Your wish for a certificate is noted."), "good")
    return redirect(url_for("registrations.show", token=token), 303)


@bp.get("/certificates")
def ask() -> ResponseReturnValue:
    """Ask for the code of a certificate."""
    typed = plain_code(request.args.get("code", ""))[:40]
    if typed:
        return redirect(url_for(".check", code=typed), 303)
    return render_template("public/certificates/check.html", certified=None, refusal=None, code="")


@bp.get("/certificates/<code>")
def check(code: str) -> ResponseReturnValue:
    """Say whether a certificate is good, and what for."""
    certified = refusal = None
    try:
        certified = certificates.check(code, secret=current_app.config["SECRET_KEY"])
    except certificates.NoSuchCertificate as found:
        refusal = str(found)
    page = render_template("public/certificates/check.html", certified=certified, refusal=refusal, code=code[:40])
    return page, 200 if certified else 404


def _typeset(registration: Registration, code: str) -> bytes:
    event, language = registration.event, current_language()
    address = f"{base_url()}{url_for('.check', code=code)}"
    data: dict[str, Any] = {
        "heading": _("Certificate of attendance"),
        "certifies": _("This certifies that"),
        "name": " ".join(filter(None, (registration.form_of_address, registration.name))),
        "function": ", ".join(filter(None, (registration.function, registration.organisation))),
        "took_part": _("took part in"),
        "event": event.title,
        "days": format_days(event.starts_at.date(), event.ends_at.date()),
        "place": event.venue or "",
        "convened": _("Convened by %(convenor)s", convenor=event.convenor) if event.convenor else "",
        "check": _("Whether this certificate is good can be seen at"),
        "address": address,
        "code": "-".join(code[at : at + 4] for at in range(0, len(code), 4)),
        "picture": qr.draw_vector(address),
        "picture_says": _("QR code of the address above"),
    }
    return pdf.typeset(
        "certificate",
        data,
        language=language,
        title=_("Certificate of attendance: %(event)s", event=event.title),
        at=event.ends_at_utc,
        more_fonts=current_app.config["PDF_FONTS"],
    )
