"""Opening the base: migrate it, refuse what does not fit, and fill an empty one with the city's pack."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from storage import content, schema
from storage.engine import Database, async_url, open_database
from storage.records.content import Document

DATA = Path(__file__).parents[1] / "data"


class BaseError(Exception):
    """The base cannot be used; the text is one line with the remedy."""


def pack_folders(*kinds: str) -> list[Path]:
    """The shipped packs of some kinds («city», «public», «demo»), in that order."""
    found = {file.parent: yaml.safe_load(file.read_text(encoding="utf-8")) for file in DATA.glob("*/pack.yaml")}
    return [folder for kind in kinds for folder, pack in sorted(found.items()) if pack.get("kind", folder.name) == kind]


async def open_base(
    url: str, *, packs: Sequence[Path] = (), now: datetime | None = None, zone: str = "UTC", fill: bool = True
) -> Database:
    """Open and migrate the base at `url`; an empty one gets the city's pack unless `fill` is False.

    `packs` are loaded in any case.

    Raises BaseError when the schema is newer than this version, the file cannot be opened, or a pack is broken.
    """
    from core.catalogue.loading import load
    from core.catalogue.packs import PackError

    moment = now or datetime.now(UTC)
    try:
        target = async_url(url)
    except Exception as error:
        raise BaseError(f"DATABASE_URL: {error}") from error
    if target.drivername.startswith("sqlite") and target.database not in {None, "", ":memory:"}:
        Path(str(target.database)).parent.mkdir(parents=True, exist_ok=True)
    database = open_database(url)
    try:
        await schema.migrate(database)
        async with database.reading() as session:
            empty = fill and not await content.all_of(session, Document)
        for folder in dict.fromkeys([*(pack_folders("city") if empty else []), *packs]):
            await load(database, folder, moment, ZoneInfo(zone))
    except schema.SchemaTooNewError as error:
        await database.close()
        raise BaseError(f"DATABASE_URL: the base was made by a newer version ({error}); update the bot") from error
    except PackError as error:
        await database.close()
        raise BaseError(str(error)) from error
    except (OSError, schema.DatabaseError) as error:
        await database.close()
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise BaseError(f"DATABASE_URL: the base cannot be opened: {reason}") from error
    return database


__all__ = ["DATA", "BaseError", "Database", "open_base", "pack_folders"]
