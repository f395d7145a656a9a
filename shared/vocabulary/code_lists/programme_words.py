"""Apprenticeships and other programmes as people name them: the labels of the learner record's programme types."""

from types import MappingProxyType
from typing import Final

_KINDS: Final = ("advanced", "intermediate", "higher", "degree", "foundation", "modern")
_FORMS: Final = ("apprenticeship", "apprenticeships", "level apprenticeship")

PROGRAMME_WORDS: Final = MappingProxyType(
    {
        **{f"{kind} {form}": "APPRENT" for kind in _KINDS for form in _FORMS},
        **dict.fromkeys(("apprentice", "apprentices", "apprenticeships"), "APPRENT"),
        **dict.fromkeys(("apprenticeship standard", "apprenticeship standards"), "APPRENT"),
        **dict.fromkeys(("traineeships", "trainee", "trainees"), "TRAINEE"),
        **dict.fromkeys(("supported internships", "supported intern", "internship"), "SUPINTERN"),
        **dict.fromkeys(("t-level", "t levels", "t-levels", "tlevels"), "TLEVEL"),
    }
)
"""Used of a qualification as well as of a study programme. Types 2, 3, 20 to 23 and 25 are apprenticeships."""

COURSE_WORDS: Final = MappingProxyType(
    {
        **dict.fromkeys(("study programme", "study programmes", "16-19 study programme"), "STUDYPROG"),
        **dict.fromkeys(("t level", "t level programmes", "t-level programme"), "TLEVEL"),
        **{
            f"{name} {form}": "TLTRANS"
            for name in ("t level", "t-level")
            for form in ("transition", "transition programme", "foundation", "foundation year")
        },
        **dict.fromkeys(("part time", "part-time", "part time course"), "PARTTIME"),
    }
)
"""Used of a study programme alone."""
