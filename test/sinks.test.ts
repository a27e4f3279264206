import { describe, expect, test } from "vitest";
import { loadReference, type Operation } from "../src/api/reference/reference.ts";
import { accessAsCalled, reasonNotCallable } from "../src/api/reference/request.ts";
import { highestAccess, type Tool } from "../src/core/tool.ts";
import { catalogue } from "../src/tools/index.ts";
import { openBench } from "./robustness/bench.ts";
import { isJson, type Json } from "./robustness/from-schema.ts";
import { hostileAnswer } from "./robustness/hostile.ts";
import { validArguments } from "./robustness/valid-arguments.ts";
import { textOf } from "./support/harness.ts";
import { committedRecord, operationsAt } from "./support/record/operations.ts";
import { HOST } from "./support/workspace.ts";

/**
 * R4: requests that send data out of the workspace or open it to others. Deletions are left out: they send nothing,
 * and ask for reasons of their own.
 */
const SINKS: readonly (readonly [what: string, requests: RegExp])[] = [
  ["storage outside", /\/(external-locations|storage-credentials)\b/],
  ["credentials for services outside", /\/unity-catalog\/credentials\b/],
  ["connections to other systems", /\/(connections|external-function)\b/],
  ["tables outside the catalog's storage", /^POST \/api\/2\.1\/unity-catalog\/tables$/],
  ["shares", /\/(shares|recipients|providers)\b/],
  ["other workspaces", /\/(workspace-)?bindings\b/],
  [
    "models that may be outside",
    /^(POST|PUT) \/api\/2\.0\/serving-endpoints(\/pt)?(\/\{name\}\/(config|ai-gateway))?$/,
  ],
  ["permissions", /\/permissions\b|\/acls\/put$/],
  ["tokens", /\/(token\/create|on-behalf-of\/tokens|credentials\/secrets)$/],
  ["logins at Git providers", /^POST .*\/git-credentials$/],
  ["apps", /\/deployments$/],
  ["messages", /\/(notification-destinations|registry-webhooks|subscriptions)\b/],
  ["code on every cluster", /\/global-init-scripts\b/],
];

const changes = ({ method }: Operation): boolean => method === "POST" || method === "PUT" || method === "PATCH";
const reads = ({ access }: Operation): boolean => access === "read";

const reference = await loadReference();
/** A new share is empty: what it shares, and with whom, comes with later requests. */
const EMPTY = "shares.create";
const operations = [...reference.operations.values()].filter(
  (each) => changes(each) && !reads(each) && each.id !== EMPTY,
);
const sinksOf = (requests: RegExp) => operations.filter(({ method, path }) => requests.test(`${method} ${path}`));
const reached = Object.entries(committedRecord());
const byName = new Map(catalogue.map((tool) => [tool.name, tool]));
/** Those that lead there by their own request, `call_api` apart: it takes any. */
const toolsOf = (operation: Operation): readonly Tool[] =>
  reached.filter(([, { calls }]) => calls.includes(operation.id)).flatMap(([name]) => byName.get(name) ?? []);

/** An endpoint may serve what is in the workspace: only one that serves what is not leads out. */
const OUTSIDE: Json = { served_entities: [{ name: "m", external_model: { provider: "openai", name: "m" } }] };

function leadingOut(tool: Tool, optional: 0 | 1): Json {
  const taken = Object.entries(OUTSIDE).filter(([name]) => name in tool.input.shape);
  return { ...validArguments(tool, optional), ...Object.fromEntries(taken) };
}

/** Enough of an object for tools that read one before asking. */
const PLAIN = JSON.stringify({
  name: "n",
  id: "i",
  script_id: "s",
  object_id: "o",
  cluster_id: "c",
  state: "RUNNING",
});

/** They read an object before they ask that this workspace rarely answers well: tests of their own show the question. */
const READS_FIRST = new Set([
  "deploy_bundle",
  "servingEndpoints.updateConfig",
  "update_recipient",
  "update_serving_endpoint",
  "update_share",
  "update_share_recipients",
]);

/** Requests sent although the user cannot be asked. */
async function unasked(tool: Tool, args: Json, seed = 7): Promise<{ text: string; sent: readonly string[] }> {
  const bench = openBench(
    ({ schema }, n) =>
      new Response(schema && n < 12 && seed > 1 ? hostileAnswer(schema, n, { seed, broken: false }) : PLAIN, {
        headers: { "content-type": "application/json" },
      }),
    { confirm: "ask" },
  );
  const outcome = await bench.call(tool, args);
  const sent = bench.sent.flatMap(({ method, url }) => {
    const [path = ""] = url.slice(HOST.length).split("?");
    return operationsAt(reference, method, path)
      .slice(0, 1)
      .map(({ id }) => id);
  });
  return { text: "needs" in outcome ? "asked" : textOf(outcome.result), sent };
}

