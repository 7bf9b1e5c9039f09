"""`python -m bench.calibration`: fits the scale of `core.answers.calibration` on the labelled questions.

Each set is judged by a scale that was fitted on all others: how many answers stay alone at a threshold, how many of
those are wrong. The last lines are the scale over all sets, to be written into `calibration.py`.
"""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from bot.asking import open_engine
from bot.judging import Judge
from bot.settings import Settings
from core.answers.answer import Context
from core.answers.engine import Engine
from core.answers.plain import plain_text

Numbers = npt.NDArray[np.float64]
_RIDGE = 1.0
_STEPS = 60
_THRESHOLDS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95)


def fitted(signs: Numbers, right: Numbers) -> Numbers:
    """Bias and weights of a logistic scale, by Newton's steps with a small ridge on the weights."""
    x = np.c_[np.ones(len(signs)), signs]
    ridge = _RIDGE * np.eye(x.shape[1])
    ridge[0, 0] = 0
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (sure - right) + ridge @ weights
        curve = (x * (sure * (1 - sure))[:, None]).T @ x + ridge
        weights -= np.linalg.solve(curve + 1e-9 * np.eye(len(weights)), slope)
    return weights


def _turn(label: dict[str, object], told: dict[str, Context], engine: Engine, now: datetime, zone: ZoneInfo) -> Context:
    """The talk before a labelled question: another label's, or questions of its own."""
    turn = label.get("turn") or ""
    if isinstance(turn, str):
        return told.get(turn, Context())
    context = Context()
    for question in turn if isinstance(turn, list) else ():
        context = engine.answer(str(question), context=context, now=now, zone=zone).context
    return context


def collected(engine: Engine, file: Path, zone: ZoneInfo, now: datetime) -> tuple[Numbers, Numbers]:
    """Signs and verdicts (1 is right) of a set's judged answers."""
    judge, told = Judge(engine), dict[str, Context]()
    signs, right = [], []
    for line in file.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        before = _turn(label, told, engine, now, zone)
        answer, found = engine.signs(label["q"], context=before, now=now, zone=zone)
        told[str(label["id"])] = answer.context
        if found is not None:
            signs.append(found.values())
            right.append(float(judge.verdict(label, answer, plain_text(answer.message.text)) == "right"))
    return np.array(signs), np.array(right)


def main() -> None:
    """Print the curves of each left-out set and the scale over all."""
    settings = Settings()
    engine = asyncio.run(open_engine(settings))
    zone, now = ZoneInfo(settings.timezone), datetime.now(UTC)
    files = [*sorted(Path("tests/questions").glob("blind-*.jsonl")), Path("tests/questions/development.jsonl")]
    sets = {file.stem: collected(engine, file, zone, now) for file in files}
    print(f"{'set':<28}{'answers':>8}{'wrong':>7}" + "".join(f"{f'alone {t}':>18}" for t in _THRESHOLDS))
    for name, (signs, right) in sets.items():
        others = [one for other, one in sets.items() if other != name]
        weights = fitted(np.vstack([one for one, _ in others]), np.concatenate([one for _, one in others]))
        sure = 1 / (1 + np.exp(-np.c_[np.ones(len(signs)), signs] @ weights))
        cells = [f"{int((sure >= t).sum())}, {int((1 - right)[sure >= t].sum())} wrong" for t in _THRESHOLDS]
        print(f"{name:<28}{len(right):>8}{int((1 - right).sum()):>7}" + "".join(f"{cell:>18}" for cell in cells))
    weights = fitted(np.vstack([one for one, _ in sets.values()]), np.concatenate([one for _, one in sets.values()]))
    print("BIAS =", round(float(weights[0]), 2))
    print("SCALE =", tuple(round(float(weight), 2) for weight in weights[1:]))


if __name__ == "__main__":
    main()
