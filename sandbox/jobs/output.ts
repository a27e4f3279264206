import { invalid } from "../failure.ts";
import type { Fields } from "../http.ts";
import { escaped, notebookPage } from "../workspace/notebooks/html.ts";
import type { World } from "../world.ts";
import { type Attempt, isOver, type Run, type TaskOutput, type TaskRun } from "./model.ts";
import { taskRunView } from "./view.ts";

/** `runs/get-output`: available at any time, complete once the task has ended. */
export function outputView(run: Run, task: TaskRun, attempt: Attempt, world: World): Fields {
  const { output } = attempt;
  const metadata = taskRunView(run, attempt, world);
  return {
    metadata,
    ...(output.error !== undefined && { error: output.error }),
    ...(output.trace !== undefined && { error_trace: output.trace }),
    ...("spark_python_task" in task.spec && { logs: output.logs ?? "", logs_truncated: false }),
    ...("notebook_task" in task.spec && {
      notebook_output: output.exit === undefined ? {} : { result: output.exit, truncated: false },
    }),
    ...(output.query && {
      sql_output: {
        query_output: {
          query_text: output.query.text,
          warehouse_id: output.query.warehouseId,
          output_link: `${world.origin}/sql/editor`,
          sql_statements: output.query.statements.map((lookup_key) => ({ lookup_key })),
        },
      },
    }),
    ...(output.startedRun !== undefined && { run_job_output: { run_id: output.startedRun } }),
  };
}

/** `runs/export`: an HTML page with the notebook and its outputs. */
export function exportView(attempt: Attempt): Fields {
  if (!isOver(attempt.state)) return invalid(`Run ${attempt.id} is not finished: it cannot be exported yet.`);
  const { notebook } = attempt.output;
  if (notebook === undefined) return invalid(`Run ${attempt.id} is not a run of a notebook: it cannot be exported.`);
  return { views: [{ name: notebook.name, type: "NOTEBOOK", content: page(notebook) }] };
}

function page({ name, language, cells }: NonNullable<TaskOutput["notebook"]>): string {
  const model = {
    version: "NotebookV1",
    origId: 0,
    name,
    language: language.toLowerCase(),
    commands: cells.map(({ source, title, output, error, trace }, index) => ({
      version: "CommandV1",
      origId: 0,
      position: index + 1,
      command: source,
      commandTitle: title ?? "",
      showCommandTitle: title !== undefined,
      commandType: "auto",
      state: error === undefined ? "finished" : "error",
      results: output === undefined ? null : { type: "ansi", data: output },
      errorSummary: error ?? null,
      error: trace ?? null,
    })),
  };
  const shown = cells.map(
    ({ source, output, error }) =>
      `<section class="cell">${[source, output, error].map((text) => (text ? `<pre>${escaped(text)}</pre>` : "")).join("")}</section>`,
  );
  return notebookPage(name, model, shown);
}
