"""The bench beside the script of one process."""

from tests.bench.peer_side import sentence


def test_the_sentence_says_how_onward_stands_to_the_script() -> None:
    """Rows a second of both, in the same minute on the same files."""
    told = {"rows_per_s": 12_000.0, "read_s": 5.0, "link_s": 1.0, "load_s": 0.1, "processor_us_a_row": 60.0}
    assert "12,000 rows/s" in sentence(told, 6_000.0)
    assert sentence(told, 6_000.0).endswith("Onward: 0.50 of it.")
