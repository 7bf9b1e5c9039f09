"""Verdicts, questions and conditions as messages. Pure: a book and a profile in, a reply out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.catalogue.home import gone, home_button, specialist_button
from core.catalogue.windows import Window
from core.eligibility.book import Book, Fit
from core.eligibility.forms import ALL, ORGANISATIONS
from core.eligibility.periods import LONG_AGO, Period, add_months, age_at, older_than, younger_than
from core.eligibility.profile import Profile, narrowed
from core.eligibility.verdict import Checked, Kind, Verdict
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.records.content import Document
from storage.records.eligibility import Rule
from storage.terms import Applicant, ContestKind, RuleField, SubjectKind, SubscriptionKind

ANY = "-"
"""Stands in buttons for «any contest», and for «nothing is known yet»."""

SHOWN = 5
_OFFERED = (
    Applicant.ANO, Applicant.PUBLIC, Applicant.FOUNDATION, Applicant.TOS, Applicant.INSTITUTION, Applicant.COMPANY,
    Applicant.ENTREPRENEUR, Applicant.PERSON,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """A message, whom and what it is about, and the fact that it asks for (None: it is the verdict)."""

    message: Message
    contest: str | None
    profile: Profile
    kind: Kind | None = None
    waits: RuleField | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A document that rules stand in, with its sections, and the day of the oldest check (None: not all checked)."""

    document: Document | None
    sections: tuple[str, ...]
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Reached:
    """How old an organisation is on a day; `at_most` when its founding is known roughly."""

    years: int
    months: int
    weeks: int
    days: int
    at_most: bool


def verdict_reply(book: Book, contest: str | None, profile: Profile, saved: Profile | None = None) -> Reply:
    """The verdict, or the one question whose answer it wants most; without a contest, all that fits.

    `saved` is the remembered organisation: «Запомнить» is offered only when something else was said.
    """
    if contest is None:
        return _fitting(book, profile, saved)
    found = book.contests.get(contest)
    if found is None:
        return Reply(gone(), contest, profile)
    if contest not in book.rules:
        return _no_rules(book, contest, profile)
    verdict = book.verdict(contest, profile)
    if verdict.kind is Kind.UNKNOWN and verdict.missing:
        return question(book, contest, profile, verdict.missing[0])
    window, coming = book.window(contest), book.coming(contest)
    others = book.instead(contest, verdict, profile)
    text = render(
        "ngo/eligibility.html.j2",
        contest=found, window=window, coming=coming, verdict=verdict, others=others, profile=profile,
        form=profile.form, today=book.today, note=_note(verdict, others), reached=_reached(book, contest, profile),
        on=_counted_on(book, contest, verdict), places=places_of(book, _telling(verdict)),
        fits_next=_fits_next(coming, verdict),
    )  # fmt: skip
    return Reply(Message(text, _buttons(found.key, window, coming, verdict, others, profile, saved, found.kind)),
                 contest, profile, verdict.kind)  # fmt: skip


def question(book: Book, contest: str | None, profile: Profile, wanted: RuleField) -> Reply:
    """One short question with its answers as buttons, each leading on, and «Пропустить»."""
    rules = [rule for rule in book.rules.get(contest or "", ()) if rule.field is wanted and not rule.only_if]
    text = render(
        "ngo/eligibility_question.html.j2", wanted=wanted, contest=book.contests.get(contest or ""),
        reason=rules[0].reason if rules else "", rough=profile.founded is not None,
    )  # fmt: skip
    skipped = Profile(profile.forms, profile.founded, profile.person_age, skipped=profile.skipped | {wanted})
    skip = _option(contest, skipped, label("eligible_skip" if wanted is RuleField.LEGAL_FORM else "eligible_unsure"))
    return Reply(Message(text, rows_of(*_options(book, contest, profile, wanted), skip)), contest, profile,
                 Kind.UNKNOWN, wanted)  # fmt: skip


def _options(book: Book, contest: str | None, profile: Profile, wanted: RuleField) -> list[Button]:
    if wanted is RuleField.LEGAL_FORM:
        narrow = profile.forms not in {ALL, ORGANISATIONS}
        forms = [form for form in (Applicant if narrow else _OFFERED) if form in profile.forms]
        if not narrow:
            forms.append(Applicant.OTHER)
        return [
            _option(
                contest, Profile(frozenset({form}), profile.founded, profile.person_age, skipped=profile.skipped),
                label("eligible_form", form=str(form)),
            )
            for form in forms
        ]  # fmt: skip
    if wanted is RuleField.AGE_MONTHS and profile.founded is None:
        today = book.today
        ages = {
            "half": younger_than(6, today),
            "year": Period(add_months(today, -12), add_months(today, -6)),
            "more": older_than(12, today),
        }
        return [
            _option(contest, narrowed(profile, period), label("eligible_age", age=name))
            for name, period in ages.items()
        ]  # fmt: skip
    return []


def _option(contest: str | None, profile: Profile, text: str) -> Button:
    return Button(text, Action.ELIGIBLE, (contest or ANY, profile.encode()))


