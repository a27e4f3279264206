import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { id64, int64 } from "../http/json.ts";
import { collect, type Page } from "../http/paging.ts";
import { path } from "../http/path.ts";
import type { ModelRegistry, ModelVersion, RegisteredModel } from "./models.ts";

const aliases = z.array(z.looseObject({ alias_name: z.string(), version_num: id64.nullish() })).nullish();

/** `RegisteredModelInfo`: the fields we read. Times are in epoch milliseconds. */
const model = z.looseObject({
  full_name: z.string(),
  comment: text,
  owner: text,
  storage_location: text,
  metastore_id: text,
  aliases,
  created_at: int64.nullish(),
  updated_at: int64.nullish(),
});

/** `ModelVersionInfo`: the fields we read. */
const version = z.looseObject({
  version: id64,
  model_name: text,
  status: text,
  comment: text,
  source: text,
  run_id: text,
  storage_location: text,
  aliases,
  created_by: text,
  created_at: int64.nullish(),
});

const MODELS = "/api/2.1/unity-catalog/models";

const modelOf = ({ full_name, aliases, ...rest }: z.output<typeof model>): RegisteredModel => ({
  ...rest,
  name: full_name,
  aliases: Object.fromEntries((aliases ?? []).map(({ alias_name, version_num }) => [alias_name, version_num ?? ""])),
});

const versionOf = ({ aliases, ...rest }: z.output<typeof version>): ModelVersion => ({
  ...rest,
  aliases: (aliases ?? []).map(({ alias_name }) => alias_name),
});

const EMPTY_PAGES = 300;

/**
 * One page of the models of a schema, or of the whole metastore; empty pages are skipped.
 * `GET /api/2.1/unity-catalog/models`
 */
export function listUnityModels(
  client: Client,
  query: { catalog_name?: string; schema_name?: string; max_results: number; page_token?: string | undefined },
): Promise<Page<RegisteredModel>> {
  const response = z.looseObject({ registered_models: z.array(model).nullish(), next_page_token: text });
  const read = async (page_token: string | undefined): Promise<Page<RegisteredModel>> => {
    const page = await client.get("registeredModels.list", MODELS, response, {
      query: { ...query, page_token, include_browse: true },
    });
    return { items: (page.registered_models ?? []).map(modelOf), next: page.next_page_token ?? undefined };
  };
  return collect(read, 1, { from: query.page_token, maxPages: EMPTY_PAGES });
}

/** The registry of Unity Catalog: three-level names and aliases. `/api/2.1/unity-catalog/models` */
export const unityCatalog: ModelRegistry = {
  get: async (client, name) =>
    modelOf(
      await client.get("registeredModels.get", path`/api/2.1/unity-catalog/models/${name}`, model, {
        query: { include_aliases: true },
      }),
    ),

  async create(client, { name: full_name, comment }) {
    const [catalog_name, schema_name, name] = full_name.split(".");
    return modelOf(
      await client.post("registeredModels.create", MODELS, model, {
        body: { catalog_name, schema_name, name, comment },
      }),
    );
  },

  describe: (client, { name, comment }) =>
    client.patch("registeredModels.update", path`/api/2.1/unity-catalog/models/${name}`, nothing, {
      body: { comment },
    }),

  rename: (client, { name, new_name }) =>
    client.patch("registeredModels.update", path`/api/2.1/unity-catalog/models/${name}`, nothing, {
      body: { new_name },
    }),

  delete: (client, name) =>
    client.delete("registeredModels.delete", path`/api/2.1/unity-catalog/models/${name}`, nothing),

  async listVersions(client, { name, ...query }) {
    const response = z.looseObject({ model_versions: z.array(version).nullish(), next_page_token: text });
    const page = await client.get(
      "modelVersions.list",
      path`/api/2.1/unity-catalog/models/${name}/versions`,
      response,
      {
        query,
      },
    );
    return { items: (page.model_versions ?? []).map(versionOf), next: page.next_page_token ?? undefined };
  },

  async getVersion(client, { name, version: wanted }) {
    const options = { query: { include_aliases: true } };
    const alias = aliasOf(wanted);
    if (alias !== undefined) {
      const url = path`/api/2.1/unity-catalog/models/${name}/aliases/${alias}`;
      return versionOf(await client.get("modelVersions.getByAlias", url, version, options));
    }
    return versionOf(
      await client.get(
        "modelVersions.get",
        path`/api/2.1/unity-catalog/models/${name}/versions/${wanted}`,
        version,
        options,
      ),
    );
  },

  describeVersion: (client, { name, version, comment }) =>
    client.patch("modelVersions.update", path`/api/2.1/unity-catalog/models/${name}/versions/${version}`, nothing, {
      body: { comment },
    }),

  deleteVersion: (client, { name, version }) =>
    client.delete("modelVersions.delete", path`/api/2.1/unity-catalog/models/${name}/versions/${version}`, nothing),
};

/** The alias in `@champion`, which is how MLflow writes one; `undefined` for a version number. */
export const aliasOf = (version: string): string | undefined =>
  version.startsWith("@") ? version.slice(1) : undefined;

/**
 * Assigns an alias to a version and removes it from the version that had it.
 * `PUT /api/2.1/unity-catalog/models/{full_name}/aliases/{alias}`
 */
export const setModelAlias = (client: Client, { name, alias, version }: AliasKey & { version: string }) =>
  client.put("registeredModels.setAlias", path`/api/2.1/unity-catalog/models/${name}/aliases/${alias}`, nothing, {
    body: { version_num: Number(version) },
    replay: "safe",
  });

/** Deletes an alias; the version is kept. `DELETE /api/2.1/unity-catalog/models/{full_name}/aliases/{alias}` */
export const deleteModelAlias = (client: Client, { name, alias }: AliasKey) =>
  client.delete("registeredModels.deleteAlias", path`/api/2.1/unity-catalog/models/${name}/aliases/${alias}`, nothing);

/** Changes the owner of a model. `PATCH /api/2.1/unity-catalog/models/{full_name}` @throws {ApiError} `permission` */
export const setModelOwner = (client: Client, { name, owner }: { name: string; owner: string }) =>
  client.patch("registeredModels.update", path`/api/2.1/unity-catalog/models/${name}`, nothing, { body: { owner } });

interface AliasKey {
  readonly name: string;
  readonly alias: string;
}
