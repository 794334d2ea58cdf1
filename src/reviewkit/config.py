"""Settings: flag > environment (REVIEWKIT_NAVER__INTERVAL) > config.toml > default, in one frozen tree.

Read once, by the hall. An unknown key is an error that names the nearest known one. `REVIEWKIT_HOME` moves every file.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from reviewkit.errors import BadConfig
from reviewkit.i18n import N_, _, ngettext

PREFIX = "REVIEWKIT_"
RESERVED = ("REVIEWKIT_HOME", "REVIEWKIT_DEBUG", "REVIEWKIT_SECRET_")
"""Environment names that are not settings: the home, --debug, and secrets (see secrets.py)."""


def _is_address(value: Any) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", value)
    except ValueError:
        return False


class Section(BaseModel):
    """A table of config.toml: frozen, and closed to unknown keys. A field's description is its sentence in the example."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    @field_validator("*")
    @classmethod
    def _web_address(cls, value: Any, info: ValidationInfo) -> Any:
        if str(info.field_name).endswith("_url") and not _is_address(value):
            raise ValueError(_("must be an address that begins with http:// or https://"))
        return value


class General(Section):
    """What holds everywhere."""

    language: Literal["auto", "ko", "en"] = Field("auto", description=N_("Language of every text: auto follows the system."))
    timezone: str = Field("Asia/Seoul", description=N_("The zone that times are shown in."))

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as exc:
            raise ValueError(_("no such time zone: {zone}").format(zone=value)) from exc
        return value


class Database(Section):
    """The one file that holds all."""

    path: str = Field("", description=N_("Where the database is; empty means reviewkit.db in the home folder."))
    busy_timeout: float = Field(30.0, ge=0, description=N_("Seconds to wait while another command writes."))


class BrowserSection(Section):
    """The browser for sites that need one."""

    executable: str = Field("", description=N_("Path of a Chrome, Edge or Chromium; empty means: look for one."))
    channel: str = Field("", description=N_("A Playwright channel (chrome, msedge); empty means: look for one."))
    headed: bool = Field(False, description=N_("Show the browser's window while it works."))
    timeout: float = Field(30.0, gt=0, description=N_("Seconds until a page counts as hung."))


class Crawl(Section):
    """How crawls behave on every site."""

    jitter: float = Field(0.3, ge=0, le=2, description=N_("Pauses are longer by up to this share of the interval."))
    attempts: int = Field(3, ge=1, le=10, description=N_("Tries for a request that failed in passing."))
    lock_minutes: int = Field(60, ge=1, description=N_("A crawl that was silent for this long is taken over."))


class AnalysisSection(Section):
    """How reviews are understood."""

    automatic: bool = Field(
        True, description=N_("Read new reviews during a crawl or an import; needs 500 MB of memory while it runs.")
    )
    words: list[str] = Field([], description=N_("Names that count as one word: menus, people, treatments."))
    store_words: dict[str, list[str]] = Field(
        {}, description=N_("The same by store, a line each in a table [analysis.store_words]: its name, and a list.")
    )
    aspects: dict[str, list[str]] = Field(
        {}, description=N_("Aspects of your own, or more words for one, in a table [analysis.aspects]: its name, and a list.")
    )


Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class AI(Section):
    """A language model, where the owner has one: OpenAI's, or another server that speaks its language."""

    base_url: str = Field("https://api.openai.com/v1", description=N_("Address of the server; Ollama and vLLM work too."))
    model: str = Field("", description=N_("The model's name; empty means: no model is ever asked."))
    timeout: float = Field(60.0, gt=0, description=N_("Seconds until an answer counts as lost."))
    attempts: int = Field(3, ge=1, le=10, description=N_("Tries for a call that failed in passing."))
    fallback_models: list[str] = Field([], description=N_("Models to ask where the first one fails, in this order."))
    embedding_model: str = Field(
        "", description=N_("A model that finds similar replies by meaning; empty means: they are compared by their letters.")
    )
    concurrency: int = Field(
        20, ge=1, le=100, description=N_("Most questions under way at a time; 1 or 2 for a model at home.")
    )
    calls_per_minute: int = Field(0, ge=0, description=N_("Most calls in a minute; 0 means: no limit."))
    reuse_hours: float = Field(24.0, ge=0, description=N_("Hours in which the same question is answered from the store."))
    daily_budget: float = Field(1.0, ge=0, description=N_("Most money to spend in a day, in the currency of the prices."))
    daily_calls: int = Field(500, ge=0, description=N_("Most calls in a day, whatever they cost."))
    prices: dict[str, tuple[Price, Price]] = Field(
        {}, description=N_("Price of a million tokens by model, in a table [ai.prices]: its name, [question, answer].")
    )


