import { listUnityModels, unityCatalog } from "../../../api/ml/models-unity.ts";
import { getRun, type Run } from "../../../api/ml/runs.ts";
import { listServingEndpoints } from "../../../api/serving/endpoints.ts";
import { getVectorIndex, listVectorIndexes, listVectorSearchEndpoints } from "../../../api/serving/vector-search.ts";
import { getShare, listShares } from "../../../api/sharing/shares.ts";
import type { Context } from "../../../core/calls/context.ts";
import { inTurn } from "../../in-turn.ts";
import { servedEntities } from "../../serving/endpoint-view.ts";
import type { AnswerParts } from "../parts.ts";
import { listed } from "./listing.ts";
import type { Affected, ImpactTarget } from "./target.ts";

const PAGE = 100;
/** Models whose newest versions are looked at. */
const MAX_MODELS = 50;
const VERSIONS = 3;
const MAX_INDEXES = 100;
const MAX_SHARES = 100;

const isOneOf = ({ full_name, views }: ImpactTarget, name: string | null | undefined): boolean =>
  [full_name, ...views].some((one) => one.toLowerCase() === name?.toLowerCase());

/** Models trained on the table, as far as their runs say so, and the endpoints that serve them. */
export async function findModels(ctx: Context, parts: AnswerParts, target: ImpactTarget): Promise<Affected[]> {
  const [models, endpoints] = await Promise.all([
    listed(parts, "models", (page_token) => listUnityModels(ctx.client, { max_results: PAGE, page_token }), MAX_MODELS),
    parts.read("serving endpoints", listServingEndpoints(ctx.client)),
  ]);
  const trained = await inTurn(models, async ({ name, owner }): Promise<Affected[]> => {
    const page = await parts.read(
      `versions of ${name}`,
      unityCatalog.listVersions(ctx.client, { name, max_results: VERSIONS }),
    );
    const newest = (page?.items ?? []).slice(0, VERSIONS);
    const runs = await inTurn(newest, async ({ version, run_id }) => {
      const run = run_id ? await parts.read(`run ${run_id}`, getRun(ctx.client, { run_id })) : undefined;
      return run && readsTable(run, target) ? [version] : [];
    });
    const versions = runs.flat();
    if (versions.length === 0) return [];
    const because = `version ${versions.join(", ")} was trained on it: training it again fails`;
    return [{ kind: "model", name, owner, because, certain: target.column === undefined }];
  });
  const affected = trained.flat();
  const names = new Map(affected.map((one) => [one.name, one.certain]));
  const serving = (endpoints ?? []).flatMap((endpoint): Affected[] => {
    const served = servedEntities(endpoint).find(({ entity_name }) => names.has(entity_name ?? ""));
    const because = `serves ${served?.entity_name ?? ""}, whose features come from it`;
    return served
      ? [{ kind: "serving endpoint", name: endpoint.name, owner: endpoint.creator, because, certain: false }]
      : [];
  });
  return [...affected, ...serving];
}

/** Whether a dataset that the run logged is the table: its name, or the source that MLflow records as JSON. */
function readsTable({ inputs }: Run, target: ImpactTarget): boolean {
  return (inputs?.dataset_inputs ?? []).some(({ dataset }) => {
    const source = typeof dataset?.source === "string" ? dataset.source : "";
    const [, named] = /"(?:delta_)?table_name"\s*:\s*"([^"]+)"/.exec(source) ?? [];
    return isOneOf(target, dataset?.name) || isOneOf(target, named);
  });
}

/** Vector search indexes that are filled from the table. */
export async function findIndexes(ctx: Context, parts: AnswerParts, target: ImpactTarget): Promise<Affected[]> {
  const endpoints = await listed(parts, "vector search endpoints", (page_token) =>
    listVectorSearchEndpoints(ctx.client, { page_token }),
  );
  const all = await inTurn(endpoints, ({ name }) =>
    listed(parts, `indexes of ${name}`, (page_token) =>
      listVectorIndexes(ctx.client, { endpoint_name: name, page_token }),
    ),
  );
  const names = all.flat();
  if (names.length > MAX_INDEXES) parts.missing.push(`vector search indexes: only ${MAX_INDEXES} of ${names.length}`);
  const found = await inTurn(names.slice(0, MAX_INDEXES), ({ name }) =>
    parts.read(`index ${name}`, getVectorIndex(ctx.client, { index_name: name })),
  );
  return found.flatMap((index): Affected[] => {
    const spec = index?.delta_sync_index_spec;
    if (!index || !spec || !isOneOf(target, spec.source_table)) return [];
    const { column } = target;
    const synced = spec.columns_to_sync ?? [];
    const embedded = [...(spec.embedding_source_columns ?? []), ...(spec.embedding_vector_columns ?? [])];
    const used = [index.primary_key, ...synced, ...embedded.map(({ name }) => name)];
    const named = column && used.find((one) => one?.toLowerCase() === column);
    // Without a list of columns, all of them are synced.
    if (column && !named && synced.length > 0) return [];
    const because = named ? `is filled from its column ${named}` : "is filled from it";
    const certain = !column || Boolean(named);
    return [{ kind: "vector search index", name: index.name, owner: index.creator, because, certain }];
  });
}

/** Shares through which others read the table. */
export async function findShares(ctx: Context, parts: AnswerParts, target: ImpactTarget): Promise<Affected[]> {
  const names = await listed(
    parts,
    "shares",
    (page_token) => listShares(ctx.client, { max_results: PAGE, page_token }),
    MAX_SHARES,
  );
  const shares = await inTurn(names, ({ name }) => parts.read(`share ${name}`, getShare(ctx.client, { name })));
  return shares.flatMap((share): Affected[] => {
    const object = share?.objects?.find(({ name, data_object_type }) =>
      data_object_type === "SCHEMA" ? isIn(target, name) : isOneOf(target, name),
    );
    if (!share || !object) return [];
    return [
      {
        kind: "share",
        name: share.name,
        owner: share.owner,
        because: `shares ${object.name} with its recipients`,
        certain: true,
      },
    ];
  });
}

const isIn = ({ full_name }: ImpactTarget, schema: string): boolean =>
  full_name.toLowerCase().startsWith(`${schema.toLowerCase()}.`);
