"""What somebody would write instead: one process that reads all files, links them with Splink and loads the statuses.

    python tests/bench/peer.py LIST [DATABASE_URL]       LIST: a file with the path of one workbook a line

It stands alone and runs in an environment of its own (`make bench-peer`). Nothing is kept between its steps, no cell is
judged, no status is explained, and a file that cannot be read ends it. It is the measure of what a county would pay for
reading, linking and loading alone. The last line printed is JSON.
"""

import asyncio
import csv
import json
import re
import sys
import time
from pathlib import Path

import asyncpg
import duckdb
import pandas as pd
from python_calamine import CalamineWorkbook
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_library as compare

HEADER_LINES = 12
HEADINGS = {
    "upn": r"upn|unique pupil number",
    "uln": r"uln|unique learner number",
    "surname": r"(legal )?(surname|family name|last name)",
    "forename": r"(legal )?(forename|first name|given name)s?",
    "name": r"(full |pupil |student |learner )?name",
    "born_on": r"dob|d o b|date of birth|birth date",
    "postcode": r"(home )?post ?code",
    "establishment": r"dfe( number| no)?|laestab|ukprn",
    "started_on": r"(course |learning )?start( date)?",
}
NOT_THE_FORMER = re.compile(r"former|previous|preferred|parent|carer")
LEARNING, NOT_KNOWN = "210", "810"
LINKED_FROM = 0.9
FIRST_RETURN = 10_000_000
TABLE = "bench_peer_statuses"


def field_of(heading: object) -> str | None:
    """Return the field that a heading means, as an analyst's table of headings would have it."""
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", str(heading).lower()).split())
    if NOT_THE_FORMER.search(plain):
        return None
    return next((field for field, pattern in HEADINGS.items() if re.fullmatch(pattern, plain)), None)


def sheets_of(path: Path) -> list[list[list[object]]]:
    """Return the lines of every sheet of a file."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
            return [list(csv.reader(text))]
    workbook = CalamineWorkbook.from_path(path)
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def rows_of(path: Path) -> list[pd.DataFrame]:
    """Return the rows below the header of each sheet that has one, with the fields that are wanted."""
    found = []
    for lines in sheets_of(path):
        headers = [[field_of(cell) for cell in line] for line in lines[:HEADER_LINES]]
        at = max(range(len(headers)), key=lambda place: len(set(headers[place]) - {None}), default=None)
        if at is None or len(set(headers[at]) - {None}) < 2:
            continue
        places = {field: place for place, field in reversed(list(enumerate(headers[at]))) if field}
        body = [[line[place] if place < len(line) else None for place in places.values()] for line in lines[at + 1 :]]
        found.append(pd.DataFrame(body, columns=list(places)))
    return found


def tidy(rows: pd.DataFrame) -> pd.DataFrame:
    """Bring identifiers, names and dates into one form; lines about nobody go."""
    rows = rows.reindex(columns=list(HEADINGS))
    whole = rows["name"].astype("string").str.split(",", n=1)
    rows["surname"] = rows["surname"].astype("string").fillna(whole.str[0])
    rows["forename"] = rows["forename"].astype("string").fillna(whole.str[1])
    for field in ("upn", "uln", "postcode", "establishment"):
        text = rows[field].astype("string").str.upper().str.replace(r"\.0$|\s+", "", regex=True)
        rows[field] = text.replace("", pd.NA)
    for field in ("surname", "forename"):
        plain = rows[field].str.normalize("NFKD").str.lower().str.replace("[^a-z]", "", regex=True)
        rows[field] = plain.replace("", pd.NA)
    dates = pd.to_datetime(rows["born_on"].astype("string"), dayfirst=True, format="mixed", errors="coerce")
    rows["born_on"] = dates.dt.strftime("%Y-%m-%d")
    return rows[rows["surname"].notna() | rows["upn"].notna()].drop(columns="name").reset_index(drop=True)


def read(paths: list[Path], first_id: int) -> pd.DataFrame:
    """Return the rows of these files, each with an id."""
    rows = tidy(pd.concat([sheet for path in paths for sheet in rows_of(path)], ignore_index=True))
    rows["id"] = rows.index + first_id
    return rows


def linked(roll: pd.DataFrame, returns: pd.DataFrame) -> pd.Series:
    """Return whom on the roll each row of the returns is about, by the row's id."""
    identifier, name = {"m": [0.97, 0.03], "u": [1e-6, 1 - 1e-6]}, {"m": [0.92, 0.05, 0.03], "u": [0.003, 0.005, 0.992]}
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        probability_two_random_records_match=1 / len(roll),
        comparisons=[
            *(_weighed(compare.ExactMatch(field), identifier) for field in ("upn", "uln")),
            *(_weighed(compare.JaroWinklerAtThresholds(field, [0.9]), name) for field in ("surname", "forename")),
            _weighed(compare.ExactMatch("born_on"), {"m": [0.98, 0.02], "u": [0.0006, 0.9994]}),
            _weighed(compare.ExactMatch("postcode"), {"m": [0.9, 0.1], "u": [0.0005, 0.9995]}),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("upn"),
            block_on("uln"),
            block_on("surname", "born_on"),
            block_on("forename", "born_on"),
            block_on("postcode", "born_on"),
        ],
    )
    columns = ["id", "upn", "uln", "surname", "forename", "born_on", "postcode"]
    database = DuckDBAPI(connection=duckdb.connect(config={"threads": 2}))
    tables = [
        database.register(rows[columns], dataset_display_name=name)
        for rows, name in ((roll, "roll"), (returns, "returns"))
    ]
    pairs = Linker(tables, settings).inference.predict(threshold_match_probability=LINKED_FROM).as_pandas_dataframe()
    pairs["row"], pairs["person"] = pairs[["id_l", "id_r"]].max(axis=1), pairs[["id_l", "id_r"]].min(axis=1)
    return pairs.sort_values("match_weight").drop_duplicates("row", keep="last").set_index("row")["person"]


