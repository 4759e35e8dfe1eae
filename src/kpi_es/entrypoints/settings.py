"""Settings from the environment (`KPI_*`) and the command line."""

from __future__ import annotations

from os import pathsep
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kpi_es.adapters.log import LogFormat
from kpi_es.rulebook import RuleSetError


class Settings(BaseSettings):
    """Where the servers are and how the engine runs. Without URLs, private servers are started in `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="KPI_", extra="ignore", frozen=True)

    database_url: str | None = None
    nats_url: str | None = None
    data_dir: Path = Field(default_factory=lambda: user_data_path("kpi-es"))
    database_schema: str = "kpi"
    log_format: LogFormat = "human"
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    language: Literal["vi", "en"] = "vi"
    batch_size: int = Field(default=500, ge=1, le=5_000)
    ack_wait_seconds: float = Field(default=10.0, ge=1)
    database_patience_seconds: float = Field(default=10.0, gt=0)
    bus_patience_seconds: float = Field(default=10.0, gt=0)
    nats_sync_always: bool = False
    sample_clock: bool = False
    rule_sets: str | None = None

    def rule_set_files(self) -> tuple[Path, ...]:
        """Return the rule set files besides the packaged ones: `rule_sets` is a list of files and folders as in PATH.

        A folder stands for its .yaml and .yml files, by name; a file named twice counts once. Raises RuleSetError for a
        folder without any; whether the files can be read shows when they are read.
        """
        parts = [Path(part.strip()).expanduser() for part in (self.rule_sets or "").split(pathsep) if part.strip()]
        files = [file for part in parts for file in (_yaml_of(part) if part.is_dir() else [part])]
        return tuple({file.resolve(): file for file in reversed(files)}.values())[::-1]

    @model_validator(mode="after")
    def _sample_clock_is_for_private_servers(self) -> Settings:
        if self.sample_clock and (self.database_url or self.nats_url):
            raise ValueError(
                "KPI_SAMPLE_CLOCK lets senders choose the time of recording; it works only with private servers, "
                "without KPI_DATABASE_URL and KPI_NATS_URL"
            )
        return self


def _yaml_of(folder: Path) -> list[Path]:
    found = sorted(file for file in folder.iterdir() if file.suffix.lower() in (".yaml", ".yml"))
    if not found:
        vi, en = "thư mục không có tệp .yaml nào", "the folder has no .yaml file"
        raise RuleSetError(str(folder), 1, "", f"{vi}; xem lại KPI_RULE_SETS", f"{en}; check KPI_RULE_SETS")
    return found
