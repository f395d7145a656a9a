"""Counts from which the published figures of areas follow; the spec checks them, the manual prints them."""

from typing import Final, NamedTuple

from services.reporting.domain.neet_report.reference_figures import Area

Three = tuple[int, int, int]


class PublishedExample(NamedTuple):
    """Counts at the ends of December, January and February, and at the end of March."""

    area: Area
    year: int
    cohort: Three
    neet: Three
    not_known: Three
    march: int
    full_time_education: int
    apprenticeship: int
    other: int


PUBLISHED_EXAMPLES: Final = tuple(
    PublishedExample(*row)
    for row in (
        ("Kent", 2021, (33569, 33618, 33619), (996, 1005, 1005), (1524, 1534, 1535), 33605, 28765, 1075, 638),
        ("Kent", 2022, (33543, 33592, 33593), (934, 943, 943), (765, 775, 776), 33436, 28788, 1239, 568),
        ("Kent", 2023, (34158, 34209, 34209), (1122, 1131, 1131), (847, 857, 860), 34171, 28566, 1640, 649),
        ("Kent", 2024, (36432, 36486, 36486), (1232, 1242, 1245), (684, 696, 698), 36711, 31277, 1468, 550),
        ("Kent", 2025, (38742, 38799, 38799), (1479, 1489, 1492), (1633, 1645, 1647), 38786, 32541, 1318, 739),
        ("Medway", 2025, (7404, 7414, 7415), (486, 490, 491), (227, 230, 232), 7378, 5898, 222, 305),
        (
            "South East",
            2025,
            (215505, 215827, 215828),
            (7212, 7260, 7260),
            (7901, 7967, 7968),
            216020,
            185651,
            7362,
            3258,
        ),
        (
            "England",
            2021,
            (1179907, 1181678, 1181679),
            (32900, 33155, 33156),
            (31652, 32007, 32008),
            1182881,
            1033837,
            44949,
            23657,
        ),
        (
            "England",
            2022,
            (1207184, 1208996, 1208998),
            (30740, 31001, 31002),
            (25838, 26201, 26203),
            1210281,
            1048103,
            53252,
            22995,
        ),
        (
            "England",
            2023,
            (1235129, 1236983, 1236983),
            (34440, 34707, 34707),
            (29424, 29796, 29797),
            1239179,
            1061975,
            58241,
            23543,
        ),
        (
            "England",
            2024,
            (1276952, 1278869, 1278869),
            (40719, 40995, 40995),
            (27864, 28248, 28250),
            1281200,
            1097988,
            58934,
            23061,
        ),
        (
            "England",
            2025,
            (1333825, 1335827, 1335828),
            (45203, 45491, 45492),
            (29105, 29507, 29508),
            1337190,
            1149536,
            55603,
            25183,
        ),
    )
)
"""The counts are chosen so that they fit what was published (source: SCORECARD), which has no monthly counts."""

ROUNDING: Final = (
    # cohort, NEET, not known; their shares, and that of both together
    (38_780, 1_487, 1_642, "3.8", "4.2", "8.1"),
    (33_602, 1_002, 1_531, "3.0", "4.6", "7.5"),
    (24_000, 820, 514, "3.4", "2.1", "5.6"),
    (60_000, 874, 1_494, "1.5", "2.5", "3.9"),
    (2_000, 1, 0, "0.1", "0.0", "0.1"),
    (2_001, 1, 0, "0.0", "0.0", "0.0"),
    (80, 1, 1, "1.3", "1.3", "2.5"),
)
"""Kent 2025 and 2021, Nottingham and Nottinghamshire 2025 (source: SCORECARD); then halves, which go up."""