def _weighed(comparison: object, weights: dict[str, list[float]]) -> object:
    return comparison.configure(m_probabilities=weights["m"], u_probabilities=weights["u"])


def statuses(roll: pd.DataFrame, returns: pd.DataFrame, links: pd.Series) -> pd.DataFrame:
    """Return one line a person: whoever is in a return learns, of all others nothing is known."""
    people = returns.assign(person=returns["id"].map(links).fillna(returns["id"]).astype("int64"), code=LEARNING)
    learning = people.drop_duplicates("person", keep="last")[["person", "establishment", "code"]]
    others = roll.loc[~roll["id"].isin(learning["person"]), ["id"]].rename(columns={"id": "person"})
    return pd.concat([learning, others.assign(establishment=None, code=NOT_KNOWN)])


async def load(database_url: str, table: pd.DataFrame) -> None:
    """COPY the statuses into a table of their own, which goes again."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(f"CREATE TABLE {TABLE} (person bigint PRIMARY KEY, establishment text, code text)")
        records = [
            (person, None if pd.isna(establishment) else establishment, code)
            for person, establishment, code in table.itertuples(index=False)
        ]
        await connection.copy_records_to_table(TABLE, records=records)
    finally:
        await connection.execute(f"DROP TABLE IF EXISTS {TABLE}")
        await connection.close()


def main() -> None:
    """Read, link and load; print how long each took."""
    files = [Path(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    of_roll = [path for path in files if "roll" in path.name.lower()]
    began, spent = time.perf_counter(), time.process_time()
    roll = read(of_roll, 0)
    returns = read([path for path in files if path not in of_roll], FIRST_RETURN)
    was_read = time.perf_counter()
    links = linked(roll, returns)
    table = statuses(roll, returns, links)
    was_linked = time.perf_counter()
    if len(sys.argv) > 2:
        asyncio.run(load(sys.argv[2], table))
    ended = time.perf_counter()
    rows = len(roll) + len(returns)
    told = {
        "rows": rows,
        "linked": len(links),
        "statuses": len(table),
        "read_s": round(was_read - began, 2),
        "link_s": round(was_linked - was_read, 2),
        "load_s": round(ended - was_linked, 2),
        "rows_per_s": round(rows / (ended - began), 1),
        "processor_us_a_row": round((time.process_time() - spent) / rows * 1e6, 1),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
