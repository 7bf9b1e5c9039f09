"""The ladder of reminders: when, to whom, once."""

import pytest

from tests.core.announcements.town import MOSCOW, Town, at


@pytest.mark.asyncio
async def test_a_reminder_becomes_a_delivery_that_is_sent(town: Town, deadline: str) -> None:
    await town.listener("101")
    await town.season("teply", at(deadline, MOSCOW), name="«Тёплый город»")
    await town.tick(at("2026-12-04 10:00"))
    assert town.post.texts("101")[0].startswith("<b>«Тёплый город»: неделя до конца приёма</b>")
    assert [one.state for one in await town.deliveries("101")] == ["sent"]
