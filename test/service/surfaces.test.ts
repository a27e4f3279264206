import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createRuntime } from "../../src/cli/runtime.ts";
import { createLog } from "../../src/core/log.ts";
import { defineToolset } from "../../src/core/tool.ts";
import type { Grant } from "../../src/service/auth/grants.ts";
import type { NarrowedView } from "../../src/service/narrowing.ts";
import { createSurfaces } from "../../src/service/surfaces.ts";
import { configOf } from "../support/config.ts";

const output = z.object({ shown: z.unknown() });
const toolIn = (id: string, name: string) =>
  defineToolset({ id, title: id, summary: id, default: true }).tool({
    name,
    title: name,
    description: name,
    access: "read",
    input: z.strictObject({}),
    output,
    run: async ({ settings }) => ({ shown: settings as unknown }),
  });
const NOTES = toolIn("notes", "show_settings");
const SQL = toolIn("sql", "show_sql");
const ML = toolIn("ml", "show_ml");

const DROP = defineToolset({ id: "sql", title: "sql", summary: "sql", default: true }).tool({
  name: "drop_sql",
  title: "drop_sql",
  description: "drop_sql",
  access: "destructive",
  affects: () => ({ objects: [], consequences: [], effect: "Drops" }),
  input: z.strictObject({}),
  output,
  run: async () => ({ shown: "" }),
});
const ADVISE = defineToolset({ id: "notes", title: "notes", summary: "notes", default: true }).tool({
  name: "advise",
  title: "advise",
  description: "advise",
  access: "read",
  input: z.strictObject({}),
  output: z.object({ next: z.string() }),
  run: async () => ({ next: "Call show_sql, show_ml and drop_sql." }),
});

interface View {
  readonly onDemand?: readonly string[];
  readonly view?: NarrowedView;
}

/** A client that a caller with this grant connects. */
async function clientOf(grant: Grant, { onDemand, view = { toolsets: [] } }: View = {}) {
  const config = configOf(["--http", "127.0.0.1:0", ...(onDemand ? ["--on-demand", "all"] : [])]);
  const open = (name: string) => {
    const host = `https://${name}.cloud.databricks.com`;
    const credentials = { source: "test", secrets: [], headers: async () => ({}) };
    const login = {
      host,
      cloud: "AWS" as const,
      credentials,
      signIn: { method: "pat", skipped: [] },
      clusterId: undefined,
      warehouseId: undefined,
      notes: [],
    };
    const runtime = createRuntime(
      config,
      { name, login: Object(login), access: undefined },
      {
        userAgent: "test/1",
        log: createLog(
          () => {},
          (text) => text,
        ),
        redact: (text) => text,
        toolsets: ["notes", "sql"],
        notServed: ["ml"],
        several: true,
        entries: { workspaces: ["dev", "prod"], accounts: ["all"] },
      },
    );
    onTestFinished(() => runtime.close());
    return { name, runtime };
  };
  const surface = createSurfaces({
    version: "1",
    workspaces: [open("dev"), open("prod")],
    tools: [NOTES, ADVISE, SQL],
    catalogue: [NOTES, ADVISE, SQL, DROP, ML],
    resources: [],
    prompts: [],
    onDemand,
  }).of(grant, view);
  const [near, far] = InMemoryTransport.createLinkedPair();
  await surface?.makeServer({ scope: "ana", transport: "http", era: "legacy" }).connect(far);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(near);
  onTestFinished(() => client.close());
  const call = async (name: string) => Object((await client.callTool({ name, arguments: {} })).structuredContent);
  return Object.assign(call, { client });
}

/** The settings that a caller with this grant sees through a tool. */
async function settingsOf(grant: Grant, onDemand?: readonly string[]) {
  const call = await clientOf(grant, onDemand ? { onDemand } : {});
  return (await call("show_settings")).shown;
}

/** Why a caller does not get the tools that a result names. */
async function advised(grant: Grant, view?: NarrowedView): Promise<string> {
  const call = await clientOf(grant, view ? { view } : {});
  return (await call("advise")).next;
}

test("a tool that reports the server's settings names nothing outside the caller's grant", async () => {
  const shown = await settingsOf({ access: "read", toolsets: ["notes"], workspaces: ["dev"] });
  expect(shown).toMatchObject({ toolsets: ["notes"], entries: { workspaces: ["dev"], accounts: [] }, authType: "pat" });
  expect(shown.notServed).toBeUndefined();
  expect(JSON.stringify(shown)).not.toMatch(/prod|sql|ml/);
});

test("toolsets that the caller can add are named as not served", async () => {
  const grant = { access: "read", toolsets: ["notes", "ml"] } as const;
  expect(await settingsOf(grant, ["all"])).toMatchObject({ toolsets: ["notes"], notServed: ["ml"] });
});

test("a caller with one of several workspaces completes its name in addresses", async () => {
  const { client } = await clientOf({ access: "read", workspaces: ["prod"] });
  const ref = { type: "ref/resource" as const, uri: "databricks://{workspace}/clusters/{cluster_id}" };
  const { completion } = await client.complete({ ref, argument: { name: "workspace", value: "" } });
  expect(completion.values).toEqual(["prod"]);
});

test("only a caller that can add something has the setting for it", async () => {
  expect(await settingsOf({ access: "read", toolsets: ["notes", "ml"] }, ["all"])).toMatchObject({ canEnable: true });
  expect(await settingsOf({ access: "read", toolsets: ["notes", "sql"] }, ["all"])).toMatchObject({ canEnable: false });
  expect((await settingsOf({ access: "read", toolsets: ["notes", "ml"] })).canEnable).toBeUndefined();
});

test("a caller with everything sees the settings of the server", async () => {
  expect(await settingsOf({ access: "destructive" })).toMatchObject({
    toolsets: ["notes", "sql"],
    notServed: ["ml"],
    entries: { workspaces: ["dev", "prod"], accounts: ["all"] },
  });
});

describe("a result that names tools which the caller does not get says why", () => {
  const ML_UNSERVED =
    "show_ml is not served. It is in toolset ml (also in default): the operator can add it with --toolsets.";
  const NOT_GRANTED = "is not served. This caller's grant does not include it.";

  test("everything is granted: as the operator's own client sees it", async () => {
    expect(await advised({ access: "destructive" })).toBe(
      `Call show_sql, show_ml and drop_sql. ${ML_UNSERVED} drop_sql is not served. It is in toolset sql (also in default): the operator can add it with --toolsets.`,
    );
  });

  test("the grant leaves them out, whether others get them or not", async () => {
    expect(await advised({ access: "read", toolsets: ["notes"] })).toBe(
      `Call show_sql, show_ml and drop_sql. show_sql, show_ml, drop_sql are not served. This caller's grant does not include them.`,
    );
    expect(await advised({ access: "read" })).toBe(
      `Call show_sql, show_ml and drop_sql. ${ML_UNSERVED} drop_sql ${NOT_GRANTED}`,
    );
  });

  test("the connection leaves them out", async () => {
    expect(await advised({ access: "destructive" }, { toolsets: [["notes"]] })).toContain(
      "show_sql, show_ml, drop_sql are not served. This connection's path or headers leave them out.",
    );
  });
});