def _fitting(book: Book, profile: Profile, saved: Profile | None) -> Reply:
    """What fits an applicant at all."""
    if profile.forms in {ALL, ORGANISATIONS} and RuleField.LEGAL_FORM not in profile.skipped and book.rules:
        return question(book, None, profile, RuleField.LEGAL_FORM)
    fits = book.fits(profile)
    ageless = profile.founded is None and RuleField.AGE_MONTHS not in profile.skipped and profile.forms <= ORGANISATIONS
    if ageless and any(
        RuleField.AGE_MONTHS in book.verdict(key, profile).missing for key in book.rules if key in book.contests
    ):
        return question(book, None, profile, RuleField.AGE_MONTHS)
    shown = fits[:SHOWN]
    rules = [one.rule for fit in shown for one in fit.verdict.passed]
    text = render(
        "ngo/eligibility_fitting.html.j2", fits=shown, more=len(fits) - len(shown), known=len(book.rules),
        form=profile.form, places=places_of(book, rules),
    )  # fmt: skip
    cards = [_named(fit) for fit in shown[:2]]
    return Reply(
        Message(text, rows_of(*cards, _keep(profile, saved), specialist_button() if not fits else None, home_button())),
        None, profile, Kind.YES if fits else Kind.UNKNOWN,
    )  # fmt: skip


def conditions(book: Book, contest: str) -> Reply:
    """Who may apply, as the rules say it; the same sentence of several rules stands once."""
    found = book.contests.get(contest)
    if found is None:
        return Reply(gone(), contest, Profile())
    rules = book.rules.get(contest, ())
    if not rules:
        return _no_rules(book, contest, Profile())
    lines = list(dict.fromkeys((rule.only_if, rule.reason) for rule in rules))
    text = render(
        "ngo/eligibility_conditions.html.j2", contest=found, lines=lines[:SHOWN], more=len(lines) - SHOWN,
        places=places_of(book, rules),
    )  # fmt: skip
    ask = Button(label("eligible"), Action.ELIGIBLE, (contest, ANY))
    return Reply(Message(text, rows_of(ask, _card(contest), specialist_button())), contest, Profile())


def _no_rules(book: Book, contest: str, profile: Profile) -> Reply:
    found = book.contests[contest]
    window = book.window(contest)
    address = (window.season.url if window else None) or found.url
    text = render("ngo/eligibility_none.html.j2", contest=found, address=address, window=window)
    return Reply(Message(text, rows_of(_card(contest), specialist_button())), contest, profile, Kind.UNKNOWN)


def places_of(book: Book, rules: Iterable[Rule]) -> tuple[Place, ...]:
    """The documents of rules, each once."""
    grouped: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.source is not None:
            grouped.setdefault(rule.source.document, []).append(rule)
    return tuple(
        Place(
            book.documents.get(key),
            tuple(dict.fromkeys(rule.source.section for rule in found if rule.source and rule.source.section)),
            min((rule.checked_on for rule in found if rule.checked_on), default=None)
            if all(rule.checked_on for rule in found) else None,
        )
        for key, found in grouped.items()
    )  # fmt: skip


def _telling(verdict: Verdict) -> list[Rule]:
    """The rules that a verdict stands on; all of them when it stands on none."""
    return [one.rule for one in (verdict.broken or verdict.passed or verdict.unknown)]


def _note(verdict: Verdict, others: list[Fit]) -> str:
    """What another contest says of the very thing that was in the way («возраст организации не важен»)."""
    fields = {one.rule.field for one in verdict.broken}
    return next((one.rule.reason for fit in others for one in fit.verdict.passed if one.rule.field in fields), "")


def _age_rule(verdict: Verdict) -> Checked | None:
    return next((one for one in verdict.broken if one.rule.field is RuleField.AGE_MONTHS), None)


def _counted_on(book: Book, contest: str, verdict: Verdict) -> date | None:
    """The announced day by which the age counts."""
    rule = _age_rule(verdict)
    return book.days(contest).of(rule.rule) if rule else None


def _reached(book: Book, contest: str, profile: Profile) -> Reached | None:
    if profile.founded is None or profile.founded.earliest == LONG_AGO:
        return None
    days = book.days(contest)
    years, months, rest = age_at(profile.founded.earliest, days.closes or days.today)
    return Reached(years, months, rest // 7, rest % 7, not profile.founded.is_day)


def _fits_next(coming: Window | None, verdict: Verdict) -> bool:
    """Whether the expected window ends after the day from which the applicant may apply."""
    return not (coming and coming.deadline and verdict.from_date) or coming.deadline.there.date() >= verdict.from_date


def _buttons(
    contest: str, window: Window | None, coming: Window | None, verdict: Verdict, others: list[Fit], profile: Profile,
    saved: Profile | None, kind: ContestKind,
) -> tuple[tuple[Button, ...], ...]:  # fmt: skip
    following = window if verdict.kind is Kind.YES and window and window.state != "closed" else coming
    if verdict.kind is Kind.NO:
        follow = None
    elif following is not None:
        follow = Button(label("remind"), Action.REMIND, (SubjectKind.SEASON, following.season.key))
    else:
        wish = SubscriptionKind.SUBSIDIES if kind is ContestKind.SUBSIDY else SubscriptionKind.CONTESTS
        follow = Button(label("subscribe_open"), Action.SUBSCRIBE, (wish,))
    other = next((_named(fit) for fit in others), None)
    specialist = specialist_button() if verdict.kind is Kind.UNKNOWN else None
    return rows_of(follow, other or _card(contest), _keep(profile, saved), specialist)


def _card(contest: str) -> Button:
    return Button(label("alert_more"), Action.CONTEST, (contest,))


def _named(fit: Fit) -> Button:
    return Button(label("named", title=fit.contest.short_name), Action.CONTEST, (fit.contest.key,))


def _keep(profile: Profile, saved: Profile | None) -> Button | None:
    said = profile.forms <= ORGANISATIONS and (profile.form is not None or profile.founded is not None)
    known = saved is not None and (saved.form, saved.founded) == (profile.form, profile.founded)
    return Button(label("eligible_keep"), Action.ELIGIBLE_KEEP, (profile.encode(),)) if said and not known else None
