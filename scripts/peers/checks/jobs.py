"""Jobs: creates, runs, lists, changes and deletes them."""

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs


def check() -> None:
    w = WorkspaceClient()
    assert "nightly-etl" in [one.settings.name for one in w.jobs.list()]
    made = w.jobs.create(
        name="peer",
        tasks=[
            jobs.Task(
                task_key="count",
                notebook_task=jobs.NotebookTask(notebook_path="/Shared/dashboards/daily_revenue"),
                existing_cluster_id="0115-093012-abcd1234",
            )
        ],
    )
    run = w.jobs.run_now(made.job_id)
    ended = w.jobs.wait_get_run_job_terminated_or_skipped(run.run_id)
    assert ended.state.life_cycle_state == jobs.RunLifeCycleState.TERMINATED, ended.state
    assert ended.state.result_state == jobs.RunResultState.SUCCESS, ended.state
    assert run.run_id in [one.run_id for one in w.jobs.list_runs(job_id=made.job_id)]
    w.jobs.update(made.job_id, new_settings=jobs.JobSettings(name="peer-2"))
    assert w.jobs.get(made.job_id).settings.name == "peer-2"
    w.jobs.delete(made.job_id)
    assert made.job_id not in [one.job_id for one in w.jobs.list()]
