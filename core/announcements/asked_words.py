"""What people ask of their alerts in plain words: to stop, to begin, to see what is on, and how their appeal goes.

A rule over short texts alone: a wish is one only where nothing else is said, so that a question that happens to hold
«писать» or «запись» stays a question.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from storage.terms import SubscriptionKind

LONGEST = 140
"""Characters of a wish; a longer text is a letter or a question."""

_SPARE = 1


class Wish(StrEnum):
    """What is asked for."""

    STOP = "stop"
    BEGIN = "begin"
    SHOW = "show"
    APPEALS = "appeals"
    SIGN_UPS = "sign_ups"


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish and the kinds that it names; `rest` is what else was said, where a sphere or a contest may be named."""

    wish: Wish
    kinds: tuple[SubscriptionKind, ...]
    rest: str

    def spare(self, named: int) -> bool:
        """Whether the rest, `named` words of which name something known, says nothing else."""
        return len(self.rest.split()) - named <= _SPARE


_ALERTS = r"(?:уведомлен|рассыл|напоминан|сообщен|оповещен|подпис|новост|анонс)\w*"
_TO_ME = r"(?:(?:уже|мне|нам|меня|нас|больше|пожалуйста)\s+)*"
_WISHES = {
    Wish.SIGN_UPS: (
        r"\b(?:отмени(?:те|ть)?|сними(?:те)?|снять|удали(?:те)?)\s+(?:(?:мо[юи]|нашу?|меня|нас|с|со)\s+)*запис\w+",
        r"\b(?:мои|наши)\s+записи\b",
        r"\b(?:куда|на\s+что)\s+(?:я|мы)\s+запис\w+",
        r"\bвыпиши(?:те)?\s+(?:меня|нас)\b",
        r"\bзапиши(?:те)?\s+(?:(?:меня|нас|пожалуйста)\s+)*на\b",
        r"\bсколько\s+(?:(?:там|еще|свободных)\s+)*мест\b(?:\s+(?:осталось|есть|еще))*(?:\s+на\b)?",
    ),
    Wish.APPEALS: (
        r"\b(?:мо[еийю]\w*|наш\w*)\s+обращени\w+(?:\s+(?:рассмотрел\w*|рассматрива\w+|приняли|принято|дошло))?",
        r"\bкогда\s+(?:же\s+)?(?:мне\s+|нам\s+)?(?:уже\s+)?ответ(?:ят|ит|ите)\b(?:\s+(?:мне|нам))?",
        r"\b(?:мне|нам)\s+(?:так\s+и\s+|еще\s+|до\s+сих\s+пор\s+)?не\s+ответили\b",
        r"\b(?:дополнить|добавить\s+к|дописать\s+(?:в|к))\s+(?:мо\w+\s+|наш\w+\s+)?обращени\w+",
    ),
    Wish.STOP: (
        r"\bотпи(?:ши|шите|сать|саться|сываюсь|шусь|шись)\b",
        rf"\b(?:хватит|перестань(?:те)?|прекрати(?:те)?|не\s+надо|не\s+нужно)\s+{_TO_ME}"
        r"(?:писать|слать|присылать|напоминать|беспокоить|рассылать|спамить)\b",
        rf"\bне\s+{_TO_ME}(?:пиши|пишите|шли|шлите|присылай|присылайте|напоминай|напоминайте|беспокой|беспокойте)\b",
        rf"\b(?:больше\s+)?не\s+хо(?:чу|тим)\s+{_TO_ME}(?:получать|видеть|читать)\b(?:\s+{_ALERTS})?",
        rf"\b(?:отключи|отмени|убери|удали|выключи|останови)(?:те|ть)?\s+{_TO_ME}(?:все\s+)?(?:ваш\w+\s+)?{_ALERTS}",
        r"\bотстань(?:те)?\b",
        r"\b(?:отмени|убери|отключи|сними)(?:те)?\s+(?:мне\s+)?(?:про|об?|обо)\b",
        rf"\b(?:надоел|достал|замучил)\w*\s+(?:(?:уже|мне|меня|своими|ваши|эти|со)\s+)*{_ALERTS}",
    ),
    Wish.SHOW: (
        r"\b(?:на\s+|о\s+)?(?:чем|что|какие)\s+(?:я|мы|у\s+меня|у\s+нас)\s+(?:(?:у\s+вас|тут|здесь|уже)\s+)?(?:подписан\w*|подписк\w+|напоминан\w+)",
        r"\b(?:мои|наши)\s+(?:подписки|напоминания|уведомления|рассылки)\b",
        r"\b(?:на\s+что|о\s+чем)\s+(?:я\s+|мы\s+)?подписан\w*",
        r"\bо\s+чем\s+(?:вы|ты)\s+(?:мне|нам)\s+(?:пишете|пишешь|напоминаете|напомнишь)\b",
    ),
    Wish.BEGIN: (
        r"\bподпи(?:ши|шите)\s+(?:(?:меня|нас|пожалуйста)\s+)*(?:на|по)\b",
        r"\b(?:хочу\s+|хотим\s+|как\s+|можно\s+)?подпи(?:саться|шусь|сываюсь)\s+(?:на|по)\b",
        r"\b(?:сообща|присыла|уведомля|оповеща)й(?:те)?\s+(?:(?:мне|нам|меня|нас|пожалуйста)\s+)*(?:про|об?|обо|по|когда|если)\b",
        r"\b(?:сообщи|пиши|шли|уведоми|пришли)(?:те)?\s+(?:(?:мне|нам|меня|нас|пожалуйста)\s+)*(?:про|об?|обо|когда|если)\b",
        r"\bдержи(?:те)?\s+(?:меня\s+|нас\s+)?в\s+курсе\b(?:\s+(?:про|об?|по))?",
        rf"\bхо(?:чу|тим)\s+получать\s+{_ALERTS}",
        r"\bнапомни(?:те)?\s+(?:(?:мне|нам|пожалуйста)\s+)*(?:(?:про|об?|обо|когда)\b|за\s+(?:\d+\s+)?(?:дн\w+|день|"
        r"недел\w+|месяц)\b(?:\s+до\s+(?:конца|срока|дедлайна|закрытия)\b)?)",
    ),
}  # fmt: skip
_PATTERNS = {wish: re.compile("|".join(ways)) for wish, ways in _WISHES.items()}
_KINDS = {
    SubscriptionKind.SUBSIDIES: r"\bсубсиди\w*",
    SubscriptionKind.PREMISES: r"\b(?:помещен|аренд|офис)\w*",
    SubscriptionKind.DUTIES: r"\b(?:срок|отчет)\w*",
    SubscriptionKind.TRAININGS: r"\b(?:обучени|вебинар|семинар|тренинг|заняти|курс)\w*",
    SubscriptionKind.CONTESTS: r"\b(?:конкурс|грант)\w*",
}
_FILLERS = re.compile(
    r"и|а|ну|все|всего|всех|ничего|больше|мне|меня|нам|нас|я|мы|пожалуйста|от|про|о|об|обо|по|на|с|со|к|из|у|"
    r"вас|вам|вы|ваш|ваши|ваших|этого|это|эти|его|ее|их|уже|что-то|что|как|можно|хочу|хотим|надо|нужно|теперь|"
    r"новый|новые|новых|новости|анонсы|уведомления|рассылку|рассылки|рассылка|напоминания|напоминание|сообщения|"
    r"оповещения|подписки|подписку|подписка|открытые|открытых|появятся|появится|откроется|откроют|будет|будут|"
    r"не|смогу|сможем|приду|отстаньте|за|до|конца|срока|день|дня|дней|неделю|недели|месяц|1|2|3|5|7|10|14|закроется|закрытия|"
    r"новое|прием|рассмотрели|мое|обращение|здравствуйте|добрый|день|спасибо"
)


def read_wish(text: str) -> Asked | None:
    """The wish that a text is; None where it is anything else."""
    if len(text) > LONGEST or "\n" in text.strip():
        return None
    said = " ".join(re.findall(r"[а-яa-z0-9-]+", text.lower().replace("ё", "е")))
    for wish, pattern in _PATTERNS.items():
        found = pattern.search(said)
        if found is None:
            continue
        rest = f"{said[: found.start()]} {said[found.end() :]}"
        kinds = tuple(kind for kind, words in _KINDS.items() if re.search(words, rest))
        for words in _KINDS.values():
            rest = re.sub(words, " ", rest)
        return Asked(wish, kinds, " ".join(word for word in rest.split() if not _FILLERS.fullmatch(word)))
    return None
