import { HttpResponse, http, type JsonBodyType } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";

/** The workspace every tool test talks to. Nothing listens there: MSW answers. */
export const HOST = "https://adb-1.2.azuredatabricks.net";
export const TOKEN = "dapi0123456789abcdef0123456789abcdef";

/** Looking up whom a call gives access to: not allowed here, so that questions are as without it, unless a test answers it. */
const principalsUnread = http.get(`${HOST}/api/2.0/preview/scim/v2/:kind`, ({ request }) =>
  new URL(request.url).searchParams.has("filter")
    ? platformError(403, "PERMISSION_DENIED", "Principals cannot be listed.")
    : undefined,
);

export const server = setupServer(principalsUnread);

/** A request as the workspace saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string | string[]>;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Requests that the workspace has not answered yet. */
export const inFlight = new Set<string>();

/** MSW for this test file: an unhandled request fails the test. */
export function useWorkspace(): void {
  beforeAll(() => {
    server.listen({ onUnhandledRequest: "error" });
    server.events.on("request:start", ({ requestId }) => void inFlight.add(requestId));
    server.events.on("request:end", ({ requestId }) => void inFlight.delete(requestId));
    // It is tried again, and the test's clock waits for requests in flight.
    server.events.on("request:unhandled", ({ requestId }) => void inFlight.delete(requestId));
    server.events.on("unhandledException", ({ requestId }) => void inFlight.delete(requestId));
  });
  afterEach(() => {
    server.resetHandlers();
    inFlight.clear();
  });
  afterAll(() => server.close());
}

type Method = "get" | "post" | "put" | "patch" | "delete";
export type Answer =
  | JsonBodyType
  | Response
  | ((seen: Seen) => JsonBodyType | Response | Promise<JsonBodyType | Response>);

/**
 * Answers `METHOD /path` (MSW path syntax) and records the requests. Several answers are given in turn; the last one
 * stays. `on("GET /api/2.1/clusters/get", { cluster_id: "a" })`.
 */
export function on(route: `${Uppercase<Method>} /${string}`, ...answers: Answer[]): Seen[] {
  const seen: Seen[] = [];
  const [verb = "GET", path = "/"] = route.split(" ");
  server.use(
    http[verb.toLowerCase() as Method](HOST + path, async ({ request }) => {
      const url = new URL(request.url);
      const query: Seen["query"] = {};
      for (const key of new Set(url.searchParams.keys())) {
        const values = url.searchParams.getAll(key);
        query[key] = values.length > 1 ? values : (values[0] ?? "");
      }
      const text = await request.clone().text();
      const body = request.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text || undefined;
      const record = { method: request.method, path: url.pathname, query, body, headers: request.headers };
      const answer = answers[Math.min(seen.length, answers.length - 1)];
      seen.push(record);
      const value = typeof answer === "function" ? await answer(record) : answer;
      return value instanceof Response ? value : HttpResponse.json(value ?? {});
    }),
  );
  return seen;
}

/** The platform's error body (REST 2.x). */
export const platformError = (status: number, error_code: string, message: string): Response =>
  HttpResponse.json({ error_code, message }, { status });
