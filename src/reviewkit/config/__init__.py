"""Settings: flag > environment (REVIEWKIT_NAVER__INTERVAL) > config.toml > default, in one frozen tree.

Read once, by the hall. An unknown key is an error that names the nearest known one. `REVIEWKIT_HOME` moves every file.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from reviewkit.config.sections import (
    AI,
    AnalysisSection,
    BrowserSection,
    Crawl,
    Database,
    EmailSection,
    General,
    Google,
    Kakao,
    Naver,
    ReplySection,
    ReportSection,
)
from reviewkit.errors import BadConfig
from reviewkit.i18n import _, ngettext

PREFIX = "REVIEWKIT_"
RESERVED = ("REVIEWKIT_HOME", "REVIEWKIT_DEBUG", "REVIEWKIT_SECRET_")
"""Environment names that are not settings: the home, --debug, and secrets (see secrets.py)."""


class Settings(BaseSettings):
    """All settings, frozen."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    general: General = General()
    database: Database = Database()
    browser: BrowserSection = BrowserSection()
    crawl: Crawl = Crawl()
    analysis: AnalysisSection = AnalysisSection()
    ai: AI = AI()
    reply: ReplySection = ReplySection()
    report: ReportSection = ReportSection()
    email: EmailSection = EmailSection()
    naver: Naver = Naver()
    kakao: Kakao = Kakao()
    google: Google = Google()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic passes all four by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # The file's content comes in by init, so the environment goes first.
        return (env_settings, init_settings)


def home() -> Path:
    """Return the folder of everything: config.toml, reviewkit.db, logs/, profiles/."""
    moved = os.environ.get("REVIEWKIT_HOME")
    if moved:
        return Path(moved).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("reviewkit", appauthor=False)


def read_file(path: Path) -> dict[str, Any]:
    """Return the tables of config.toml, {} where there is none. Raises BadConfig."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as exc:
        hint = _("Save it as UTF-8 in your editor: reviewkit config edit")
        raise BadConfig(_("{path} is not saved as UTF-8.").format(path=path), hint) from exc
    except OSError as exc:
        reason = exc.strerror or exc
        raise BadConfig(_("{path} can't be read: {reason}").format(path=path, reason=reason), _open_it()) from exc
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise BadConfig(_mistake(path, text, str(exc)), _open_it()) from exc


def load(path: Path) -> Settings:
    """Return the settings of the file at `path` and of the environment. Raises BadConfig that names every bad key."""
    tables = read_file(path)
    unknown = _unknown_environment()
    problems = list(unknown.values())
    try:
        settings = Settings(**tables)
    except ValidationError as exc:
        problems += [_problem(error, path, tables) for error in exc.errors() if ".".join(map(str, error["loc"])) not in unknown]
        cause: Exception | None = exc
    except SettingsError as exc:
        problems.append(_unusable(exc))
        cause = exc
    else:
        if not problems:
            return settings
        cause = None
    raise BadConfig("\n".join(text for text, _variable in problems), _way_out(problems)) from cause


def keys(model: type[BaseModel] = Settings, prefix: str = "") -> Iterator[str]:
    """Yield every known key, dotted: general.language, naver.interval …"""
    for name, info in model.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from keys(kind, f"{prefix}{name}.")
        else:
            yield prefix + name


def environment_name(key: str) -> str:
    """Return the environment variable of a dotted key: naver.interval → REVIEWKIT_NAVER__INTERVAL."""
    return PREFIX + key.upper().replace(".", "__")


def origin(key: str, tables: dict[str, Any]) -> str:
    """Return where a key's value comes from: "environment", "file" or "default"."""
    wanted = environment_name(key)
    if any(name.upper() == wanted for name in os.environ):
        return "environment"
    section, _dot, name = key.partition(".")
    table = tables.get(section)
    return "file" if isinstance(table, dict) and name in table else "default"


def nearest(key: str) -> str:
    """Return the known key nearest to `key`, "" where none is near."""
    sections = list(Settings.model_fields)
    close = difflib.get_close_matches(key, [*sections, *keys()], n=1, cutoff=0.6)
    if not close:
        same = [known for known in keys() if known.partition(".")[2] == key.rpartition(".")[2]]
        close = same[:1]
    return close[0] if close else ""


