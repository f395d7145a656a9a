"""The one rule by which the text of a cell is brought into order."""

import sys
import unicodedata

import pytest

from shared.vocabulary import cell_text
from shared.vocabulary.cell_text import are_tidy, is_tidy, tidied, tidy

WINDOWS_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")


def garbled(text: str, codec: str = "cp1252") -> str:
    """Return the text as a program shows it that takes its UTF-8 for something else."""
    if codec != "cp1252":
        return text.encode().decode(codec)
    return "".join(chr(b) if b in WINDOWS_UNDEFINED else bytes([b]).decode("cp1252") for b in text.encode())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('="0123"', "0123"),
        ('="Bell"', "Bell"),
        (' ="say ""no""" ', 'say "no"'),
        ('=""', ""),
        ("'8864001", "8864001"),
        ("\u201914/02/2010", "14/02/2010"),
        ("'+447700900123", "+447700900123"),
        ("'t Hooft", "'t Hooft"),
        ("12.0", "12"),
        ("7700900200.0", "7700900200"),
        ("12.000000", "12"),
        ("10.10.2010", "10.10.2010"),
        ("'8864001'", "8864001"),
        ("-1.0", "-1"),
        ("1.5", "1.5"),
        ("1.2.0", "1.2.0"),
        ("Unit 1.0", "Unit 1.0"),
        ("\x1f9276308686", "9276308686"),
        ("Kem\x00pton", "Kempton"),
        ("Flat 1\t1 Mill Lane\r\nBearsted", "Flat 1 1 Mill Lane Bearsted"),
        ("Bell_x000D_", "Bell"),
        ("Mill_x000D_\nLane", "Mill Lane"),
        ("_x0042_ell", "Bell"),
        ("a_x00", "a_x00"),
        ("\u00a0Zo\u00eb\u00a0", "Zo\u00eb"),
        ("92763\u200b08686\ufeff", "9276308686"),
        ("O\u2019Brien\u2010Smith", "O'Brien-Smith"),
        ("D&T; Maths & Art", "D&T; Maths & Art"),
    ],
)
def test_what_programs_put_round_a_value_comes_off_without_a_word(text: str, plain: str) -> None:
    assert tidied(text) == (plain, False)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("O&#39;Dowd", "O'Dowd"),
        ("D&amp;T", "D&T"),
        ("O&amp;#39;Dowd", "O'Dowd"),
        ("Zo&euml;", "Zo\u00eb"),
        ("12&nbsp;Mill&nbsp;Lane", "12 Mill Lane"),
        ("12 Mill Lane<br/>Bearsted", "12 Mill Lane Bearsted"),
        ("\u00ef\u00bb\u00bfDfE Number", "DfE Number"),
        ("&#x4E;&quot;o&quot;", 'N"o"'),
    ],
)
def test_b11_html_entities_are_turned_back_and_said(text: str, plain: str) -> None:
    assert tidied(text) == (plain, True)


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "mac_roman"])
@pytest.mark.parametrize(
    "name",
    [
        "Pawe\u0142",
        "\u015eebnem",
        "\u015etefan",
        "\u0218tefan",
        "No\u00e0",
        "\u00c1ngel",
        "\u00cdvan",
        "Zo\u00eb",
        "Gro\u00df",
    ],
)
def test_b8_letters_garbled_once_are_turned_back_whatever_program_did_it(name: str, codec: str) -> None:
    assert tidied(garbled(name, codec)) == (name, True)


@pytest.mark.parametrize("codec", ["cp850", "cp437", "cp1250"])
@pytest.mark.parametrize("name", ["Zoë", "Paweł", "Élan", "Öztürk", "Ümit", "Siân", "Noà", "Chloé", "O’Brien"])
def test_b8_letters_garbled_by_other_code_pages_are_turned_back_too(name: str, codec: str) -> None:
    assert tidied(garbled(name, codec)) == (name.replace("’", "'"), True)


@pytest.mark.parametrize("name", ["BĂŞESCU", "Ion Ăla", "Ĺubica", "Groß", "ÔÇa", "Maß╗"])
def test_b8_letters_of_other_languages_stay_where_they_are_no_utf_8(name: str) -> None:
    assert tidied(name)[1] is False


@pytest.mark.parametrize("name", ["\u0110\u1eb7ng Th\u00e1i", "\u0418\u0432\u0430\u043d", "\u738b\u4f1f"])
def test_b8_letters_of_other_scripts_are_turned_back_too(name: str) -> None:
    assert tidied(garbled(name)) == (name, True)


def test_b8_letters_garbled_twice_are_turned_back_twice() -> None:
    assert tidied(garbled(garbled("\u00c1ngel"))) == ("\u00c1ngel", True)


@pytest.mark.parametrize(
    "name",
    [
        "\u00c2berg",
        "S\u00c3O",
        "REN\u00c9'S",
        "Gro\u00df'",
        "\u00d3'BRIEN",
        "\u00dc\u00f1al",
        "Zo\u00eb M\u00c3\u00bcller",  # not all of the cell turns back
    ],
)
def test_b8_letters_that_are_right_stay(name: str) -> None:
    assert tidied(name)[1] is False
    for quoted in (f"{name}\u2019", f"{name}\u2019s", f"\u201c{name}\u201d"):
        assert tidied(quoted)[1] is False, quoted


def test_nothing_that_only_formats_is_left_in_a_text() -> None:
    formatting = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) in {"Cf", "Cc"}]
    assert [sign for sign in formatting if tidy(f"A{sign}B") not in {"AB", "A B"}] == []


@pytest.mark.parametrize(
    "text", ["a  b", " a", "a ", "'1", '="1"', "1.0", "1.000", "D&amp;T", "_x000D_", "a\x1f", "Zo\u00eb", "a\u200b"]
)
def test_one_look_shows_whether_anything_is_to_be_done(text: str) -> None:
    assert not is_tidy(text)
    assert not are_tidy(f"|Kempton|{text}|Zara|")
    assert are_tidy("|Kempton||Maths & Art|'|".replace("'", "O'Brien"))


def test_text_longer_than_any_column_takes_costs_little() -> None:
    long = "\u00a0a_x000D_ &amp;" * cell_text.LENGTH_MAX
    assert tidied(long) == (" ".join(long.split()), False)
