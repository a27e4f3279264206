import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** The built command in this mode, and the requests to its workspace. */
async function inMode(...mode: string[]) {
  const requests: string[] = [];
  const workspace = createServer((req, res) => {
    requests.push(`${req.method} ${req.url}`);
    res.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((resolve) => workspace.listen(0, "127.0.0.1", resolve));
  const { port } = workspace.address() as AddressInfo;
  const peer = startPeer(process.execPath, [CLI, "--insecure-loopback", ...mode], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: `http://127.0.0.1:${port}`,
    DATABRICKS_TOKEN: "dapi0123456789abcdef0123456789abcdef",
  });
  onTestFinished(() => {
    peer.kill("SIGKILL");
    workspace.closeAllConnections();
    workspace.close();
  });
  await peer.initialize();
  return { peer, requests };
}

describe("X11 a call of a tool that this mode does not serve", () => {
  test.each([
    [["--access", "read"], "terminate_cluster", { cluster_id: "0108-141530-etl00nly" }],
    [["--access", "read"], "execute_sql", { statement: "SELECT 1" }],
    [["--access", "write"], "delete_workspace_object", { path: "/Users/ana@example.com/etl" }],
    [["--toolsets", "clusters"], "execute_sql_read_only", { statement: "SELECT 1" }],
    [["--tools", "list_clusters"], "get_cluster", { cluster_id: "0108-141530-etl00nly" }],
  ])("%j refuses %s without a request to the workspace", async (mode, name, args) => {
    const { peer, requests } = await inMode(...mode);
    peer.send({ id: 1, method: "tools/list" });
    expect(JSON.stringify((await peer.answer(1)).result)).not.toContain(`"name":"${name}"`);
    peer.call(2, name, args);
    expect((await peer.answer(2)).error).toMatchObject({
      code: -32602,
      message: expect.stringContaining(`Unknown tool: ${name}`),
    });
    expect(requests).toEqual([]);
  });

  test("a statement above the mode's access is refused, although its tool is served", async () => {
    const { peer, requests } = await inMode("--access", "write");
    peer.call(1, "execute_sql", { statement: "DROP TABLE main.sales.orders" });
    expect(JSON.stringify((await peer.answer(1)).result)).toContain("the server runs with --access write");
    expect(requests).toEqual([]);
  });
});
