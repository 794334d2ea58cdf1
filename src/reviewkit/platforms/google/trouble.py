"""What Google's error bodies mean, in words that an owner can act on."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from reviewkit.errors import Blocked, CursorExpired, NotFound, ReviewkitError, SignInNeeded
from reviewkit.i18n import _
from reviewkit.platforms.base import polite_hint
from reviewkit.platforms.google.reviews import changed
from reviewkit.platforms.http import Answer
from reviewkit.platforms.loose import dict_of, list_of, object_in, text_of

QUOTA_FORM = "https://support.google.com/business/contact/api_default"
FAST_REASONS = {"RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"}
"""Some of Google's interfaces say "too fast" with a 403."""
OFF_REASONS = {"SERVICE_DISABLED", "API_DISABLED", "accessNotConfigured"}


def explain(answer: Answer) -> ReviewkitError | None:
    """Return what an error answer means, None where its status says it all."""
    error = dict_of((object_in(answer.body) or {}).get("error"))
    if answer.status == 400 and parse_qs(urlsplit(answer.url).query).get("pageToken"):
        return CursorExpired(_("Google no longer knows the page where the last crawl stopped."))
    return by_body(error, answer.status)


def by_body(error: dict[str, Any], status: int) -> ReviewkitError | None:
    """Return what the object under "error" means with that status, None where it is nothing known."""
    if status == 429 or (status == 403 and FAST_REASONS & set(_reasons(error))):
        return _no_quota() if "0" in _values(error, "quota_limit_value") else _too_fast()
    if status == 401:
        return refused()
    if status == 403:
        return _switched_off(error) if OFF_REASONS & set(_reasons(error)) else _no_access()
    if status == 404:
        return NotFound(_("Google knows no such location."), _("See your locations with: reviewkit auth test google"))
    if status == 400:
        return changed(text_of(error.get("message"))[:200] or _("it refuses the request"))
    return None


def refused() -> SignInNeeded:
    """Return the error for a sign-in that Google no longer accepts."""
    return SignInNeeded(_("Google no longer accepts the sign-in."), _("Sign in again: reviewkit auth login google"))


def _no_quota() -> Blocked:
    error = Blocked(
        _("Your Google project has no quota yet: Google has not approved it for the Business Profile interface."),
        _("Ask Google once, with the form “Application for Basic API Access”: {url} (days to weeks).").format(url=QUOTA_FORM),
    )
    error.retryable = False
    return error


def _too_fast() -> Blocked:
    return Blocked(_("Google asks us to slow down: too many requests a minute."), polite_hint("google"))


def _switched_off(error: dict[str, Any]) -> SignInNeeded:
    service = next(iter(_values(error, "service")), "mybusiness.googleapis.com")
    return SignInNeeded(
        _("The interface {service} is switched off in your Google project.").format(service=service),
        _("Switch it on: https://console.cloud.google.com/apis/library/{service}").format(service=service),
    )


def _no_access() -> SignInNeeded:
    return SignInNeeded(
        _("The signed-in Google account may not read this location."),
        _("Sign in with the account that manages the profile: reviewkit auth login google"),
    )


def _reasons(error: dict[str, Any]) -> list[str]:
    old_form = [text_of(dict_of(item).get("reason")) for item in list_of(error.get("errors"))]
    return [text_of(dict_of(item).get("reason")) for item in list_of(error.get("details"))] + old_form


def _values(error: dict[str, Any], name: str) -> list[str]:
    """Return the values of `name` in the ErrorInfo metadata; Google writes numbers as strings there."""
    metadata = [dict_of(dict_of(item).get("metadata")) for item in list_of(error.get("details"))]
    return [str(item[name]) for item in metadata if name in item]
