import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../sandbox/index.ts";
import { OFFICIAL } from "../support/clients.ts";
import { journey } from "../support/journey.ts";
import { type Peer, startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const TOKEN = "dapi0123456789abcdef0123456789abcdef";

describe("the built command over stdio", () => {
  test.each(OFFICIAL)("serves %s in its era (%s)", async (_title, era, connect) => {
    // Its clusters start immediately: the test is about the connection.
    const sandbox = await startSandbox({ speed: 20 });
    onTestFinished(() => sandbox.close());
    const env = { PATH: String(process.env.PATH), DATABRICKS_HOST: sandbox.url, DATABRICKS_TOKEN: sandbox.token };
    await journey(connect, { command: process.execPath, args: [CLI, "--insecure-loopback"], env }, era);
  });

  test("--sandbox requires no configuration", async () => {
    const peer = startPeer(process.execPath, [CLI, "--sandbox"], { PATH: process.env.PATH });
    await peer.initialize();
    peer.call(1, "list_clusters");
    expect((await peer.answer(1)).result).toMatchObject({ structuredContent: { clusters: expect.any(Array) } });
    peer.child.stdin.end();
    expect((await peer.exit()).code).toBe(0);
  });
});

/** The command in front of a workspace with the given responses. */
async function against(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<Peer> {
  const workspace = createServer(answer);
  await new Promise<void>((resolve) => workspace.listen(0, "127.0.0.1", resolve));
  const { port } = workspace.address() as AddressInfo;
  const peer = startPeer(process.execPath, [CLI, "--insecure-loopback"], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: `http://127.0.0.1:${port}`,
    DATABRICKS_TOKEN: TOKEN,
  });
  onTestFinished(() => {
    expect(peer.garbage).toEqual([]);
    peer.kill("SIGKILL");
    workspace.closeAllConnections();
    workspace.close();
  });
  await peer.initialize();
  return peer;
}

describe("the built command and a workspace that misbehaves", () => {
  test("S01 a cancelled call closes its connection to the workspace and gets no response", async () => {
    let requested = () => {};
    let hungUp = () => {};
    const request = new Promise<void>((resolve) => {
      requested = resolve;
    });
    const hangUp = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    const peer = await against((req) => {
      req.socket.on("close", hungUp);
      requested();
    });
    peer.call("slow", "list_clusters");
    await request;
    peer.send({ method: "notifications/cancelled", params: { requestId: "slow" } });
    await hangUp;
    peer.send({ id: "after", method: "ping" });
    await peer.answer("after");
    expect(peer.messages.filter(({ id }) => id === "slow")).toEqual([]);
  });

  test("S13 an unknown method is -32601, an unknown tool is an error that names it", async () => {
    const peer = await against((_req, res) => res.end("{}"));
    peer.send({ id: 1, method: "tools/destroy" });
    expect((await peer.answer(1)).error).toMatchObject({ code: -32601 });
    peer.call(2, "destroy_everything");
    expect((await peer.answer(2)).error).toMatchObject({ message: expect.stringContaining("destroy_everything") });
  });

  test("S14 wrong, unknown, missing and huge arguments are refused by name without a request to the workspace", async () => {
    let requests = 0;
    const peer = await against((_req, res) => {
      requests++;
      res.end("{}");
    });
    const cases: [args: object, named: string][] = [
      [{ cluster_id: [7, 8] }, "cluster_id"],
      [{ cluster_id: "1", colour: "red" }, "colour"],
      [{}, "cluster_id"],
      [{ cluster_id: "x".repeat(1_000_000) }, "cluster_id"],
    ];
    for (const [id, [args, named]] of cases.entries()) {
      peer.call(id, "get_cluster", args);
      const { result } = await peer.answer(id);
      expect(result).toMatchObject({ isError: true });
      expect(JSON.stringify(result)).toContain(named);
      expect(JSON.stringify(result).length).toBeLessThan(2_000);
    }
    expect(requests).toBe(0);
  });

  test("S20 a token that the workspace repeats in its errors is never shown", async () => {
    const peer = await against((req, res) => {
      const message = `no access for ${req.headers.authorization} (${TOKEN})`;
      res.writeHead(403, { "Content-Type": "application/json" });
      res.end(JSON.stringify({ error_code: "PERMISSION_DENIED", message }));
    });
    peer.call(1, "get_cluster", { cluster_id: "1" });
    expect((await peer.answer(1)).result).toMatchObject({ isError: true });
    peer.child.stdin.end();
    expect((await peer.exit()).code).toBe(0);
    expect(JSON.stringify(peer.messages) + peer.stderr()).not.toContain(TOKEN.slice(4));
  });
});
