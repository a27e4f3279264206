/** Responses of the platform with the fields that it returns, for tests of the size of answers: data, warehouses and endpoints. */

/** A time, in milliseconds since 1970. */
export const AT = 1768469412000;
export const numbered = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

const TYPES = [
  ["BIGINT", "LONG", "long"],
  ["STRING", "STRING", "string"],
  ["TIMESTAMP", "TIMESTAMP", "timestamp"],
  ["DECIMAL(18,2)", "DECIMAL", "decimal(18,2)"],
] as const;

export const table = (columns: number) => ({
  name: "orders",
  catalog_name: "main",
  schema_name: "sales",
  table_type: "MANAGED",
  data_source_format: "DELTA",
  columns: numbered(columns, (position) => {
    const [type_text, type_name, json] = TYPES[position % TYPES.length] ?? TYPES[0];
    const name = `attribute_${position}`;
    return {
      name,
      type_text: type_text.toLowerCase(),
      type_json: JSON.stringify({ name, type: json, nullable: true, metadata: {} }),
      type_name,
      type_precision: type_name === "DECIMAL" ? 18 : 0,
      type_scale: type_name === "DECIMAL" ? 2 : 0,
      position,
      nullable: true,
    };
  }),
  storage_location: "abfss://unity@storage.dfs.core.windows.net/b1c2/tables/5f6071",
  owner: "ana@example.com",
  comment: "One row per order",
  properties: {
    "delta.lastCommitTimestamp": String(AT),
    "delta.lastUpdateVersion": "41",
    "delta.minReaderVersion": "3",
    "delta.minWriterVersion": "7",
    "delta.feature.deletionVectors": "supported",
  },
  generation: 0,
  metastore_id: "1f2e3d4c-5b6a-7980-9192-a3b4c5d6e7f8",
  full_name: "main.sales.orders",
  data_access_configuration_id: "00000000-0000-0000-0000-000000000000",
  created_at: AT,
  created_by: "ana@example.com",
  updated_at: AT,
  updated_by: "ana@example.com",
  table_id: "5f607182-93a4-b5c6-d7e8-f90a1b2c3d4e",
  enable_predictive_optimization: "INHERIT",
  effective_predictive_optimization_flag: {
    value: "ENABLE",
    inherited_from_type: "METASTORE",
    inherited_from_name: "primary",
  },
  browse_only: false,
  metastore_version: 41,
});

export const tables = (count: number) => ({
  tables: numbered(count, (at) => {
    const { columns: _, properties: _properties, ...rest } = table(0);
    return {
      ...rest,
      name: `orders_${at}`,
      full_name: `main.sales.orders_${at}`,
      table_id: `5f607182-93a4-b5c6-d7e8-${100_000_000_000 + at}`,
    };
  }),
});

export const warehouses = (count: number) => ({
  warehouses: numbered(count, (at) => ({
    id: `a1b2c3d4e5f6${1000 + at}`,
    name: `warehouse ${at}`,
    size: "SMALL",
    cluster_size: "Small",
    min_num_clusters: 1,
    max_num_clusters: 4,
    auto_stop_mins: 10,
    auto_resume: true,
    creator_name: "ana@example.com",
    creator_id: 84_000 + at,
    tags: {},
    spot_instance_policy: "COST_OPTIMIZED",
    enable_photon: true,
    channel: { name: "CHANNEL_NAME_CURRENT" },
    enable_serverless_compute: true,
    warehouse_type: "PRO",
    num_clusters: 1,
    num_active_sessions: 3,
    state: at % 2 ? "STOPPED" : "RUNNING",
    jdbc_url: `jdbc:spark://adb-1.2.azuredatabricks.net:443/default;transportMode=http;ssl=1;AuthMech=3;httpPath=/sql/1.0/warehouses/a1b2c3d4e5f6${1000 + at};`,
    odbc_params: {
      hostname: "adb-1.2.azuredatabricks.net",
      path: `/sql/1.0/warehouses/a1b2c3d4e5f6${1000 + at}`,
      protocol: "https",
      port: 443,
    },
    health: { status: "HEALTHY" },
  })),
});

export const rows = (count: number) => ({
  statement_id: "01f0f3a1-7c3e-1a2b-9d4e-5f60718293a4",
  status: { state: "SUCCEEDED" },
  manifest: {
    format: "JSON_ARRAY",
    schema: {
      column_count: 4,
      columns: ["order_id", "customer", "placed_at", "amount"].map((name, position) => {
        const [type_text, type_name] = TYPES[position] ?? TYPES[0];
        return { name, position, type_name, type_text };
      }),
    },
    total_chunk_count: 1,
    chunks: [{ chunk_index: 0, row_offset: 0, row_count: count, byte_count: count * 60 }],
    total_row_count: count,
    total_byte_count: count * 60,
    truncated: false,
  },
  result: {
    chunk_index: 0,
    row_offset: 0,
    row_count: count,
    data_array: numbered(count, (at) => [
      String(10_000 + at),
      `Customer ${at % 17}`,
      "2026-01-15T09:30:12.000Z",
      `${at * 7}.50`,
    ]),
  },
});

export const endpoints = (count: number) => ({
  endpoints: numbered(count, (at) => ({
    name: `scoring-${at}`,
    creator: "ana@example.com",
    creation_timestamp: AT,
    last_updated_timestamp: AT,
    state: { ready: "READY", config_update: "NOT_UPDATING" },
    config: {
      served_entities: [
        {
          name: `churn-${at}`,
          entity_name: `main.ml.churn_${at}`,
          entity_version: "3",
          workload_size: "Small",
          workload_type: "CPU",
          scale_to_zero_enabled: true,
        },
      ],
      served_models: [{ name: `churn-${at}`, model_name: `main.ml.churn_${at}`, model_version: "3" }],
    },
    id: `7f3a${at}0b1c2d3e4f5061728394a5b6c7`,
    permission_level: "CAN_MANAGE",
    route_optimized: false,
    creator_display_name: "Ana",
    creator_kind: "User",
    endpoint_type: "CUSTOM",
  })),
});
