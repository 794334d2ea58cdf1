"""Getting a browser."""

import subprocess
from collections.abc import Sequence

from reviewkit.errors import NoBrowser
from reviewkit.i18n import _


def install(words: Sequence[str]) -> None:
    """Run the system's own command for it, whose words go to the screen. Raises NoBrowser where it fails."""
    import sys

    try:
        # Its talk is not data: it goes to stderr.
        code = subprocess.run(list(words), check=False, stdout=sys.stderr.fileno()).returncode  # noqa: S603  our own words
    except OSError as exc:
        raise NoBrowser(_("The command did not start: {reason}").format(reason=exc)) from exc
    if code != 0:
        raise NoBrowser(
            _("No browser was installed: the command ended with an error ({code}).").format(code=code),
            _("Install Chrome from https://www.google.com/chrome, then look with: reviewkit doctor"),
        )
