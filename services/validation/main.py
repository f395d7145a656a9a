"""Plugs validation together: events in, judgements, events out."""

from starlette.applications import Starlette

from services.validation.adapters.metric_measures import MetricMeasures
from services.validation.adapters.postgres_judgements import PostgresJudgements
from services.validation.entrypoints.events import subscribe
from services.validation.settings import ValidationSettings
from services.validation.usecases.judge_rows import JudgeRows
from services.validation.usecases.judge_submission import JudgeSubmission
from services.validation.usecases.ports import Judgements, Unit
from shared.runtime.service import House, open_house, run


async def main(settings: ValidationSettings) -> None:
    """Run the service until it is told to stop."""
    async with open_house(settings, "validation") as house:
        plug(house, settings)
        await house.run_app(Starlette())


def plug(house: House, settings: ValidationSettings) -> None:
    """Connect the ears of the house with the use cases."""
    judge_rows = JudgeRows(
        house.units,
        _judgements_in,
        house.keyring.blind_secret,
        flag_test_numbers=settings.flag_test_numbers,
        measures=MetricMeasures(house.metrics),
    )
    subscribe(house.event_consumer, judge_rows, JudgeSubmission(house.units, _judgements_in))


def _judgements_in(unit: Unit) -> Judgements:
    return PostgresJudgements(unit.connection)


if __name__ == "__main__":
    run(main(ValidationSettings()))
