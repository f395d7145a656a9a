"""A setting that is wrong is named in a sentence, and what was given stands in none."""

import pytest

from services.reporting.settings import ReportingSettings
from shared.settings import read_settings


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"ONWARD_MAIL_HOST": "mail.example.org"}, "ONWARD_MAIL_HOST needs ONWARD_MAIL_FROM."),
        ({"ONWARD_MAIL_PORT": "70000"}, "ONWARD_MAIL_PORT: input should be less than or equal to 65535."),
        ({"ONWARD_MAIL_FROM": "hunter2"}, "ONWARD_MAIL_FROM: string should match pattern"),
        ({"ONWARD_MAIL_SECURITY": "hunter2"}, "ONWARD_MAIL_SECURITY: input should be"),
    ],
)
def test_it_is_one_sentence(given: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as leaving:
        read_settings(ReportingSettings)
    words = str(leaving.value)
    assert words.startswith(f"The settings are wrong. {sentence}")
    assert "hunter2" not in words
    assert "\n" not in words


def test_settings_that_hold_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONWARD_MAIL_PORT", "2525")
    assert read_settings(ReportingSettings).mail_port == 2525