class Rule(Section):
    """What becomes of a new draft to a review that fits all that is given here."""

    name: str
    action: Literal["draft", "approve", "hold"]
    after_hours: float = Field(0.0, ge=0)
    platform: Literal["", "naver", "kakao", "google"] = ""
    rating_min: float | None = Field(None, ge=0, le=5)
    rating_max: float | None = Field(None, ge=0, le=5)
    sentiment: Literal["", "positive", "neutral", "negative", "mixed"] = ""
    text: bool | None = None


class ReplySection(Section):
    """How replies are written, approved and posted."""

    rewrites: int = Field(2, ge=0, le=5, description=N_("How often a draft that fails a check is written anew."))
    examples: int = Field(3, ge=0, le=10, description=N_("Replies of yours that a language model is shown as examples."))
    risks: dict[str, list[str]] = Field(
        {},
        description=N_("Words that hold a review for you alone, in a table [reply.risks]: a kind such as injury, and a list."),
    )
    business_hours: str = Field("09:00-21:00", description=N_("When rules may approve a reply."))
    rules: list[Rule] = Field(
        [],
        description=N_(
            "What happens to drafts by themselves, as tables [[reply.rules]]: a name, an action (draft, approve, hold), "
            "after_hours, and which ones: platform, rating_min, rating_max, sentiment, text. The first that fits counts."
        ),
    )
    settle_seconds: float = Field(
        30.0, ge=0, description=N_("After a crash: seconds until the site is asked whether it took the reply.")
    )

    @field_validator("business_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]|24(?=:00)):[0-5]\d", value) or value[:5] >= value[6:]:
            raise ValueError(_("must be two times of a day, such as 09:00-21:00"))
        return value


class SiteSection(Section):
    """What every site's table has."""

    enabled: bool = Field(True, description=N_("Crawl this site."))
    interval: float = Field(2.0, ge=0, description=N_("Seconds between two requests."))


class Naver(SiteSection):
    """Naver Place."""

    interval: float = Field(3.0, ge=0, description=N_("Seconds between two requests."))
    site_url: str = Field("https://m.place.naver.com", description=N_("Address of the review pages."))
    api_url: str = Field("https://api.place.naver.com/graphql", description=N_("Address of the pages' own GraphQL."))
    smartplace_url: str = Field("https://new.smartplace.naver.com", description=N_("Address of SmartPlace."))
    smartplace: bool = Field(False, description=N_("Read SmartPlace too, with ratings; needs: reviewkit auth login naver."))
    report_url: str = Field("https://inoti.naver.com", description=N_("Address of the form to ask for a removal."))
    reply_auto: bool = Field(
        False,
        description=N_("Press SmartPlace's button for you when a reply is posted. Unofficial: the account is at your risk."),
    )
    reply_interval: float = Field(20.0, ge=0, description=N_("Seconds between two replies that are posted so."))
    reply_most: int = Field(10, ge=1, le=50, description=N_("Most replies that are posted so in one run."))


class Kakao(SiteSection):
    """KakaoMap."""

    site_url: str = Field("https://place.map.kakao.com", description=N_("Address of the place pages."))
    api_url: str = Field("https://place-api.map.kakao.com", description=N_("Address of the pages' own interface."))
    report_url: str = Field("https://cs.kakao.com", description=N_("Address of the form to ask for a removal."))


class Google(SiteSection):
    """Google Business Profile, and Google Maps where the owner wants it."""

    interval: float = Field(1.0, ge=0, description=N_("Seconds between two requests."))
    api_url: str = Field("https://mybusiness.googleapis.com", description=N_("Address of the review interface (v4)."))
    accounts_url: str = Field(
        "https://mybusinessaccountmanagement.googleapis.com", description=N_("Address of the accounts interface.")
    )
    locations_url: str = Field(
        "https://mybusinessbusinessinformation.googleapis.com", description=N_("Address of the locations interface.")
    )
    auth_url: str = Field("https://accounts.google.com/o/oauth2/v2/auth", description=N_("Address of the sign-in page."))
    token_url: str = Field("https://oauth2.googleapis.com/token", description=N_("Address of the token interface."))
    maps_url: str = Field("https://www.google.com/maps", description=N_("Address of Google Maps."))
    edits_per_minute: int = Field(10, ge=0, description=N_("Most replies to one profile in a minute; Google takes 10."))
    report_url: str = Field(
        "https://support.google.com/business/workflow/9945796", description=N_("Address of the form to ask for a removal.")
    )
    maps: bool = Field(
        False,
        description=N_("Read the Maps page in your own signed-in profile instead; needs: reviewkit auth login google-maps."),
    )


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
