"""Which contest «можно ли нам» is asked of: the one that is named, before a word for the applicant's own form."""

from core.answers.answer import Context
from core.answers.question import Question
from core.eligibility.forms import read_forms


def applied_to(question: Question, before: Context) -> tuple[list[str], bool]:
    """Keys of the contests meant, and whether the question is a follow-up that holds nothing but their names.

    A contest whose name is a form («ТОС», «фонд») is meant only when neither the text nor the talk has another.
    """
    mentions = [mention for mention in question.of_kind("contest", "window") if mention.full]
    others = [
        mention
        for mention in mentions
        if any(read_forms(f"мы {question.tokens[at].text}") is None for at in mention.tokens)
    ]
    said = frozenset().union(*(mention.tokens for mention in others))
    bare = question.elliptical and all(token.weight == 0 or at in said for at, token in enumerate(question.tokens))
    of_talk = before.plan is not None and len(before.plan.get("keys") or ()) == 1
    return [mention.key for mention in others or (() if of_talk else mentions)], bare
