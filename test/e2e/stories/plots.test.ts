import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const STATEMENT = "SELECT id, id * id AS square, 100 - id AS rest FROM range(50)";

const answer = z.looseObject({
  structuredContent: z.looseObject({ series: z.array(z.unknown()) }),
  content: z.array(z.looseObject({ type: z.string(), data: z.string().optional(), mimeType: z.string().optional() })),
});

/** Width and height of the only picture in the result. */
function sizeOf(result: unknown): readonly number[] {
  const { content } = answer.pick({ content: true }).parse(result);
  const [picture, ...others] = content.filter(({ type }) => type === "image");
  expect(others).toEqual([]);
  expect(picture?.mimeType).toBe("image/png");
  const png = Buffer.from(picture?.data ?? "", "base64");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test("draws queries with numbers over numbers, days, and a series for every name", async () => {
  const { client, call, failure } = story;
  const drawn = await client.callTool({ name: "plot_sql", arguments: { statement: STATEMENT, chart: "line" } });
  expect(sizeOf(drawn)).toEqual([800, 450]);
  expect(drawn.structuredContent).toMatchObject({
    rows: 50,
    x: "id",
    series: [
      { name: "square", min: 0, max: 2401 },
      { name: "rest", min: 51, max: 100 },
    ],
  });
  const long =
    "SELECT DATE'2026-01-01' + CAST(id AS INT) AS day, CASE WHEN id % 2 = 0 THEN 'even' ELSE 'odd' END AS kind, id FROM range(9)";
  expect(await call("plot_sql", { statement: long, chart: "bar" })).toMatchObject({
    x: "day",
    series: [
      { name: "even", points: 5, max: 8 },
      { name: "odd", points: 4, max: 7 },
    ],
  });
  expect(await failure("plot_sql", { statement: "SELECT 'a', 'b'", chart: "bar" })).toContain("Select x first");
  expect(await failure("plot_sql", { statement: "DROP TABLE main.sales.orders", chart: "bar" })).toContain("Refused");
});

test("draws the same metric of two runs in one picture", async () => {
  const { client, call } = story;
  const { experiment_id } = await call("create_experiment", { name: "/Users/ana@example.com/plots" });
  const runs = await Promise.all(
    ["owl", "fox"].map(async (run_name, at) => {
      const { run_id } = await call("create_run", { experiment_id, run_name });
      const metrics = Array.from({ length: 700 }, (_, step) => ({ key: "loss", value: (at + 1) / (step + 1), step }));
      await call("log_batch", { run_id, metrics });
      return run_id;
    }),
  );
  const drawn = await client.callTool({
    name: "plot_metric_history",
    arguments: { run_ids: runs, metric_key: "loss" },
  });
  expect(sizeOf(drawn)).toEqual([800, 450]);
  expect(drawn.structuredContent).toMatchObject({
    runs: [
      { run_name: "owl", points: 700, max: 1 },
      { run_name: "fox", points: 700, max: 2 },
    ],
  });
});
