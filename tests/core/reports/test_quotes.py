"""What the base holds against the words that it was typed from: the city's own pack with one slip in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bench.planting import pack_year, planted
from core.base import pack_folders
from core.reports.annual import build
from core.reports.drafting import draft
from core.reports.model import Kind, Standing
from core.reports.wording import finding_text

YEAR, RECORDS = pack_year(pack_folders("city")[0])
KNOWN = {finding.code for finding in build(YEAR).findings}

SLIPS: tuple[tuple[Mapping[str, Any], Kind, str], ...] = (
    ({"table": "3", "row": "fpg-2023", "field": "applicants", "value": 124}, Kind.TYPED,
     "Таблица 3, Президентские гранты, участники: в базе 124, в отчёте 142."),
    ({"table": "appendix", "row": "share-social-2023", "field": "fact", "value": "31.28"}, Kind.TYPED,
     "Приложение, Доля НКО в деньгах на социальное обслуживание, факт: в базе 31,28, в отчёте 21,38."),
    ({"file": "projects", "row": "muzhskoe-delo", "field": "amount", "value": "564.0 тыс"}, Kind.TYPED,
     "Ремонтная мастерская «Мужское дело»: в базе 564,0, в отчёте 560,4."),
    ({"file": "level_totals", "row": "level-federal-2023", "field": "amount", "value": "376.0 тыс"}, Kind.TYPED,
     "Мера 2.8: в базе 376,0, в отчёте «федеральный бюджет – 376,0 млн. рублей (2022 год"),
    ({"file": "subsidies", "row": "t5-pantera-2023", "field": "name_as_printed", "value": "Спортклуб «Пантера»"},
     Kind.NAME_VARIANTS, "Спортклуб «Пантера»"),
    ({"file": "leases", "row": "reduced-veronika-2023", "field": "name_as_printed", "value": "АНО «ВЕРА»"}, Kind.TYPED,
     "АНО «ВЕРА»: в базе «АНО «ВЕРА»», в отчёте «АНО пансионат по уходу за пожилыми инвалидами «ВЕРОНИКА»»"),
    ({"file": "measures", "row": "measure-2-1", "field": "result", "value": "Деньги получили 37 НКО."},
     Kind.SENTENCE, "Мера 2.1: в тексте «37», такой цифры в строках и цитатах нет: там"),
    ({"file": "facts", "row": "sme-applications-2023", "field": "text", "value": "Поступило 63 заявки."}, Kind.SENTENCE,
     "записано 36, в тексте этой цифры нет («Поступило 63 заявки.»)"),
    ({"file": "facts", "row": "registry-region-2024", "field": "unit", "value": "people"}, Kind.MIXED_UNITS,
     "123 записаны как люди, в отчёте это организации."),
    ({"file": "contests", "row": "rnf", "field": "science", "value": False}, Kind.CLASSIFICATION,
     "Российский научный фонд (24 000,0 тыс. ₽) не посчитан среди грантов на науку"),
    ({"file": "projects", "row": "muzhskoe-delo", "copy": True}, Kind.DUPLICATE_ROW,
     "Проекты: «Ремонтная мастерская «Мужское дело»» стоит дважды, по 560,4 тыс. ₽."),
    ({"table": "3", "row": "fpg-2023", "field": "winners", "value": 0}, Kind.IMPOSSIBLE,
     "Фонд Президентских грантов: победителей нет, а выделено 19 489,1 тыс. ₽."),
    ({"file": "projects", "row": "muzhskoe-delo", "field": "amount", "value": "-560.4 тыс"}, Kind.IMPOSSIBLE,
     "Ремонтная мастерская «Мужское дело»: отрицательное число"),
    ({"file": "seasons", "row": "sme-subsidy-2023", "field": "closes_at", "value": "2023-07-01T00:00:00Z"},
     Kind.IMPOSSIBLE, "приём закрывается (1 июля 2023) раньше, чем открывается"),
)  # fmt: skip


@pytest.mark.parametrize(("edit", "kind", "told"), SLIPS, ids=[str(n) for n in range(len(SLIPS))])
def test_a_slip_of_typing_is_named_with_what_the_document_has(edit: Mapping[str, Any], kind: Kind, told: str) -> None:
    report = build(planted(RECORDS, dict(edit), YEAR.year))
    texts = [finding_text(one).replace("\u00a0", " ") for one in report.findings
             if one.kind is kind and one.code not in KNOWN]  # fmt: skip
    assert any(told in text for text in texts), texts


def test_the_citys_own_pack_says_what_it_was_typed_from() -> None:
    assert not [finding for finding in build(YEAR).findings if finding.kind in {Kind.TYPED, Kind.SENTENCE}]


def test_what_an_editor_changed_on_purpose_is_not_held_against_the_quotation() -> None:
    slip = {"table": "3", "row": "fpg-2023", "field": "applicants", "value": 124}
    edited = replace(planted(RECORDS, slip, YEAR.year), edited=frozenset({("seasons", "fpg-2023")}))
    assert not [finding for finding in build(edited).findings if finding.kind is Kind.TYPED]


def test_a_claim_that_the_appendix_denies_is_left_out_of_the_drafted_conclusion() -> None:
    words = "все установленные на 2023 год значения целевых показателей достигнуты"
    where = {"file": "facts", "row": "conclusion-target-2023"}
    quote = {**where, "field": "source.printed", "value": words}
    edit = {**where, "field": "text", "value": f"Отчёт говорит: {words}.", "and": [quote]}
    report = build(planted(RECORDS, edit, YEAR.year))
    (found,) = [one for one in report.findings if one.kind is Kind.CLAIM]
    assert "сказано, что достигнуты все показатели; в приложении 5 из 7" in finding_text(found).replace("\u00a0", " ")
    assert words not in " ".join(draft(replace(report, standing=Standing())).conclusion)


def test_a_quotation_that_its_paragraph_has_otherwise_is_told_with_both() -> None:
    facts = tuple(
        replace(one, source=replace(one.source, printed="направлено 54 заявки на получение грантовой поддержки"))
        if one.key == "education-applications-2023" and one.source is not None
        else one
        for one in YEAR.facts
    )
    (told,) = [finding_text(one) for one in build(replace(YEAR, facts=facts)).findings if one.kind is Kind.QUOTED]
    assert told == "Мера 2.8, Заявки управления образования на гранты: в цитате «54», в тексте отчёта «44»."


def test_one_value_written_in_two_ways_and_a_sentence_of_another_place_are_no_slips_of_a_quotation() -> None:
    for key, printed in (
        ("yuny-luchnik", "воспитание детей и молодежи КуZбасса» (489,4 тыс. рублей)"),
        ("doktor-pes", "Грантовые средства 1 200,0 тыс. рублей были направлены на предоставление услуг"),
        ("ptitsa", "АНО «Семейный причал», проект «Берег»"),
    ):
        projects = tuple(
            replace(one, source=replace(one.source, printed=printed)) if one.key == key and one.source else one
            for one in YEAR.projects
        )
        found = [one for one in build(replace(YEAR, projects=projects)).findings if one.kind is Kind.QUOTED]
        assert [finding_text(one) for one in found] == [], key


def test_a_legal_form_written_out_in_the_paragraph_is_the_same_name_in_the_quotation() -> None:
    short = "БФ помощи животным «За зверушек»"
    for written, told in (
        ("Благотворительный фонд помощи животным «За зверушек»", []),
        ("БФ помощи бездомным животным «За зверушек»", ["бездомным"]),
    ):
        texts = tuple(replace(one, text=one.text.replace(short, written)) for one in YEAR.texts)
        assert texts != YEAR.texts
        found = [one for one in build(replace(YEAR, texts=texts)).findings if one.kind is Kind.QUOTED]
        assert [one.details["there"] for one in found] == told
