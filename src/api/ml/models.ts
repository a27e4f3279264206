import type { Client } from "../http/client.ts";
import type { Page } from "../http/paging.ts";

/** A registered model as either registry has it; times are epoch milliseconds. */
export interface RegisteredModel {
  readonly name: string;
  readonly comment?: string | null | undefined;
  readonly owner?: string | null | undefined;
  readonly created_at?: number | null | undefined;
  readonly updated_at?: number | null | undefined;
  readonly storage_location?: string | null | undefined;
  /** Alias → version. Unity Catalog only. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** The id `permissions` knows it by. Workspace registry only, as what follows. */
  readonly id?: string | null | undefined;
  readonly permission_level?: string | null | undefined;
  readonly tags?: Readonly<Record<string, string>>;
  /** The newest version of each stage. */
  readonly latest_versions?: readonly ModelVersion[];
}

export interface ModelVersion {
  readonly version: string;
  readonly status?: string | null | undefined;
  readonly status_message?: string | null | undefined;
  readonly comment?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly run_id?: string | null | undefined;
  readonly created_by?: string | null | undefined;
  readonly created_at?: number | null | undefined;
  readonly storage_location?: string | null | undefined;
  /** Unity Catalog has aliases, the workspace registry stages and tags. */
  readonly aliases?: string[];
  readonly stage?: string | null | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface VersionKey {
  readonly name: string;
  readonly version: string;
}

/** What both registries can do. */
export interface Registry {
  get(client: Client, name: string): Promise<RegisteredModel>;
  create(client: Client, wish: { name: string; comment?: string | undefined }): Promise<RegisteredModel>;
  describe(client: Client, wish: { name: string; comment: string }): Promise<unknown>;
  rename(client: Client, wish: { name: string; new_name: string }): Promise<unknown>;
  delete(client: Client, name: string): Promise<unknown>;
  listVersions(client: Client, query: ListVersions): Promise<Page<ModelVersion>>;
  getVersion(client: Client, key: VersionKey): Promise<ModelVersion>;
  describeVersion(client: Client, wish: VersionKey & { comment: string }): Promise<unknown>;
  deleteVersion(client: Client, key: VersionKey): Promise<unknown>;
}

export interface ListVersions {
  readonly name: string;
  readonly max_results: number;
  readonly page_token?: string | undefined;
}

/** Whether a name is one of Unity Catalog, `catalog.schema.model`: the workspace registry allows no dots. */
export const isUnityName = (name: string): boolean => name.split(".").length === 3 && !name.split(".").includes("");
