import { fail } from "../failure.ts";
import { type App, readJson, required } from "../http.ts";
import { auditOf } from "./ledger.ts";
import { applyChanges, METASTORE_ID, type Metastore } from "./metastore.ts";
import { pageOf } from "./page.ts";
import { dropRoutine, type Routine, routineName, routines } from "./routines.ts";

const PATH = "/api/2.1/unity-catalog/functions";

/** The function of a full name, or 404. */
export async function routine(metastore: Metastore, fullName: string): Promise<Routine> {
  const all = await routines((await metastore.engine()).administer);
  const found = all.find((one) => routineName(one) === fullName.toLowerCase());
  return found ?? fail(404, "FUNCTION_DOES_NOT_EXIST", `Function '${fullName}' does not exist.`);
}

export function functions(app: App, metastore: Metastore): void {
  const entryOf = (found: Routine) => metastore.ledger.of("function", routineName(found));

  const view = (found: Routine) => ({
    name: found.name,
    catalog_name: found.catalog,
    schema_name: found.schema,
    full_name: routineName(found),
    function_id: entryOf(found).id,
    data_type: found.type,
    full_data_type: found.type,
    input_params: {
      parameters: found.parameters.map(({ name, type, comment }, position) => ({
        name,
        type_text: type,
        type_name: type.toUpperCase(),
        position,
        parameter_mode: "IN",
        parameter_type: "PARAM",
        comment,
      })),
    },
    routine_body: "SQL",
    routine_definition: found.definition,
    is_deterministic: true,
    sql_data_access: "CONTAINS_SQL",
    security_type: "DEFINER",
    parameter_style: "S",
    comment: found.comment,
    ...auditOf(entryOf(found), METASTORE_ID),
  });

  app.get(PATH, async (c) => {
    const query = c.req.query();
    const { catalog, schema } = await metastore.schema(
      `${required(query, "catalog_name")}.${required(query, "schema_name")}`,
    );
    const all = await routines((await metastore.engine()).administer);
    const here = all.filter((one) => one.catalog === catalog && one.schema === schema);
    return c.json(pageOf("functions", here.map(view), query));
  });

  app.get(`${PATH}/:name`, async (c) => c.json(view(await routine(metastore, c.req.param("name")))));

  app.patch(`${PATH}/:name`, async (c) => {
    const found = await routine(metastore, c.req.param("name"));
    applyChanges(metastore, entryOf(found), { owner: required(await readJson(c), "owner") });
    return c.json(view(found));
  });

  app.delete(`${PATH}/:name`, async (c) => {
    const found = await routine(metastore, c.req.param("name"));
    await (await metastore.engine()).administer(dropRoutine(found));
    metastore.ledger.forget("function", routineName(found));
    return c.json({});
  });
}
