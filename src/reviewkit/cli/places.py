"""Places from what an owner pastes: an address, a share text, an id, or a pick from their own."""

import re
from typing import TYPE_CHECKING, Any

from reviewkit.cli import choices
from reviewkit.cli.command import Desk
from reviewkit.errors import NotFound, WrongInput
from reviewkit.i18n import _

if TYPE_CHECKING:
    from reviewkit.features.stores.changes import Found

PICK = "pick"
"""Instead of an address, after --google: choose from a list."""
_HOSTS = {
    "naver": re.compile(r"\bnaver\.", re.IGNORECASE),
    "kakao": re.compile(r"\b(?:kakao\.|kko\.to\b)", re.IGNORECASE),
    "google": re.compile(r"\b(?:google\.|goo\.gl\b)", re.IGNORECASE),
}
"""What an address of each platform has in its host's name."""


def found_one(at: Desk, name: str, text: str) -> "Found":
    """Return the place on the platform `name` that a pasted text names. Short links are resolved over the network.

    Raises WrongInput, NetworkTrouble, and for "pick" what the sign-in raises.
    """
    from reviewkit.features.stores.changes import Found

    with at.app.platform(name) as platform:
        try:
            place = _picked(at) if (name, text) == ("google", PICK) else platform.find(text)
        except WrongInput as exc:
            other = _elsewhere(name, text)
            if other:
                raise other from exc
            raise
        return Found(name, place, platform.address(place))


def _elsewhere(name: str, text: str) -> WrongInput | None:
    """Return what to say where `text` is an address of another platform than `name`, None where it isn't."""
    others = [other for other, host in _HOSTS.items() if host.search(text)]
    if len(others) != 1 or others == [name]:
        return None
    site = choices.title(others[0])
    return WrongInput(_("That is a {site} address; use --{option}.").format(site=site, option=others[0]))


def _picked(at: Desk) -> Any:
    """Let the owner pick one of the signed-in account's locations. Raises SignInNeeded, NotFound, WrongInput."""
    places = at.app.google_places()
    if not places:
        raise NotFound(
            _("The signed-in Google account has no location."), _("Sign in with another: reviewkit auth login google")
        )
    names = [f"{place.name or place.id}  ({place.resource})" for place in places]
    return places[at.show.choose(_("Which of your Google locations is it?"), names, "--google accounts/…/locations/…")]
