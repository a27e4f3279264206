import { openSession as openPlain } from "../compute/session.ts";

/** The fields these tests read of jobs and runs. */
export interface JobsBody {
  readonly job_id?: number;
  readonly run_id?: number;
  readonly repair_id?: number;
  readonly error_code?: string;
  readonly message?: string;
  readonly jobs?: readonly JobsBody[];
  readonly runs?: readonly JobsBody[];
  readonly tasks?: readonly JobsBody[];
  readonly task_key?: string;
  readonly attempt_number?: number;
  readonly run_name?: string;
  readonly settings?: { readonly name?: string; readonly tasks?: readonly JobsBody[]; readonly tags?: object };
  readonly state?: {
    readonly life_cycle_state: string;
    readonly result_state?: string;
    readonly state_message: string;
  };
  readonly status?: { readonly state: string; readonly termination_details?: { readonly code: string } };
  readonly repair_history?: readonly { readonly type: string; readonly id?: number }[];
  readonly notebook_output?: { readonly result?: string };
  readonly sql_output?: { readonly query_output: { readonly query_text: string; readonly sql_statements: object[] } };
  readonly logs?: string;
  readonly error?: string;
  readonly error_trace?: string;
  readonly condition_task?: { readonly outcome?: string };
  readonly run_job_output?: { readonly run_id: number };
  readonly views?: readonly { readonly content: string }[];
  readonly next_page_token?: string;
  readonly has_more?: boolean;
}

/** A quick workspace and its jobs. */
export async function openSession(speed = 50) {
  const plain = await openPlain(speed);
  const body = (text: string): JobsBody => JSON.parse(text);
  const get = async (path: string, query: Record<string, string> = {}) =>
    body((await plain.get(`/api/2.2/jobs/${path}`, query)).text);
  const post = async (path: string, fields: object) => body((await plain.post(`/api/2.2/jobs/${path}`, fields)).text);
  const run = (id: number | undefined, query: Record<string, string> = {}) =>
    get("runs/get", { run_id: String(id), ...query });
  const ended = async (id: number | undefined) => {
    for (const until = Date.now() + 80_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const found = await run(id);
      if (["TERMINATED", "SKIPPED", "INTERNAL_ERROR"].includes(found.state?.life_cycle_state ?? "")) return found;
      if (Date.now() > until) throw new Error(`still ${JSON.stringify(found)}`);
    }
  };
  return {
    get,
    post,
    run,
    ended,
    /** Writes a notebook or, with `AUTO`, a file. */
    async write(path: string, text: string, format = "SOURCE", language = "PYTHON") {
      const content = Buffer.from(text).toString("base64");
      const lang = format === "SOURCE" ? { language } : {};
      const answer = await plain.post("/api/2.0/workspace/import", { path, content, format, ...lang, overwrite: true });
      if (answer.status !== 200) throw new Error(answer.text);
    },
    submit: async (...tasks: object[]) => ended((await post("runs/submit", { run_name: "once", tasks })).run_id),
    output: (task: JobsBody | undefined) => get("runs/get-output", { run_id: String(task?.run_id) }),
    close: plain.close,
  };
}

/** Result of each task by its key. */
export const results = (run: JobsBody): Record<string, string | undefined> =>
  Object.fromEntries((run.tasks ?? []).map(({ task_key, state }) => [task_key, state?.result_state]));
