"""The tables of config.toml, a class each: frozen, and closed to unknown keys."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from reviewkit.i18n import N_, _


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
    after_hours: float = Field(0.0, ge=0, le=8760)
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


class ReportSection(Section):
    """What reports cover where the command doesn't say."""

    period: str = Field("4w", description=N_("How far back: 4w (weeks), 30d, 3m, 1y."))
    target_hours: float = Field(48.0, gt=0, description=N_("Hours within which a review should be answered."))


class EmailSection(Section):
    """Your mail account, for reports and alerts; its password: reviewkit auth set email."""

    host: str = Field("", description=N_("The outgoing mail server (SMTP); empty means: no mail is sent."))
    port: int = Field(587, ge=1, le=65535, description=N_("Its port: 587 with starttls, 465 with tls."))
    security: Literal["starttls", "tls", "none"] = Field("starttls", description=N_("How the connection is kept private."))
    user: str = Field("", description=N_("Your name there; empty means: no sign-in."))
    sender: str = Field("", description=N_("The address that mails come from; empty means: your name there."))
    ca_file: str = Field("", description=N_("A file of certificates to trust instead of the system's; empty for most."))
    to: list[str] = Field([], description=N_("The addresses that mails go to."))


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
