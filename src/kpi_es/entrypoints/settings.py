"""Settings from the environment (`KPI_*`) and the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kpi_es.adapters.log import LogFormat


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

    @model_validator(mode="after")
    def _sample_clock_is_for_private_servers(self) -> Settings:
        if self.sample_clock and (self.database_url or self.nats_url):
            raise ValueError(
                "KPI_SAMPLE_CLOCK lets senders choose the time of recording; it works only with private servers, "
                "without KPI_DATABASE_URL and KPI_NATS_URL"
            )
        return self
