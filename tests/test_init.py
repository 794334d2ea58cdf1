"""reviewkit init: the first steps."""

import io
import json
import sys
import tomllib

from reviewkit.cli.main import main


class Terminal(io.StringIO):
    """A stdin that somebody types at."""

    def isatty(self):
        return True


def test_without_questions_it_makes_the_files_and_names_the_next_command(home, capsys):
    assert main(["init", "--no-input"]) == 0
    assert "reviewkit store add" in capsys.readouterr().err
    before = (home / "config.toml").read_bytes()
    assert main(["init", "--no-input", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["made"] is False
    assert (home / "config.toml").read_bytes() == before
    assert main(["config", "check"]) == 0


def test_it_asks_for_the_language_and_the_first_store(home, monkeypatch, capsys):
    answers = "2\n가나식당\nhttps://m.place.naver.com/restaurant/1234567/home\n\n\ny\n"
    monkeypatch.setattr(sys, "stdin", Terminal(answers))
    assert main(["init"]) == 0
    assert tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))["general"]["language"] == "en"
    capsys.readouterr()
    assert main(["store", "list", "--json"]) == 0
    assert [store["name"] for store in json.loads(capsys.readouterr().out)] == ["가나식당"]
    assert main(["init"]) == 0  # all is there: nothing is asked


def test_a_store_can_be_left_for_later(monkeypatch, capsys, home):
    monkeypatch.setattr(sys, "stdin", Terminal("2\n\n"))
    assert main(["init"]) == 0
    assert "reviewkit store add" in capsys.readouterr().err
    assert not (home / "reviewkit.db").exists()


def test_dry_run_makes_nothing(home):
    assert main(["init", "--dry-run"]) == 0
    assert list(home.iterdir()) == []


def test_it_asks_for_the_first_store_as_long_as_there_is_none(home, monkeypatch, capsys):
    assert main(["store", "list"]) == 0  # makes the database
    monkeypatch.setattr(sys, "stdin", Terminal("2\n가나식당\n\n\n\ny\n"))
    assert main(["init"]) == 0
    capsys.readouterr()
    assert main(["store", "list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert main(["init"]) == 0
    assert "Next: reviewkit crawl" in capsys.readouterr().err


def test_a_wrong_address_is_asked_for_again_at_once(monkeypatch, capsys):
    kakao = "https://place.map.kakao.com/26338954"
    monkeypatch.setattr(sys, "stdin", Terminal(f"2\n가나식당\nnonsense\n{kakao}\n\n{kakao}\n\ny\n"))
    assert main(["init"]) == 0
    err = capsys.readouterr().err
    assert "nonsense" in err
    assert "That is a KakaoMap address" in err
    assert main(["store", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert [(listing["platform"], listing["place_id"]) for listing in row["listings"]] == [("kakao", "26338954")]


def test_enter_takes_the_language_that_was_found(home, monkeypatch):
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    monkeypatch.setattr(sys, "stdin", Terminal("\n\n"))
    assert main(["init"]) == 0
    assert tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))["general"]["language"] == "ko"
