from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "postgresql+asyncpg://clinic@localhost/clinic"
    db_pool_size: int = 10
    db_max_overflow: int = 10
    db_pool_timeout: float = 10.0
    reminder_url: str = "http://reminders.prod.internal"
    slot_horizon_days: int = 28


settings = Settings()