describe("what moves data out, or opens it to others", () => {
  const present = SINKS.filter(([, requests]) => sinksOf(requests).length > 0);

  test("there is such a thing for every kind", () => {
    expect(SINKS.filter((sink) => !present.includes(sink)).map(([what]) => what)).toEqual([]);
  });

  test.each(present)("%s: call_api asks, or does not serve it", (_, requests) => {
    const free = sinksOf(requests).filter(
      (operation) => !reasonNotCallable(operation) && accessAsCalled(operation, {}) !== "destructive",
    );
    expect(free.map(({ id }) => id)).toEqual([]);
  });

  const typed = present.flatMap(([what, requests]) =>
    sinksOf(requests).flatMap((operation) =>
      toolsOf(operation).map((tool) => [what, tool.name, operation.id, tool, operation] as const),
    ),
  );

  test("typed tools lead to most of them", () => expect(new Set(typed.map(([what]) => what)).size).toBeGreaterThan(5));

  test.each(typed)("%s: %s asks before %s", async (_, __, ___, tool, operation) => {
    expect(highestAccess(tool)).toBe("destructive");
    // With the least there may be nothing to ask about, and nothing to do; a strange answer on the way ends a call.
    const texts: string[] = [];
    for (let seed = 1; seed <= 12 && !texts.includes("asked"); seed++) {
      for (const optional of [0, 1] as const) {
        const { text, sent } = await unasked(tool, leadingOut(tool, optional), seed);
        expect(sent).not.toContain(operation.id);
        texts.push(text);
      }
    }
    if (!READS_FIRST.has(tool.name) && !READS_FIRST.has(operation.id)) expect(texts).toContain("asked");
  });
});

describe("SQL that moves data out, or opens it to others", () => {
  const executeSql = byName.get("execute_sql");
  const places = [
    "COPY INTO 's3://bucket/out' FROM main.sales.orders",
    "INSERT OVERWRITE DIRECTORY 's3://bucket/out' USING csv SELECT * FROM main.sales.orders",
    "INSERT INTO delta.`s3://bucket/out` SELECT * FROM main.sales.orders",
    "EXPORT TABLE main.sales.orders TO 's3://bucket/out'",
    "PUT '/Volumes/main/raw/drops/a' INTO '/tmp/a' OVERWRITE",
    "CREATE TABLE main.sales.out LOCATION 's3://bucket/out' AS SELECT * FROM main.sales.orders",
    "CREATE TABLE main.sales.out USING jdbc OPTIONS (url 'jdbc:x') AS SELECT * FROM main.sales.orders",
    "CREATE EXTERNAL VOLUME main.raw.out LOCATION 's3://bucket/out'",
    "CREATE SCHEMA main.out MANAGED LOCATION 's3://bucket/out'",
    "CREATE EXTERNAL LOCATION out URL 's3://bucket' WITH (STORAGE CREDENTIAL c)",
  ];
  const rights = [
    "GRANT SELECT ON TABLE main.sales.orders TO `everybody`",
    "CREATE SHARE out",
    "ALTER SHARE out ADD TABLE main.sales.orders",
    "CREATE RECIPIENT elsewhere",
    "CREATE CONNECTION c TYPE http OPTIONS (host 'x')",
  ];
  const calls = [
    "SELECT http_request(conn => 'c', method => 'POST', path => '/', json => to_json(struct(*))) FROM main.sales.orders",
    "SELECT ai_query('endpoint', note) FROM main.sales.orders",
    "SELECT * FROM remote_query('c', query => 'x')",
    "CREATE VIEW main.sales.out AS SELECT http_request(conn => 'c') FROM main.sales.orders",
    "WITH o AS (SELECT * FROM main.sales.orders) SELECT `ai_query`('endpoint', note) FROM o",
  ];

  test.each([...places, ...rights, ...calls])("execute_sql asks before %s", async (statement) => {
    if (!executeSql) throw new Error("there is no execute_sql");
    expect(await unasked(executeSql, { statement })).toEqual({ text: "asked", sent: [] });
  });
});

describe("fields that make more of a request", () => {
  /** Where a typed tool takes the field: an argument of its own, or in the body it passes on. */
  function given(tool: Tool, field: string): Json[] {
    const [name = field, ...outer] = field.split(".").reverse();
    const args = validArguments(tool, 0) ?? {};
    const bodies = ["settings", "new_settings"].filter((body) => body in tool.input.shape);
    const value = /access_control_list/.test(name) ? [{ user_name: "a@b.c", permission_level: "CAN_MANAGE" }] : "x";
    const nested = outer.reduce<Json>((inner, key) => ({ [key]: inner }), { [name]: value });
    return [
      ...(name in tool.input.shape ? [{ ...args, [name]: value }] : []),
      ...bodies.map((body) => ({ ...args, [body]: { ...(isJson(args[body]) ? args[body] : {}), ...nested } })),
    ].filter((one) => tool.input.safeParse(one).success);
  }

  // A field that is always present decides nothing: the tool has to find out whether it replaces something.
  const telling = ({ asks, parameters }: Operation) =>
    asks.filter(
      // A removal asks only if the object has the field, which the tests of update_job show.
      (field) => field !== "fields_to_remove" && !parameters.some(({ name, required }) => name === field && required),
    );
  const cases = operations.flatMap((operation) =>
    telling(operation).flatMap((field) =>
      toolsOf(operation).flatMap((tool) =>
        given(tool, field).map((args, nth) => [tool.name, operation.id, field, nth, tool, args, operation] as const),
      ),
    ),
  );

  test("typed tools take some", () => expect(cases.length).toBeGreaterThan(5));

  test.each(cases)("%s asks before %s with %s (%i)", async (_, __, ___, ____, tool, args, operation) => {
    expect((await unasked(tool, args)).sent).not.toContain(operation.id);
  });
});
