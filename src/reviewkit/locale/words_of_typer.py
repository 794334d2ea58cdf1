"""Texts of typer's own, for pybabel to find: nothing imports this file.

typer asks gettext's global domain for them, which is ours once a language is active (see i18n.activate). They stand here,
because `pybabel update` throws out what it doesn't find in our sources. As of typer 0.29, from its core.py and rich_utils.py.
"""

from reviewkit.i18n import N_

WORDS = (
    # headings of --help
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    # behind an option's help
    N_("required"),
    N_("[required]"),
    N_("default: {default}"),
    N_("[default: {}]"),
    N_("env var: {var}"),
    N_("[env var: {}]"),
    N_("(dynamic)"),
    N_("(deprecated) "),
    # errors
    N_("Error"),
    N_("Missing command."),
    N_("No such command {name!r}."),
    N_("Try [blue]'{command_path} {help_option}'[/] for help."),
    N_("Aborted."),
    N_("Aborted!"),
)
