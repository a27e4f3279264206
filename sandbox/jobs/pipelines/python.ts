import type { Driver } from "../../compute/driver.ts";
import { isFields } from "../../http.ts";
import { openPython, type Python } from "../python.ts";

/** A dataset that a decorated Python function defines. */
export interface PythonDataset {
  readonly name: string;
  readonly kind: "table" | "view";
  /** Texts in the function's code, which include the names of the datasets that it reads. */
  readonly mentions: readonly string[];
}

/** The rows of a dataset after its rules were applied. */
export interface Rows {
  readonly rows: number;
  readonly dropped: number;
  readonly expectations: readonly { readonly name: string; readonly failed: number }[];
}

/** A Python process with the source code of a pipeline. */
export interface PipelinePython {
  /** Runs a file or cell, which defines datasets. Returns the error if it fails. */
  load(name: string, source: string): Promise<string | undefined>;
  datasets(): Promise<readonly PythonDataset[]>;
  /** Calls the function of a dataset without storing its rows. */
  check(dataset: string): Promise<{ readonly error?: string }>;
  /** Computes a dataset and stores it as a table, or registers it as a temporary view. */
  make(dataset: string, table: string): Promise<Rows | { readonly error: string }>;
  close(): Promise<void>;
}

/** `dlt` and `pyspark.pipelines`: decorators that collect functions. They are called when their dataset is made. */
const MODULE = `
import sys as _sys, types as _types, json as _json

def _pipeline_module():
    found = {}
    def texts(code):
        for constant in code.co_consts:
            if isinstance(constant, str):
                yield constant
            elif hasattr(constant, "co_consts"):
                yield from texts(constant)
    def rules(function):
        if not hasattr(function, "_rules"):
            function._rules = []
        return function._rules
    def dataset(kind):
        def decorator(query_function=None, name=None, comment=None, **options):
            def add(function):
                key = (name or function.__name__).split(".")[-1]
                found[key] = {"kind": kind, "function": function, "comment": comment, "rules": rules(function)}
                return function
            return add(query_function) if query_function else add
        return decorator
    def rule(action):
        def one(name, condition):
            def add(function):
                rules(function).append((name, condition, action))
                return function
            return add
        def several(expectations):
            def add(function):
                for name, condition in expectations.items():
                    rules(function).append((name, condition, action))
                return function
            return add
        return one, several
    module = _types.ModuleType("dlt")
    module.table = dataset("table")
    module.materialized_view = dataset("table")
    module.view = dataset("view")
    module.temporary_view = dataset("view")
    module.expect, module.expect_all = rule("ALLOW")
    module.expect_or_drop, module.expect_all_or_drop = rule("DROP")
    module.expect_or_fail, module.expect_all_or_fail = rule("FAIL")
    module.read = lambda name: spark.table(name)
    module.read_stream = lambda name: spark.table(name)
    def unavailable(what):
        def refuse(*_, **__):
            raise NotImplementedError(what + " is not available in pipelines of an embedded workspace.")
        return refuse
    for what in ("create_streaming_table", "create_auto_cdc_flow", "apply_changes", "append_flow", "create_sink"):
        setattr(module, what, unavailable(what))
    def listed():
        return [{"name": name, "kind": one["kind"], "mentions": sorted(set(texts(one["function"].__code__)))} for name, one in found.items()]
    def make(name, table):
        one = found[name]
        rows = one["function"]()
        total = rows.count() if one["rules"] else None
        seen = []
        for rule_name, condition, action in one["rules"]:
            failed = rows.filter("NOT coalesce((" + condition + "), false)").count()
            if failed and action == "FAIL":
                raise ValueError("[EXPECTATION_VIOLATION] Flow '" + name + "' failed to meet the expectation '" + rule_name + "': " + str(failed) + " rows violate (" + condition + ").")
            if action == "DROP":
                rows = rows.filter(condition)
            seen.append({"name": rule_name, "failed": failed})
        if one["kind"] == "view":
            rows.createOrReplaceTempView(name)
            return {"rows": 0, "dropped": 0, "expectations": seen}
        rows.write.mode("overwrite").option("overwriteSchema", "true").saveAsTable(table)
        count = spark.table(table).count()
        return {"rows": count, "dropped": 0 if total is None else total - count, "expectations": seen}
    _sys.modules["dlt"] = module
    import pyspark
    pyspark.pipelines = module
    _sys.modules["pyspark.pipelines"] = module
    def check(name):
        found[name]["function"]().schema
        return {}
    return listed, make, check

_pipeline_datasets, _pipeline_make, _pipeline_check = _pipeline_module()
del _pipeline_module
`;

const MARK = "pipeline-result:";

/** Starts the Python process of a pipeline. */
export async function openPipelinePython(driver: Driver, path: string): Promise<PipelinePython> {
  const python: Python = await openPython(driver, { argv: [path], file: path });
  const value = async (expression: string): Promise<unknown> => {
    const { output, error } = await python.run(
      "<pipeline>",
      `print(${JSON.stringify(MARK)} + _json.dumps(${expression}))`,
    );
    if (error !== undefined) return { error };
    return JSON.parse(output.slice(output.indexOf(MARK) + MARK.length).split("\n")[0] ?? "null");
  };
  const { error } = await python.run("<pipeline>", `${MODULE}\nNone`);
  if (error !== undefined) throw new Error(error);
  return {
    load: async (name, source) => (await python.run(name, `${source}\nNone`)).error,
    async datasets() {
      const listed = await value("_pipeline_datasets()");
      return Array.isArray(listed) ? listed : [];
    },
    async check(dataset) {
      const made = await value(`_pipeline_check(${JSON.stringify(dataset)})`);
      return isFields(made) && typeof made.error === "string" ? { error: made.error } : {};
    },
    async make(dataset, table) {
      const made = await value(`_pipeline_make(${JSON.stringify(dataset)}, ${JSON.stringify(table)})`);
      if (isFields(made) && typeof made.error === "string") return { error: made.error };
      return made as Rows;
    },
    close: python.close,
  };
}
