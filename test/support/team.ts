import { onTestFinished } from "vitest";
import * as z from "zod";
import { createRuntime } from "../../src/cli/runtime.ts";
import { openService } from "../../src/cli/service.ts";
import { openWatching } from "../../src/cli/watching.ts";
import { resolveWorkspaces } from "../../src/cli/workspaces.ts";
import { unnamed } from "../../src/core/consent/facts.ts";
import { createLog } from "../../src/core/log.ts";
import { createRedactor } from "../../src/core/output/redact.ts";
import { defineResource } from "../../src/core/resources/define.ts";
import { createWatcher } from "../../src/core/resources/watch.ts";
import { defineToolset } from "../../src/core/tool.ts";
import { createServerFactory } from "../../src/server.ts";
import type { HttpOptions } from "../../src/transports/http.ts";
import { configOf } from "./config.ts";
import { faultServer } from "./fault-server.ts";
import { serve } from "./http-peer.ts";
import { machineOf } from "./sign-in/identity-provider.ts";

const notes = defineToolset({
  id: "notes",
  title: "Notes",
  summary: "Notes.",
  default: true,
  presets: { analyst: "read" },
});
const sql = defineToolset({ id: "sql", title: "SQL", summary: "SQL.", default: true });

const me = z.looseObject({ userName: z.string(), id: z.string() });
const user = z.object({ user: z.string() });
const readMe = (client: {
  get: Parameters<typeof createServerFactory>[0]["workspaces"][0]["runtime"]["client"]["get"];
}) => client.get("currentUser.me", "/api/2.0/preview/scim/v2/Me", me);

const plain = { title: "Does it", description: "Does it." };

const getMe = notes.tool({
  ...plain,
  name: "get_me",
  access: "read",
  input: z.strictObject({}),
  output: user,
  run: async ({ client }) => ({ user: (await readMe(client)).userName }),
});

/** Keeps the caller's name, and returns the one that was kept first. */
const rememberMe = notes.tool({
  ...plain,
  name: "remember_me",
  access: "read",
  input: z.strictObject({}),
  output: user,
  run: async (ctx) => ({ user: await ctx.remember("me", async () => (await readMe(ctx.client)).userName) }),
});

/** Keeps a file with the caller's name and links to it. */
const exportMe = notes.tool({
  ...plain,
  name: "export_me",
  access: "read",
  input: z.strictObject({}),
  output: z.object({ uri: z.string() }),
  run: async (ctx) => {
    const { userName } = await readMe(ctx.client);
    return { uri: ctx.attachFile({ name: "me.txt", mimeType: "text/plain", data: `file of ${userName}` }) };
  },
});

/** Waits for the same thing as everyone else. */
const awaitMe = notes.tool({
  ...plain,
  name: "await_me",
  access: "read",
  input: z.strictObject({}),
  output: user,
  run: async (ctx) => {
    const read = () => readMe(ctx.client);
    const { value } = await ctx.together("run 1", { read, done: () => false, budgetMs: 200, signal: ctx.signal });
    return { user: value.userName };
  },
});

const addNote = sql.tool({
  ...plain,
  name: "add_note",
  access: "write",
  input: z.strictObject({}),
  output: user,
  run: async ({ client }) => ({ user: (await readMe(client)).userName }),
});

const deleteNote = sql.tool({
  ...plain,
  name: "delete_note",
  access: "destructive",
  input: z.strictObject({ note_id: z.string() }),
  output: user,
  affects: async ({ note_id }, { client }) => ({
    ...unnamed("Delete", { kind: "note", name: (await readMe(client)).userName, id: note_id }),
    consequences: [{ reason: "loss", text: { sentence: "The note is lost." } }],
  }),
  run: async ({ client }) => ({ user: (await readMe(client)).userName }),
});

const state = notes.tool({
  ...plain,
  name: "get_state",
  access: "read",
  input: z.strictObject({ of: z.string() }),
  output: z.object({ state: z.string(), user: z.string(), visit: z.string() }),
  run: async ({ client }) => {
    const { userName, id } = await readMe(client);
    // Every read finds something else.
    return { state: "RUNNING", user: userName, visit: id };
  },
});

const watchedState = defineResource("databricks://states/{of}", state, {
  name: "state",
  title: "State",
  description: "State.",
  mimeType: "application/json",
  watch: { state: "state", stable: new Set(["DONE"]) },
});

