"""The weekly report and the test mail, through the command line and a real SMTP server with TLS and a sign-in."""

import pytest

from made import NOW, add_store, raw, run, run_json, store
from reviewkit.app import App
from test_notify import PASSWORD, USER, Postbox, certificate, serving


@pytest.fixture
def box(tmp_path, monkeypatch):
    found, pem = Postbox(), certificate(tmp_path, "127.0.0.1")
    with serving(found, "starttls", pem) as port:
        settings = {"HOST": "127.0.0.1", "PORT": str(port), "USER": USER, "TO": '["owner@shop.example"]', "CA_FILE": str(pem)}
        for name, value in settings.items():
            monkeypatch.setenv(f"REVIEWKIT_EMAIL__{name}", value)
        monkeypatch.setenv("REVIEWKIT_SECRET_EMAIL", PASSWORD)
        yield found


def test_a_test_mail_arrives(box, capsys):
    assert run_json(capsys, "alert", "test")["sent_to"] == ["owner@shop.example"]
    assert [one.letter["Subject"] for one in box.got] == ["A test from reviewkit"]
    assert box.logins == [(USER, PASSWORD, True)]


def test_a_dry_run_signs_in_and_sends_nothing(box, capsys):
    assert run(capsys, "alert", "test", "--dry-run")[0] == 0
    assert box.got == []
    assert box.logins


def test_the_report_arrives_as_text_and_as_html_without_a_guests_name(box, capsys):
    app = App()
    listing = add_store(app)
    store(app.engine, listing, *(raw(f"r{n}", text=f"국물이 진해요 {n}", author="별다람쥐") for n in range(8)), now=NOW)
    app.close()
    assert run(capsys, "report", "summary", "--last", "all", "--email")[0] == 0
    (one,) = box.got
    kinds = [part.get_content_type() for part in one.letter.walk()]
    assert {"text/plain", "text/html"} <= set(kinds)
    assert all("별다람쥐" not in part.get_content() for part in one.letter.walk() if part.get_content_maintype() == "text")
    assert "가나식당" in one.letter["Subject"]


def test_only_the_summary_is_sent_by_mail(box, capsys):
    code, _out, err = run(capsys, "report", "rating", "--email")
    assert code == 2
    assert "summary --email" in err


def test_without_a_mail_account_the_owner_is_told_what_to_set(capsys):
    code, _out, err = run(capsys, "alert", "test")
    assert code == 1
    assert "email.host" in err
