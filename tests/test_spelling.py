from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.spelling import Fit, fit, normalised, simplified
from tests.builders.paths import ROOT
from tests.builders.shipped import shipped

TABLE = ROOT / "planner" / "hanzi.txt"
CONSONANTS = st.text("bcdfghjklmnpqrst", min_size=3, max_size=8)  # words without syllables
VARIANTS: dict[str, list[str]] = defaultdict(list)
for before, after in zip(*TABLE.read_text(encoding="utf-8").splitlines()[1:], strict=True):
    VARIANTS[after].append(before)
NAMES = sorted(site.name.zh for site in shipped().attractions)


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        ("閬中", "阆中"),
        ("廣漢", "广汉"),
        ("峯", "峰"),
        ("臺裏裡", "台里里"),
        ("衞巖嶽羣", "卫岩岳群"),
        ("绿", "绿"),
    ],
)
def test_traditional_characters_and_variants_are_the_simplified_ones(traditional: str, simple: str) -> None:
    assert simplified(traditional) == simple


def test_nothing_in_the_table_needs_it_twice() -> None:
    _, before, after = TABLE.read_text(encoding="utf-8").splitlines()
    assert len(before) == len(set(before)) == len(after) > 4000
    assert not set(before) & set(after)


def test_case_marks_and_punctuation_are_ignored() -> None:
    assert normalised("Sānxīngduī Bówù-Guǎn (1)") == "sanxingduibowuguan1"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Leshan Giant Buddha", "Leshan Giant Buddha", Fit.NAME),
        ("leshangiantbuddha", "Leshan Giant Buddha", Fit.NAME),
        ("buddha leshan", "Leshan Giant Buddha", Fit.WORDS),
        ("giantbuddha", "Leshan Giant Buddha", Fit.WORDS),
        ("leshan bud", "Leshan Giant Buddha", Fit.BEGINNING),
        ("iant", "Leshan Giant Buddha", None),
        ("leshan iant", "Leshan Giant Buddha", None),
        ("大佛", "乐山大佛", Fit.WORDS),
        ("山大", "乐山大佛", Fit.WORDS),
        ("山", "乐山大佛", None),
        ("乐", "乐山大佛", Fit.BEGINNING),
        ("xingdui", "Sanxingdui Bowuguan", Fit.INSIDE),
        ("xing dui", "Sanxingdui Bowuguan", Fit.INSIDE),
        ("dui", "Sanxingdui Bowuguan", None),
        ("ingdui", "Sanxingdui Bowuguan", None),
        ("xingd", "Sanxingdui Bowuguan", None),
        ("wuguan", "Sānxīngduī Bówùguǎn", Fit.INSIDE),
        ("", "乐山大佛", None),
        ("·", "乐山大佛", None),
    ],
)
def test_how_well_a_text_fits(text: str, name: str, expected: Fit | None) -> None:
    assert fit(text, name) == expected


@given(st.lists(CONSONANTS, min_size=1, max_size=4), st.data())
def test_no_text_fits_inside_a_word(words: list[str], data: st.DataObject) -> None:
    name, word = " ".join(words), data.draw(st.sampled_from(words))
    start = data.draw(st.integers(1, len(word) - 1))
    inside = word[start : data.draw(st.integers(start + 1, len(word)))]
    if not any(each.startswith(inside) for each in words):
        assert fit(inside, name) is None


@given(st.sampled_from(NAMES), st.data())
def test_two_chinese_characters_fit_anywhere(name: str, data: st.DataObject) -> None:
    letters = normalised(name)
    start = data.draw(st.integers(0, len(letters) - 2))
    part = letters[start : data.draw(st.integers(start + 2, len(letters)))]
    if not any(char.isascii() for char in part):
        assert fit(part, name) in (Fit.NAME, Fit.WORDS)


@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_a_name_in_any_characters_is_the_name(name: str, random: Random) -> None:
    other = "".join(random.choice([char, *VARIANTS.get(char, ())]) for char in name)
    assert fit(other, name) == Fit.NAME
