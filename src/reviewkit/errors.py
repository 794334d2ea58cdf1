"""Every error that reviewkit raises on purpose, each with a sentence, a hint and an exit code.

    ReviewkitError                 1  failed
    ├── NotFound                   1  no such store, review, file …
    ├── WrongInput                 2  the command line asks for what can't be
    ├── BadConfig                  1  config.toml or an environment variable
    ├── BadFile                    1  a file to import that can't be read
    ├── DatabaseTrouble            1  locked, full, read-only, damaged, too new
    ├── AnalysisTrouble            1  the language part can't be loaded, or died
    ├── ModelTrouble               1  the language model can't be asked, or answered nonsense
    ├── ReplyRefused               1  a site does not take this reply
    ├── MailRefused                1  the mail server does not take a message (see notify.py)
    ├── NoBrowser                  1  no browser to be had
    ├── BrowserTrouble             1  it crashed or hung; passing
    ├── NetworkTrouble             1  no route, time-out, 5xx; passing
    ├── LayoutChanged              1  the site answers in a shape that we don't know
    ├── CursorExpired              1  the site no longer knows where we stopped
    ├── PartlyDone                 3  some of it was done
    ├── SignInNeeded               4  a sign-in or key is missing or refused
    ├── Blocked                    5  a site blocked us or asked us to slow down
    └── Interrupted              130  Ctrl-C

A message is one sentence that a shop owner understands; a hint names the command to type. Both are translated where they
are raised, by `i18n._`. `retryable` says whether the same command may work later.
"""

from datetime import datetime


class ReviewkitError(Exception):
    """Base of all. `message` and `hint` are for people, `code` is for programs and `exit_code` for the shell."""

    exit_code = 1
    code = "failed"
    retryable = False

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotFound(ReviewkitError):
    """No such store, review, listing or file."""

    code = "not_found"


class WrongInput(ReviewkitError):
    """The command line asks for what can't be."""

    exit_code = 2
    code = "wrong_input"


class BadConfig(ReviewkitError):
    """config.toml or an environment variable can't be used."""

    code = "bad_config"


class BadFile(ReviewkitError):
    """A file to import can't be read."""

    code = "bad_file"


class DatabaseTrouble(ReviewkitError):
    """The database is locked, full, read-only, damaged or from a newer version."""

    code = "database"


class AnalysisTrouble(ReviewkitError):
    """What reviews say can't be read: Kiwi can't be loaded, or its process died."""

    code = "analysis"
    retryable = True


class ModelTrouble(ReviewkitError):
    """The language model can't be asked, refused, or answered what can't be used."""

    code = "model"
    retryable = True


class ReplyRefused(ReviewkitError):
    """A site does not take this reply. `violation` is the site's own word for the reason, "" where it gives none."""

    code = "reply_refused"

    def __init__(self, message: str, hint: str = "", violation: str = "") -> None:
        super().__init__(message, hint)
        self.violation = violation


class NoBrowser(ReviewkitError):
    """No Chrome, Edge or Chromium is to be had."""

    code = "no_browser"


class BrowserTrouble(ReviewkitError):
    """The browser crashed or hung: passing, worth another try."""

    code = "browser"
    retryable = True


class NetworkTrouble(ReviewkitError):
    """No route, a time-out, a 5xx: passing, worth another try."""

    code = "network"
    retryable = True


class LayoutChanged(ReviewkitError):
    """The site answers in a shape that this version doesn't know."""

    code = "layout_changed"


class CursorExpired(ReviewkitError):
    """The site no longer knows the place where an earlier crawl stopped; start from the top."""

    code = "cursor_expired"


class PartlyDone(ReviewkitError):
    """Some of it was done, some not."""

    exit_code = 3
    code = "partly_done"


class SignInNeeded(ReviewkitError):
    """A sign-in or key is missing or was refused."""

    exit_code = 4
    code = "sign_in_needed"


class Blocked(ReviewkitError):
    """A site blocked us or asked us to slow down. `retry_at` (aware, UTC) says when to try again, where it is known."""

    exit_code = 5
    code = "blocked"
    retryable = True

    def __init__(self, message: str, hint: str = "", retry_at: datetime | None = None) -> None:
        super().__init__(message, hint)
        self.retry_at = retry_at


class Interrupted(ReviewkitError):
    """Ctrl-C."""

    exit_code = 130
    code = "interrupted"
    retryable = True
