import type { Client } from "../http/client.ts";
import type { Page } from "../http/paging.ts";

/** A registered model of either registry. Times are in epoch milliseconds. */
export interface RegisteredModel {
  readonly name: string;
  readonly comment?: string | null | undefined;
  readonly owner?: string | null | undefined;
  readonly created_at?: number | null | undefined;
  readonly updated_at?: number | null | undefined;
  /** Unity Catalog only. */
  readonly storage_location?: string | null | undefined;
  /** Unity Catalog only. */
  readonly metastore_id?: string | null | undefined;
  /** Version by alias. Unity Catalog only. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** The object ID for `permissions`. Workspace registry only, like the fields below. */
  readonly id?: string | null | undefined;
  readonly permission_level?: string | null | undefined;
  readonly tags?: Readonly<Record<string, string>>;
  /** The newest version of each stage. */
  readonly latest_versions?: readonly ModelVersion[];
}

/** A version of a registered model. `created_at` is in epoch milliseconds. */
export interface ModelVersion {
  readonly version: string;
  readonly status?: string | null | undefined;
  readonly status_message?: string | null | undefined;
  readonly comment?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly run_id?: string | null | undefined;
  readonly created_by?: string | null | undefined;
  readonly created_at?: number | null | undefined;
  /** Name of the model without catalog and schema. Unity Catalog only. */
  readonly model_name?: string | null | undefined;
  /** Unity Catalog only. */
  readonly storage_location?: string | null | undefined;
  /** Unity Catalog only. */
  readonly aliases?: string[];
  /** Workspace registry only, like the tags. */
  readonly stage?: string | null | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Identifies a version: the model's name and the version number. */
export interface VersionKey {
  readonly name: string;
  readonly version: string;
}

/** The operations that both registries support. Each rejects with `ApiError` `not-found` for an unknown name or version. */
export interface ModelRegistry {
  get(client: Client, name: string): Promise<RegisteredModel>;
  create(client: Client, wish: { name: string; comment?: string | undefined }): Promise<RegisteredModel>;
  /** Replaces the comment. */
  describe(client: Client, wish: { name: string; comment: string }): Promise<unknown>;
  rename(client: Client, wish: { name: string; new_name: string }): Promise<unknown>;
  delete(client: Client, name: string): Promise<unknown>;
  listVersions(client: Client, query: ListVersions): Promise<Page<ModelVersion>>;
  /** Unity Catalog also accepts an alias, `@champion`, for the version. */
  getVersion(client: Client, key: VersionKey): Promise<ModelVersion>;
  /** Replaces the comment of a version. */
  describeVersion(client: Client, wish: VersionKey & { comment: string }): Promise<unknown>;
  deleteVersion(client: Client, key: VersionKey): Promise<unknown>;
}

/** Arguments of a listing of versions. */
export interface ListVersions {
  readonly name: string;
  readonly max_results: number;
  readonly page_token?: string | undefined;
}

/** Whether a name belongs to Unity Catalog (`catalog.schema.model`): the workspace registry allows no dots. */
export const isUnityName = (name: string): boolean => name.split(".").length === 3 && !name.split(".").includes("");
