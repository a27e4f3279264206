import { describe, expect, test } from "vitest";
import { runNow, submitRun } from "../../../src/api/jobs/runs.ts";
import { startWords } from "../../../src/tools/jobs/job-view.ts";
import { durationOf } from "../../../src/tools/jobs/run-view.ts";
import { apiClient, virtualClock } from "../../support/api-client.ts";
import { faultServer } from "../../support/fault-server.ts";

describe("starting a run", () => {
  type Client = ReturnType<typeof apiClient>;
  const now = (client: Client) => runNow(client, { job_id: "7", idempotency_token: "t" });
  const submit = (client: Client) => submitRun(client, { run_name: "x", tasks: [], idempotency_token: "t" });

  test.each([
    ["run-now", "an error of the gateway", now],
    ["run-now", "a dead connection", now],
    ["submit", "an error of the gateway", submit],
    ["submit", "a dead connection", submit],
  ])("U11 %s that took effect before %s starts one run", async (_, fault, start) => {
    const runs = new Map<string, number>();
    const server = await faultServer(({ body }, response, n) => {
      const { idempotency_token } = JSON.parse(body);
      if (!runs.has(idempotency_token)) runs.set(idempotency_token, 455_644_833 + runs.size);
      response.setHeader("content-type", "application/json");
      if (n > 0) return response.end(JSON.stringify({ run_id: runs.get(idempotency_token) }));
      return fault === "a dead connection" ? response.destroy() : response.writeHead(503).end("{}");
    });
    expect(await start(apiClient(server.origin, { tuning: { clock: virtualClock() } }))).toMatchObject({
      run_id: "455644833",
    });
    expect(server.received.length).toBe(2);
    expect(server.received[1]?.body).toBe(server.received[0]?.body);
    expect(runs.size).toBe(1);
  });
});

describe("in words", () => {
  test.each([
    [{ run_duration: 190_000 }, "3 min 10 s"],
    [{ setup_duration: 1000, execution_duration: 400 }, "1 s"],
    [{ run_duration: 0, start_time: 1_000, end_time: 0 }, "2 h 0 min"],
    [{ start_time: 0, end_time: 0 }, undefined],
    [{ run_duration: 3 }, "1 s"],
  ])("a run of %o took %s", (times, words) => {
    expect(durationOf(times, 7_201_000)).toBe(words);
  });

  test.each([
    [{ trigger: { file_arrival: { url: "/Volumes/a/b/c" } } }, "files arrive in /Volumes/a/b/c"],
    [{ trigger: { table_update: { table_names: ["a.b.c", "a.b.d"] } } }, "tables change: a.b.c, a.b.d"],
    [{ trigger: { model: {}, pause_status: "PAUSED" } }, "trigger (PAUSED)"],
    [{}, undefined],
  ])("settings %o: starts %s", (settings, words) => {
    expect(startWords(settings)).toBe(words);
  });
});
