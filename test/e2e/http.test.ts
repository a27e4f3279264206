import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../sandbox/index.ts";
import { OFFICIAL } from "../support/clients.ts";
import { journey } from "../support/journey.ts";
import { type Peer, startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** The command, listening over HTTP, with its own workspace. */
async function serve(): Promise<{ server: Peer; url: URL }> {
  // Its clusters start immediately: the test is about the connection.
  const sandbox = await startSandbox({ speed: 20 });
  const server = startPeer(process.execPath, [CLI, "--insecure-loopback", "--http", "127.0.0.1:0"], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: sandbox.url,
    DATABRICKS_TOKEN: sandbox.token,
  });
  onTestFinished(async () => {
    server.kill("SIGKILL");
    await sandbox.close();
  });
  await server.said('"listening"');
  return { server, url: new URL(/"url":"([^"]+)"/.exec(server.stderr())?.[1] ?? "") };
}

describe("the built command over HTTP", () => {
  test.each(OFFICIAL)("serves %s in its era (%s)", async (_title, era, connect) => {
    const { url } = await serve();
    await journey(connect, url, era);
  });

  test("reports its health", async () => {
    const { url } = await serve();
    const answer = await fetch(new URL("/healthz", url));
    expect(await answer.json()).toMatchObject({ status: "ok", version: expect.stringMatching(/^\d/) });
  });

  test.each(OFFICIAL)("H26 SIGTERM with %s connected: exit 0", async (_title, _era, connect) => {
    const { server, url } = await serve();
    const client = await connect(url);
    await client.call("list_clusters");
    server.kill("SIGTERM");
    expect((await server.exit()).code).toBe(0);
    await expect(fetch(new URL("/healthz", url))).rejects.toThrow();
    await client.close();
  });
});
