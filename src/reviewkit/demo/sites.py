"""Local copies of the sites, serving a made-up shop on 127.0.0.1. The adapters read them by other addresses, nothing else."""

from types import TracebackType
from typing import Any, Self

from reviewkit.demo.faults import Fault
from reviewkit.demo.google import REFRESH, Google, client_secrets
from reviewkit.demo.kakao import KakaoApi, KakaoSite
from reviewkit.demo.naver import NaverApi, NaverSite
from reviewkit.demo.shop import Shop
from reviewkit.demo.smartplace import SmartPlace
from reviewkit.demo.web import Servers, Site

PARTS = (
    "naver-site", "naver-api", "smartplace", "kakao-site", "kakao-api", "google-api", "google-accounts", "google-locations",
    "google-token", "google-auth", "google-maps",
)  # fmt: skip


class Sites:
    """All copies for one shop. Use as a context manager.

    `settings`: the addresses by dotted keys of the settings. `links`: what an owner would paste,
    by platform. `secrets`: what the
    token endpoint accepts, by name. `log`: (part, method, path with query, status), in order; 0 for a connection that was cut.
    `errors`: tracebacks of our own code, empty unless a copy is broken.
    """

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._servers = Servers()
        self.log = self._servers.log
        self.errors = self._servers.errors
        naver = NaverSite(shop)
        sites: dict[str, Site] = {
            "naver": naver, "naver-api": NaverApi(shop), "smartplace": SmartPlace(shop), "kakao": KakaoSite(shop),
            "kakao-api": KakaoApi(shop), "google": Google(shop),
        }  # fmt: skip
        self._urls = {name: self._servers.listen(site).url for name, site in sites.items()}
        naver.api_url = self._urls["naver-api"] + "/graphql"

    def __enter__(self) -> Self:
        self._servers.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all servers and their connections. May be called twice."""
        self._servers.close()

    @property
    def settings(self) -> dict[str, str]:
        """The addresses of the copies, by the keys of the settings."""
        urls, google = self._urls, self._urls["google"]
        return {
            "naver.site_url": urls["naver"], "naver.api_url": urls["naver-api"] + "/graphql",
            "naver.smartplace_url": urls["smartplace"],
            "kakao.site_url": urls["kakao"], "kakao.api_url": urls["kakao-api"],
            "google.api_url": google, "google.accounts_url": google, "google.locations_url": google,
            "google.auth_url": google + "/o/oauth2/v2/auth", "google.token_url": google + "/token",
            "google.maps_url": google + "/maps",
        }  # fmt: skip

    @property
    def links(self) -> dict[str, str]:
        """What an owner would paste, by platform."""
        return {
            "naver": f"{self._urls['naver']}/place/{self.shop.naver_id}",
            "kakao": f"{self._urls['kakao']}/{self.shop.kakao_id}",
            "google": f"{self._urls['google']}/maps/place/?q=place_id:{self.shop.google_place_id}",
        }

    @property
    def secrets(self) -> dict[str, str]:
        """Made-up secrets, by name."""
        settings = self.settings
        return {
            "google-client": client_secrets(settings["google.auth_url"], settings["google.token_url"]),
            "google-token": REFRESH,
        }

    def fail(
        self,
        where: str,
        kind: str = "",
        *,
        status: int = 0,
        after: int = 0,
        times: int | None = None,
        match: str = "",
        **options: Any,
    ) -> Fault:
        """Let a part fail from its request number `after` on (counted from 0, from now), `times` times or until `heal`.

        `where` is one of PARTS, or a site as a whole ("naver", "kakao",
        "google"). `match` is a piece of the path or body that the
        request must have. With `status` the site refuses in its own words (`retry_after`: seconds). Kinds for
        all: "close" cuts the
        connection, "lost_answer" does what was asked and then cuts it, "slow" waits (`seconds`).
        Kinds of a site are in the docstring of its `spoil`: "blocked", "empty", "login",
        "classes", "keys", "no_state", "null", "refuse", "reviews_off", "quota_zero" … `spare_page=True` lets the requests that
        a page's own script makes go through.
        """
        if not any(part == where or part.startswith(where + "-") for part in PARTS):
            raise ValueError(f"no such part: {where}")
        if status:
            kind, options = "status", {**options, "status": status}
        if kind == "slow":
            options.setdefault("seconds", 1.0)
        if not kind:
            raise ValueError("a fault needs a kind or a status")
        return self._servers.faults.add(Fault(where, kind, after, times, match, options))

    def heal(self) -> None:
        """Let everything work again."""
        self._servers.faults.clear()

    def requests(self, where: str) -> list[tuple[str, str, str, int]]:
        """Return the part of the log that is about `where`, preflights left out."""
        return [
            entry for entry in self.log if (entry[0] == where or entry[0].startswith(where + "-")) and entry[1] != "OPTIONS"
        ]
