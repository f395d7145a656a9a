"""The body of a nil return that comes through the hook."""

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from services.ingest.domain.nil_returns import NilProblem
from services.ingest.domain.submissions import Nil, Return
from services.ingest.entrypoints.upload_fields import OptionalText, RequiredText, SaneInstant
from shared.vocabulary.identifiers.establishment_numbers import ESTABLISHMENT_PATTERN

NIL_PROBLEMS: Final[dict[NilProblem, str]] = {
    "collection": "Nothing can be stated to send for a collection of that code.",
    "establishment": "No school or college of that number sends such a return.",
    "period": "The month must be that of the statement or one of the two before; for an e-mail, its own or one before.",
    "stated_by": "An e-mail that is recorded names who wrote it.",
    "emailed_at": "The e-mail came in the future, or in a month that is not taken any more.",
}


class NilData(BaseModel):
    """Of what there is nothing, and who says so."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    establishment: Annotated[str, StringConstraints(strip_whitespace=True, pattern=ESTABLISHMENT_PATTERN)]
    collection: RequiredText
    period: RequiredText
    sender: OptionalText = None
    stated_by: OptionalText = None
    emailed_at: SaneInstant | None = None

    @property
    def nil(self) -> Nil:
        """The statement, not yet checked."""
        return Nil(Return(self.establishment, self.collection, self.period), self.stated_by, self.emailed_at)


class NilBody(BaseModel):
    """The whole body."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    type: Literal["nil.stated"]
    timestamp: AwareDatetime
    data: NilData
