"""Choosing reviews: the options that lists share, and the filter that they make."""

from datetime import timedelta
from typing import Annotated, Any

import typer

from reviewkit.cli import choices, said
from reviewkit.cli.command import Desk
from reviewkit.db.query import SORTS, Filter
from reviewkit.errors import WrongInput
from reviewkit.features import names
from reviewkit.i18n import _

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        "-s",
        metavar="STORE",
        help=_("Only this store: its id, name, or a part of it."),
        autocompletion=choices.store_names,
    ),
]
RatingOption = Annotated[
    str | None, typer.Option("--rating", "-r", metavar="STARS", help=_("Stars: 5, 1-3, or none for those without."))
]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="DAY", help=_("Written on or after this day: 2026-05-01, today, 30d."))
]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DAY", help=_("Written on or before this day."))]
SortOption = Annotated[
    str,
    typer.Option(
        "--sort",
        metavar="ORDER",
        help=_("newest, oldest, longest, or rating: the worst first."),
        autocompletion=choices.among(SORTS),
    ),
]
LimitOption = Annotated[int, typer.Option("--limit", "-n", metavar="N", min=0, help=_("How many; 0 means all."))]
AnsweredOption = Annotated[bool | None, typer.Option("--answered/--unanswered", help=_("With or without an owner's reply."))]
PhotoOption = Annotated[bool | None, typer.Option("--photo/--no-photo", help=_("With or without a photo."))]
HandledOption = Annotated[bool | None, typer.Option("--handled/--unhandled", help=_("Marked as done, or not."))]
StatusOption = Annotated[
    str | None,
    typer.Option(
        "--status",
        metavar="STATE",
        help=_("On the site: visible, suspended, or deleted."),
        autocompletion=choices.among(choices.STATES),
    ),
]
SentimentOption = Annotated[
    str | None,
    typer.Option(
        "--sentiment",
        "-m",
        metavar="MOOD",
        help=_("What it says on the whole: positive, neutral, negative, or mixed."),
        autocompletion=choices.among(said.MOODS),
    ),
]
AspectOption = Annotated[
    str | None,
    typer.Option(
        "--aspect",
        "-a",
        metavar="ASPECT",
        help=_("Speaks of this: 맛, 대기 …; with + or - behind it, of its good or bad side."),
        autocompletion=choices.among(names.ASPECTS),
    ),
]
KeywordOption = Annotated[
    str | None, typer.Option("--keyword", "-k", metavar="WORDS", help=_("Has this keyword: 국물 진하다."))
]
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="LANGUAGE",
        help=_("Written in: ko, en, ja, zh, or other."),
        autocompletion=choices.among(said.LANGUAGES),
    ),
]
TextOption = Annotated[str | None, typer.Option("--text", "-t", metavar="WORDS", help=_("Has these words, or parts of words."))]


def chosen(at: Desk, **given: Any) -> Filter:
    """Return the filter of the given options. Raises WrongInput."""
    sort, status = given["sort"], given.get("status")
    if sort not in SORTS:
        raise WrongInput(_("--sort takes one of: {known}").format(known=", ".join(SORTS)))
    if status not in (None, *choices.STATES):
        raise WrongInput(_("--status takes one of: {known}").format(known=", ".join(choices.STATES)))
    _check_said(given)
    if given["words"] is not None and not given["words"].strip():
        raise WrongInput(_("Type a word to look for."), _("Look for a word: reviewkit review search 국물"))
    zone = choices.zone(at)
    since, until = choices.day(given["since"]), choices.day(given["until"])
    if since and until and since > until:
        raise WrongInput(_("--since is later than --until."), _("Give the earlier day to --since."))
    return Filter(
        store_id=choices.store_id(at, given["store"]),
        platform=choices.platform(given["platform"]),
        since=choices.midnight(since, zone),
        until=choices.midnight(until + timedelta(days=1) if until else None, zone),
        answered=given.get("answered"),
        photo=given.get("photo"),
        handled=given.get("handled"),
        status=status,
        sentiment=given.get("sentiment"),
        lang=given.get("lang"),
        keyword=(given.get("keyword") or "").strip() or None,
        **_aspect(given.get("aspect")),
        words=given["words"] or "",
        sort=sort,
        limit=given["limit"],
        **_ratings(given.get("rating")),
    )


def _check_said(given: dict[str, Any]) -> None:
    for name in ("aspect", "keyword"):
        if given.get(name) is not None and not given[name].strip(" +-"):
            raise WrongInput(
                _("--{option} needs a word.").format(option=name), _("For example: --aspect 맛- or --keyword 국물")
            )
    for name, known in (("sentiment", said.MOODS), ("lang", said.LANGUAGES)):
        if given.get(name) not in (None, *known):
            raise WrongInput(_("--{option} takes one of: {known}").format(option=name, known=", ".join(known)))


def _aspect(text: str | None) -> dict[str, Any]:
    """Return the filter's part for "맛", "맛+" or "맛-"."""
    if not text:
        return {}
    text = text.strip()
    polarity = {"+": "positive", "-": "negative"}.get(text[-1])
    name = said.aspect_named((text[:-1] if polarity else text).strip())
    return {"aspect": name, **({"aspect_polarity": polarity} if polarity else {})}


def _ratings(text: str | None) -> dict[str, Any]:
    """Return the filter's part for "5", "1-3" or "none". Raises WrongInput."""
    if text is None:
        return {}
    if text == "none":
        return {"rated": False}
    low, _dash, high = text.replace("★", "").replace("~", "-").partition("-")
    try:
        bounds = {"rating_min": float(low), "rating_max": float(high or low)}
    except ValueError as exc:
        raise _no_rating(text) from exc
    if not 0 < bounds["rating_min"] <= bounds["rating_max"] <= 5:
        raise _no_rating(text)
    return bounds


def _no_rating(text: str) -> WrongInput:
    several = sorted({found for found in text if found in "12345"}) if "," in text else []
    meant = f"{several[0]}-{several[-1]}" if len(several) > 1 else "1-3"
    return WrongInput(_("{text} is not a rating.").format(text=text), _("Write 5, or {range}, or none.").format(range=meant))
