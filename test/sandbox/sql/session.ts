import * as z from "zod";
import { type SandboxOptions, startSandbox } from "../../../sandbox/index.ts";
import { seededDay } from "../../support/clocks/seeded-day.ts";

export const SHARED = "7e083095329f3ca5";
export const NIGHT = "a1b2c3d4e5f60718";
/** Work for hours, unless it is stopped. */
export const ENDLESS =
  "SELECT count(*) FROM range(10000000) a CROSS JOIN range(10000000) b WHERE (a.id * b.id) % 7 = 3";

const place = z.object({ chunk_index: z.number(), row_offset: z.number(), row_count: z.number() });
const next = { next_chunk_index: z.number().optional(), next_chunk_internal_link: z.string().optional() };
const link = z.object({ ...place.shape, ...next, external_link: z.string(), expiration: z.string() });
const answer = z.object({
  statement_id: z.string(),
  status: z.object({
    state: z.string(),
    error: z.object({ error_code: z.string(), message: z.string() }).optional(),
    sql_state: z.string().optional(),
  }),
  manifest: z
    .object({
      schema: z.object({
        columns: z.array(z.object({ name: z.string(), type_name: z.string(), type_text: z.string() })),
      }),
      total_chunk_count: z.number(),
      total_row_count: z.number(),
      chunks: z.array(place).optional(),
      truncated: z.boolean(),
    })
    .optional(),
  result: z
    .object({
      ...place.partial().shape,
      ...next,
      data_array: z.array(z.array(z.string().nullable())).optional(),
      external_links: z.array(link).optional(),
    })
    .optional(),
});
export type Answer = z.output<typeof answer>;

export interface SqlSession {
  readonly url: string;
  readonly token: string;
  call(method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Executes on the running warehouse and returns the API's response. */
  execute(statement: string, more?: object): Promise<Answer>;
  get(id: string): Promise<Answer>;
  /** The rows of a statement that must succeed, without a limit on the wait. */
  rows(statement: string, more?: object): Promise<(string | null)[][]>;
  /** The message of a statement that must fail. */
  failure(statement: string, more?: object): Promise<string>;
  close(): Promise<void>;
}

export async function openSql(options: SandboxOptions = {}): Promise<SqlSession> {
  const sandbox = await startSandbox({ speed: 50, rateLimit: 10_000, now: seededDay(), ...options });
  const session: SqlSession = {
    url: sandbox.url,
    token: sandbox.token,
    async call(method, path, body) {
      const response = await fetch(sandbox.url + path, {
        method,
        headers: { authorization: `Bearer ${sandbox.token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
    },
    async execute(statement, more = {}) {
      const { body } = await session.call("POST", "/api/2.0/sql/statements", {
        statement,
        warehouse_id: SHARED,
        ...more,
      });
      return answer.parse(body);
    },
    get: async (id) => answer.parse((await session.call("GET", `/api/2.0/sql/statements/${id}`)).body),
    async rows(statement, more) {
      const done = await finished(session, await session.execute(statement, more));
      if (done.status.state !== "SUCCEEDED") throw new Error(`${statement}: ${JSON.stringify(done.status)}`);
      return done.result?.data_array ?? [];
    },
    async failure(statement, more) {
      const done = await finished(session, await session.execute(statement, more));
      if (done.status.state !== "FAILED") throw new Error(`${statement}: expected FAILED, got ${done.status.state}`);
      return done.status.error?.message ?? "";
    },
    close: () => sandbox.close(),
  };
  return session;
}

/** Polls until the statement is in a final state. */
export async function finished(session: SqlSession, first: Answer): Promise<Answer> {
  return reach(session, first, (state) => state !== "PENDING" && state !== "RUNNING");
}

export async function reach(session: SqlSession, first: Answer, wanted: (state: string) => boolean): Promise<Answer> {
  for (let current = first; ; current = await session.get(first.statement_id)) {
    if (wanted(current.status.state)) return current;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
