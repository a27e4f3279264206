import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { startPeer } from "../support/peer.ts";
import { openStory, type Story } from "../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const content = z.array(z.looseObject({ type: z.string(), data: z.string().optional() }));
const answer = z.looseObject({ content });

// The font of the build has no alternative forms, such as the minus sign in front of a digit.
const EVERY_KIND = [
  { statement: "SELECT id, id * id AS square FROM range(50)", chart: "scatter", title: "Squares" },
  { statement: "SELECT id, sin(id) + 2 AS one, id % 7 AS two FROM range(700)", chart: "scatter", title: "Many points" },
  {
    statement: "SELECT timestamp_seconds(id * 86400) AS day, id % 5 AS cost, id AS total FROM range(40)",
    chart: "line",
    title: "Kosten für Привет",
  },
  {
    statement: "SELECT concat('name ', id) AS name, id + 1 AS a, id * 2 AS b, 9 - id AS c, id AS d FROM range(9)",
    chart: "bar",
    title: "A legend",
  },
  { statement: "SELECT id, power(10, id) AS growth FROM range(12)", chart: "line", title: "Logarithm" },
];

test("the built command draws the same pictures as the sources, with its packed and reduced files", async () => {
  const { sandbox, client } = story;
  const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
  const peer = startPeer(process.execPath, [cli, "--insecure-loopback"], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: sandbox.url,
    DATABRICKS_TOKEN: sandbox.token,
  });
  await peer.initialize();
  const pictureOf = (blocks: unknown) => content.parse(blocks).find(({ type }) => type === "image")?.data;
  for (const [index, args] of EVERY_KIND.entries()) {
    peer.call(index + 1, "plot_sql", args);
    const { result } = await peer.answer(index + 1);
    const here = await client.callTool({ name: "plot_sql", arguments: args });
    expect(pictureOf(here.content), args.title).toBeDefined();
    expect(pictureOf(answer.parse(result).content), args.title).toBe(pictureOf(here.content));
  }
  peer.child.stdin.end();
  expect((await peer.exit()).code).toBe(0);
}, 60_000);
