"""The code list of answers about the pupils on a list that a school was sent."""

from typing import Final

from shared.vocabulary.code_lists.code_list import CodeList

CHECK_ANSWER: Final = CodeList(
    "check_answer",
    {
        "CORRECT": "The pupil is here, and all is as listed",
        "LEFT": "The pupil has left",
        "JOINED": "The pupil has joined and is not on the list",
        "WRONG DETAILS": "The pupil is here, and something about them is wrong",
    },
    {
        **dict.fromkeys(("c", "ok", "yes", "y", "still here", "on roll", "right"), "CORRECT"),
        **dict.fromkeys(("l", "leaver", "has left", "gone"), "LEFT"),
        **dict.fromkeys(("j", "joiner", "new", "has joined"), "JOINED"),
        **dict.fromkeys(("w", "wrong", "wrong detail", "details wrong", "incorrect", "amend"), "WRONG DETAILS"),
    },
    source="proposed",
)
