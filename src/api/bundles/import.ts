import { recordOf } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { importObject, makeDirectory, parentOf } from "../workspace/workspace.ts";
import type { Bundle } from "./config.ts";
import { readBundleFiles } from "./files.ts";
import { BUNDLE_KINDS } from "./kinds.ts";
import { type BundleState, writeState } from "./state.ts";
import { type ConfigFields, recordIn } from "./values.ts";

/** Kinds whose objects can be put under a bundle. */
export const IMPORTED = ["jobs", "pipelines"] as const;

/** Fields that the platform returns and a bundle does not have. */
const RETURNED: Readonly<Record<(typeof IMPORTED)[number], readonly string[]>> = {
  jobs: ["format", "deployment", "edit_mode", "run_as"],
  pipelines: ["id", "pipeline_type", "deployment", "edition", "channel", "storage"],
};

interface Imported {
  readonly bundle: Bundle;
  readonly state: BundleState;
  readonly kind: (typeof IMPORTED)[number];
  readonly id: string;
  readonly key: string;
}

/** The file that the configuration of an imported object is written to. */
export const importedFile = ({ root }: Bundle, kind: Imported["kind"], key: string): string =>
  `${root}/resources/${key}.${kind.replace(/s$/, "")}.yml`;

/**
 * Writes the configuration of an existing object to `resources/<key>.<kind>.yml` and records its ID in the state.
 * @returns The file, and whether the bundle includes it
 * @throws {ApiError} `not-found` if the object does not exist, `conflict` if the file does
 */
export async function importIntoBundle(
  client: Client,
  { bundle, state, kind, id, key }: Imported,
): Promise<{ readonly file: string; readonly included: boolean }> {
  const config = settingsOf(kind, recordOf(await BUNDLE_KINDS[kind]?.read(client, id)));
  const file = importedFile(bundle, kind, key);
  const { stringify } = await import("yaml");
  await makeDirectory(client, { path: parentOf(file) });
  const content = Buffer.from(stringify({ resources: { [kind]: { [key]: config } } }));
  await importObject(client, { path: file, format: "RAW", content, overwrite: false });
  await writeState(client, bundle, {
    ...state,
    state: { ...state.state, [`resources.${kind}.${key}`]: { __id__: id, state: config } },
  });
  const included = (await readBundleFiles(client, bundle.root)).some(({ path }) => path === file);
  return { file, included };
}

function settingsOf(kind: (typeof IMPORTED)[number], found: ConfigFields): ConfigFields {
  const settings = recordIn(found, kind === "jobs" ? "settings" : "spec");
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !RETURNED[kind].includes(name)));
}
