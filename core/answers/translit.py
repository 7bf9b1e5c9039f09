"""Russian in Latin letters («granty»): back to Russian, the soft sign put where it makes a known word."""

import re
from collections.abc import Callable

_PAIRS = (
    ("shch", "щ"),
    ("sch", "щ"),
    ("yo", "е"),
    ("jo", "е"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("ts", "ц"),
    ("tz", "ц"),
    ("yu", "ю"),
    ("ju", "ю"),
    ("ya", "я"),
    ("ja", "я"),
    ("ye", "е"),
    ("yy", "ый"),
    ("iy", "ий"),
    ("ij", "ий"),
    ("yj", "ый"),
    ("ay", "ай"),
    ("ey", "ей"),
    ("oy", "ой"),
    ("uy", "уй"),
    ("aj", "ай"),
    ("ej", "ей"),
    ("oj", "ой"),
    ("ph", "ф"),
    ("x", "кс"),
    ("a", "а"),
    ("b", "б"),
    ("v", "в"),
    ("w", "в"),
    ("g", "г"),
    ("d", "д"),
    ("e", "е"),
    ("z", "з"),
    ("i", "и"),
    ("y", "ы"),
    ("j", "й"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("q", "к"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("f", "ф"),
    ("h", "х"),
    ("c", "ц"),
    ("'", "ь"),
)
_TABLE = dict(_PAIRS)
_PATTERN = re.compile("|".join(re.escape(latin) for latin, _ in _PAIRS))
_AFTER = re.compile(r"(?<=[бвгджзклмнпрстфц])(?=[бвгджзкмнпрстфхцчшщюяе]|$)")


def to_russian(word: str) -> str:
    """The plain reading, letter groups first."""
    return _PATTERN.sub(lambda match: _TABLE[match.group()], word.lower())


def readings(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The plain reading, and with one soft sign («skolko» is «сколько»), «э» first or «к» for «c»."""
    plain = to_russian(word)
    if known(plain) or len(plain) > 24:
        return (plain,)
    variants = [plain[: spot.start()] + "ь" + plain[spot.start() :] for spot in _AFTER.finditer(plain)]
    variants += [plain.replace("ц", "к"), plain.replace("ы", "й"), plain.replace("е", "э", 1), plain.replace("х", "г")]
    return tuple(variant for variant in variants if known(variant))[:1] or (plain,)
