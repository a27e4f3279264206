import * as z from "zod";
import { listServingEndpoints } from "../../api/serving/endpoints.ts";
import type { Context } from "../../core/calls/context.ts";
import { type Consequence, say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import { servedEntities } from "../serving/endpoint-view.ts";
import { supplement } from "../supplement.ts";

const READ_MS = 5000;
const MAX_SHOWN = 50;

/** A version that an endpoint serves. */
const served = z.object({ endpoint: z.string(), model: z.string(), version: z.string() });
type Served = z.output<typeof served>;

/** The endpoints that serve models of these names; none if they cannot be read. */
export async function servingModels(ctx: Context, isMeant: (model: string) => boolean): Promise<readonly Served[]> {
  const endpoints = await supplement(ctx, ({ client }) => listServingEndpoints(client), READ_MS);
  // In one order: a question that comes out otherwise when it is answered is asked again.
  const sorted = (endpoints ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.flatMap((endpoint) =>
    servedEntities(endpoint).flatMap((entity) => {
      const [model, version] = [entity.entity_name ?? entity.model_name, entity.entity_version ?? entity.model_version];
      return model && version && isMeant(model) ? [{ endpoint: endpoint.name, model, version }] : [];
    }),
  );
}

/** The endpoints that serve what is deleted. */
export const servingLost = (found: readonly Served[]): Consequence[] =>
  found.slice(0, MAX_SHOWN).map(({ endpoint, model, version }) => ({
    reason: "others",
    text: say`Serving endpoint ${endpoint} serves ${model} version ${version} and will fail.`,
  }));

/** Output fields of `pinnedElsewhere`. */
export const pinnedFields = {
  serving_other_versions: z.array(served.omit({ model: true })).optional(),
  next: text,
};

interface Key {
  readonly name: string;
  readonly version: string;
}

const otherVersions = async (ctx: Context, { name, version }: Key) =>
  (await servingModels(ctx, (model) => model === name)).filter((one) => one.version !== version).slice(0, MAX_SHOWN);

/** The endpoints that a change of an alias does not reach. */
export const keepingOthers = async (ctx: Context, key: Key): Promise<Consequence[]> =>
  (await otherVersions(ctx, key)).map(({ endpoint, version }) => ({
    reason: "others",
    text: say`Serving endpoint ${endpoint} keeps version ${version}, because endpoints serve a version by its number.`,
  }));

/** The serving endpoints that keep other versions of the model than the one that an alias or stage now refers to. */
export async function pinnedElsewhere(ctx: Context, key: Key) {
  const found = await otherVersions(ctx, key);
  return {
    serving_other_versions: found.map(({ endpoint, version }) => ({ endpoint, version })),
    next: found.length > 0 ? "Endpoints serve a version by its number: update_serving_endpoint changes it." : undefined,
  };
}
