"""Mail, sent to real SMTP servers on this machine: encrypted, with a sign-in, and with all that can go wrong."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from reviewkit.errors import BadConfig, NetworkTrouble, PartlyDone, SignInNeeded
from reviewkit.notify import Mail, MailRefused, Message

USER, PASSWORD = "owner@shop.example", "app-pass-word"
REPORT = Message("가나식당: 대기 불만이 늘었어요 (4주)", "리뷰 42건\n", '<p style="color:#1b2230">리뷰 <b>42</b>건</p>')


def certificate(folder: Path, name: str) -> Path:
    """Make a self-signed certificate for `name` with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of a test")])
    names = [x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / f"{name}.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class Postbox:
    """What an SMTP server of a test has received; it refuses the addresses that begin with "no" for good, "later" for now."""

    def __init__(self) -> None:
        self.got: list[SimpleNamespace] = []
        self.logins: list[tuple[str, str, bool]] = []
        self.greeted = ""
        self.data_answer = "250 OK"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802  aiosmtpd's name
        session.host_name = self.greeted = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("no"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later"):
            return "450 4.2.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.data_answer.startswith("250"):
            letter = message_from_bytes(envelope.content, policy=policy.default)
            self.got.append(
                SimpleNamespace(sender=envelope.mail_from, to=envelope.rcpt_tos, letter=letter, raw=envelope.content)
            )
        return self.data_answer

    def login(self, server, session, envelope, mechanism, data):
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode(), session.ssl is not None))
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(box: Postbox, security: str, pem: Path | None = None, **more) -> Iterator[int]:
    """Run an SMTP server on this machine; with a certificate it asks for a sign-in."""
    context = None
    if pem:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
    options = {"authenticator": box.login, "auth_required": True} if pem else {}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    elif security == "tls":
        options |= {"auth_require_tls": False}  # the whole connection is encrypted, which aiosmtpd doesn't count
    outside = context if security == "tls" else None
    server = Controller(box, "127.0.0.1", free_port(), ssl_context=outside, **{**options, **more})
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("pem"), "127.0.0.1")


def mail(port: int, **given) -> Mail:
    values = {
        "host": "127.0.0.1", "port": port, "security": "starttls", "user": USER, "password": PASSWORD,
        "to": ["Kim <kim@shop.example>"], "timeout": 5.0,
    }  # fmt: skip
    return Mail(**{**values, **given})


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_server_with_a_sign_in_receives_the_report_as_text_and_html(pem, security):
    box = Postbox()
    with serving(box, security, pem) as port:
        mail(port, security=security, ca=pem).send(REPORT)
    (got,) = box.got
    assert box.logins[0][:2] == (USER, PASSWORD)
    assert (got.sender, got.to) == (USER, ["kim@shop.example"])
    assert got.letter["subject"] == REPORT.subject
    assert got.letter["from"].addresses[0].display_name == "reviewkit"
    assert got.letter["to"].addresses[0].display_name == "Kim"
    assert got.letter["auto-submitted"] == "auto-generated"
    assert got.letter.get_content_type() == "multipart/alternative"
    text, html = got.letter.iter_parts()
    assert (text.get_content_type(), text.get_content().split("\r\n")) == ("text/plain", [*REPORT.text.splitlines(), ""])
    assert (html.get_content_type(), html.get_content().strip()) == ("text/html", REPORT.html)
    assert all(len(line) <= 78 for line in got.raw.splitlines())


def test_a_password_goes_out_only_after_the_connection_is_encrypted(pem):
    box = Postbox()
    with serving(box, "starttls", pem) as port:
        mail(port, ca=pem).check()
    assert box.logins == [(USER, PASSWORD, True)]
    assert box.got == []


def test_the_greeting_and_the_message_id_do_not_tell_this_computers_name(pem):
    box = Postbox()
    with serving(box, "starttls", pem) as port:
        mail(port, ca=pem).send(REPORT)
    assert box.greeted == "[127.0.0.1]"
    assert box.got[0].letter["message-id"].endswith("@shop.example>")


def test_a_relay_on_this_machine_needs_neither_encryption_nor_a_sign_in():
    box = Postbox()
    with serving(box, "none") as port:
        mail(port, security="none", user="", password=None, sender="Shop <shop@shop.example>").send(Message("All well", "text"))
    assert box.got[0].letter.get_content_type() == "text/plain"
    assert box.got[0].letter["from"].addresses[0].display_name == "Shop"
    assert box.logins == []


def test_a_wrong_password_is_a_missing_sign_in_and_the_hint_sets_it_anew(pem):
    box = Postbox()
    with serving(box, "starttls", pem) as port, pytest.raises(SignInNeeded) as caught:
        mail(port, ca=pem, password="wrong").send(REPORT)
    assert "reviewkit auth set email" in caught.value.hint
    assert "wrong" not in caught.value.message
    assert box.got == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_stops_the_mail_before_the_password(pem, security):
    box = Postbox()
    with serving(box, security, pem) as port, pytest.raises(BadConfig, match="certificate"):
        mail(port, security=security).send(REPORT)
    assert box.logins == []


def test_a_certificate_for_another_name_stops_the_mail(tmp_path):
    other, box = certificate(tmp_path, "mail.shop.example"), Postbox()
    with serving(box, "starttls", other) as port, pytest.raises(BadConfig, match="certificate") as caught:
        mail(port, ca=other).send(REPORT)
    assert "email.host" in caught.value.hint
    assert box.logins == []


def test_a_server_without_encryption_gets_no_password_and_the_hint_names_the_setting(pem):
    box = Postbox()
    with serving(box, "none", authenticator=box.login, auth_require_tls=False) as port:
        with pytest.raises(BadConfig) as caught:
            mail(port, ca=pem).send(REPORT)
        assert "email.security" in caught.value.hint
        with pytest.raises(BadConfig, match="No encrypted connection") as caught:
            mail(port, security="tls", ca=pem).send(REPORT)
        assert "email.security" in caught.value.hint
    assert box.logins == []


