"""reviewkit config: path, show, edit, check; and the settings behind it."""

import json
import os
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from reviewkit import config
from reviewkit.cli.main import main
from reviewkit.errors import BadConfig
from reviewkit.features.config import example, rows

ROOT = Path(__file__).parents[1]


def editor_that_writes(folder: Path, text: str) -> str:
    """Return the words of an "editor" that replaces the file by `text`."""
    script = folder / "editor.py"
    script.write_text(f"import pathlib, sys\npathlib.Path(sys.argv[1]).write_text({text!r}, encoding='utf-8')\n")
    return f'"{sys.executable}" "{script}"'


def test_the_example_at_the_root_is_the_generated_one():
    assert (ROOT / "config.example.toml").read_text(encoding="utf-8") == example()


def test_every_line_of_the_example_holds_when_it_is_switched_on(home):
    lines = [line.removeprefix("# ") if " = " in line else line for line in example().splitlines()]
    (home / "config.toml").write_text("\n".join(lines), encoding="utf-8")
    assert config.load(home / "config.toml") == config.Settings()
    tables = tomllib.loads("\n".join(lines))
    assert sorted(f"{section}.{key}" for section, table in tables.items() for key in table) == sorted(config.keys())


def test_every_setting_has_a_sentence(home):
    assert all(row["description"].endswith((".", "naver.", "google-maps.")) for row in rows(home / "config.toml"))


def test_path_is_one_line_for_scripts(home, capsys):
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out == f"{home / 'config.toml'}\n"


def test_show_says_where_each_value_comes_from(home, capsys, monkeypatch):
    (home / "config.toml").write_text("[naver]\ninterval = 5\n[kakao]\ninterval = 6\n", encoding="utf-8")
    monkeypatch.setenv("REVIEWKIT_KAKAO__INTERVAL", "7")
    assert main(["config", "show", "--json"]) == 0
    found = {row["key"]: (row["value"], row["origin"]) for row in json.loads(capsys.readouterr().out)}
    assert found["naver.interval"] == (5.0, "file")
    assert found["kakao.interval"] == (7.0, "environment")
    assert found["google.interval"] == (1.0, "default")