def _open_it() -> str:
    return _("Open it with: reviewkit config edit")


def _mistake(path: Path, text: str, reason: str) -> str:
    """Return a sentence with the line of a TOML mistake; tomllib's own reasons are English, and for programmers."""
    lines = text.rstrip().split("\n")
    found = re.search(r"at line (\d+)", reason)
    number = min(int(found[1]) if found else len(lines), len(lines))
    return _("{path} is not valid TOML. The mistake is on line {line}: {text}").format(
        path=path, line=number, text=lines[number - 1].strip()[:80]
    )


Problem = tuple[str, str]
"""A sentence, and the environment variable that it is about ("" for the file)."""


def _way_out(problems: list[Problem]) -> str:
    names = sorted({variable for _text, variable in problems if variable})
    unset = ngettext("Correct or unset the variable {names}.", "Correct or unset the variables {names}.", len(names))
    hints = [unset.format(names=", ".join(names))] if names else []
    if not all(variable for _text, variable in problems):
        hints.insert(0, _("Correct it with: reviewkit config edit"))
    return "\n".join(hints)


def _problem(error: Any, path: Path, tables: dict[str, Any]) -> Problem:
    key = ".".join(str(part) for part in error["loc"])
    variable = _variable(key, tables)
    where = _environment_variable(variable) if variable else str(path)
    if error["type"] == "extra_forbidden":
        return _unknown(key, where), variable
    return f"{where}: {key}: {_reason(error)}", variable


def _variable(key: str, tables: dict[str, Any]) -> str:
    """Return the environment variable that sets `key`, by itself or with its whole section, "" where none does."""
    wanted = [environment_name(key)]
    if origin(key, tables) != "file":
        wanted.append(environment_name(key.partition(".")[0]))
    return next((name for name in os.environ if name.upper() in wanted), "")


def _unusable(error: SettingsError) -> Problem:
    """A section that is given whole must be JSON."""
    found = re.search(r'field "(\w+)"', str(error))
    variable = environment_name(found[1]) if found else PREFIX + "…"
    return _("{where}: it can't be read.").format(where=_environment_variable(variable)), variable


def _reason(error: Any) -> str:
    """pydantic's reasons are English; these are the ones that a settings file can run into."""
    limits = {name: error.get("ctx", {}).get(name) for name in ("ge", "le", "gt")}
    reasons = {
        "literal_error": _("must be one of {values}").format(
            values=error.get("ctx", {}).get("expected", "").replace(" or ", ", ")
        ),
        "bool": _("must be true or false"),
        "float": _("must be a number"),
        "int": _("must be a whole number"),
        "string": _("must be a text in quotes"),
        "model": _("must be a table, such as [naver]"),
        "greater_than_equal": _("must be {limit} or more").format(limit=limits["ge"]),
        "less_than_equal": _("must be {limit} or less").format(limit=limits["le"]),
        "greater_than": _("must be more than {limit}").format(limit=limits["gt"]),
    }
    kind = error["type"]
    found = reasons.get(kind) or reasons.get(kind.partition("_")[0])
    return found or error["msg"].removeprefix("Value error, ")


def _environment_variable(name: str) -> str:
    return _("environment variable {name}").format(name=name)


def _unknown(key: str, where: str) -> str:
    near = nearest(key)
    if near:
        return _("{where}: unknown key {key}. Did you mean {near}?").format(where=where, key=key, near=near)
    return _("{where}: unknown key {key}.").format(where=where, key=key)


def _unknown_environment() -> dict[str, Problem]:
    """Return a problem per unknown key: pydantic-settings passes over unknown sections, a typo there would do nothing."""
    known = {environment_name(key) for key in keys()} | {environment_name(name) for name in Settings.model_fields}
    unknown: dict[str, Problem] = {}
    for name in os.environ:
        upper = name.upper()
        if upper.startswith(PREFIX) and not upper.startswith(RESERVED) and upper not in known:
            key = upper.removeprefix(PREFIX).lower().replace("__", ".")
            unknown[key] = _unknown(key, _environment_variable(name)), name
    return unknown
