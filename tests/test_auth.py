"""reviewkit auth: set, list, remove, login, test."""

import io
import json
import sys
from urllib.parse import parse_qs, urlencode, urlsplit

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from pytest_httpserver import HTTPServer
from werkzeug import Response

from reviewkit import secrets
from reviewkit.cli.main import main
from reviewkit.features.auth import back_at

SHELL = "/usr/bin/chromium-headless-shell"
CLIENT = json.dumps({"installed": {"client_id": "id.apps", "client_secret": "hush"}})


class Terminal(io.StringIO):
    """A stdin that somebody types at."""

    def isatty(self):
        return True


@pytest.fixture
def google(httpserver: HTTPServer, monkeypatch):
    """A stand-in for Google's token, accounts and locations; the settings point at it."""
    httpserver.expect_request("/token", method="POST").respond_with_json(
        {
            "access_token": "a",
            "refresh_token": "1//lasting",
            "expires_in": 3599,
            "token_type": "Bearer",
            "scope": "https://www.googleapis.com/auth/business.manage",
        }
    )
    httpserver.expect_request("/v1/accounts").respond_with_json({"accounts": [{"name": "accounts/1"}]})
    httpserver.expect_request("/v1/accounts/1/locations").respond_with_json(
        {"locations": [{"name": "locations/2", "title": "가나식당"}]}
    )
    base = httpserver.url_for("").rstrip("/")
    for name in ("api", "accounts", "locations"):
        monkeypatch.setenv(f"REVIEWKIT_GOOGLE__{name.upper()}_URL", base)
    monkeypatch.setenv("REVIEWKIT_GOOGLE__AUTH_URL", f"{base}/auth")
    monkeypatch.setenv("REVIEWKIT_GOOGLE__TOKEN_URL", f"{base}/token")
    monkeypatch.setenv("REVIEWKIT_GOOGLE__INTERVAL", "0")
    return httpserver


def test_a_secret_from_stdin_is_kept_and_never_shown(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("s3cret-value\n"))
    assert main(["auth", "set", "google-token", "-"]) == 0
    assert secrets.get("google-token") == "s3cret-value"
    assert main(["auth", "list"]) == 0
    assert main(["auth", "list", "--json"]) == 0
    assert main(["doctor", "--quick", "--json"]) == 0
    out, err = capsys.readouterr()
    assert "s3cret-value" not in out + err


def test_a_secret_from_the_keyboard_is_asked_for_without_showing_it(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt, stream: "typed")
    assert main(["auth", "set", "google-token"]) == 0
    assert secrets.get("google-token") == "typed"


def test_a_secret_in_argv_is_refused(capsys):
    assert main(["auth", "set", "google-token", "s3cret-value"]) == 2
    assert "s3cret-value" not in capsys.readouterr().err
    assert secrets.get("google-token") is None


def test_an_empty_secret_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    assert main(["auth", "set", "google-token"]) == 2


def test_without_a_keyring_the_environment_is_named_before_anything_is_typed(monkeypatch, capsys):
    keyring.set_keyring(NoKeyring())
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert main(["auth", "set", "google-token"]) == 4
    assert "REVIEWKIT_SECRET_GOOGLE_TOKEN" in capsys.readouterr().err


def test_dry_run_keeps_and_removes_nothing(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("abc"))
    assert main(["auth", "set", "google-token", "--dry-run"]) == 0
    assert secrets.get("google-token") is None
    secrets.put("google-token", "abc")
    assert main(["auth", "remove", "google-token", "--dry-run"]) == 0
    assert secrets.get("google-token") == "abc"


def test_remove_asks_and_names_the_flag_where_nobody_can_be_asked(monkeypatch, capsys):
    secrets.put("google-token", "abc")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert main(["auth", "remove", "google-token"]) == 2
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert main(["auth", "remove", "google-token"]) == 1
    assert secrets.get("google-token") == "abc"
    monkeypatch.setattr(sys, "stdin", Terminal("네\n"))
    assert main(["auth", "remove", "google-token"]) == 0
    assert secrets.get("google-token") is None


