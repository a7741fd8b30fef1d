"""The jobs' tables stand in a schema of their own, and the app role runs procrastinate in it."""

import procrastinate


async def test_the_app_role_defers_a_job_and_a_worker_runs_it(database):
    jobs = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=database.addresses.jobs))
    done: list[int] = []

    @jobs.task(name="remember")
    async def remember(number: int) -> None:
        done.append(number)

    async with jobs.open_async():
        await remember.defer_async(number=42)
        await jobs.run_worker_async(wait=False, install_signal_handlers=False)

    assert done == [42]


def test_the_address_for_jobs_keeps_what_the_other_has(server):
    address = server.addresses("board")

    assert address.jobs.startswith(address.app)
    assert address.jobs.endswith("options=-csearch_path%3Djobs")
