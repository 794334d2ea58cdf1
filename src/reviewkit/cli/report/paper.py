"""A report on paper: one HTML file, and the browser that shows it."""

import os
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewkit.cli.report.asking import Asked
from reviewkit.cli.show import Show
from reviewkit.errors import BadFile, WrongInput
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.cli.report.forms import Report

STDOUT = "-"


def write(asked: Asked, figures: "Report") -> None:
    """Write a report to the file that was asked for ("-": stdout), and open it where that was asked for too."""
    from reviewkit.features.reports import html

    screen, file = asked.at.show, asked.html
    page = html.render(*pages(asked, figures))
    if file == STDOUT:
        screen.text(page)
        return
    path = Path(file or "").expanduser()
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as exc:
        raise BadFile(
            _("The report can't be written to {path}: {reason}").format(path=path, reason=exc.strerror or exc),
            _("Choose another file with: --html FILE"),
        ) from exc
    screen.result({"html": str(path)}, _("Wrote {path}").format(path=path))
    if asked.browse:
        browse(screen, path)


def mail(asked: Asked, figures: "Report") -> None:
    """Send the summary of what was asked for by mail. Raises WrongInput for another report, BadConfig, SignInNeeded …"""
    from reviewkit.features import reports
    from reviewkit.features.reports import mail as letters

    if not isinstance(figures, reports.Summary):
        raise WrongInput(_("Only the summary is sent by mail."), _("Send it with: reviewkit report summary --email"))
    channel = asked.at.app.mail()
    channel.send(letters.letter(figures, reports.advice(asked.path, asked.scope, asked.target_hours)))
    to = list(channel.to)
    asked.at.show.result({"sent_to": to}, _("Sent to {addresses}").format(addresses=", ".join(to)))


def pages(asked: Asked, figures: "Report") -> Sequence["Report"]:
    """Return what goes on paper: with the summary all the reports, of another one that alone."""
    from reviewkit.features import reports

    if not isinstance(figures, reports.Summary):
        return (figures,)
    path, scope, hours = asked.path, asked.scope, asked.target_hours
    return (
        figures, reports.advice(path, scope, hours), reports.rating(path, scope), reports.aspects(path, scope),
        reports.keywords(path, scope), reports.responses(path, scope, hours),
    )  # fmt: skip


def browse(screen: Show, path: Path) -> None:
    """Open a file in the browser; say so where there is none."""
    # Without a screen Python would start a text browser right here.
    dark = sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if dark or not webbrowser.open(path.resolve().as_uri()):
        screen.warn(_("There is no browser here; open it yourself: {path}").format(path=path))
