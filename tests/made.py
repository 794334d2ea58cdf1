"""Made-up values for tests."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from reviewkit.app import App
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
