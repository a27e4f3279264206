import { fail, invalid } from "../failure.ts";
import { type App, type Fields, isFields, optional, readJson, required } from "../http.ts";
import { backquoted, sparkLiteral } from "../sql/engine/names.ts";
import { sqlType } from "../sql/spark/analysis/coercion.ts";
import { typeText } from "../sql/spark/data-types.ts";
import { manifestColumn } from "../sql/spark/execution/cells.ts";
import type { StoredRoutine } from "../sql/spark/metastore/objects.ts";
import { memberChain } from "./chains.ts";
import { auditOf } from "./ledger.ts";
import { applyChanges, type Metastore, mustManage, mustSee } from "./metastore.ts";
import { pageOf } from "./page.ts";

const PATH = "/api/2.1/unity-catalog/functions";

/** The function of a full name, or 404. */
export async function routine(metastore: Metastore, fullName: string): Promise<StoredRoutine> {
  const [catalog = "", schema = "", name = ""] = fullName.toLowerCase().split(".");
  const found = (await metastore.engine()).objects.findRoutine([catalog, schema, name]);
  return found ?? fail(404, "FUNCTION_DOES_NOT_EXIST", `Function '${fullName}' does not exist.`);
}

export const routineName = ({ name }: StoredRoutine): string => name.join(".");

export function functions(app: App, metastore: Metastore): void {
  const { ledger, access, world } = metastore;
  const entryOf = (found: StoredRoutine) => metastore.ledger.of("function", routineName(found));

  const view = (found: StoredRoutine) => {
    const [catalog_name, schema_name, name] = found.name;
    const isTable = "columns" in found.returns;
    const type = "columns" in found.returns ? "TABLE_TYPE" : sqlType(found.returns);
    return {
      name,
      catalog_name,
      schema_name,
      full_name: routineName(found),
      function_id: entryOf(found).id,
      data_type: type,
      full_data_type: isTable ? tableText(found) : type,
      input_params: {
        parameters: found.parameters.map(({ name: parameter, type: given, default: value, comment }, position) => ({
          name: parameter,
          type_text: typeText(given),
          type_name: manifestColumn(parameter, given).type_name,
          position,
          parameter_mode: "IN",
          parameter_type: "PARAM",
          ...(value === undefined ? {} : { parameter_default: value }),
          ...(comment === undefined ? {} : { comment }),
        })),
      },
      routine_body: found.language === "sql" ? "SQL" : "EXTERNAL",
      ...(found.language === "python" && { external_language: "PYTHON" }),
      routine_definition: found.body.text,
      is_deterministic: found.deterministic,
      sql_data_access: "CONTAINS_SQL",
      security_type: "DEFINER",
      parameter_style: "S",
      ...(found.comment === undefined ? {} : { comment: found.comment }),
      ...auditOf(entryOf(found)),
    };
  };

  app.get(PATH, async (c) => {
    const query = c.req.query();
    const { catalog, schema } = await metastore.schema(
      `${required(query, "catalog_name")}.${required(query, "schema_name")}`,
    );
    const store = (await metastore.engine()).objects;
    const here = [...(store.objects.catalogs.get(catalog)?.schemas.get(schema)?.routines.values() ?? [])].filter(
      (one) => access.sees(world.user, memberChain({ ledger, store }, "function", one.name)),
    );
    return c.json(pageOf("functions", here.map(view), query));
  });

  app.post(PATH, async (c) => {
    const { function_info: info } = await readJson(c);
    if (!isFields(info)) return invalid("Missing required field: function_info");
    const parts = ["catalog_name", "schema_name", "name"].map((field) => required(info, field));
    await metastore.sql(`CREATE FUNCTION ${parts.map(backquoted).join(".")}${definitionOf(info)}`);
    return c.json(view(await routine(metastore, parts.join("."))));
  });

  /** The function and the chain of its privileges. */
  const find = async (name: string) => {
    const found = await routine(metastore, name);
    const chain = memberChain({ ledger, store: (await metastore.engine()).objects }, "function", found.name);
    mustSee(metastore, chain);
    return { found, chain };
  };
  app.get(`${PATH}/:name`, async (c) => c.json(view((await find(c.req.param("name"))).found)));

  app.patch(`${PATH}/:name`, async (c) => {
    const { found, chain } = await find(c.req.param("name"));
    mustManage(metastore, chain);
    applyChanges(metastore, entryOf(found), { owner: required(await readJson(c), "owner") });
    return c.json(view(found));
  });

  app.delete(`${PATH}/:name`, async (c) => {
    const { found } = await find(c.req.param("name"));
    await metastore.sql(`DROP FUNCTION ${found.name.map(backquoted).join(".")}`);
    return c.json({});
  });
}

const tableText = ({ returns }: StoredRoutine): string =>
  "columns" in returns ? `(${returns.columns.map(({ name, type }) => `${name} ${typeText(type)}`).join(", ")})` : "";

/** The part of CREATE FUNCTION after the name. */
function definitionOf(info: Fields): string {
  const list = isFields(info.input_params) ? info.input_params.parameters : undefined;
  const parameters = (Array.isArray(list) ? list.filter(isFields) : []).map((one) => {
    const [value, comment] = [optional(one, "parameter_default"), optional(one, "comment")];
    const rest = `${value === undefined ? "" : ` DEFAULT ${value}`}${comment === undefined ? "" : ` COMMENT ${sparkLiteral(comment)}`}`;
    return `${backquoted(required(one, "name"))} ${required(one, "type_text")}${rest}`;
  });
  const type = required(info, "full_data_type");
  const returns = required(info, "data_type") === "TABLE_TYPE" ? `TABLE ${type}` : type;
  const comment = optional(info, "comment");
  const body = required(info, "routine_definition");
  const external = required(info, "routine_body") === "EXTERNAL";
  return [
    `(${parameters.join(", ")}) RETURNS ${returns}`,
    external ? " LANGUAGE PYTHON" : "",
    info.is_deterministic === true ? " DETERMINISTIC" : "",
    comment === undefined ? "" : ` COMMENT ${sparkLiteral(comment)}`,
    external ? ` AS $$${body}$$` : ` RETURN ${body}`,
  ].join("");
}
