import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../sandbox/index.ts";
import { startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const SLOW = "SELECT count(*) FROM range(1000000) a CROSS JOIN range(1000000) b WHERE (a.id + b.id) % 7 = 3";

describe("the built command, stopped during a statement", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "S05 %s cancels the statement in the workspace and exits with 0",
    async (signal) => {
      const sandbox = await startSandbox({ speed: 20 });
      onTestFinished(() => sandbox.close());
      const statements = () => sandbox.requests.filter(({ path }) => path.startsWith("/api/2.0/sql/statements"));
      const peer = startPeer(process.execPath, [CLI, "--insecure-loopback"], {
        PATH: process.env.PATH,
        DATABRICKS_HOST: sandbox.url,
        DATABRICKS_TOKEN: sandbox.token,
      });
      onTestFinished(() => peer.kill("SIGKILL"));
      await peer.initialize();
      peer.call(1, "execute_sql_read_only", { statement: SLOW, wait_seconds: 60 });
      await expect.poll(() => statements().length, { timeout: 15_000 }).toBeGreaterThan(0);
      peer.kill(signal);
      expect(await peer.exit()).toMatchObject({ code: 0 });
      expect(statements().filter(({ path }) => path.endsWith("/cancel"))).toHaveLength(1);
      expect(peer.messages.filter(({ id }) => id === 1)).toHaveLength(1);
      expect(peer.garbage).toEqual([]);
    },
  );
});
