"""A message to a chat, and what each of Telegram's errors means for it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.assembly import make_bot
from bot.contact import Telegram
from bot.sender import TelegramSender
from bot.throttle import Priority, Throttle
from core.messages import Button, File, Message
from core.outcomes import Moved, Permanent, Refused, Sent, Temporary, Unknown, Wait
from handlers.wire import Wire
from sandbox.faults import Faults
from sandbox.server import Sandbox

HELLO = Message("<b>Срок</b> до пятницы", buttons=((Button("Сайт", url="https://example.org/"),),))


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    async with Sandbox(people_range=(1000, 1999)) as running:
        yield running


@pytest_asyncio.fixture
async def sender(telegram: Sandbox) -> AsyncIterator[TelegramSender]:
    bot = make_bot(Telegram(telegram.url, telegram.token), Throttle(1000), Priority.MAILING)
    yield TelegramSender(bot, Wire([]))
    await bot.session.close()


@pytest.mark.asyncio
async def test_text_buttons_and_files_arrive(telegram: Sandbox, sender: TelegramSender) -> None:
    outcome = await sender.send("1001", Message(HELLO.text, HELLO.buttons, (File("срок.ics", b"BEGIN:VCALENDAR"),)))
    text, file = telegram.messages(1001)
    assert outcome == Sent(str(text["message_id"]))
    assert text["text"] == "Срок до пятницы"
    assert text["reply_markup"]["inline_keyboard"][0][0]["text"] == "Сайт"
    assert file["document"]["file_name"] == "срок.ics"


@pytest.mark.asyncio
async def test_only_a_person_who_is_gone_is_permanent(telegram: Sandbox, sender: TelegramSender) -> None:
    telegram.state.world.person(1001)
    telegram.block(1001)
    telegram.state.world.person(1002)
    telegram.deactivate(1002)
    for external_id in ("1001", "1002", "5"):
        assert isinstance(await sender.send(external_id, HELLO), Permanent)


@pytest.mark.asyncio
async def test_our_own_bad_message_is_not_the_persons_fault(sender: TelegramSender) -> None:
    assert isinstance(await sender.send("1001", Message("<b>не закрыт")), Refused)
    assert isinstance(await sender.send("1001", Message("а" * 4097)), Refused)


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", ["error_500_rate", "html_502_rate", "drop_before_rate", "drop_after_rate"])
async def test_after_the_request_was_written_a_failure_is_unknown(
    telegram: Sandbox, sender: TelegramSender, fault: str
) -> None:
    telegram.faults = Faults.from_json({fault: 1.0})
    assert isinstance(await sender.send("1001", HELLO), Unknown)


@pytest.mark.asyncio
async def test_a_429_says_how_long_to_wait(telegram: Sandbox, sender: TelegramSender) -> None:
    telegram.faults = Faults(rate_429=1.0, retry_after=9)
    assert await sender.send("1001", HELLO) == Wait(9)


@pytest.mark.asyncio
async def test_without_a_connection_nothing_went_out(telegram: Sandbox, sender: TelegramSender) -> None:
    await telegram.stop()
    assert isinstance(await sender.send("1001", HELLO), Temporary)


@pytest.mark.asyncio
async def test_a_file_that_somebody_sent_is_tried_again_in_an_outage(
    telegram: Sandbox, sender: TelegramSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.state.world.person(1002)
    known = (await telegram.send_file(1002, "otkaz.pdf", b"%PDF"))["document"]["file_id"]
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        telegram.faults = Faults()

    monkeypatch.setattr("bot.sender.asyncio.sleep", pause)
    telegram.faults = Faults.from_json({"error_500_rate": 1.0, "methods": ["sendDocument"]})
    await sender.send("1001", Message("вот", files=(File("otkaz.pdf", reference=known),), more=("и ещё",)))
    assert len(pauses) == 1
    assert [bool(one["document"]) for one in telegram.messages(1001)] == [False, False, True]


@pytest.mark.asyncio
async def test_a_group_that_became_a_supergroup_names_its_new_id(telegram: Sandbox, sender: TelegramSender) -> None:
    telegram.add_group(-500, "Отдел", {1001: "creator"})
    telegram.groups.migrate(-500, -100500)
    assert await sender.send("-500", HELLO) == Moved("-100500")
    assert isinstance(await sender.send("-100500", HELLO), Sent)
