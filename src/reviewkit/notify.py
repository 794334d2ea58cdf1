"""Channels: how a message reaches the owner. Mail by SMTP: the certificate is checked, the password never goes in the clear."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, localtime, make_msgid, parseaddr
from pathlib import Path
from typing import Literal, Protocol

from reviewkit.errors import BadConfig, NetworkTrouble, PartlyDone, ReviewkitError, SignInNeeded
from reviewkit.i18n import N_, _

Security = Literal["starttls", "tls", "none"]
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Servers on this machine: a password that goes to them crosses no network."""
LONGEST_SUBJECT = 150


class MailRefused(ReviewkitError):
    """The mail server does not take this message."""

    code = "mail_refused"


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be told. A channel that shows no HTML sends the text."""

    subject: str
    text: str
    html: str = ""


_SETTINGS = N_("Look at the section [email] with: reviewkit config edit")
_PORTS = N_('With port 465 set email.security to "tls", with 587 to "starttls": reviewkit config edit')
TROUBLES: tuple[tuple[type[Exception], type[ReviewkitError], str, str], ...] = (
    (
        smtplib.SMTPAuthenticationError, SignInNeeded, N_("The mail server {host} refused the user or the password."),
        N_("Many want an app password from their settings page; set it with: reviewkit auth set email"),
    ),
    (smtplib.SMTPNotSupportedError, BadConfig, N_("The mail server {host} can't do what is set: {reason}"), _PORTS),
    (
        ssl.SSLCertVerificationError, BadConfig, N_("The certificate of the mail server {host} can't be trusted: {reason}"),
        N_("Look whether email.host is the name that your mail provider gives: reviewkit config edit"),
    ),
    (ssl.SSLError, BadConfig, N_("No encrypted connection to {host}:{port} can be made: {reason}"), _PORTS),
    (OSError, NetworkTrouble, N_("The mail server {host}:{port} can't be reached: {reason}"), _SETTINGS),
)  # fmt: skip
"""What can go wrong, by the library's error: ours, its message and its hint. The first that fits counts."""
UNUSABLE = (Exception, BadConfig, N_("The mail settings can't be used: {reason}"), _SETTINGS)


class Channel(Protocol):
    """A way to the owner."""

    def send(self, message: Message) -> None:
        """Send a message. Raises ReviewkitError."""


class _Policy(EmailPolicy):
    """A mail's subject is encoded as a whole: up to Python 3.12 the library loses blanks where Korean and English meet."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as it goes over the wire."""
        if name.lower() != "subject" or value.isascii():
            return super().fold_binary(name, value)
        return f"{name}: {Header(str(value), 'utf-8', header_name=name).encode(linesep=self.linesep)}{self.linesep}".encode(
            "ascii"
        )


@dataclass(frozen=True, slots=True)
class Mail:
    """Mail by SMTP. `ca` is a file with the certificates to trust instead of the system's, `timeout` in seconds.

    "starttls" (port 587) and "tls" (465) encrypt, and check the certificate and its name; "none" (25) doesn't, and so takes no
    password to another machine. No `user`: the server asks for no sign-in. No `sender`: the user's own address.
    """

    host: str
    to: Sequence[str]
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    password: str | None = field(default=None, repr=False)
    sender: str = ""
    ca: Path | None = None
    timeout: float = 30.0

    def send(self, message: Message) -> None:
        """Send a message to all of `to`.

        Raises BadConfig, SignInNeeded, NetworkTrouble, MailRefused; PartlyDone where the server takes it for some of `to` only.
        """
        letter = self._letter(message)
        with self._session() as session:
            refused = session.send_message(letter, _address(self._from), [_address(one) for one in self.to])
        if refused:
            raise PartlyDone(
                _("The mail server does not take mail for {addresses}; the others have it.").format(
                    addresses=", ".join(refused)
                ),
                _("Look at email.to with: reviewkit config edit"),
            )

    def check(self) -> None:
        """Connect and sign in, and send nothing. Raises BadConfig, SignInNeeded, NetworkTrouble, MailRefused."""
        self._require()
        with self._session():
            pass

    @property
    def _from(self) -> str:
        return self.sender or self.user

    def _require(self) -> None:
        if not self.host:
            raise BadConfig(
                _("No mail server is set."), _("Set email.host, email.user and email.to with: reviewkit config edit")
            )
        if not 0 < self.port < 65536:  # a greater one would be cut to another, quietly
            raise BadConfig(_("{port} is no port.").format(port=self.port), _(_SETTINGS))
        if not self.to:
            raise BadConfig(_("Nobody is set whom mail goes to."), _("Set email.to with: reviewkit config edit"))
        for one in (self._from, *self.to):
            if not _is_address(one):
                raise BadConfig(_("{address} is no mail address.").format(address=one or '""'), _(_SETTINGS))
        if self.user and self.password is None:
            raise SignInNeeded(_("The password for the mail server is missing."), _("Set it with: reviewkit auth set email"))
        if self.user and self.security == "none" and self.host.lower() not in HERE:
            raise BadConfig(
                _("The password would go to {host} unencrypted.").format(host=self.host),
                _('Set email.security to "starttls" or "tls" with: reviewkit config edit'),
            )

    def _letter(self, message: Message) -> EmailMessage:
        self._require()
        letter = EmailMessage(policy=_Policy(linesep="\r\n"))
        letter["Subject"] = one_line(message.subject, LONGEST_SUBJECT)
        letter["From"] = _named(self._from, "reviewkit")
        letter["To"] = [_named(one) for one in self.to]
        letter["Date"] = format_datetime(localtime())
        # The default would tell this computer's name.
        letter["Message-ID"] = make_msgid(domain=_address(self._from).rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answer, please
        # base64: Korean goes through any server, and no line is too long for one.
        letter.set_content(_encodable(message.text), cte="base64")
        if message.html:
            letter.add_alternative(_encodable(message.html), subtype="html", cte="base64")
        return letter

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        try:
            session = self._connect()
            with session:
                if self.user:
                    session.login(self.user, self.password or "")
                yield session
        except (OSError, ValueError) as exc:  # smtplib's own errors are OSErrors too
            raise in_words(exc, self.host, self.port) from exc

    def _connect(self) -> smtplib.SMTP:
        # Our own name in the greeting: the default asks DNS for this computer's, which may take seconds, and tells it.
        me = "[127.0.0.1]"
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, me, timeout=self.timeout, context=self._trust())
        session = smtplib.SMTP(self.host, self.port, me, timeout=self.timeout)
        try:
            if self.security == "starttls":
                session.starttls(context=self._trust())
        except BaseException:
            session.close()
            raise
        return session

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca)
        except OSError as exc:  # ssl.SSLError is one
            raise BadConfig(
                _("The certificates in {path} can't be read: {reason}").format(path=self.ca, reason=exc.strerror or exc),
                _(_SETTINGS),
            ) from exc