def test_remove_refuses_an_unknown_name_before_it_asks(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    for more in ([], ["--dry-run"]):
        assert main(["auth", "remove", "google-tokn", *more]) == 2
        said = capsys.readouterr().err
        assert "Did you mean google-token?" in said
        assert "from this machine?" not in said


def test_without_a_keyring_there_is_nothing_to_remove(capsys):
    keyring.set_keyring(NoKeyring())
    assert main(["auth", "remove", "google-token", "--yes"]) == 4
    said = " ".join(capsys.readouterr().err.split())
    assert "there is nothing to remove" in said
    assert "Set the environment variable" not in said


def test_a_secret_of_the_environment_is_not_removed_but_explained(monkeypatch, capsys):
    monkeypatch.setenv("REVIEWKIT_SECRET_GOOGLE_TOKEN", "abc")
    assert main(["auth", "remove", "google-token", "--yes"]) == 2
    assert "unset REVIEWKIT_SECRET_GOOGLE_TOKEN" in capsys.readouterr().err


def test_removing_a_sign_in_removes_its_profile(home):
    profile = home / "profiles" / "naver"
    profile.mkdir(parents=True)
    (profile / "Cookies").write_text("made up")
    assert main(["auth", "remove", "naver", "--yes"]) == 0
    assert not profile.exists()


def test_login_google_by_paste_keeps_the_token(google, monkeypatch, capsys):
    secrets.put("google-client", CLIENT)

    class Owner(Terminal):
        def readline(self, *_size):
            shown = next(word for word in capsys.readouterr().err.split() if word.startswith("http"))
            asked = {name: values[0] for name, values in parse_qs(urlsplit(shown).query).items()}
            fields = {"state": asked["state"], "code": "good", "scope": asked["scope"]}
            return f"{asked['redirect_uri']}?{urlencode(fields)}\n"

    monkeypatch.setattr(sys, "stdin", Owner())
    monkeypatch.setenv("COLUMNS", "5000")
    assert main(["auth", "login", "google", "--paste"]) == 0
    assert secrets.get("google-token") == "1//lasting"
    assert main(["auth", "test", "google"]) == 0
    assert "가나식당" in capsys.readouterr().out


def test_login_google_without_a_key_or_a_keyring_ends_with_4(capsys):
    assert main(["auth", "login", "google", "--paste"]) == 4
    assert "auth set google-client" in capsys.readouterr().err
    keyring.set_keyring(NoKeyring())
    assert main(["auth", "login", "google"]) == 4
    assert "REVIEWKIT_SECRET_GOOGLE_TOKEN" in capsys.readouterr().err


def test_a_refused_token_ends_with_4(httpserver, monkeypatch, capsys):
    httpserver.expect_request("/token").respond_with_json({"error": "invalid_grant"}, status=400)
    monkeypatch.setenv("REVIEWKIT_GOOGLE__TOKEN_URL", httpserver.url_for("/token"))
    monkeypatch.setenv("REVIEWKIT_GOOGLE__INTERVAL", "0")
    secrets.put("google-client", CLIENT)
    secrets.put("google-token", "old")
    assert main(["auth", "test"]) == 4
    assert "reviewkit auth login google" in capsys.readouterr().err


def test_signed_in_nowhere_ends_with_4(capsys):
    assert main(["auth", "test"]) == 4
    assert main(["auth", "test", "naver"]) == 4
    assert "reviewkit auth login naver" in capsys.readouterr().err
    assert main(["auth", "test", "instagrm"]) == 2


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<body>가나식당 내 업체 관리</body>", 0),
        ("<body>네이버 로그인이 필요한 서비스입니다</body>", 4),
        ("<body><script>setTimeout(() => location = 'http://localhost:PORT/login', 300)</script></body>", 4),
    ],
)
def test_smartplace_knows_its_owner_or_sends_him_away(home, httpserver, monkeypatch, page, code):
    monkeypatch.setattr("reviewkit.app.LEAVING", 1.0)
    (home / "profiles" / "naver").mkdir(parents=True)
    page = page.replace("PORT", str(httpserver.port))
    httpserver.expect_request("/bizes").respond_with_response(Response(page, content_type="text/html; charset=utf-8"))
    httpserver.expect_request("/login").respond_with_data("sign in", content_type="text/html")
    monkeypatch.setenv("REVIEWKIT_NAVER__SMARTPLACE_URL", f"http://127.0.0.1:{httpserver.port}")
    assert main(["auth", "test", "naver"]) == code


def test_a_window_without_a_screen_is_a_sentence(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert main(["auth", "login", "naver"]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "computer with a screen" in said


def test_the_window_closes_when_the_owner_is_back_and_the_profile_is_kept(home, httpserver, monkeypatch, capsys):
    # The headless shell stands in for a window: it doesn't mind being asked for one.
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setenv("REVIEWKIT_BROWSER__EXECUTABLE", SHELL)
    site, other = f"http://127.0.0.1:{httpserver.port}/bizes", f"http://localhost:{httpserver.port}/login"
    visits = []

    def bizes(_request):
        visits.append(1)
        go = f"<script>setTimeout(() => location = '{other}', 200)</script>" if len(visits) == 1 else "내 업체"
        return Response(f"<body>{go}</body>", content_type="text/html; charset=utf-8")

    httpserver.expect_request("/bizes").respond_with_handler(bizes)
    back = f"<script>setTimeout(() => location = '{site}', 900)</script>"
    httpserver.expect_request("/login").respond_with_data(back, content_type="text/html")
    monkeypatch.setenv("REVIEWKIT_NAVER__SMARTPLACE_URL", f"http://127.0.0.1:{httpserver.port}")
    assert main(["auth", "login", "naver"]) == 0
    assert (home / "profiles" / "naver").is_dir()
    assert "Signed in to SmartPlace" in capsys.readouterr().out


def test_back_means_away_first():
    done = back_at("https://place.example/bizes")
    steps = ["https://place.example/bizes", "https://sign-in.example/", "https://place.example/bizes"]
    assert [done(url) for url in steps] == [False, False, True]
