"""What typer says about a wrong command line and about itself, in the active language: it has these texts fixed in English.

As of typer 0.29: _click/exceptions.py, _click/parser.py, core.py, and pydantic's reasons for a value.
"""

import re

from reviewkit.i18n import N_, _

HELP = N_("Show this message and exit.")
USAGE = N_("Usage: ")
SENTENCES = (
    N_("No such option: {name} (Possible options: {names})"),
    N_("No such option: {name}"),
    N_("Option {name} requires an argument."),
    N_("Option {name} does not take a value."),
    N_("Missing option {name}."),
    N_("Missing argument {name}."),
    N_("Got unexpected extra argument(s) ({words})"),
    N_("Invalid value for {name}: {reason}"),
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be greater than or equal to {limit}"),
    N_("{value} is not one of {names}."),
    N_("{sentence}. Did you mean {names}?"),
)


def told(sentence: str) -> str:
    """Return typer's sentence in the active language; as it is where it isn't known."""
    sentence = sentence.replace("Value error, ", "")  # pydantic begins some reasons with its own exception's name
    for template in SENTENCES:
        found = _pattern(template).fullmatch(sentence)
        if found:
            return _(template).format(**{name: told(words) for name, words in found.groupdict().items()})
    return sentence


def mend_wrapping() -> None:
    """Let rich cut the space at a line's end by the width on the screen, not by the number of letters.

    rich 15's Text.rstrip_end counts letters, so a line of Korean that fits exactly keeps its space, is too wide by one and
    loses its last letter to an "…" (typer's help tables).
    """
    from rich.text import Text

    def rstrip_end(self: Text, size: int) -> None:
        excess = self.cell_len - size
        spaces = len(self.plain) - len(self.plain.rstrip())
        if excess > 0 and spaces:
            self.right_crop(min(excess, spaces))

    Text.rstrip_end = rstrip_end  # type: ignore[method-assign]


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(template)), re.DOTALL)
