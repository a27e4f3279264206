import { literal } from "../sql/engine/names.ts";
import { type SeedTable, seedDays } from "./draw.ts";
import { ops } from "./ops.ts";
import { sales } from "./sales.ts";
import { trips } from "./trips.ts";

/** Statements that create the schemas and tables of a workspace that is new at `now`. */
export function seedStatements(more: readonly SeedTable[], now: number): readonly string[] {
  const days = seedDays(now);
  const schemas = [
    'CREATE SCHEMA "@samples".nyctaxi',
    'CREATE SCHEMA "@main".sales',
    'CREATE SCHEMA "@main".ops',
    `INSERT INTO "@workspace".main.schema_comments VALUES
      ('samples', 'nyctaxi', 'Taxi trips in New York City, January and February 2016'),
      ('main', 'sales', 'Customers and their orders, loaded nightly by the etl job'),
      ('main', 'ops', 'Events of the platform''s own services')`,
  ];
  return [...schemas, ...[trips, ...sales(days), ops(days), ...more].flatMap(seed)];
}

function seed(table: SeedTable): readonly string[] {
  const comments = Object.entries(table.columns).map(
    ([column, comment]) => `COMMENT ON COLUMN ${table.name}.${column} IS ${literal(comment)}`,
  );
  return [
    `CREATE TABLE ${table.name} AS ${table.query}`,
    `COMMENT ON TABLE ${table.name} IS ${literal(table.comment)}`,
    ...comments,
  ];
}
