import { createHook } from "node:async_hooks";
import { expect, test } from "vitest";
import { exportNotebook } from "../../src/tools/workspace/notebooks.ts";
import { ALL } from "../../src/tools/workspace/object-view.ts";
import { listWorkspaceObjects } from "../../src/tools/workspace/workspace.ts";
import { openBench, type Sent } from "./bench.ts";

// Others on the same server run between the slices of a large response. How long each slice takes is measured by
// `npm run bench:load`; here they are counted, from the bytes of the response to the result of the call.

const json = (body: string) => new Response(body, { headers: { "content-type": "application/json" } });

/** How often `work` let others run: each time, it waited for a turn of the event loop with `setImmediate`. */
async function restsDuring(work: () => Promise<unknown>): Promise<number> {
  let rests = 0;
  const hook = createHook({
    init(_, type) {
      if (type === "Immediate") rests++;
    },
  }).enable();
  await work();
  hook.disable();
  return rests;
}

const objects = JSON.stringify({
  objects: Array.from({ length: 50_000 }, (_, n) => ({
    path: `/big/notebook with a name ${n}`,
    object_type: "NOTEBOOK",
    language: "PYTHON",
    object_id: n,
  })),
});
const source = "line of code\n".repeat(2_000_000);
const notebook = JSON.stringify({ content: Buffer.from(source).toString("base64") });

const answer = ({ url }: Sent): Response => {
  if (url.includes("/workspace/list")) return json(objects);
  if (url.includes("/workspace/export")) return json(notebook);
  return json(JSON.stringify({ path: "/big/notebook", object_type: "NOTEBOOK", language: "PYTHON" }));
};

/** A tool without pages. */
const listAll = { ...listWorkspaceObjects, run: wholeList };
function wholeList(...[ctx, args]: Parameters<typeof listWorkspaceObjects.run>) {
  return listWorkspaceObjects.run(ctx, { ...args, limit: ALL });
}

test.each([
  // `least`: a few less than there are with the present size of slices. A pass over all at once would be missing.
  // Decoded, parsed, checked, shown, checked again, cleaned in one pass, stored.
  ["listing 50,000 objects", listAll, { path: "/big" }, 530],
  // Decoded, parsed, decoded from base64, cleaned, counted.
  ["exporting 25 MB", exportNotebook, { path: "/big/notebook" }, 580],
] as const)("R11 %s lets others run between slices", async (_, tool, args, least) => {
  const bench = openBench(answer);
  let result: unknown;
  const rests = await restsDuring(async () => {
    result = await bench.call(tool, args);
  });
  expect(result).toMatchObject({ result: { structuredContent: { path: args.path } } });
  expect(bench.bugs).toEqual([]);
  expect(rests).toBeGreaterThan(least);
});