def in_words(exc: Exception, host: str, port: int) -> ReviewkitError:
    """Return the error to raise for what became of a talk with the mail server `host`:`port`."""
    facts = {"host": host, "port": port, "reason": _reason(exc)}
    if isinstance(exc, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) and not isinstance(
        exc, smtplib.SMTPAuthenticationError
    ):
        return _answered(exc, facts)
    _which, kind, message, hint = next((one for one in TROUBLES if isinstance(exc, one[0])), UNUSABLE)
    return kind(_(message).format(**facts), _(hint))


def one_line(text: str, longest: int) -> str:
    """Return a text for a header: on one line, without control and hidden characters, no longer than `longest`."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _answered(exc: smtplib.SMTPException, facts: dict[str, object]) -> ReviewkitError:
    """Return the error for what the server answered: of its codes, 4xx are passing (RFC 5321, 4.2.1)."""
    answers = (
        exc.recipients.values() if isinstance(exc, smtplib.SMTPRecipientsRefused) else [(getattr(exc, "smtp_code", 0), b"")]
    )
    if all(400 <= code < 500 for code, _words in answers):
        return NetworkTrouble(
            _("The mail server {host} can't take mail just now: {reason}").format(**facts), _("Try again in a few minutes.")
        )
    return MailRefused(
        _("The mail server {host} does not take this mail: {reason}").format(**facts),
        _("Look at email.sender and email.to with: reviewkit config edit"),
    )


def _reason(exc: Exception) -> str:
    """Return what the server or the system says, on one line."""
    if isinstance(exc, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{address}: {_said(*answer)}" for address, answer in exc.recipients.items())
    if isinstance(exc, smtplib.SMTPResponseException):
        return _said(exc.smtp_code, exc.smtp_error)
    if isinstance(exc, ssl.SSLCertVerificationError):
        return exc.verify_message
    if isinstance(exc, ssl.SSLError):
        return exc.reason or str(exc)
    told = getattr(exc, "strerror", None) or str(exc) or type(exc).__name__
    return one_line(str(told), 200)


def _said(code: int, words: bytes | str) -> str:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return one_line(f"{code} {told}", 200)


def _address(one: str) -> str:
    return parseaddr(one)[1]


def _named(one: str, name: str = "") -> Address:
    own, spec = parseaddr(one)
    return Address(own or name, addr_spec=spec)


def _is_address(one: str) -> bool:
    spec = _address(one)
    local, at, domain = spec.rpartition("@")
    if not (local and at and domain and spec.isascii() and one.isprintable()):
        return False
    try:
        Address(addr_spec=spec)
    except (ValueError, IndexError):
        return False
    return True


def _encodable(text: str) -> str:
    """Return a text without halves of characters: half an emoji can't be written in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
