"""The catalogues: compiled as written, complete in both languages, with the same parameters."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from planner.export.sources import clauses_of, note_in
from planner.loading import load_corridor
from planner.texts import LANGUAGES, Writer, say
from planner.texts.further import LOCALE, name_of, traditional
from tests.builders.pages import REWRITE
from tools.catalogues import converted

WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # not the hour of the test
VIEW = ("export", "planning", "units")  # what a plan on a page says
DOMAINS = sorted(path.stem for path in (LOCALE / "en" / "LC_MESSAGES").glob("*.po"))


def po_file(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def catalogue(language: str, domain: str) -> Catalog:
    with po_file(language, domain).open("rb") as file:
        read = read_po(file, locale=language, abort_invalid=True)
    read.creation_date = read.revision_date = WRITTEN
    return read


def texts(language: str, domain: str) -> dict[str, list[str]]:
    """Return the forms of each message by its code."""
    found: dict[str, list[str]] = {}
    for message in catalogue(language, domain):
        if message.id:
            code = message.id if isinstance(message.id, str) else message.id[0]
            forms = message.string
            found[code] = [forms] if isinstance(forms, str) else list(forms or ())
    return found


CATALOGUES = [(path.parents[1].name, path.stem) for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))]


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_no_message_is_written_twice(language: str, domain: str) -> None:
    codes = re.findall(r'^msgid "(.+)"$', po_file(language, domain).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(codes) == len({*codes})  # reading them joins those of one code


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_compiled_as_written(language: str, domain: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language, domain))
    path = po_file(language, domain).with_suffix(".mo")
    if REWRITE:
        path.write_bytes(compiled.getvalue())
    assert said_by(path.read_bytes()) == said_by(compiled.getvalue()), "UPDATE_DOCS=1 pytest tests/texts"


def said_by(compiled: bytes) -> tuple[str, dict[str, object]]:
    """Return how a compiled catalogue counts, and its texts, whatever version of babel compiled it."""
    read = read_mo(io.BytesIO(compiled))
    return read.plural_forms, {str(message.id): message.string for message in read if message.id}


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_language_says_the_same(domain: str) -> None:
    english = texts("en", domain)
    for language in LANGUAGES:
        other = texts(language, domain)
        assert other.keys() == english.keys()
        for code, forms in other.items():
            assert all(forms), f"{code} has no text in {language}"
            assert set().union(*map(params, forms)) == set().union(*map(params, english[code])), code


@pytest.mark.parametrize("domain", VIEW)
@pytest.mark.parametrize("language", ["ja", "ko"])
def test_further_languages_have_all_that_plans_show(language: str, domain: str) -> None:
    english, other = texts("en", domain), texts(language, domain)
    assert other.keys() == english.keys()
    for code, (form,) in other.items():
        assert form, f"{code} has no text in {language}"
        assert params(form) == set().union(*map(params, english[code])), code


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_further_languages_have_what_plans_offer(language: str) -> None:
    written = (LOCALE.parents[1] / "planning" / "enough.py").read_text("utf-8")
    codes = set(re.findall(r'_change\("([a-z-]+)"', written))
    assert "with-evenings" in codes
    known, english = texts(language, "request"), texts("en", "request")
    assert known.keys() == codes
    assert all(params(known[code][0]) == set().union(*map(params, english[code])) for code in codes)


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_further_languages_have_what_scenarios_do(language: str) -> None:
    english, known = texts("en", "lists"), texts(language, "lists")
    assert known.keys() == {code for code in english if code.startswith("does-")}
    assert all(params(known[code][0]) == set().union(*map(params, english[code])) for code in known)


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_further_languages_have_what_the_data_say_in_sentences(language: str) -> None:
    corridor, known = load_corridor(None), texts(language, "sayings")
    said = [text for theme in corridor.themes for text in (theme.name, theme.story)]
    said += [rule.name for theme in corridor.themes for rule in theme.cover]
    for site in corridor.attractions:
        said += [best.reason for best in site.best_hours] + [round_.name for round_ in site.rounds]
        said += [text for text in (site.note, site.booking) if text]
    assert [text.en for text in said if not any(known.get(text.en, ()))] == []
    assert known.keys() <= {text.en for text in said}, "what nobody says needs no text"
    assert name_of(said[0].both, language) != said[0].en


def test_what_a_visit_is_worth_is_never_more_than_all_of_it() -> None:
    told = {
        language: [say(language, "planning.out-detour", minutes=70, worth=worth) for worth in (97.2, 108.4)]
        for language in ("en", "zh")
    }
    assert told == {
        "en": [
            "1 h 10 more of travel, too much for its worth to you (97 of 100)",
            "1 h 10 more of travel, too much for its worth to you (108 points in season)",
        ],
        "zh": [
            "路上要多花1小时10分，而它对您只值97分（满分100）",
            "路上要多花1小时10分，而它对您只值108分（含当季加分）",
        ],
    }


def test_what_is_noted_beside_pages_has_a_text_in_chinese() -> None:
    corridor, known = load_corridor(None), texts("zh", "sayings")
    kinds = (corridor.attractions, corridor.towns, corridor.lines, corridor.passes, corridor.charters)
    sources = [source for kind in kinds for each in kind for source in each.sources]
    addresses = re.compile(r"https?://[^\s;,]*[^\s;,.:)]|github\.com/[\w.-]+/[\w-]+")
    notes = {note for source in sources for note in addresses.split(source.source)}
    clauses = {clause for note in notes for clause in clauses_of(note) if re.search("[A-Za-z]", clause)}
    title = re.compile(r"[A-Z]\S*|#A?|\S*[./]\S*|github|of|c")  # a word of what is called so in any language
    assert {
        clause
        for clause in clauses - known.keys()
        if not all(title.fullmatch(word) for word in clause.split())
    } == set()
    assert known.keys() <= clauses | {"n.d."}, "what nobody says needs no text"
    assert note_in("estimate; closed on Mondays (2021-06-21): ", "zh") == "估计；周一闭馆（2021-06-21）："
    assert note_in("come before 11:00, entry 大慈寺", "zh-Hant") == "11:00前到達，條目大慈寺"


@pytest.mark.parametrize("domain", sorted(path.stem for path in (LOCALE / "zh" / "LC_MESSAGES").glob("*.po")))
def test_traditional_chinese_is_made_of_simplified(domain: str) -> None:
    made = converted(po_file("zh", domain).read_text(encoding="utf-8"))
    assert po_file("zh_Hant", domain).read_text(encoding="utf-8") == made, "python -m tools.catalogues"


def test_what_a_language_has_no_text_for_is_said_in_another() -> None:
    assert say("ko", "request.is-folder", path="x") == say("en", "request.is-folder", path="x")
    assert say("zh-Hant", "request.is-folder", path="x") == traditional(
        say("zh", "request.is-folder", path="x")
    )


def params(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_names_lists_and_minutes_are_written_as_the_language_does() -> None:
    towns = [{"zh": "大足", "en": "Dazu"}, {"zh": "乐山", "en": "Leshan"}]
    for language, written in (
        ("en", "Dazu, Leshan"),
        ("zh", "大足、乐山"),
        ("zh-Hant", "大足、樂山"),
        ("ja", "Dazu（大足）、Leshan（乐山）"),
    ):
        assert Writer(language).format("{towns}", towns=towns) == written
    assert Writer("en").format("{a:clock} {b:length}", a=545, b=95) == "09:05 1 h 35"


def test_one_and_many() -> None:
    assert [say("en", "units.num-days", n=n) for n in (1, 2)] == ["1 day", "2 days"]
    assert [say("zh", "units.num-days", n=n) for n in (1, 2)] == ["1天", "2天"]


def test_values_that_have_texts_of_their_own() -> None:
    for language, written in (
        ("en", "wheelchair access, steps 40 % none"),
        ("zh", "无障碍通道、台阶 40% 无"),
    ):
        text = Writer(language).format(
            "{a:units.need-} {b:percent} {c}", a=["wheelchair", "steps"], b=40, c=None
        )
        assert text == written


@pytest.mark.parametrize("code", ["units.nonsense", "nonsense.comma"])
def test_a_code_without_a_text_is_an_error(code: str) -> None:
    with pytest.raises(KeyError):
        say("en", code)


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_text_is_its_own_code(domain: str) -> None:
    """A text that is spelt like its code would be taken for one that is missing."""
    for language in LANGUAGES:
        assert [code for code, forms in texts(language, domain).items() if code in forms] == []


def test_a_stay_that_is_over_at_midnight_lasts_until_the_end_of_the_day_before() -> None:
    until = {
        language: Writer(language).format("{a:until}", a="2026-12-16 00:00")
        for language in ("en", "zh", "ja", "ko")
    }
    assert until == {
        "en": "the end of Tue 15 December 2026",
        "zh": "2026年12月15日（周二）24:00",
        "ja": "2026年12月15日(火)24:00",
        "ko": "2026년 12월 15일 (화) 24:00",
    }
    assert Writer("en").format("{a:until}", a="2026-12-16 11:30") == "Wed 16 December 2026 11:30"
    assert Writer("zh").format("{a:until}", a="2026-12-16 11:30") == "2026年12月16日（周三）11:30"


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_date_stands_in_brackets_that_has_some_of_its_own(domain: str) -> None:
    said = [form for forms in texts("zh", domain).values() for form in forms]
    assert [form for form in said if re.search(r"（[^）]*:(date|until)}", form)] == []
