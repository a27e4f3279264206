import fc from "fast-check";
import { expect, test } from "vitest";
import { base64InSlices } from "../../../../src/api/http/slices/base64.ts";
import { createPace, SLICE } from "../../../../src/api/http/slices/pace.ts";

test("R11 base64 is decoded in slices as it is at once, also with line breaks and without padding", async () => {
  const text = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("base64")),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("base64url")),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("base64").replace(/.{19}/g, "$&\r\n")),
    fc.string({ unit: fc.constantFrom("A", "z", "=", " ", "+", "é", "-"), maxLength: 200 }),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 4, max: 50 }), async (text, slice) => {
      const bytes = await base64InSlices(text, createPace(), slice);
      expect(bytes.equals(Buffer.from(text, "base64"))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("R11 a large file is decoded in many slices, and a small one at once", async () => {
  const bytes = Buffer.alloc(3 * SLICE, "line of code\n");
  const many = createPace();
  expect((await base64InSlices(bytes.toString("base64"), many)).equals(bytes)).toBe(true);
  expect(many.slices()).toBe(4);
  const few = createPace();
  await base64InSlices(bytes.subarray(0, 1000).toString("base64"), few);
  expect(few.slices()).toBe(0);
});
