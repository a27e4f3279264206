import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createRuntime } from "../../src/cli/runtime.ts";
import { createLog } from "../../src/core/log.ts";
import { defineToolset } from "../../src/core/tool.ts";
import type { Grant } from "../../src/service/auth/grants.ts";
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

/** The settings that a caller with this grant sees through a tool. */
async function settingsOf(grant: Grant, onDemand?: readonly string[]) {
  const config = configOf(["--http", "127.0.0.1:0"]);
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
    tools: [NOTES, SQL],
    catalogue: [NOTES, SQL, ML],
    resources: [],
    prompts: [],
    onDemand,
  }).of(grant, { toolsets: [] });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await surface?.makeServer({ scope: "ana", transport: "http", era: "legacy" }).connect(far);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(near);
  onTestFinished(() => client.close());
  const { structuredContent } = await client.callTool({ name: "show_settings", arguments: {} });
  return Object(structuredContent).shown;
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

test("a caller with everything sees the settings of the server", async () => {
  expect(await settingsOf({ access: "destructive" })).toMatchObject({
    toolsets: ["notes", "sql"],
    notServed: ["ml"],
    entries: { workspaces: ["dev", "prod"], accounts: ["all"] },
  });
});