def test_a_password_never_goes_unencrypted_to_another_machine():
    with pytest.raises(BadConfig, match="unencrypted"):
        mail(25, host="mail.shop.example", security="none").send(REPORT)


def test_what_some_addresses_are_refused_the_others_have():
    box = Postbox()
    with serving(box, "none") as port:
        sender = mail(port, security="none", user="", password=None, sender=USER, to=["no@shop.example", "kim@shop.example"])
        with pytest.raises(PartlyDone, match=r"no@shop\.example"):
            sender.send(REPORT)
    assert box.got[0].to == ["kim@shop.example"]


@pytest.mark.parametrize(
    ("to", "answer", "error", "again"),
    [
        ("no@shop.example", "250 OK", MailRefused, False),
        ("later@shop.example", "250 OK", NetworkTrouble, True),
        ("kim@shop.example", "554 5.7.1 looks like spam", MailRefused, False),
        ("kim@shop.example", "452 4.3.1 disk full", NetworkTrouble, True),
    ],
)
def test_a_refusal_is_told_with_the_servers_words_and_only_a_passing_one_is_worth_another_try(to, answer, error, again):
    box = Postbox()
    box.data_answer = answer
    with serving(box, "none") as port, pytest.raises(error) as caught:
        mail(port, security="none", user="", password=None, sender=USER, to=[to]).send(REPORT)
    assert caught.value.retryable is again
    assert any(words in caught.value.message for words in ("no such mailbox", "try again later", "spam", "disk full"))


def test_a_server_that_is_not_there_is_network_trouble():
    with pytest.raises(NetworkTrouble, match="can't be reached") as caught:
        mail(free_port()).send(REPORT)
    assert caught.value.retryable
    assert "[email]" in caught.value.hint


@pytest.mark.parametrize("greeting", [b"", b"220 hello\r\n", b"554 go away\r\n"], ids=["silent", "hangs up", "turns away"])
def test_a_server_that_falls_silent_or_hangs_up_is_told_of(greeting):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = threading.Event()

        def serve() -> None:
            with listening.accept()[0] as peer:
                peer.sendall(greeting)
                if not greeting:
                    done.wait(10)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            with pytest.raises((NetworkTrouble, MailRefused)) as caught:
                mail(listening.getsockname()[1], timeout=0.5).send(REPORT)
        finally:
            done.set()
            thread.join()
    assert "127.0.0.1" in caught.value.message
    assert isinstance(caught.value, MailRefused) is (greeting[:3] == b"554")


def test_a_subject_can_not_add_headers_and_steers_no_terminal():
    box = Postbox()
    hostile = Message("가나식당\r\nBcc: all@shop.example\n\x1b[31m\u202e" + "가" * 500, "text")
    with serving(box, "none") as port:
        mail(port, security="none", user="", password=None, sender=USER).send(hostile)
    letter = box.got[0].letter
    assert letter["bcc"] is None
    assert letter["subject"].startswith("가나식당 Bcc: all@shop.example")
    assert str(letter["subject"]).isprintable()
    assert len(letter["subject"]) == 150
    assert box.got[0].to == ["kim@shop.example"]


@pytest.mark.parametrize("words", ["more complaints than usual", "불만이 늘었어요", "a  b", "x" * 60])
def test_a_long_subject_in_two_scripts_arrives_letter_by_letter(words):
    box = Postbox()
    subject = " ".join(f"가나식당 1호점: {words} “대기 길다” (4주)".split()) * 2
    with serving(box, "none") as port:
        mail(port, security="none", user="", password=None, sender=USER).send(Message(subject, "text"))
    assert box.got[0].letter["subject"] == (subject if len(subject) <= 150 else subject[:149] + "…")
    headers = box.got[0].raw.partition(b"\r\n\r\n")[0].splitlines()
    assert all(len(line) <= 78 for line in headers)


def test_half_an_emoji_and_lines_without_end_arrive():
    box = Postbox()
    with serving(box, "none") as port:
        mail(port, security="none", user="", password=None, sender=USER).send(
            Message("x", "\ud83d" + "a" * 5000, "<p>\udc00</p>")
        )
    text, _html = box.got[0].letter.iter_parts()
    assert text.get_content().strip() == "?" + "a" * 5000


@pytest.mark.parametrize(
    ("given", "error", "hint"),
    [
        ({"host": ""}, BadConfig, "email.host"),
        ({"to": []}, BadConfig, "email.to"),
        ({"to": ["kim"]}, BadConfig, "[email]"),
        ({"to": ["kim@shop.example\nBcc: x@shop.example"]}, BadConfig, "[email]"),
        ({"user": "owner"}, BadConfig, "[email]"),
        ({"sender": "김@shop.example"}, BadConfig, "[email]"),
        ({"password": None}, SignInNeeded, "reviewkit auth set email"),
        ({"ca": Path("/nowhere/ca.pem")}, BadConfig, "[email]"),
        ({"port": 70000}, BadConfig, "[email]"),
        ({"host": "x" * 300}, BadConfig, "[email]"),
    ],
    ids=str,
)
def test_settings_that_can_not_be_used_are_told_with_the_setting_to_mend(given, error, hint):
    box = Postbox()
    with serving(box, "none") as port, pytest.raises(error) as caught:
        mail(**{"port": port, **given, **({"security": "tls"} if "ca" in given else {})}).send(REPORT)
    assert hint in caught.value.hint
    assert box.got == []


def test_the_password_stands_in_no_printed_settings():
    assert PASSWORD not in repr(mail(25))
