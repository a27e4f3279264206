import type { Driver } from "../../compute/driver.ts";
import { isFields } from "../../http.ts";
import { openPython, type Python } from "../python.ts";

/** A dataset that a decorated Python function defines. */
export interface PythonDataset {
  readonly name: string;
  readonly kind: "table" | "view";
  readonly comment: string | null;
  /** Whether its function seems to combine rows, so that new rows of a stream change earlier ones of the result. */
  readonly stateful: boolean;
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
  /** The streams that the function of a dataset reads: tables, and calls of `read_files`. */
  streams(dataset: string): Promise<readonly string[] | { readonly error: string }>;
  /**
   * Computes a dataset as a temporary view: that of its name if it is a view, otherwise `ROWS_VIEW`.
   *
   * @param relations The relations in place of its streams
   */
  make(dataset: string, relations: Readonly<Record<string, string>>): Promise<Rows | { readonly error: string }>;
  close(): Promise<void>;
}

/** The temporary view with the rows of the table that was computed last. */
export const ROWS_VIEW = "__pipeline_rows";

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
    streams = {"seen": [], "relations": {}}
    def stream(text):
        streams["seen"].append(text)
        return spark.sql("SELECT * FROM " + streams["relations"].get(text, text))
    tick = chr(96)
    def quoted(name):
        parts = name.replace(tick, "").split(".")
        return ".".join(tick + part + tick for part in (parts[1:] if parts[0].upper() == "LIVE" else parts))
    def literal(value):
        mark = '"' if "'" in str(value) else "'"
        return mark + str(value) + mark
    class StreamReader:
        def __init__(self):
            self.source, self.settings, self.wanted = None, {}, None
        def format(self, source):
            self.source = source.lower()
            return self
        def option(self, key, value):
            self.settings[key.lower()] = str(value).lower() if isinstance(value, bool) else value
            return self
        def options(self, **options):
            for key, value in options.items():
                self.option(key, value)
            return self
        def schema(self, schema):
            fields = getattr(schema, "fields", None)
            self.wanted = schema if fields is None else ", ".join(tick + one.name + tick + " " + one.dataType.simpleString() for one in fields)
            return self
        def table(self, name):
            return stream(quoted(name))
        def load(self, path=None, **options):
            self.options(**options)
            settings = {key: value for key, value in self.settings.items() if "." not in key and key != "path"}
            source = self.source or "delta"
            if source == "cloudfiles":
                source = str(self.settings.get("cloudfiles.format", "json")).lower()
                settings["inferColumnTypes"] = self.settings.get("cloudfiles.infercolumntypes", "false")
                if "cloudfiles.schemahints" in self.settings:
                    settings["schemaHints"] = self.settings["cloudfiles.schemahints"]
            if source not in ("csv", "json", "text", "parquet", "binaryfile", "avro", "orc", "xml"):
                raise NotImplementedError("Streams of the format " + source + " are not available in pipelines of an embedded workspace.")
            if source == "csv":
                settings.setdefault("header", "false")
            if self.wanted is not None:
                settings["schema"] = self.wanted
            given = "".join(", " + key + " => " + literal(value) for key, value in settings.items())
            return stream("read_files(" + literal(path or self.settings.get("path", "")) + ", format => " + literal(source) + given + ")")
        def csv(self, path, **options):
            return self.format("csv").load(path, **options)
        def json(self, path, **options):
            return self.format("json").load(path, **options)
        def text(self, path, **options):
            return self.format("text").load(path, **options)
        def parquet(self, path, **options):
            return self.format("parquet").load(path, **options)
    type(spark).readStream = property(lambda session: StreamReader())
    module.read_stream = lambda name: StreamReader().table(name)
    def unavailable(what):
        def refuse(*_, **__):
            raise NotImplementedError(what + " is not available in pipelines of an embedded workspace.")
        return refuse
    for what in ("create_streaming_table", "create_auto_cdc_flow", "apply_changes", "append_flow", "create_sink"):
        setattr(module, what, unavailable(what))
    combining = {"groupBy", "groupby", "agg", "distinct", "dropDuplicates", "drop_duplicates", "count"}
    def combines(code):
        return bool(combining & set(code.co_names)) or any(combines(one) for one in code.co_consts if hasattr(one, "co_names"))
    def described(name, one):
        code = one["function"].__code__
        return {"name": name, "kind": one["kind"], "comment": one["comment"], "stateful": combines(code), "mentions": sorted(set(texts(code)))}
    def listed():
        return [described(name, one) for name, one in found.items()]
    def begin(relations):
        streams["seen"], streams["relations"] = [], relations
    def sources(name):
        begin({})
        found[name]["function"]()
        return streams["seen"]
    def make(name, relations):
        begin(relations)
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
        rows.createOrReplaceTempView("__pipeline_rows")
        count = rows.count()
        return {"rows": count, "dropped": 0 if total is None else total - count, "expectations": seen}
    _sys.modules["dlt"] = module
    import pyspark
    pyspark.pipelines = module
    _sys.modules["pyspark.pipelines"] = module
    def check(name):
        begin({})
        found[name]["function"]().schema
        return {}
    return listed, make, check, sources

_pipeline_datasets, _pipeline_make, _pipeline_check, _pipeline_streams = _pipeline_module()
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
    async streams(dataset) {
      const found = await value(`_pipeline_streams(${JSON.stringify(dataset)})`);
      if (isFields(found) && typeof found.error === "string") return { error: found.error };
      return Array.isArray(found) ? found.map(String) : [];
    },
    async make(dataset, relations) {
      const given = `_json.loads(${JSON.stringify(JSON.stringify(relations))})`;
      const made = await value(`_pipeline_make(${JSON.stringify(dataset)}, ${given})`);
      if (isFields(made) && typeof made.error === "string") return { error: made.error };
      return made as Rows;
    },
    close: python.close,
  };
}
