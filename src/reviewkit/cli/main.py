"""main(): the command line whole. Errors become a sentence, a hint and an exit code here, and nowhere else."""

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from reviewkit import __version__, config, i18n
from reviewkit.cli import usage
from reviewkit.cli.command import Desk, Noun
from reviewkit.cli.show import Form
from reviewkit.errors import BadConfig, Interrupted, ReviewkitError
from reviewkit.i18n import _

NOUNS = {
    "demo": "demo",
    "init": "init",
    "doctor": "doctor",
    "browser": "browser",
    "store": "store",
    "crawl": "crawl",
    "analyze": "analyze",
    "import": "imports",
    "review": "review",
    "reply": "reply",
    "inbox": "inbox",
    "voice": "voice",
    "report": "report",
    "follow-up": "follow_up",
    "alert": "alert",
    "auth": "auth",
    "db": "db",
    "config": "config",
    "completion": "completion",
}
"""Each noun's file in this folder, in the order of --help."""


KEEPING = ("crawl", "import", "analyze")
"""The commands that keep what they have read when they are stopped."""

COMPLETE = "_REVIEWKIT_COMPLETE"
"""The environment variable by which a shell asks for completions; see completion.py."""


class Nouns(Noun):
    """Imports a noun's file when the noun is used: start-up is a feature."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Return the nouns."""
        return list(NOUNS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Return the noun's command, None for an unknown one."""
        if cmd_name not in NOUNS:
            return None
        module = importlib.import_module(f"reviewkit.cli.{NOUNS[cmd_name]}")
        found = typer.main.get_command(module.app)
        found.name = cmd_name
        return found

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the words name; typer looks for a near one in `commands`, which lazy nouns leave empty."""
        self.commands = dict.fromkeys(NOUNS)  # type: ignore[assignment]
        return super().resolve_command(ctx, args)


def build() -> typer.Typer:
    """Return the command line, in the language that is active."""
    root = typer.Typer(
        cls=Nouns,
        name="reviewkit",
        help=_("Gather and read your shop's reviews, on your own machine."),
        epilog=_("Start with: reviewkit demo"),
        add_completion=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @root.callback()
    def _root(
        ctx: typer.Context,
        debug: Annotated[bool, typer.Option("--debug", help=_("Show the traceback of an error."))] = False,
        version: Annotated[  # noqa: ARG001  answered before a command is asked for
            bool, typer.Option("--version", "-V", help=_("Show the version."), is_eager=True, callback=_say_version)
        ] = False,
    ) -> None:
        ctx.obj.debug = ctx.obj.debug or debug

    return root


def _say_version(ctx: typer.Context, value: bool) -> None:
    if value:
        ctx.obj.show.text(f"reviewkit {__version__}")
        raise typer.Exit


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing is raised but what a test wants to see."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _open_streams()
    desk = Desk()
    _prepare(desk, arguments)
    try:
        result = typer.main.get_command(build()).main(arguments, prog_name="reviewkit", standalone_mode=False, obj=desk)
        sys.stdout.flush()
    except BrokenPipeError:
        return _pipe_closed()
    except SystemExit:  # typer's answer to a closed pipe, and to a shell that completes
        if os.environ.get(COMPLETE):
            raise
        return _pipe_closed()
    except (Exception, KeyboardInterrupt) as exc:  # noqa: BLE001  the one place where errors end
        return _ended(exc, desk)
    finally:
        desk.close()
    if result == Interrupted.exit_code:  # typer has swallowed Ctrl-C
        return _ended(KeyboardInterrupt(), desk)
    return result if isinstance(result, int) else 0


def _open_streams() -> None:
    """Where a caller has closed stdout or stderr (cron's >&-), Python has None there: write to nowhere instead."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  as long as the process


def _prepare(desk: Desk, arguments: list[str]) -> None:
    """Know the language, the form of errors and --debug before typer has read a word: an error may come earlier."""
    if "--debug" in arguments:  # wherever it was typed: nobody remembers that it belongs before the noun
        desk.debug = True
        arguments.remove("--debug")
    for form in (Form.JSON, Form.JSONL, Form.CSV):
        if f"--{form}" in arguments:
            desk.show.form = form
    i18n.activate(i18n.detect(_configured_language()))
    if os.environ.get(COMPLETE):
        from typer._completion_classes import completion_init

        completion_init()
    if hasattr(signal, "SIGTERM") and _in_main_thread():
        signal.signal(signal.SIGTERM, _terminate)


def _configured_language() -> str:
    """Peek: the whole of the settings is checked later, by the hall, where an error can be shown."""
    from_environment = os.environ.get(config.environment_name("general.language"))
    if from_environment:
        return from_environment
    try:
        general = config.read_file(config.home() / "config.toml").get("general", {})
    except BadConfig:
        return "auto"
    return str(general.get("language", "auto")) if isinstance(general, dict) else "auto"


def _in_main_thread() -> bool:
    import threading

    return threading.current_thread() is threading.main_thread()


def _terminate(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _pipe_closed() -> int:
    """`reviewkit review list | head` is no error."""
    _give_up_stdout()
    return 0


def _give_up_stdout() -> None:
    """Send to nowhere what stdout could not take: Python flushes it once more at exit, and would end with 120."""
    nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  as long as the process
    try:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())  # what is in the buffer already goes there too
    except (OSError, ValueError):  # no real file, as in a test
        sys.stdout = nowhere
    else:
        nowhere.close()


def _ended(error: BaseException, desk: Desk) -> int:
    try:
        sys.stdout.flush()  # what was printed before the error comes before it
    except OSError as exc:
        _give_up_stdout()
        if isinstance(error, ReviewkitError) and not isinstance(exc, BrokenPipeError):
            error = exc  # the owner has not seen the data: that comes first
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        error = _stopped(desk)
    if desk.debug:
        import traceback

        traceback.print_exception(error)
    known = _known(error)
    if isinstance(known, Interrupted) and desk.show.form is Form.TABLE and sys.stderr.isatty():
        desk.show.err.print()  # the terminal has written ^C where the cursor stood
    if known.message:  # a noun without a verb has shown its help
        desk.show.error(known)
    return known.exit_code


def _stopped(desk: Desk) -> Interrupted:
    kept = desk.running in KEEPING
    return Interrupted(_("Stopped. Everything read so far is kept.") if kept else _("Stopped."))


def _known(error: BaseException) -> ReviewkitError:
    if isinstance(error, ReviewkitError):
        return error
    if isinstance(error, typer.TyperException):
        return _usage(error)
    if isinstance(error, OSError):
        return ReviewkitError(_os_sentence(error), _("See where the files are with: reviewkit config path"))
    message = _("Something went wrong that we did not expect: {reason}").format(reason=f"{type(error).__name__}: {error}")
    return ReviewkitError(message, _("Run it again with --debug and report what it prints."))


def _usage(error: typer.TyperException) -> ReviewkitError:
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else "reviewkit"
    sentence = error.format_message() if hasattr(error, "format_message") else str(error)
    known = ReviewkitError(usage.told(sentence), _("See how it is used: {command} --help").format(command=path))
    known.exit_code = getattr(error, "exit_code", 2)
    known.code = "usage"
    return known


def _os_sentence(error: OSError) -> str:
    import errno

    where = error.filename or ""
    if error.errno == errno.ENOSPC:
        return _("The disk is full. {where}").format(where=where).strip()
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return _("No permission to write here: {where}").format(where=where)
    return _("The file system said no: {reason}").format(reason=error)
