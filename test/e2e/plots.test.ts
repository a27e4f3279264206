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

test("the built command draws the same picture as the sources, with its packed files", async () => {
  const { sandbox, client } = story;
  const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
  const peer = startPeer(process.execPath, [cli, "--insecure-loopback"], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: sandbox.url,
    DATABRICKS_TOKEN: sandbox.token,
  });
  await peer.initialize();
  const args = { statement: "SELECT id, id * id AS square FROM range(50)", chart: "scatter", title: "Squares" };
  peer.call(1, "plot_sql", args);
  const { result } = await peer.answer(1);
  peer.child.stdin.end();
  expect((await peer.exit()).code).toBe(0);
  const here = await client.callTool({ name: "plot_sql", arguments: args });
  const pictureOf = (blocks: unknown) => content.parse(blocks).find(({ type }) => type === "image")?.data;
  expect(pictureOf(here.content)).toBeDefined();
  expect(pictureOf(answer.parse(result).content)).toBe(pictureOf(here.content));
}, 60_000);
