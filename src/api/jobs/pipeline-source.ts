// The `dlt` of pipelines has these decorators and functions; a library of the same name on PyPI has others.
const PYTHON =
  /^[ \t]*@(?:dlt|dp)\.(?:table|view|materialized_view|temporary_view|append_flow|expect\w*)\b|\b(?:dlt|dp)\.(?:create_streaming_(?:live_)?table|create_auto_cdc\w*|apply_changes\w*|read_stream|create_sink)\s*\(|^[ \t]*from[ \t]+pyspark[ \t]+import[ \t]+pipelines\b|^[ \t]*import[ \t]+pyspark\.pipelines\b/m;
const SQL =
  /\bCREATE\s+(?:OR\s+REFRESH\s+)?(?:PRIVATE\s+)?(?:STREAMING\s+(?:LIVE\s+)?TABLE|LIVE\s+(?:TABLE|VIEW))\b|\bCREATE\s+OR\s+REFRESH\s+(?:PRIVATE\s+)?MATERIALIZED\s+VIEW\b|\b(?:APPLY\s+CHANGES|AUTO\s+CDC)\s+INTO\b/i;
const IMPORTS_DLT = /^[ \t]*(?:import[ \t]+dlt\b|from[ \t]+dlt[ \t]+import\b)/m;
const OTHER_DLT = /\bdlt\.(?:pipeline|source|resource|destinations?|run)\b/;

/** Whether a source defines tables of a pipeline (Lakeflow, DLT). A task that runs it as a notebook fails. */
export const isPipelineSource = (source: string): boolean =>
  PYTHON.test(source) || SQL.test(source) || (IMPORTS_DLT.test(source) && !OTHER_DLT.test(source));
