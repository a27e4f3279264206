/** Error for a division by zero under ANSI rules. `duckdb-errors.ts` recognises the text. */
const ZERO = "error('DIVIDE_BY_ZERO')";

/** Spark's functions as DuckDB macros. They are in the temporary schema of each connection, where statements cannot drop them. */
const definitions: readonly string[] = [
  `spark_divide(a, b) AS CASE WHEN b = 0 THEN ${ZERO} ELSE a / b END`,
  `spark_int_divide(a, b) AS CASE WHEN b = 0 THEN ${ZERO} ELSE a // b END`,
  `spark_mod(a, b) AS CASE WHEN b = 0 THEN ${ZERO} ELSE a % b END`,
  `spark_pmod(a, b) AS CASE WHEN b = 0 THEN ${ZERO} ELSE ((a % b) + b) % b END`,
  "spark_range(a) AS TABLE (SELECT range AS id FROM range(a)), (a, b) AS TABLE (SELECT range AS id FROM range(a, b)), (a, b, c) AS TABLE (SELECT range AS id FROM range(a, b, c))",
  "spark_date_add(d, n) AS CAST(d AS DATE) + CAST(n AS INTEGER)",
  "spark_date_sub(d, n) AS CAST(d AS DATE) - CAST(n AS INTEGER)",
  "spark_datediff(a, b) AS CAST(CAST(a AS DATE) - CAST(b AS DATE) AS INTEGER)",
  "spark_add_months(d, n) AS CAST(CAST(d AS DATE) + to_months(CAST(n AS INTEGER)) AS DATE)",
  "spark_dayofweek(d) AS CAST(dayofweek(CAST(d AS DATE)) + 1 AS INTEGER)",
  "spark_weekday(d) AS CAST(isodow(CAST(d AS DATE)) - 1 AS INTEGER)",
  "spark_dayname(d) AS left(dayname(CAST(d AS DATE)), 3)",
  "spark_hex(x) AS hex(x)",
  "spark_isnotnull(x) AS x IS NOT NULL",
  "spark_unit(u) AS CASE upper(u) WHEN 'MM' THEN 'month' WHEN 'MON' THEN 'month' WHEN 'YYYY' THEN 'year' WHEN 'YY' THEN 'year' WHEN 'DD' THEN 'day' ELSE lower(u) END",
  "spark_date_trunc(u, t) AS date_trunc(spark_unit(u), CAST(t AS TIMESTAMP))",
  "spark_trunc(d, u) AS CAST(date_trunc(spark_unit(u), CAST(d AS TIMESTAMP)) AS DATE)",
  "spark_date_format(d, f) AS strftime(CAST(d AS TIMESTAMP), f)",
  "spark_to_date(s, f) AS CAST(strptime(CAST(s AS VARCHAR), f) AS DATE)",
  "spark_to_timestamp(s, f) AS strptime(CAST(s AS VARCHAR), f)",
  "spark_unix_timestamp() AS CAST(epoch(now()) AS BIGINT), (t) AS CAST(epoch(CAST(t AS TIMESTAMP)) AS BIGINT)",
  "spark_from_unixtime(n) AS strftime(make_timestamp(CAST(n AS BIGINT) * 1000000), '%Y-%m-%d %H:%M:%S'), (n, f) AS strftime(make_timestamp(CAST(n AS BIGINT) * 1000000), f)",
  "spark_format_number(x, d) AS format('{:,.' || d || 'f}', CAST(x AS DOUBLE))",
  "spark_bround(x) AS round_even(x, 0), (x, d) AS round_even(x, d)",
  "spark_sha2(s, bits) AS CASE WHEN bits IN (0, 256) THEN sha256(s) ELSE error('sha2 is available for 256 bits') END",
  "spark_base64(s) AS to_base64(CAST(s AS BLOB))",
  "spark_unbase64(s) AS from_base64(s)",
  "spark_initcap(s) AS array_to_string(list_transform(string_split(lower(s), ' '), w -> upper(w[1]) || w[2:]), ' ')",
  "spark_substring_index(s, d, n) AS CASE WHEN n >= 0 THEN array_to_string(string_split(s, d)[1:n], d) ELSE array_to_string(string_split(s, d)[n:], d) END",
  "spark_get_json_object(j, p) AS json_extract_string(j, p)",
  "spark_element_at(x, i) AS x[i]",
  "spark_array_join(a, d) AS array_to_string(a, d)",
  "spark_slice(a, s, n) AS list_slice(a, s, s + n - 1)",
  // A series of dates has dates, where DuckDB's would have timestamps.
  "spark_sequence(a, b) AS generate_series(a, b), (a, b, c) AS generate_series(a, b, c), " +
    "(a DATE, b DATE) AS list_transform(generate_series(a, b, INTERVAL 1 DAY), d -> CAST(d AS DATE)), " +
    "(a DATE, b DATE, c) AS list_transform(generate_series(a, b, c), d -> CAST(d AS DATE))",
  "spark_monotonically_increasing_id() AS row_number() OVER () - 1",
  "spark_typeof(x) AS CASE typeof(x) WHEN 'INTEGER' THEN 'int' WHEN 'VARCHAR' THEN 'string' WHEN 'BLOB' THEN 'binary' WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp' ELSE lower(typeof(x)) END",
];

export const macros: string = definitions.map((definition) => `CREATE TEMP MACRO ${definition};`).join("\n");