const tools = [getMe, rememberMe, exportMe, awaitMe, addNote, deleteNote, state];

/** The subject of an unverified JWT, as a workspace with a federation policy reads it. */
const subjectOf = (jwt: string): string => JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString()).sub;

/** A workspace that knows its users by the tokens that it exchanged. It answers every read with who asks. */
export async function teamWorkspace() {
  const exchanged: string[] = [];
  const bearers: (string | undefined)[] = [];
  const traces: unknown[] = [];
  let visits = 0;
  const server = await faultServer(({ url, headers, body }, response) => {
    const path = new URL(url, "http://workspace").pathname;
    const json = (value: object, status = 200) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (path === "/oidc/.well-known/oauth-authorization-server") {
      return json({ token_endpoint: `http://${headers.host}/oidc/v1/token` });
    }
    if (path === "/oidc/v1/token") {
      const form = new URLSearchParams(body);
      const subject = subjectOf(form.get("subject_token") ?? "");
      exchanged.push(subject);
      if (subject === "stranger") return json({ error: "invalid_grant", error_description: "no policy" }, 400);
      return json({ access_token: `dbx-${subject}-${exchanged.length}`, expires_in: 3600 });
    }
    if (path.startsWith("/.well-known")) return json({}, 404);
    bearers.push(headers.authorization);
    traces.push(headers.traceparent);
    const [, who = "service"] = /^Bearer dbx-(.+)-\d+$/.exec(headers.authorization ?? "") ?? [];
    return json({ id: String(++visits), userName: `secret-of-${who}` });
  });
  return { origin: server.origin, exchanged, bearers, traces };
}

/** The service that these arguments describe, on a free port in front of `teamWorkspace`. */
export async function startTeam(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  http: Partial<HttpOptions> = {},
) {
  const workspace = await teamWorkspace();
  const lines: string[] = [];
  const actAsUser = argv.includes("user");
  const config = configOf(["--http", "127.0.0.1:0", "--host", workspace.origin, "--insecure-loopback", ...argv], {
    env: { ...env, ...(actAsUser ? {} : { DATABRICKS_TOKEN: "dbx-service-0" }) },
    known: { toolsets: ["notes", "sql"], tools: tools.map(({ name }) => name) },
  });
  const around = { ...machineOf({ env: env as Record<string, string> }), userAgent: "test/1" };
  const logins = await resolveWorkspaces(config, around);
  if (!logins.ok) throw new Error(logins.problems.join("\n"));
  const redact = createRedactor([]);
  const audit: string[] = [];
  const watched = await openWatching(config, {
    env,
    version: "0.0.0",
    redact,
    write: (line) => void (line.includes('"event":"call"') ? audit : lines).push(line),
  });
  if ("problems" in watched) throw new Error(watched.problems.join("\n"));
  const log = createLog((line) => watched.write(line), redact, "debug");
  const [first, ...others] = logins.workspaces.map((entry) => ({
    name: entry.name,
    runtime: createRuntime(config, entry, {
      userAgent: "test/1",
      log,
      redact,
      toolsets: ["notes", "sql"],
      observer: watched.observer,
      onAttempt: watched.onAttempt(entry.name),
    }),
  }));
  if (!first) throw new Error("no workspace");
  const deps = {
    version: "0.0.0",
    workspaces: [first, ...others] as const,
    tools,
    catalogue: tools,
    resources: [watchedState],
    prompts: [],
    watcher: createWatcher({ everyMs: 20 }),
  };
  const service = openService(config, {
    deps: { ...deps, workspaces: [first, ...others] },
    entries: logins.workspaces,
    machine: around,
    userAgent: "test/1",
    log,
    watched,
  });
  if ("problems" in service) throw new Error(service.problems.join("\n"));
  const { url, server } = await serve(
    {
      log,
      maxSessionsPerCaller: config.maxSessionsPerCaller,
      sessionLifeMs: config.sessionLifetime * 1000,
      ...service.http,
      ...http,
    },
    createServerFactory({ ...deps, workspaces: [first, ...others] }),
  );
  service.opened(server);
  onTestFinished(async () => {
    await service.close();
    await watched.close();
    await first.runtime.close();
  });
  return { url, server, workspace, lines, audit, config, watched, metrics: watched.metrics };
}
