import { expect, test } from "vitest";
import * as z from "zod";
import { catalogue } from "../../src/tools/index.ts";
import { ranWhole, readRecord } from "../support/record/record.ts";

const done = new Set(
  z
    .array(z.object({ tool: z.string() }))
    .parse(readRecord("stories"))
    .map(({ tool }) => tool),
);
const whole = ranWhole("test/e2e/stories");

test.each(catalogue.map(({ name }) => name))("%s does its work in a story, against the sandbox", (name) => {
  expect(!whole || done.has(name)).toBe(true);
});
