"""What Naver says instead of reviews: a block, a sign-in, a place that is gone. Read from what is visible, never from the raw
page: the label table in every page's script holds the same words.
"""

import re

from reviewkit.errors import Blocked, LayoutChanged, NotFound, ReviewkitError, SignInNeeded
from reviewkit.i18n import _
from reviewkit.platforms.base import polite_hint
from reviewkit.platforms.journal import note

_BLOCK = ("서비스 이용이 제한되었습니다", "과도한 접근 요청", "비정상적인 접근", "접근이 제한되었습니다")
_CHALLENGE = ("자동입력 방지", "보안 확인을 완료", "로봇이 아닙니다", "ncaptcha", "영수증의 가게", "정답을 입력해주세요")
_SIGN_IN = ("네이버 로그인이 필요", "로그인이 필요한 서비스", "로그인 후 이용")
_GONE = ("요청하신 페이지를 찾을 수 없습니다", "존재하지 않는 장소", "삭제된 장소입니다")
NO_REVIEWS = "등록된 리뷰가 없습니다"
_LOGIN_PAGE = re.compile(r"//nid\.naver\.com/|/nidlogin\b", re.IGNORECASE)


def is_login(url: str) -> bool:
    """Say whether `url` is Naver's sign-in page."""
    return _LOGIN_PAGE.search(url) is not None


def of_text(visible: str) -> ReviewkitError | None:
    """Return the error that a page's visible text stands for, None where it stands for none."""
    if any(words in visible for words in _BLOCK):
        return blocked()
    if any(words in visible for words in _CHALLENGE):
        return Blocked(_("Naver asks whether a person is there, so reviewkit stops."), polite_hint("naver"))
    if any(words in visible for words in _SIGN_IN):
        return sign_in()
    if any(words in visible for words in _GONE):
        return gone()
    return None


def of_status(status: int, retry_after: str = "") -> ReviewkitError | None:
    """Return the error that an HTTP status stands for, None for those that stand for nothing special."""
    if status in {403, 429}:
        from reviewkit.platforms.http import retry_at

        error = blocked(status)
        error.retry_at = retry_at(retry_after)
        return error
    if status == 401:
        return sign_in()
    return None


def blocked(status: int | None = None) -> Blocked:
    """Return the error for a block."""
    if status is not None:
        note("site_blocked", site="naver", reason=status)
    return Blocked(_("Naver limits our requests for now."), polite_hint("naver"))


def sign_in() -> SignInNeeded:
    """Return the error for a sign-in that is missing or has run out."""
    return SignInNeeded(_("Naver wants you to sign in."), _("Sign in with: reviewkit auth login naver"))


def gone() -> NotFound:
    """Return the error for a place that Naver doesn't have."""
    return NotFound(_("Naver has no place at this address."), _("See your stores with: reviewkit store list"))


def changed(part: str) -> LayoutChanged:
    """Return the error for a shape that we don't know; `part` names what it was looked for in."""
    return LayoutChanged(
        _("Naver answers in a form that this version doesn't know ({part}).").format(part=part),
        _("Look for a newer version; keep what came for a bug report with: reviewkit crawl --save-pages DIR"),
    )
