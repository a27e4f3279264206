import * as z from "zod";
import { IMPORTED, importedFile, importIntoBundle } from "../../api/bundles/import.ts";
import { readCurrent } from "../../api/bundles/kinds.ts";
import { readState, withLock } from "../../api/bundles/state.ts";
import { wireId } from "../../api/jobs/jobs.ts";
import { ToolError } from "../../core/errors.ts";
import { explained, openBundle } from "./opened.ts";
import { bundleInput, bundles } from "./toolset.ts";

export const importBundleResource = bundles.tool({
  name: "import_bundle_resource",
  title: "Import into a bundle",
  description: "Puts an existing job or pipeline under a bundle: writes its YAML and records its ID.",
  // From then on, destroy_bundle deletes the object.
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    path: bundleInput.path,
    target: bundleInput.target,
    kind: z.enum(IMPORTED).describe("Kind"),
    id: z.string().min(1).max(128).describe("Its id"),
    key: z
      .string()
      .refine((key) => /^[a-z][\w-]{0,63}$/i.test(key), "must be letters, digits, - and _")
      .describe("Key in the bundle"),
  }),
  output: z.object({ file: z.string(), resource: z.string(), note: z.string() }),
  async affects({ kind, id, key, ...args }, ctx) {
    const { bundle } = await openBundle(ctx, args);
    const current = await readCurrent(ctx.client, kind, id);
    return {
      effect: "Put under the bundle",
      objects: [
        { kind: kind.replace(/s$/, ""), name: current?.name, id: String(wireId(id)) },
        { kind: "file", name: importedFile(bundle, kind, key) },
        { kind: "folder", name: bundle.deployed, contents: "/" },
      ],
      consequences: [],
    };
  },
  async run(ctx, { kind, id, key, ...args }) {
    const { bundle, user } = await openBundle(ctx, args);
    return explained(() =>
      withLock(ctx.client, bundle, user, async () => {
        const state = await readState(ctx.client, bundle);
        const resource = `${kind}.${key}`;
        if (bundle.resources.has(resource) || `resources.${resource}` in state.state) {
          throw new ToolError(`The bundle has a resource ${resource} already. Nothing was written.`, {
            next: "Choose another key.",
          });
        }
        const { file, included } = await importIntoBundle(ctx.client, { bundle, state, kind, id, key });
        const note = included
          ? "plan_bundle shows what a deployment would change."
          : "Add resources/*.yml to include in databricks.yml; then plan_bundle shows what a deployment would change.";
        return { file, resource, note };
      }),
    );
  },
});
