import { randomUUID } from "node:crypto";
import * as z from "zod";
import { parsedJson } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { ApiError, absentAsUndefined } from "../http/errors.ts";
import { deleteObject, exportText, findObject, importObject, makeDirectory } from "../workspace/workspace.ts";
import type { Bundle } from "./config.ts";
import { BundleProblem } from "./files.ts";

const entry = z.looseObject({ __id__: z.string(), state: z.record(z.string(), z.unknown()).nullish() });
const stored = z.looseObject({
  state_version: z.number(),
  lineage: z.string(),
  serial: z.number(),
  features: z.record(z.string(), z.unknown()).nullish(),
  state: z.record(z.string(), entry),
});
/**
 * Deployed resources, in the format of the Databricks CLI's direct engine: `resources.jobs.nightly` → ID and configuration.
 * Both can deploy the same bundle in turn.
 */
export type BundleState = z.output<typeof stored>;

/** The versions of the format that are understood. */
const VERSIONS: ReadonlySet<number> = new Set([2, 3]);

const fileOf = (bundle: Bundle, name: string): string => `${bundle.deployed}/state/${name}`;

/** The state of a bundle; an empty one if it was never deployed. @throws {BundleProblem} if only the CLI can use it */
export async function readState(client: Client, bundle: Bundle): Promise<BundleState> {
  const path = fileOf(bundle, "resources.json");
  if (await findObject(client, { path })) {
    const read = stored.safeParse(parsedJson(await exportText(client, { path, format: "SOURCE" })));
    if (!read.success) throw new BundleProblem(`The state in ${path} cannot be read.`);
    const { state_version, features } = read.data;
    if (!VERSIONS.has(state_version) || Object.keys(features ?? {}).length > 0) {
      throw new BundleProblem(`The state in ${path} was written by a newer Databricks CLI. Deploy with that CLI.`);
    }
    return read.data;
  }
  if (await findObject(client, { path: fileOf(bundle, "terraform.tfstate") })) {
    throw new BundleProblem(
      "The bundle is deployed with the CLI's Terraform engine. Run databricks bundle deployment migrate first.",
    );
  }
  return { state_version: 2, cli_version: "", lineage: randomUUID(), serial: 0, state: {} };
}

/** Writes the state, with the next serial number. */
export async function writeState(client: Client, bundle: Bundle, state: BundleState): Promise<BundleState> {
  const next = { ...state, serial: state.serial + 1 };
  await putFile(client, fileOf(bundle, "resources.json"), JSON.stringify(next, null, 1), true);
  return next;
}

const putFile = (client: Client, path: string, text: string, overwrite: boolean) =>
  importObject(client, { path, format: "RAW", content: Buffer.from(text), overwrite });

/**
 * Runs `work` while no one else deploys the bundle.
 * @throws {BundleProblem} if someone does
 */
export async function withLock<T>(client: Client, bundle: Bundle, user: string, work: () => Promise<T>): Promise<T> {
  await makeDirectory(client, { path: `${bundle.deployed}/state` });
  const path = fileOf(bundle, "deploy.lock");
  const lock = { ID: randomUUID(), AcquisitionTime: new Date().toISOString(), IsForced: false, User: user };
  await putFile(client, path, JSON.stringify(lock), false).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "conflict") throw error;
    throw new BundleProblem(`Someone else is deploying this bundle. If that is not so, delete ${path}.`);
  });
  try {
    return await work();
  } finally {
    await deleteObject(client.bind({ signal: AbortSignal.timeout(10_000) }), { path, recursive: false }).catch(
      () => undefined,
    );
  }
}

const MADE = ["state", "files", "artifacts", "resources"];

/** Folders that deployments make, except where the source of the bundle is. */
export const madeFolders = ({ deployed, root }: Bundle): readonly string[] =>
  (deployed === root ? ["state"] : MADE)
    .map((name) => `${deployed}/${name}`)
    .filter((folder) => !`${root}/`.startsWith(`${folder}/`));

/** Removes what is left of a bundle after everything it deployed is gone. Other files in its folder stay. */
export async function removeDeployment(client: Client, bundle: Bundle): Promise<void> {
  for (const path of madeFolders(bundle)) await absentAsUndefined(deleteObject(client, { path, recursive: true }));
  // Refused if the folder is not empty.
  await deleteObject(client, { path: bundle.deployed, recursive: false }).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
  });
}
