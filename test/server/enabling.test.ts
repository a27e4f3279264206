import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { describe, expect, test } from "vitest";
import { servedByDefault } from "../../src/core/tool.ts";
import { resources } from "../../src/resources/index.ts";
import { catalogue } from "../../src/tools/index.ts";
import { connect, textOf } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const tools = catalogue.filter(servedByDefault);
const names = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);

describe("toolsets on demand", () => {
  test("a client adds a toolset, receives the change of the list, and calls its tools", async () => {
    const { client, call } = await connect({ tools, onDemand: ["genie", "secrets"], contract: false });
    const changes: string[] = [];
    client.setNotificationHandler("notifications/tools/list_changed", ({ method }) => void changes.push(method));
    expect(client.getServerCapabilities()?.tools).toEqual({ listChanged: true });
    expect(await names(client)).toEqual([...tools.map(({ name }) => name), "enable_toolset"]);
    await expect(call("list_secret_scopes")).rejects.toThrow("Unknown tool");

    const enabled = await call("enable_toolset", { toolset: "secrets" });
    expect(enabled.structuredContent).toMatchObject({
      toolset: "secrets",
      tools: expect.arrayContaining([expect.objectContaining({ name: "list_secret_scopes" })]),
    });
    await expect.poll(() => changes).toEqual(["notifications/tools/list_changed"]);
    expect(await names(client)).toContain("list_secret_scopes");
    expect(await names(client)).not.toContain("ask_genie");
    on("GET /api/2.0/secrets/scopes/list", { scopes: [] });
    expect((await call("list_secret_scopes")).isError).toBeFalsy();

    // Enabling it again changes nothing more.
    await call("enable_toolset", { name: "secrets" });
    expect(changes).toHaveLength(1);
  });

  test("a resource says how its tool can be added, and can be read then", async () => {
    const { client, call } = await connect({ tools, onDemand: ["pipelines"], contract: false, resources });
    const uri = "databricks://pipelines/p1";
    await expect(client.readResource({ uri })).rejects.toThrow(
      "requires the tool get_pipeline, which is not served. It is in toolset pipelines: add it with enable_toolset",
    );
    await call("enable_toolset", { toolset: "pipelines" });
    on("GET /api/2.0/pipelines/p1", { pipeline_id: "p1", name: "orders", state: "IDLE" });
    on("GET /api/2.0/pipelines/p1/updates", {});
    expect((await client.readResource({ uri })).contents).toMatchObject([
      { uri, text: expect.stringContaining("orders") },
    ]);
  });

  test("a tool that can be enabled says so, one that cannot names the operator's option", async () => {
    const { call } = await connect({ tools, onDemand: ["genie"], contract: false });
    await expect(call("ask_genie")).rejects.toThrow(
      "It is in toolset genie: add it with enable_toolset, then call it.",
    );
    await expect(call("list_secret_scopes")).rejects.toThrow("the operator can add it with --toolsets");
    expect(textOf(await call("enable_toolset", { toolset: "secrets" }))).toContain("toolset: ");
  });

  test("R2 nothing above the access level can be enabled, and presets name toolsets too", async () => {
    const reading = tools.filter(({ access }) => access === "read");
    const settings = { access: "read" } as const;
    const { client, call } = await connect({ tools: reading, onDemand: ["admin"], settings, contract: false });
    await call("enable_toolset", { toolset: "secrets" });
    const listed = await names(client);
    expect(listed).toContain("list_secrets");
    expect(listed).not.toContain("set_secret");
    await expect(call("set_secret", {})).rejects.toThrow("requires write access");
  });

  test("what one caller enables, another one does not have", async () => {
    const { client, call, makeServer } = await connect({ tools, onDemand: ["all"], contract: false });
    await call("enable_toolset", { toolset: "genie" });
    const [near, far] = InMemoryTransport.createLinkedPair();
    await makeServer({ scope: "other", transport: "http", era: "legacy" }).connect(far);
    const other = new Client({ name: "other", version: "1" });
    await other.connect(near);
    expect(await names(other)).not.toContain("ask_genie");
    expect(await names(client)).toContain("ask_genie");
    await other.close();
  });

  test("without the option, or if everything is served, there is no such tool and the list never changes", async () => {
    for (const options of [{ tools }, { tools: catalogue, onDemand: ["all"] }]) {
      const { client } = await connect({ ...options, contract: false });
      expect(client.getServerCapabilities()?.tools).toEqual({});
      expect(await names(client)).not.toContain("enable_toolset");
    }
  });
});
