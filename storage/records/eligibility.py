"""Who may apply: the conditions of contests as records."""

from dataclasses import dataclass
from datetime import date

from storage.records.content import Content
from storage.terms import Applicant, Comparison, CountedTo, Key, RuleField

_NUMBERS = {RuleField.AGE_MONTHS, RuleField.PERSON_AGE, RuleField.STAFF}
_ANSWERS = {RuleField.TAX_DEBT, RuleField.IN_REGISTRY, RuleField.PREVIOUS_REPORT}
_LISTS = {Comparison.IN, Comparison.NOT_IN}
_LIMITS = {Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.EQUALS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Content):
    """One condition of a contest or subsidy: the applicant's `field` compared with `value`.

    `reason` is the condition as a person reads it, a phrase without a full stop. `for_forms` limits the rule to
    some applicants (empty: all). `only_if` says for which part of the contest it holds («больше 500 тыс. ₽»):
    breaking such a rule limits the applicant and does not shut them out. Ages are in whole months of an
    organisation or years of a person, reached on the day `counted_to`.
    """

    contest: Key
    field: RuleField
    comparison: Comparison = Comparison.EQUALS
    value: tuple[str, ...] = ()
    reason: str
    counted_to: CountedTo = CountedTo.TODAY
    for_forms: tuple[Applicant, ...] = ()
    only_if: str = ""

    def __post_init__(self) -> None:
        """Refuse a comparison that can never be computed: it would look like a rule and decide nothing."""
        if self.field is RuleField.OTHER:
            return
        if not self.value:
            raise ValueError(f"{self.field} needs a value")
        if self.field in _NUMBERS:
            _need(self.comparison, _LIMITS)
            if len(self.value) != 1 or not self.value[0].isdigit():
                raise ValueError(f"{self.field} needs one whole number")
        elif self.field in _ANSWERS:
            _need(self.comparison, {Comparison.EQUALS})
            if self.value not in {("yes",), ("no",)}:
                raise ValueError(f"{self.field} is yes or no")
        elif self.field is RuleField.FOUNDED_ON:
            _need(self.comparison, {Comparison.BEFORE, Comparison.AFTER})
            date.fromisoformat(self.value[0])
        else:
            _need(self.comparison, _LISTS | {Comparison.EQUALS})
            if self.field is RuleField.LEGAL_FORM:
                for form in self.value:
                    Applicant(form)


def _need(comparison: Comparison, allowed: set[Comparison]) -> None:
    if comparison not in allowed:
        raise ValueError(f"the comparison must be one of {', '.join(sorted(allowed))}")
