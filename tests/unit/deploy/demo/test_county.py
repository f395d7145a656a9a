"""The demonstration county: the same for the same seed, made of valid numbers, with answers that point true."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cli.checking import check_file
from deploy.demo.answers import read_people, read_rows
from deploy.demo.county import County, Upload, make_county
from deploy.demo.plan import Plan
from deploy.demo.population.people import BUSINESS_DATE
from deploy.demo.workbooks.damage import BY_KIND
from services.ingest.domain.sheet.headers import find_column
from services.validation.domain.values.uln import read_uln
from services.validation.domain.values.upn import read_upn
from shared.vocabulary.columns import get_column
from shared.vocabulary.establishments import Register

PLAN = Plan(people=1500, seed=7)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(PLAN, tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def roll(county: County) -> list[dict[str, object]]:
    lines = _sheets(county.roll)["County roll"]
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def _sheets(upload: Upload) -> dict[str, list[list[object]]]:
    if upload.path.suffix == ".csv":
        content = upload.path.read_bytes()
        text = content.decode("utf-8-sig") if content.startswith(b"\xef\xbb\xbf") else content.decode("cp1252")
        return {"Enrolment": [list(line.split(",")) for line in text.splitlines()]}
    book = CalamineWorkbook.from_filelike(BytesIO(upload.path.read_bytes()))
    read = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {name: [list(line) for line in lines] for name, lines in read.items()}


def _headings(lines: list[list[object]]) -> list[str | None]:
    among = {"P1", "P3", "P5", "P10", "L1", "L9", "E1"}
    rows = ([find_column(str(cell), among) for cell in line] for line in lines[:6])
    return max(rows, key=lambda ids: len([i for i in ids if i]))


def test_the_same_seed_gives_the_same_bytes(county: County, tmp_path: Path) -> None:
    again = make_county(PLAN, tmp_path)
    assert [upload.file_name for upload in again.uploads] == [upload.file_name for upload in county.uploads]
    assert all(a.path.read_bytes() == b.path.read_bytes() for a, b in zip(again.uploads, county.uploads, strict=True))
    assert again.row_answers.read_bytes() == county.row_answers.read_bytes()
    assert again.people_answers.read_bytes() == county.people_answers.read_bytes()


def test_another_seed_gives_another_county(county: County, tmp_path: Path) -> None:
    other = make_county(Plan(people=1500, seed=8), tmp_path)
    assert other.roll.path.read_bytes() != county.roll.path.read_bytes()


def test_a_county_that_was_made_before_is_not_made_again(county: County) -> None:
    stamp = county.roll.path.stat().st_mtime_ns
    assert make_county(PLAN, county.folder.parent).roll.path.stat().st_mtime_ns == stamp


def test_learner_numbers_are_valid_unique_and_nobodys(roll: list[dict[str, object]]) -> None:
    upns = [str(row["UPN"]) for row in roll if row["UPN"]]
    ulns = [str(row["ULN"]) for row in roll if row["ULN"]]
    assert all(read_upn(upn).value == upn and upn[4:8] == "0000" for upn in upns)
    assert all(read_uln(uln).value == uln for uln in ulns)
    assert len(set(upns)) == len(upns)
    assert len(set(ulns)) == len(ulns)
    assert all(row["UPN"] or row["ULN"] for row in roll)


def test_twins_share_surname_birth_date_and_postcode(roll: list[dict[str, object]]) -> None:
    shared = Counter((row["Legal Surname"], row["Date of Birth"], row["Postcode"]) for row in roll)
    twins = sum(count for count in shared.values() if count > 1)
    assert 0.02 < twins / len(roll) < 0.1


def test_phones_and_addresses_reach_nobody(county: County) -> None:
    for upload in county.returns:
        for lines in _sheets(upload).values():
            text = " ".join(str(cell) for line in lines for cell in line)
            assert "@" not in text.replace("@example.org", "")
            digits = [
                word for word in text.replace("07700 900", "<").replace("01632 960", "<").split() if "07" in word[:2]
            ]
            assert not [word for word in digits if len(word) == 11 and word.isdigit()]


def test_every_answer_points_at_its_row(tmp_path: Path) -> None:
    county = make_county(Plan(people=800, seed=3, careful=True), tmp_path)
    sheets = {upload.file_name: _sheets(upload) for upload in county.returns}
    on_file = {str(row[0]): str(row[1]) for row in _roll_lines(county)}
    checked = 0
    for answer in read_rows(county.row_answers):
        if answer.file == county.roll.file_name or answer.person not in on_file or not on_file[answer.person]:
            continue
        lines = sheets[answer.file][answer.sheet]
        assert lines[answer.line - 1][_headings(lines).index("P1")] == on_file[answer.person]
        checked += 1
    assert checked > 300


def _roll_lines(county: County) -> Iterator[list[object]]:
    yield from _sheets(county.roll)["County roll"][1:]


def test_every_row_of_every_file_has_one_answer(county: County) -> None:
    answers = Counter(answer.file for answer in read_rows(county.row_answers))
    assert answers == {upload.file_name: upload.rows for upload in county.uploads}
    places = Counter((answer.file, answer.sheet, answer.line) for answer in read_rows(county.row_answers))
    assert set(places.values()) == {1}


def test_everybody_on_the_roll_has_an_answer(county: County) -> None:
    on_roll = [answer for answer in read_people(county.people_answers) if answer.on_roll]
    assert len({answer.person for answer in on_roll}) == PLAN.people
    assert {answer.group for answer in on_roll} == {"education", "not known", "compulsory", "out of scope"}


def test_a_large_county_meets_every_kind_of_damage(tmp_path: Path) -> None:
    county = make_county(Plan(people=9000, seed=2), tmp_path)
    struck = Counter(kind for answer in read_rows(county.row_answers) for kind in answer.damage)
    assert set(struck) == set(BY_KIND) | {"repeated"}


def test_the_register_knows_every_sender_and_no_real_school(county: County) -> None:
    register = Register.from_csv(county.register.read_text(encoding="utf-8"))
    for upload in county.returns:
        assert upload.establishment is not None
        school = register.by_dfe_number(upload.establishment)
        assert school is not None
        assert school.open_to is None
    assert all((school.dfe_number or "") < "8861000" for school in register.establishments)
    assert {school.district for school in register.establishments} == {f"E070001{n:02d}" for n in range(5, 17)}


def test_headings_are_ones_that_the_vocabulary_knows(county: County) -> None:
    wanted = {get_column(column).id for column in ("P5", "P10", "L1", "L9", "E1")}
    for upload in county.returns:
        sheets = [lines for name, lines in _sheets(upload).items() if name != "Guidance"]
        assert all(wanted <= set(_headings(lines)) for lines in sheets)


def test_the_list_of_uploads_is_readable_without_the_generator(county: County) -> None:
    listed = json.loads((county.folder / "uploads.json").read_text(encoding="utf-8"))
    assert [entry["collection"] for entry in listed] == ["ROLL"] + ["S_ENR"] * len(county.returns)


def test_leavers_add_files_and_change_nothing_else(tmp_path: Path) -> None:
    plain, more = Plan(people=1500, seed=7), Plan(people=1500, seed=7, leavers_share=0.1)
    without, with_leavers = make_county(plan=plain, cache=tmp_path), make_county(plan=more, cache=tmp_path)
    added = with_leavers.uploads[len(without.uploads) :]
    assert {upload.collection for upload in added} == {"S_LEAVE"}
    assert [upload.sha256 for upload in with_leavers.uploads[: len(without.uploads)]] == [
        upload.sha256 for upload in without.uploads
    ]
    assert [{upload.collection for upload in step} for step in with_leavers.steps] == [{"ROLL"}, {"S_ENR"}, {"S_LEAVE"}]
    groups = Counter(answer.group for answer in read_people(with_leavers.people_answers))
    assert groups["neet"] > 0


def test_movements_and_offers_are_of_every_kind_and_change_no_enrolment(tmp_path: Path) -> None:
    plain = Plan(people=3000, seed=7, colleges=(300, 300))
    more = replace(plain, leavers_share=0.2, joiners_share=0.2, offers=True)
    without, with_all = make_county(plan=plain, cache=tmp_path), make_county(plan=more, cache=tmp_path)
    added = with_all.uploads[len(without.uploads) :]
    assert {upload.collection for upload in added} == {"S_JOIN", "S_LEAVE", "S_JL", "C_JL", "S_SG", "C_SG"}
    assert [upload.sha256 for upload in with_all.uploads[: len(without.uploads)]] == [
        upload.sha256 for upload in without.uploads
    ]
    for upload in added:
        verdict = check_file(upload.path, BUSINESS_DATE)
        assert (verdict.collection, verdict.rows) == (upload.collection, upload.rows)
        assert [found.complaint.code for found in verdict.found if found.complaint.severity == "error"] == []


def test_later_returns_stand_beside_the_others(tmp_path: Path) -> None:
    plain = Plan(people=1500, seed=7)
    without, more = make_county(plain, tmp_path), make_county(replace(plain, later_files=3), tmp_path)
    assert [upload.sha256 for upload in more.uploads] == [upload.sha256 for upload in without.uploads]
    assert (len(without.later), len(more.later)) == (0, 3)
    for upload in more.later:
        verdict = check_file(upload.path, BUSINESS_DATE)
        assert (verdict.collection, verdict.rows, verdict.found) == ("S_LEAVE", upload.rows, [])
