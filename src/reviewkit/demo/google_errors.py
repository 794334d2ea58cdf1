"""Google's errors, word for word."""

from collections.abc import Mapping
from typing import Any

from reviewkit.demo.messages import Response, data

Json = dict[str, Any]
ACCOUNTS = "mybusinessaccountmanagement.googleapis.com"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"


def error(code: int, status: str, message: str, reason: str = "", metadata: Mapping[str, str] | None = None) -> Response:
    """Return an error as Google's interfaces word it."""
    body: Json = {"code": code, "message": message, "status": status}
    if reason:
        body["details"] = [
            {"@type": ERROR_INFO, "reason": reason, "domain": "googleapis.com", "metadata": dict(metadata or {})}
        ]
    return data({"error": body}, code)


def quota(limit: str) -> Response:
    """Return the 429 of a quota; limit "0" means that the project isn't approved."""
    message = (
        "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of service"
        f" '{ACCOUNTS}' for consumer 'project_number:000000000000'."
    )
    metadata = {
        "service": ACCOUNTS, "quota_metric": f"{ACCOUNTS}/default_requests",
        "quota_limit": "DefaultRequestsPerMinutePerProject",
        "quota_unit": "1/min/{project}", "quota_location": "global", "consumer": "projects/000000000000",
        "quota_limit_value": limit,
    }  # fmt: skip
    return error(429, "RESOURCE_EXHAUSTED", message, "RATE_LIMIT_EXCEEDED", metadata)


def api_disabled() -> Response:
    """Return the 403 of a project where the interface isn't switched on."""
    message = "My Business Account Management API has not been used in project 000000000000 before or it is disabled."
    return error(
        403, "PERMISSION_DENIED", message, "SERVICE_DISABLED", {"service": ACCOUNTS, "consumer": "projects/000000000000"}
    )


def invalid_grant() -> Response:
    """Return the token endpoint's answer to a refresh token that has ended."""
    return data({"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, 400)


def unauthenticated() -> Response:
    """Return the 401 of a missing or expired access token."""
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid"
        " authentication"
        " credential."
    )
    return error(401, "UNAUTHENTICATED", message, "ACCESS_TOKEN_EXPIRED", {"service": "mybusiness.googleapis.com"})
