import * as z from "zod";
import * as api from "../../api/compute/global-init-scripts.ts";
import { count, text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { hasChanges, NO_CHANGE } from "../api/body.ts";

const scripts = defineToolset({
  id: "global-init-scripts",
  title: "Global init scripts",
  summary: "Shell scripts that every node of every cluster runs when it starts (admin only).",
  default: false,
});

const scriptId = z.string().min(1).max(128).describe("From list_global_init_scripts");
const name = z.string().min(1).max(256);
const content = z
  .string()
  .refine((script) => Buffer.byteLength(script) <= api.MAX_SCRIPT_BYTES, "must be at most 64 KiB")
  .refine((script) => script.startsWith("#!"), "must begin with an interpreter line, e.g. #!/bin/bash");
const position = z.number().int().min(0).optional().describe("Position in the execution order, from 0");

const scriptView = view(
  {
    script_id: z.string(),
    name: z.string(),
    enabled: z.boolean(),
    position: count,
    updated_by: text,
    updated_at: text,
  },
  (script: api.GlobalInitScript) => ({
    script_id: script.script_id,
    name: script.name ?? "",
    enabled: script.enabled === true,
    position: script.position,
    updated_by: script.updated_by,
    updated_at: isoTime(script.updated_at),
  }),
);

/** A script with its text. */
const scriptDetailsView = view(
  { ...scriptView.fields, created_by: text, created_at: text, script: z.string() },
  (script: api.GlobalInitScript) => ({
    ...scriptView(script),
    created_by: script.created_by,
    created_at: isoTime(script.created_at),
    script: api.decodeScript(script),
  }),
);

const EFFECT =
  "It runs as root on every node of every cluster from the next start on. If it fails, clusters cannot start.";
const scriptLabel = ({ name, script_id }: api.GlobalInitScript): string =>
  `global init script "${name ?? ""}" (${script_id})`;

export const listGlobalInitScripts = scripts.tool({
  name: "list_global_init_scripts",
  title: "List global init scripts",
  description: "Lists global init scripts in execution order.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ scripts: z.array(scriptView.schema) }),
  async run(ctx) {
    const found = await api.listGlobalInitScripts(ctx.client);
    return { scripts: found.map((script) => scriptView(script)).sort((a, b) => (a.position ?? 0) - (b.position ?? 0)) };
  },
});

export const getGlobalInitScript = scripts.tool({
  name: "get_global_init_script",
  title: "Get a global init script",
  description: "Returns a global init script with its text.",
  access: "read",
  untrusted: "code",
  input: z.strictObject({ script_id: scriptId }),
  output: scriptDetailsView.schema,
  run: async (ctx, args) => scriptDetailsView(await api.getGlobalInitScript(ctx.client, args)),
});

// The reference classifies these as writes. They run arbitrary code on the clusters of all users, so the user is asked.
export const createGlobalInitScript = scripts.tool({
  name: "create_global_init_script",
  title: "Create a global init script",
  description: "Creates a global init script. Once enabled, every cluster runs it when it starts.",
  access: "destructive",
  input: z.strictObject({
    name: name.describe("Name"),
    script: content.describe("Shell script"),
    enabled: z.boolean().optional().describe("Whether clusters run it; default false"),
    position,
  }),
  output: z.object({ script_id: z.string(), enabled: z.boolean() }),
  confirm: ({ name, script, enabled }) =>
    enabled
      ? `Create global init script "${name}" (${lines(script)} lines), enabled? ${EFFECT}`
      : `Create global init script "${name}" (${lines(script)} lines), without enabling it?`,
  async run(ctx, args) {
    const { script_id } = await api.createGlobalInitScript(ctx.client, {
      ...args,
      script: api.encodeScript(args.script),
    });
    return { script_id, enabled: args.enabled ?? false };
  },
});

const lines = (script: string): number => script.trimEnd().split("\n").length;

const OFF = "Clusters then start without it.";

export const updateGlobalInitScript = scripts.tool({
  name: "update_global_init_script",
  title: "Change a global init script",
  description:
    "Changes the given fields of a global init script and keeps the others. Clusters use the change from their next start.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      script_id: scriptId,
      name: name.optional().describe("New name"),
      script: content.optional().describe("Complete new script"),
      enabled: z.boolean().optional().describe("Whether clusters run it"),
      position,
    })
    .refine(hasChanges("script_id"), NO_CHANGE),
  output: z.object({ script_id: z.string(), name: z.string(), enabled: z.boolean() }),
  async confirm({ script_id, ...changes }, ctx) {
    const current = await api.getGlobalInitScript(ctx.client, { script_id });
    const enabled = changes.enabled ?? current.enabled === true;
    const effect = enabled ? EFFECT : changes.enabled === false ? OFF : "It is not enabled.";
    return `${changeWords(changes)} ${scriptLabel(current)}? ${effect}`;
  },
  async run(ctx, { script_id, ...changes }) {
    const current = await api.getGlobalInitScript(ctx.client, { script_id });
    const name = changes.name ?? current.name ?? "";
    // The platform requires name and script in every request. Other fields keep their values.
    const script = changes.script === undefined ? (current.script ?? "") : api.encodeScript(changes.script);
    await api.updateGlobalInitScript(ctx.client, { ...changes, name, script, script_id });
    return { script_id, name, enabled: changes.enabled ?? current.enabled === true };
  },
});

/** The change in words. Enabling or disabling comes first, because the user must not overlook it. */
function changeWords({ enabled, ...others }: { readonly enabled?: boolean | undefined }): string {
  const fields = Object.keys(others).join(", ");
  const rest = fields === "" ? "" : `Change ${fields} of`;
  if (enabled === undefined) return rest;
  const turn = enabled ? "Enable" : "Disable";
  return rest === "" ? turn : `${turn} and change ${fields} of`;
}

export const deleteGlobalInitScript = scripts.tool({
  name: "delete_global_init_script",
  title: "Delete a global init script",
  description: "Permanently deletes a global init script. Clusters then start without it.",
  access: "destructive",
  input: z.strictObject({ script_id: scriptId }),
  output: z.object({ script_id: z.string(), deleted: z.boolean() }),
  async confirm(args, ctx) {
    const current = await api.getGlobalInitScript(ctx.client, args);
    return `Permanently delete ${scriptLabel(current)}? ${OFF}`;
  },
  async run(ctx, args) {
    await api.deleteGlobalInitScript(ctx.client, args);
    return { script_id: args.script_id, deleted: true };
  },
});
