import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { OFFICIAL } from "../support/clients.ts";
import { journey } from "../support/journey.ts";
import { type Peer, startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

let sandbox: Sandbox;
let server: Peer;
let url: URL;

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 50 });
  server = startPeer(process.execPath, [CLI, "--insecure-loopback", "--http", "127.0.0.1:0"], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: sandbox.url,
    DATABRICKS_TOKEN: sandbox.token,
  });
  await server.said('"listening"');
  url = new URL(/"url":"([^"]+)"/.exec(server.stderr())?.[1] ?? "");
});
afterAll(async () => {
  server.kill("SIGKILL");
  await sandbox.close();
});

describe("the built command over HTTP", () => {
  test.each(OFFICIAL)("serves %s in its era (%s)", async (_title, era, connect) => {
    await journey(connect, url, era);
  });

  test("tells its health", async () => {
    const answer = await fetch(new URL("/healthz", url));
    expect(await answer.json()).toMatchObject({ status: "ok", version: expect.stringMatching(/^\d/) });
  });

  test("H26 SIGTERM with a client connected: exit 0 within 5 s", async () => {
    const [, , connect] = OFFICIAL[0] ?? [];
    const client = await connect?.(url);
    server.kill("SIGTERM");
    const { code, afterMs } = await server.exit();
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(5_000);
    await expect(fetch(new URL("/healthz", url))).rejects.toThrow();
    await client?.close();
  });
});