def test_check_names_every_problem_and_the_nearest_key(home, capsys, monkeypatch):
    text = '[naver]\nintervall = 1\n[kakao]\ninterval = "fast"\n[general]\nlanguage = "fr"\ntimezone = "Asia/Soul"\n'
    (home / "config.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("REVIEWKIT_GOOGEL__INTERVAL", "1")
    monkeypatch.setenv("REVIEWKIT_CRAWL__ATTEMPTS", "0")
    assert main(["config", "check"]) == 1
    said = capsys.readouterr().err
    assert "6 things are wrong" in said
    assert "Did you mean naver.interval?" in said
    assert "kakao.interval: must be a number" in said
    assert "general.language: must be one of 'auto', 'ko', 'en'" in said
    assert "no such time zone: Asia/Soul" in said
    assert "environment variable REVIEWKIT_GOOGEL__INTERVAL" in said
    assert "environment variable REVIEWKIT_CRAWL__ATTEMPTS: crawl.attempts: must be 1 or more" in said
    assert "config edit" in said


def test_check_is_quiet_about_good_settings(home, capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_DEBUG", "")
    monkeypatch.setenv("REVIEWKIT_SECRET_GOOGLE_TOKEN", "abc")
    assert main(["config", "check"]) == 0
    assert main(["config", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_a_broken_file_is_a_sentence_with_its_line_and_leaves_these_commands_working(home, capsys, monkeypatch):
    (home / "config.toml").write_text("[general]\nlanguage = \n", encoding="utf-8")
    assert main(["config", "show"]) == 1
    said = capsys.readouterr().err
    assert "line 2" in said
    assert "reviewkit config edit" in said
    assert main(["config", "path"]) == 0
    assert main(["config", "check"]) == 1
    monkeypatch.setenv("EDITOR", editor_that_writes(home, "[naver]\ninterval = 9\n"))
    assert main(["config", "edit"]) == 0
    assert main(["config", "check"]) == 0


def test_edit_makes_the_file_for_the_owner_only_and_keeps_what_was_typed(home, capsys, monkeypatch):
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" -c "import sys; open(sys.argv[1], encoding=\'utf-8\').read()"')
    assert main(["config", "edit"]) == 0
    file = home / "config.toml"
    assert file.read_text(encoding="utf-8") == example()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv("VISUAL", editor_that_writes(home, "[navr]\nx = 1\n"))
    assert main(["config", "edit"]) == 1
    assert file.read_text(encoding="utf-8") == "[navr]\nx = 1\n"
    said = capsys.readouterr().err
    assert "Did you mean naver?" in said
    assert "What you typed is kept" in said


@pytest.mark.parametrize(("editor", "said"), [("no-such-editor", "no editor no-such-editor"), ("false", "ended with an error")])
def test_an_editor_that_fails_is_a_sentence(capsys, monkeypatch, editor, said):
    monkeypatch.setenv("EDITOR", editor)
    assert main(["config", "edit"]) == 1
    assert said in capsys.readouterr().err


def test_an_environment_value_that_is_no_json_is_a_sentence(capsys, monkeypatch):
    monkeypatch.setenv("REVIEWKIT_NAVER", "{nonsense")
    assert main(["config", "show"]) == 1
    said = capsys.readouterr().err
    assert "environment variable REVIEWKIT_NAVER: it can't be read." in said
    assert "Correct or unset the variable REVIEWKIT_NAVER." in said
    assert "config edit" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [("REVIEWKIT_NAVER__INTERVALL", "5"), ("REVIEWKIT_NAVER__INTERVAL", "x"), ("REVIEWKIT_NAVER", '{"interval": "x"}')],
)
@pytest.mark.parametrize("words", [["config", "check"], ["config", "show"], ["store", "list"]])
def test_a_bad_variable_is_to_be_corrected_or_unset_and_the_file_left_alone(capsys, monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)
    assert main(words) == 1
    said = capsys.readouterr().err
    assert f"Correct or unset the variable {name}." in said
    assert "config edit" not in said


def test_a_file_that_is_not_utf_8_is_said_to_be_none(home, capsys):
    (home / "config.toml").write_bytes("[general]\n# 한글\n".encode("cp949"))
    assert main(["config", "check"]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "is not saved as UTF-8." in said
    assert "Save it as UTF-8" in said


@pytest.mark.parametrize(
    ("text", "line", "content"),
    [
        ("[general]\nlanguage = \n", 2, "language ="),
        ("[kakao]\r\n[kakao]\r\ninterval = 1\r\n", 2, "[kakao]"),
        ('[general]\ntimezone = """Asia\n\n', 2, 'timezone = """Asia'),
        ("a", 1, "a"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line_and_not_in_programmers_english(tmp_path, text, line, content):
    file = tmp_path / "config.toml"
    file.write_bytes(text.encode())
    with pytest.raises(BadConfig) as caught:
        config.load(file)
    assert caught.value.message == f"{file} is not valid TOML. The mistake is on line {line}: {content}"


URLS = [key for key in config.keys() if key.endswith("_url")]  # noqa: SIM118  a module's function, no dict


@pytest.mark.parametrize("key", URLS)
@pytest.mark.parametrize("value", ["", "m.place.naver.com", "ftp://a.example", "http://", "https://a b", "http://[x"])
def test_every_address_in_the_settings_begins_with_http(monkeypatch, tmp_path, key, value):
    monkeypatch.setenv(config.environment_name(key), value)
    with pytest.raises(BadConfig, match=f"{key}: must be an address that begins with http:// or https://"):
        config.load(tmp_path / "config.toml")


def test_no_secret_is_a_setting(capsys):
    assert main(["config", "show", "--json"]) == 0
    out = capsys.readouterr().out
    assert not any(word in row["key"] for row in json.loads(out) for word in ("secret", "password", "api_key"))
