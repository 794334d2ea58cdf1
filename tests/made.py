"""Made-up values for tests."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from reviewkit.app import App
from reviewkit.cli.main import main
from reviewkit.config import environment_name
from reviewkit.db.engine import writing
from reviewkit.features import pipeline
from reviewkit.features.stores import changes
from reviewkit.platforms.base import Place, RawReview

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def raw(platform_id: str = "r1", **given: Any) -> RawReview:
    """A review as a source gives it."""
    values: dict[str, Any] = {
        "platform_id": platform_id,
        "author": "하늘바람12",
        "written_at": datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
        "text": "국물이 진하고 직원분들이 친절해요",
    }
    return RawReview(**{**values, **given})


def add_store(app: App, name: str = "가나식당", platform: str = "naver", place: str = "1000000001") -> int:
    """Add a store with one listing; return the listing's id."""
    found = changes.Found(platform, Place(place), f"https://example.invalid/{place}")
    changes.add(app.engine, name, [found])
    return listing_id(app.database, platform)


def listing_id(path: Path, platform: str) -> int:
    """Return the id of the only listing on a platform."""
    from reviewkit.db.reading import rows

    with rows(path, "SELECT id FROM listing WHERE platform = :platform", {"platform": platform}) as found:
        return int(next(found)[0])


def store(engine: Engine, listing: int, *raws: RawReview, now: datetime = NOW) -> pipeline.Counts:
    """Store reviews in one write."""
    with writing(engine) as session:
        return pipeline.store(session.connection(), listing, raws, now)


def use(sites: Any, monkeypatch: Any) -> None:
    """Point the settings at local copies of the sites, by the environment, and keep their made-up secrets."""
    for key, address in sites.settings.items():
        monkeypatch.setenv(environment_name(key), address)
    for name in ("naver", "kakao", "google"):
        monkeypatch.setenv(environment_name(f"{name}.interval"), "0")
    for name, value in sites.secrets.items():
        monkeypatch.setenv(f"REVIEWKIT_SECRET_{name.upper().replace('-', '_')}", value)


def run(capsys: Any, *arguments: str) -> tuple[int, str, str]:
    """Run a command through main(); return its exit code, stdout and stderr."""
    capsys.readouterr()
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def run_json(capsys: Any, *arguments: str, code: int = 0) -> Any:
    """Run a command with --json; return what it printed, parsed."""
    found, out, err = run(capsys, *arguments, "--json")
    assert found == code, err
    return json.loads(out)
