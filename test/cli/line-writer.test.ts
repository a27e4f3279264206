import { expect, test } from "vitest";
import { createLineWriter } from "../../src/cli/line-writer.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("the lines of one turn are one write, in their order", async () => {
  const written: string[] = [];
  const write = createLineWriter((text) => written.push(text));
  write("a\n");
  await Promise.resolve();
  write("b\n");
  expect(written).toEqual([]);
  await turn();
  write("c\n");
  await turn();
  expect(written).toEqual(["a\nb\n", "c\n"]);
});

test("many lines do not wait, and flush writes the rest once", async () => {
  const written: string[] = [];
  const write = createLineWriter((text) => written.push(text));
  write("x".repeat(65 * 1024));
  expect(written).toHaveLength(1);
  write("a\n");
  write.flush();
  write.flush();
  await turn();
  expect(written.slice(1)).toEqual(["a\n"]);
});
