"""The owner's config.toml: what holds and where it comes from, an example of it, what is wrong with it, an editor for it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from reviewkit import config
from reviewkit.errors import BadConfig
from reviewkit.features import editor
from reviewkit.i18n import N_, _

HEADER = (
    N_("Settings of reviewkit. A line that begins with # is a remark: remove the # to change a value."),
    N_("Check your changes with: reviewkit config check"),
)


def rows(path: Path) -> list[dict[str, Any]]:
    """Return every setting: key, value, origin (environment, file, default), default, description. Raises BadConfig."""
    settings = config.load(path)
    tables = config.read_file(path)
    return [
        {
            "key": key,
            "value": getattr(getattr(settings, section), name),
            "origin": config.origin(key, tables),
            "default": info.default,
            "description": _(info.description) if info.description else "",
        }
        for section, name, info in _fields()
        for key in [f"{section}.{name}"]
    ]


def problems(path: Path) -> list[str]:
    """Return what is wrong with the file at `path` and the environment, a sentence each; [] where all is well."""
    found = trouble(path)
    return found.message.splitlines() if found else []


def trouble(path: Path) -> BadConfig | None:
    """Return the error for what is wrong with the file at `path` and the environment, with its hint; None for nothing."""
    try:
        config.load(path)
    except BadConfig as exc:
        return exc
    return None


def example(*, translated: bool = False) -> str:
    """Return a config.toml with every key, its sentence and its default, all commented out."""
    say = _ if translated else str
    lines = [f"# {say(line)}" for line in HEADER]
    before = ""
    for section, name, info in _fields():
        if section != before:
            lines += ["", f"[{section}]"]
            before = section
        lines += [f"# {say(info.description or '')}", f"# {name} = {_toml(info.default)}"]
    return "\n".join(lines) + "\n"


def create(path: Path, language: str = "auto") -> bool:
    """Write the example to `path` unless a file is there; say whether it was written. For the owner's eyes only (0600).

    `language` is set in it unless it is "auto".
    """
    text = example(translated=True)
    if language != "auto":
        text = text.replace('# language = "auto"', f'language = "{language}"')
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def edit(path: Path) -> BadConfig | None:
    """Open the file in the owner's editor, and return what is wrong with it afterwards. What was typed is kept.

    Raises ReviewkitError where there is no editor or it failed.
    """
    editor.words()
    create(path)
    editor.run(path)
    return trouble(path)


def _fields() -> Iterator[tuple[str, str, FieldInfo]]:
    for section, table in config.Settings.model_fields.items():
        kind = table.annotation
        assert isinstance(kind, type)
        assert issubclass(kind, BaseModel)
        for name, info in kind.model_fields.items():
            yield section, name, info


def _toml(value: Any) -> str:
    """TOML writes texts, numbers, booleans and lists of them as JSON does."""
    return json.dumps(value, ensure_ascii=False)
