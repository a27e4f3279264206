import { invalid } from "../failure.ts";
import { type App, type Fields, flag, isFields, readJson, required } from "../http.ts";
import { backquoted } from "../sql/engine/names.ts";
import type { Metastore } from "./metastore.ts";
import { relation } from "./relations.ts";

const PATH = "/api/2.1/unity-catalog/constraints";

/** Constraints of tables over REST: the statements that add and drop them. */
export function constraints(app: App, metastore: Metastore): void {
  app.post(PATH, async (c) => {
    const body = await readJson(c);
    const table = await relation(metastore, required(body, "full_name_arg"));
    const constraint = isFields(body.constraint) ? body.constraint : invalid("Missing required field: constraint");
    await metastore.sql(`ALTER TABLE ${quoted(table.fullName)} ADD ${definition(constraint)}`);
    return c.json(constraint);
  });
  app.delete(`${PATH}/:name`, async (c) => {
    const table = await relation(metastore, c.req.param("name"));
    const name = backquoted(required(c.req.query(), "constraint_name"));
    const cascade = flag(c.req.query(), "cascade") === true ? " CASCADE" : "";
    await metastore.sql(`ALTER TABLE ${quoted(table.fullName)} DROP CONSTRAINT ${name}${cascade}`);
    return c.json({});
  });
}

function definition({ primary_key_constraint: primary, foreign_key_constraint: foreign }: Fields): string {
  if (isFields(primary))
    return `CONSTRAINT ${backquoted(required(primary, "name"))} PRIMARY KEY (${columns(primary, "child_columns")})`;
  if (isFields(foreign)) {
    const parent = `${quoted(required(foreign, "parent_table"))} (${columns(foreign, "parent_columns")})`;
    const name = backquoted(required(foreign, "name"));
    return `CONSTRAINT ${name} FOREIGN KEY (${columns(foreign, "child_columns")}) REFERENCES ${parent}`;
  }
  return invalid("Field 'constraint' must have a primary_key_constraint or a foreign_key_constraint.");
}

const quoted = (name: string): string => name.split(".").map(backquoted).join(".");

function columns(constraint: Fields, field: string): string {
  const names = constraint[field];
  return Array.isArray(names) && names.length > 0
    ? names.map((name) => backquoted(String(name))).join(", ")
    : invalid(`Missing required field: ${field}`);
}
