import * as z from "zod";
import * as api from "../../api/compute/global-init-scripts.ts";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import { changing, NOTHING } from "../api/body.ts";

const scripts = defineToolset({
  id: "global-init-scripts",
  title: "Global init scripts",
  summary: "Shell scripts that run on every node of every cluster at its start; for workspace admins.",
  default: false,
});

const scriptId = z.string().min(1).max(128).describe("From list_global_init_scripts");
const name = z.string().min(1).max(256);
const content = z
  .string()
  .refine((script) => Buffer.byteLength(script) <= api.MAX_SCRIPT_BYTES, "must be at most 64 KiB")
  .refine((script) => script.startsWith("#!"), "must begin with its interpreter, e.g. #!/bin/bash");
const position = z.number().int().min(0).optional().describe("Place in the order, from 0");

const summary = {
  script_id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  position: z.number().optional(),
  updated_by: text,
  updated_at: text,
};

const summarise = (script: api.GlobalInitScript) => ({
  script_id: script.script_id,
  name: script.name ?? "",
  enabled: script.enabled === true,
  ...compact({ position: script.position, updated_by: script.updated_by, updated_at: isoTime(script.updated_at) }),
});

const EFFECT =
  "runs as root on every node of every cluster from its next start, and one that fails keeps clusters from starting.";
const named = ({ name, script_id }: api.GlobalInitScript): string =>
  `global init script "${name ?? ""}" (${script_id})`;

export const listGlobalInitScripts = scripts.tool({
  name: "list_global_init_scripts",
  title: "List global init scripts",
  description: "Lists global init scripts in the order they run.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ scripts: z.array(z.object(summary)) }),
  async run(ctx) {
    const found = await api.listGlobalInitScripts(ctx.client);
    return { scripts: found.map(summarise).sort((a, b) => (a.position ?? 0) - (b.position ?? 0)) };
  },
});

export const getGlobalInitScript = scripts.tool({
  name: "get_global_init_script",
  title: "Get a global init script",
  description: "Returns a script with its content.",
  access: "read",
  untrusted: "code",
  input: z.strictObject({ script_id: scriptId }),
  output: z.object({ ...summary, created_by: text, created_at: text, script: z.string() }),
  async run(ctx, args) {
    const found = await api.getGlobalInitScript(ctx.client, args);
    const made = compact({ created_by: found.created_by, created_at: isoTime(found.created_at) });
    return { ...summarise(found), ...made, script: api.scriptText(found) };
  },
});

// The reference counts these among the writes. They run anything at all on everybody's clusters, so a person is asked.
export const createGlobalInitScript = scripts.tool({
  name: "create_global_init_script",
  title: "Create a global init script",
  description: "Creates a script, which every cluster runs at its start once enabled.",
  access: "destructive",
  input: z.strictObject({
    name: name.describe("Name"),
    script: content.describe("Shell script"),
    enabled: z.boolean().optional().describe("Default false"),
    position,
  }),
  output: z.object({ script_id: z.string(), enabled: z.boolean() }),
  confirm: ({ name, script, enabled }) =>
    enabled
      ? `Create global init script "${name}" (${lines(script)} lines), enabled? It ${EFFECT}`
      : `Create global init script "${name}" (${lines(script)} lines), not enabled yet?`,
  async run(ctx, args) {
    const { script_id } = await api.createGlobalInitScript(ctx.client, {
      ...args,
      script: api.scriptContent(args.script),
    });
    return { script_id, enabled: args.enabled ?? false };
  },
});

const lines = (script: string): number => script.trimEnd().split("\n").length;

const OFF = "Clusters start without it from then on.";

export const updateGlobalInitScript = scripts.tool({
  name: "update_global_init_script",
  title: "Change a global init script",
  description: "Changes the given fields of a script and keeps the others; clusters see it at their next start.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      script_id: scriptId,
      name: name.optional().describe("New name"),
      script: content.optional().describe("Whole new script"),
      enabled: z.boolean().optional().describe("Whether it runs"),
      position,
    })
    .refine(changing("script_id"), NOTHING),
  output: z.object({ script_id: z.string(), name: z.string(), enabled: z.boolean() }),
  async confirm({ script_id, ...changes }, ctx) {
    const current = await api.getGlobalInitScript(ctx.client, { script_id });
    const enabled = changes.enabled ?? current.enabled === true;
    const effect = enabled ? `It ${EFFECT}` : changes.enabled === false ? OFF : "It is not enabled.";
    return `${changeOf(changes)} ${named(current)}? ${effect}`;
  },
  async run(ctx, { script_id, ...changes }) {
    const current = await api.getGlobalInitScript(ctx.client, { script_id });
    const name = changes.name ?? current.name ?? "";
    // Name and content must always be sent; what is left out besides stays as it is.
    const script = changes.script === undefined ? (current.script ?? "") : api.scriptContent(changes.script);
    await api.updateGlobalInitScript(ctx.client, { ...changes, name, script, script_id });
    return { script_id, name, enabled: changes.enabled ?? current.enabled === true };
  },
});

/** Turning one on or off is what the person must see first. */
function changeOf({ enabled, ...others }: { readonly enabled?: boolean | undefined }): string {
  const fields = Object.keys(others).join(", ");
  const rest = fields === "" ? "" : `Change ${fields} of`;
  if (enabled === undefined) return rest;
  const turn = enabled ? "Enable" : "Disable";
  return rest === "" ? turn : `${turn} and change ${fields} of`;
}

export const deleteGlobalInitScript = scripts.tool({
  name: "delete_global_init_script",
  title: "Delete a global init script",
  description: "Deletes a script for good; clusters start without it from then on.",
  access: "destructive",
  input: z.strictObject({ script_id: scriptId }),
  output: z.object({ script_id: z.string(), deleted: z.boolean() }),
  async confirm(args, ctx) {
    const current = await api.getGlobalInitScript(ctx.client, args);
    return `Delete ${named(current)} for good? ${OFF}`;
  },
  async run(ctx, args) {
    await api.deleteGlobalInitScript(ctx.client, args);
    return { script_id: args.script_id, deleted: true };
  },
});
