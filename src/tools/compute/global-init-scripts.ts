import * as z from "zod";
import * as api from "../../api/compute/global-init-scripts.ts";
import { type AffectedObject, type CallFacts, type Consequence, say } from "../../core/consent/facts.ts";
import { count, objectName, text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { hasChanges, NO_CHANGE } from "../api/body.ts";

const scripts = defineToolset({
  id: "global-init-scripts",
  title: "Global init scripts",
  summary: "Shell scripts that every node of every cluster runs when it starts (admin only).",
  default: false,
  presets: { admin: true },
  finders: "list_global_init_scripts",
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

const RUNS_AS_ROOT: Consequence = {
  reason: "identity",
  text: say`It runs as root on every node of every cluster from the next start on. If it fails, clusters cannot start.`,
};
const RUNS_NOWHERE: Consequence = { reason: "identity", text: say`It is not enabled: no cluster runs it yet.` };
const NO_LONGER_RUNS: Consequence = { reason: "others", text: say`Clusters then start without it.` };

/** The operation takes the script as base64. */
const decoded = ({ script, ...others }: Readonly<Record<string, unknown>>) => [
  { ...others, ...(typeof script === "string" && { script: api.decodeScript({ script_id: "", script }) }) },
];

/** A script as a question names it, and `--protect` knows it. */
const scriptObject = ({ name, script_id, enabled, created_by }: api.GlobalInitScript): AffectedObject => ({
  kind: "global init script",
  name,
  id: script_id,
  details: { state: enabled === true ? "enabled" : "disabled", creator: created_by },
});

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
  aliases: { id: "script_id" },
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
  alsoCovers: [{ operation: "globalInitScripts.create", args: decoded }],
  affects: ({ name, script, enabled = false, position }) => ({
    effect: enabled ? "Create and enable" : "Create",
    objects: [{ kind: "global init script", name, details: { position } }],
    consequences: [enabled ? RUNS_AS_ROOT : RUNS_NOWHERE],
    code: { title: "script", text: script },
  }),
  async run(ctx, args) {
    const { script_id } = await api.createGlobalInitScript(ctx.client, {
      ...args,
      script: api.encodeScript(args.script),
    });
    return { script_id, enabled: args.enabled ?? false };
  },
});

export const updateGlobalInitScript = scripts.tool({
  name: "update_global_init_script",
  title: "Change a global init script",
  servedIn: [],
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
  aliases: { id: "script_id" },
  output: z.object({ script_id: z.string(), name: z.string(), enabled: z.boolean() }),
  alsoCovers: [{ operation: "globalInitScripts.update", args: decoded }],
  async affects({ script_id, ...changes }, ctx) {
    return scriptChange(await api.getGlobalInitScript(ctx.client, { script_id }), changes);
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

interface ScriptChange {
  readonly name?: string | undefined;
  readonly script?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly position?: number | undefined;
}

/** The facts of a change. Enabling or disabling is its effect, because the user must not overlook it. */
function scriptChange(current: api.GlobalInitScript, { name, script, enabled, position }: ScriptChange): CallFacts {
  const runs = enabled ?? current.enabled === true;
  const isSwitched = enabled !== undefined && enabled !== (current.enabled === true);
  const others = [name, script, position].some((value) => value !== undefined);
  const turn = enabled ? "Enable" : "Disable";
  const text = script ?? (runs && isSwitched ? api.decodeScript(current) : undefined);
  const lost = `${api.decodeScript(current).trimEnd().split("\n").length} lines`;
  return {
    effect: isSwitched ? (others ? `${turn} and change` : turn) : "Change",
    objects: [scriptObject(current)],
    consequences: [
      ...(name === undefined ? [] : [{ reason: "others" as const, text: say`It is renamed to ${name}.` }]),
      ...(position === undefined
        ? []
        : [{ reason: "others" as const, text: say`It moves to position ${position} of the execution order.` }]),
      ...(script === undefined || script === api.decodeScript(current)
        ? []
        : [{ reason: "replacement" as const, text: say`Its current text of ${lost} is replaced.` }]),
      runs ? RUNS_AS_ROOT : isSwitched ? NO_LONGER_RUNS : RUNS_NOWHERE,
    ],
    ...(text !== undefined && { code: { title: "script", text } }),
  };
}

export const deleteGlobalInitScript = scripts.tool({
  name: "delete_global_init_script",
  title: "Delete a global init script",
  description: "Permanently deletes a global init script. Clusters then start without it.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ script_id: scriptId }),
  aliases: { id: "script_id" },
  output: z.object({ script_id: z.string(), name: objectName, deleted: z.boolean() }),
  covers: "globalInitScripts.delete",
  affects: async (args, ctx) => ({
    effect: "Permanently delete",
    objects: [scriptObject(await api.getGlobalInitScript(ctx.client, args))],
    consequences: [{ reason: "loss", text: say`Its text is permanently lost. Clusters then start without it.` }],
  }),
  async run(ctx, args) {
    await api.deleteGlobalInitScript(ctx.client, args);
    return { script_id: args.script_id, deleted: true };
  },
});
