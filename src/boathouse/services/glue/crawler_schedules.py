"""Schedules of crawlers: kept and shown; their clock never fires."""

from __future__ import annotations

from boathouse.errors import ServiceError
from boathouse.services.glue.crawler_settings import scheduled
from boathouse.services.glue.crawlers import Crawlers
from boathouse.services.glue.records import Record
from boathouse.store import Store


class CrawlerSchedules:
    """Set, start and stop the schedules of crawlers."""

    def __init__(self, store: Store, crawlers: Crawlers) -> None:
        self._store, self._crawlers = store, crawlers

    def update_crawler_schedule(self, crawler_name: str, schedule: str | None = None) -> None:
        """Give a crawler another schedule, or none.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateCrawlerSchedule.html
        Differs: the schedule is stored, and its clock never fires.
        """
        with self._store.write() as db:
            self._crawlers.save(db, self._crawlers.find(db, crawler_name) | {"Schedule": scheduled(schedule)})

    def start_crawler_schedule(self, crawler_name: str) -> None:
        """Change a schedule's state to SCHEDULED.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StartCrawlerSchedule.html
        Differs: its clock never fires.
        """
        self._switch(crawler_name, "SCHEDULED", "SchedulerRunningException", "is already scheduled")

    def stop_crawler_schedule(self, crawler_name: str) -> None:
        """Change a schedule's state to NOT_SCHEDULED.

        AWS: https://docs.aws.amazon.com/glue/latest/webapi/API_StopCrawlerSchedule.html
        """
        self._switch(crawler_name, "NOT_SCHEDULED", "SchedulerNotRunningException", "is not scheduled")

    def _switch(self, name: str, state: str, code: str, already: str) -> None:
        with self._store.write() as db:
            crawler = self._crawlers.find(db, name)
            schedule = _of(crawler)
            if schedule["State"] == state:
                raise ServiceError(code, f"Crawler with name {name} {already}")
            self._crawlers.save(db, crawler | {"Schedule": schedule | {"State": state}})


def _of(crawler: Record) -> Record:
    if not crawler.get("Schedule"):
        raise ServiceError("NoScheduleException", f"Crawler with name {crawler['Name']} has no schedule")
    schedule: Record = crawler["Schedule"]
    return schedule
