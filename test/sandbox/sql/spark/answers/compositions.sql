BEGIN DECLARE n INT DEFAULT 3; DECLARE acc INT DEFAULT 1; WHILE n > 0 DO SET acc = acc * n; SET n = n - 1; END WHILE; SELECT acc; END
BEGIN DECLARE total INT DEFAULT 0; FOR r AS SELECT * FROM VALUES (1), (2), (3) t(v) DO SET total = total + r.v; END FOR; SELECT total AS t; END
BEGIN DECLARE x INT DEFAULT 0; l: LOOP SET x = x + 1; IF x = 2 THEN ITERATE l; END IF; IF x > 4 THEN LEAVE l; END IF; END LOOP l; SELECT x; END
BEGIN DECLARE x STRING DEFAULT 'none'; BEGIN DECLARE EXIT HANDLER FOR DIVIDE_BY_ZERO SET x = 'div'; SELECT 1 / 0; SET x = 'after'; END; SELECT x; END
BEGIN DECLARE x STRING DEFAULT 'a'; CASE x WHEN 'a' THEN SET x = 'is a'; ELSE SET x = 'other'; END CASE; VALUES (x); END
BEGIN DECLARE i INT DEFAULT 0; REPEAT SET i = i + 2; UNTIL i >= 5 END REPEAT; IF i = 6 THEN SELECT 'six'; ELSEIF i = 5 THEN SELECT 'five'; ELSE SELECT 'x'; END IF; END
BEGIN DECLARE q STRING DEFAULT 'SELECT :a + :b AS s'; EXECUTE IMMEDIATE q USING 1 AS a, 2 AS b; END
BEGIN DECLARE x INT DEFAULT 1; BEGIN DECLARE x INT DEFAULT 2; SET x = x + 10; END; SELECT x; END
BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN SELECT 'caught'; END; SELECT 1 / 0; END
BEGIN DECLARE x INT = 5; SELECT x + 1 AS y, (SELECT max(v) FROM VALUES (1), (9) t(v) WHERE v > x) AS m; END
BEGIN FOR r AS SELECT id, id * 2 AS d FROM range(3) DO IF r.id = 1 THEN SELECT r.id, r.d; END IF; END FOR; END
SELECT size(cast(array(1, 2) AS ARRAY<STRING>)), cast(array(1) AS ARRAY<INT>)[0], cast(map('a', 1) AS MAP<STRING, BIGINT>), cast(named_struct('a', 1) AS STRUCT<a: BIGINT>), try_cast(array('1') AS ARRAY<INT>), array(1)::array<string>
SELECT cast(a AS ARRAY<STRING>), cast(a AS STRING), cast(s.x AS BIGINT), cast(a[0] AS STRING), cast(a AS ARRAY<INT>) = a FROM (SELECT array(1) AS a, named_struct('x', 1) AS s)
SELECT date'2026-01-01' + 1, date'2026-01-01' - 1, 1 + date'2026-01-01', d + 1, d - n, n + d, d - d, d + INTERVAL '1' DAY, d - INTERVAL '1' MONTH FROM VALUES (date'2026-01-01', 2) t(d, n)
SELECT timestamp'2026-01-01', timestamp_ntz'2026-01-01', timestamp'2026-01-01 10:00', timestamp'2026-01-01 10:00:00.500', timestamp'2026-01-01T10:00:00Z', date'2026-1-5', timestamp_ltz'2026-01-01 00:00:00', timestamp'2026-01-01 10:00:00+02:00'
SELECT max(timestamp'2026-01-01'), max(date'2026-1-5'), abs(1) + length(timestamp'2026-1-1 1:2:3')
SELECT sort_array(xs), sort_array(xs, false), size(sort_array(xs)), aggregate(xs, 0, (a, x) -> a + x), reduce(xs, 0, (a, x) -> a + x), reduce(xs, 0, (a, x) -> a + x, a -> a * 2) FROM VALUES (array(2, 1)) t(xs)
SELECT struct(*), struct(t.*), array(*), count(*), to_json(struct(t.*)), named_struct('a', a), hash(*), concat_ws(',', *), coalesce(*) FROM VALUES (1, 2) t(a, b)
SELECT struct(1 AS `a b`), struct(1 AS ab, 2), struct(1 AS `a``b`), named_struct('a b', 1), struct(a AS x) FROM VALUES (1) t(a)
SELECT s.a['x'], s['a'], s['a'].x, s['a']['x'], m['k'], m.k, xs[0], xs[0].p, xs.p, s.a.x + 1 FROM (SELECT named_struct('a', named_struct('x', 1)) AS s, map('k', 1) AS m, array(named_struct('p', 5)) AS xs)
SELECT every(a > 0), bool_and(a > 0), some(a > 0), any(a > 0), bool_or(a > 0), first(a), first_value(a), last(a, true), any_value(a), array_agg(a), collect_list(a), mean(a), avg(a), stddev(a), variance(a), var_samp(a), count_if(a > 1), min_by(a, a), approx_count_distinct(a), cardinality(collect_list(a)), size(collect_set(a)), string_agg(cast(a AS STRING), ','), listagg(cast(a AS STRING)) FROM VALUES (1) t(a)
EXECUTE IMMEDIATE 'SELECT a + ?, ? FROM VALUES (1) t(a) WHERE a < ?' USING 1, 'x', 5
FROM VALUES (1, 2) t(a, b) |> SET a = b + 1, b = a * 10
FROM VALUES (1, 2) t(a, b) |> SET a = 5, a = a + 1
FROM VALUES (1, 2) t(a, b) |> EXTEND a + 1 AS c, c + 1 AS d
FROM VALUES (1, 2) t(a, b) |> SET t.a = 3
FROM VALUES (1, 2) t(a, b) |> AS u |> SET a = u.b, b = u.a
SELECT between(1, 0, 2), a BETWEEN 0 AND 2, a NOT BETWEEN 0 AND 2, a IN (1), NOT a IN (1), a LIKE 'x', a NOT LIKE 'x' ESCAPE '#', a RLIKE 'x', a ILIKE 'X', a LIKE ANY ('x', 'y'), a IS NOT DISTINCT FROM 1, a IS TRUE FROM VALUES ('1') t(a)
SELECT k, v, sum(v) OVER (PARTITION BY k ORDER BY v RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS s, count(*) OVER (PARTITION BY k ORDER BY v RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS c FROM VALUES ('a', 1), ('a', 2), ('a', 4), ('a', 4), ('b', NULL), ('b', 3) t(k, v) ORDER BY k, v NULLS FIRST
SELECT k, v, sum(v) OVER (ORDER BY k DESC ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS s, avg(v) OVER (ORDER BY k ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS a FROM VALUES (1, 10), (2, 20), (3, 30), (4, NULL) t(k, v) ORDER BY k
SELECT d, v, sum(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL '1' MONTH PRECEDING AND CURRENT ROW) AS s FROM VALUES (date'2026-01-31', 1), (date'2026-02-28', 2), (date'2026-03-01', 4), (date'2026-03-31', 8) t(d, v) ORDER BY d
SELECT ts, sum(v) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '10' MINUTE PRECEDING AND INTERVAL '5' MINUTE FOLLOWING) AS s FROM VALUES (timestamp'2026-01-01 00:00:00', 1), (timestamp'2026-01-01 00:08:00', 2), (timestamp'2026-01-01 00:19:00', 4) t(ts, v) ORDER BY ts
SELECT k, v, collect_list(v) OVER (PARTITION BY k ORDER BY v ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS l, array_join(collect_list(v) OVER (PARTITION BY k ORDER BY v DESC), '-') AS j FROM VALUES ('a', 3), ('a', 1), ('a', 2), ('b', 9) t(k, v) ORDER BY k, v
SELECT k, v, first_value(v) OVER w AS f, last_value(v) OVER w AS l, nth_value(v, 2) OVER w AS n, nth_value(v, 2) IGNORE NULLS OVER w AS ni FROM VALUES (1, NULL), (2, 5), (3, NULL), (4, 7) t(k, v) WINDOW w AS (ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY k
SELECT k, lead(v, 2) IGNORE NULLS OVER (ORDER BY k) AS a, lag(v) IGNORE NULLS OVER (ORDER BY k) AS b, lag(v, 1, 0) OVER (ORDER BY k) AS c FROM VALUES (1, NULL), (2, 5), (3, NULL), (4, 7), (5, 9) t(k, v) ORDER BY k
SELECT k, v, ntile(2) OVER (PARTITION BY k ORDER BY v) AS n, round(percent_rank() OVER (PARTITION BY k ORDER BY v), 3) AS p, round(cume_dist() OVER (PARTITION BY k ORDER BY v DESC), 3) AS c FROM VALUES ('a', 1), ('a', 2), ('a', 2), ('b', 5), ('a', 9) t(k, v) ORDER BY k, v, n
SELECT k, sum(v) AS s, sum(sum(v)) OVER (ORDER BY k) AS running, rank() OVER (ORDER BY sum(v) DESC) AS r, sum(v) / sum(sum(v)) OVER () AS share FROM VALUES ('a', 1), ('b', 3), ('a', 2), ('c', 4) t(k, v) GROUP BY k ORDER BY k
SELECT k, count(DISTINCT v) OVER (PARTITION BY k) FROM VALUES ('a', 1) t(k, v)
SELECT k, v, max(v) FILTER (WHERE v < 5) OVER (PARTITION BY k) FROM VALUES ('a', 1) t(k, v)
SELECT id, id - row_number() OVER (ORDER BY id) AS island FROM VALUES (1), (2), (4), (5), (6), (9) t(id) ORDER BY id
WITH x AS (SELECT * FROM VALUES (1), (2), (4), (5), (6), (9) t(id)), g AS (SELECT id, id - row_number() OVER (ORDER BY id) AS grp FROM x) SELECT min(id) AS a, max(id) AS b, count(*) AS n, array_agg(id) AS ids FROM g GROUP BY grp ORDER BY a
SELECT stddev(v) OVER (ORDER BY k) AS sd, var_pop(v) OVER () AS vp, round(corr(k, v) OVER (), 6) AS c, skewness(v) OVER () AS sk FROM VALUES (1, 2.0D), (2, 4.0D), (3, 9.0D) t(k, v)
SELECT k, percentile_cont(0.5) WITHIN GROUP (ORDER BY v) AS m, percentile_disc(0.25) WITHIN GROUP (ORDER BY v DESC) AS d, median(v) AS md, percentile(v, array(0.1, 0.9)) AS p FROM VALUES ('a', 1), ('a', 2), ('a', 10), ('b', 4) t(k, v) GROUP BY k ORDER BY k
SELECT array_agg(DISTINCT v) IS NOT NULL, sort_array(collect_set(v)), array_size(collect_list(v)), count_if(v > 1), bool_and(v > 0), every(v > 1), some(v > 2) FROM VALUES (1), (2), (2), (NULL), (3) t(v)
SELECT regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x), regr_count(y, x), covar_samp(y, x), covar_pop(y, x), regr_avgx(y, x), regr_sxy(y, x) FROM VALUES (1, 2.0), (2, 4.1), (3, 6.2), (NULL, 1) t(x, y)
SELECT grouping(a) AS ga, a, b, sum(v) AS s FROM VALUES ('x', 1, 10), ('x', 2, 20), ('y', 1, 30) t(a, b, v) GROUP BY a, b WITH ROLLUP ORDER BY ga, a, b NULLS LAST
SELECT a, b, sum(v) FROM VALUES ('x', 1, 10), ('x', 2, 20), ('y', 1, 30) t(a, b, v) GROUP BY CUBE(a, b) HAVING grouping_id() IN (1, 3) ORDER BY 1 NULLS LAST, 2
SELECT a, sum(v) FROM VALUES ('x', 10), (NULL, 20) t(a, v) GROUP BY GROUPING SETS ((a), ()) ORDER BY grouping(a), a
SELECT a, GROUPING SETS FROM VALUES (1) t(a)
SELECT upper(s) AS u, count(*) FROM VALUES ('a'), ('A'), ('b') t(s) GROUP BY u HAVING count(*) > 1
SELECT s, count(*) AS n FROM VALUES ('a'), ('a'), ('b') t(s) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1
SELECT sum(v) FILTER (WHERE k = 'a') AS a, count(*) FILTER (WHERE v IS NULL) AS n, avg(DISTINCT v) AS d, sum(DISTINCT v) FILTER (WHERE k = 'b') FROM VALUES ('a', 1), ('a', 1), ('b', 3), ('b', NULL) t(k, v)
SELECT try_sum(v), try_avg(v), sum(try_cast(s AS INT)) FROM VALUES (9223372036854775807, '1'), (1, 'x') t(v, s)
SELECT sum(v) FROM VALUES (9223372036854775807), (1) t(v)
SELECT sum(v), avg(v), typeof(sum(v)), typeof(avg(v)) FROM VALUES (1.10), (2.25), (NULL) t(v)
SELECT avg(v), typeof(avg(v)), sum(v) FROM VALUES (INTERVAL '1' DAY), (INTERVAL '2' DAY), (NULL) t(v)
SELECT e.id, i.col.sku, i.col.qty FROM (SELECT 1 AS id, from_json('[{"sku":"x","qty":1},{"sku":"y","qty":null}]', 'array<struct<sku:string,qty:int>>') AS items) e, LATERAL explode(e.items) i
SELECT id, pos, col FROM (SELECT 1 AS id, array('a', 'b') AS xs UNION ALL SELECT 2, array()) LATERAL VIEW OUTER posexplode(xs) t ORDER BY id, pos
SELECT id, k, v FROM (SELECT 1 AS id, map('a', 1, 'b', 2) AS m) LATERAL VIEW explode(m) t AS k, v ORDER BY k
SELECT t.id, u.x, u.y FROM VALUES (1, array(named_struct('x', 1, 'y', 'a'), named_struct('x', 2, 'y', NULL))) t(id, s) LATERAL VIEW inline(s) u ORDER BY u.x
SELECT inline_outer(array()), 1
SELECT stack(2, 'a', 1, 'b', 2) AS (k, v)
SELECT s.*, size(xs) FROM (SELECT named_struct('a', 1, 'b', named_struct('c', array(1, 2))) AS s, array(1, NULL) AS xs)
SELECT to_json(struct(*)) FROM VALUES (1, 'a', NULL) t(id, name, gone)
SELECT to_json(named_struct('d', date'2026-01-02', 't', timestamp'2026-01-02 03:04:05.678', 'x', 1.50, 'f', 1e10D, 'n', NULL, 'm', map('k', array(1, NULL)))), to_json(array(map('a', 1))), to_json(struct(1 AS `a b`))
SELECT from_json('{"a":[1,"x"]}', 'a ARRAY<INT>'), from_json('{"a":1.0}', 'a INT'), from_json('{"a":"1"}', 'a INT'), from_json('{"a":null,"b":{}}', 'a STRING, b STRUCT<c: INT>'), from_json('', 'a INT'), from_json('[1,2]', 'a INT')
SELECT from_json('{"a":1,"x":2}', 'a INT, _corrupt_record STRING', map('columnNameOfCorruptRecord', '_corrupt_record')), from_json('{"a":"b"', 'a INT, _corrupt_record STRING', map('mode', 'PERMISSIVE'))
SELECT from_json('{"t":"2026/01/02 03:04"}', 't TIMESTAMP', map('timestampFormat', 'yyyy/MM/dd HH:mm')), from_json("{'a':1}", 'a INT', map('allowSingleQuotes', 'false')), from_json('{a:1}', 'a INT', map('allowUnquotedFieldNames', 'true'))
SELECT schema_of_json('[{"a":1,"b":"x"},{"a":2.5,"c":[true]}]'), schema_of_json('{"a":12345678901234567890,"d":"2026-01-01"}'), schema_of_csv('1,2026-01-01,x,1.5')
SELECT from_csv('1,"a,b",2026-01-02', 'i INT, s STRING, d DATE'), from_csv('x;2', 'a STRING, b INT', map('sep', ';')), to_csv(struct(1, 'a,b', NULL, date'2026-01-02')), from_csv('1', 'a INT, b INT')
SELECT get_json_object('{"a":[1,[2,3]]}', '$.a[1][0]'), get_json_object('{"a.b":1}', "$['a.b']"), get_json_object('{"a":[{"b":1},{"c":2}]}', '$.a[*].b'), get_json_object('[1,2]', '$[1]'), get_json_object('{"a":"\\u00e9"}', '$.a')
SELECT k, schema_of_variant(v), v::string FROM VALUES (1, '1'), (2, '"a"'), (3, '[1,"b"]'), (4, '{"x":1.5}'), (5, 'true'), (6, 'null') t(k, s), LATERAL (SELECT parse_json(s) AS v) ORDER BY k
SELECT cast(parse_json('{"a":1,"b":[1,2]}') AS STRUCT<a: INT, b: ARRAY<STRING>>), cast(parse_json('{"x":1}') AS MAP<STRING, DOUBLE>), parse_json('"2026-01-01"')::date, parse_json('1e400')::double
SELECT date_trunc('week', date'2026-01-01'), date_trunc('DECADE', timestamp'2026-05-05 10:00:00'), trunc(date'2026-05-05', 'q'), trunc('2026-05-05', 'day'), date_trunc('HOUR', '2026-05-05 10:59:59'), date_trunc('nope', date'2026-01-01')
SELECT date_format(ts, 'yyyy-MM-dd''T''HH:mm:ss.SSSXXX'), date_format(ts, 'EEEE, d MMMM y'), date_format(ts, 'D DDD'), date_format(ts, 'h:mm:ss a z'), date_format(ts, 'L LL LLL LLLL'), date_format(ts, 'SSSSSS n') FROM (SELECT timestamp'2026-02-03 14:05:06.789012' AS ts)
SELECT date_format(ts, 'Q QQ QQQ QQQQ'), date_format(ts, 'yy yyyy yyyyy'), date_format(ts, 'M MM MMM MMMM'), date_format(ts, 'k K H h'), date_format(ts, 'O OOOO x xx xxx'), date_format(ts, 'G GGGG'), date_format(ts, 'V VV') FROM (SELECT timestamp'0099-02-03 00:05:06' AS ts)
SELECT to_date('3 Mar 2026', 'd MMM yyyy'), to_date('2026-W05', "yyyy-'W'ww")
SELECT to_timestamp('2026-03-01 25:00:00')
SELECT to_timestamp('12/31/2026 11:59 PM', 'MM/dd/yyyy hh:mm a'), to_timestamp('20260301T101112Z', "yyyyMMdd'T'HHmmssX"), to_timestamp('2026-03-01 10:11:12.5', 'yyyy-MM-dd HH:mm:ss.S'), to_timestamp('1 Jan 26', 'd MMM yy'), try_to_timestamp('2026-02-29', 'yyyy-MM-dd')
SELECT add_months(date'2026-01-31', 13), add_months(date'2024-02-29', -12), months_between('2026-03-31', '2026-02-28'), months_between('2026-01-31 12:00:00', '2025-12-31'), last_day('2028-02-01'), next_day(date'2026-01-01', 'thu'), next_day('2026-01-01', 'x')
SELECT extract(WEEK FROM date'2021-01-03'), extract(YEAROFWEEK FROM date'2021-01-03'), extract(QUARTER FROM timestamp'2026-05-01 00:00:00'), extract(DAYOFWEEK_ISO FROM date'2026-05-03'), extract(SECONDS FROM timestamp'2026-01-01 00:00:59.123456'), extract(DAYS FROM INTERVAL '3 04:05:06' DAY TO SECOND), extract(MONTH FROM INTERVAL '2-5' YEAR TO MONTH), date_part('DOY', date'2026-12-31')
SELECT sequence(date'2026-01-31', date'2026-06-01', INTERVAL 1 MONTH), sequence(timestamp'2026-01-01 00:00:00', timestamp'2026-01-01 02:00:00', INTERVAL 45 MINUTES), sequence(10, 1, -4), sequence(date'2026-01-03', date'2026-01-01')
SELECT sequence(1, 5, -1)
SELECT explode(sequence(date'2026-02-27', date'2026-03-02')) AS d
SELECT d, coalesce(v, 0) AS v FROM (SELECT explode(sequence(date'2026-01-01', date'2026-01-04')) AS d) c LEFT JOIN (SELECT * FROM VALUES (date'2026-01-02', 5) t(day, v)) ON d = day ORDER BY d
SELECT timestamp'2026-03-29 01:30:00' + INTERVAL '1' DAY, timestamp'2026-01-01 00:00:00' - INTERVAL '1-1' YEAR TO MONTH, date'2026-01-31' + INTERVAL '1' MONTH, date'2026-01-01' + INTERVAL '25' HOUR, timestamp'2026-01-02 00:00:00' - timestamp'2026-01-01 12:30:15.5', date'2026-01-01' - 1, 1 + date'2026-01-01'
SELECT INTERVAL '1 02:03:04.000005' DAY TO SECOND, INTERVAL '2' YEAR, INTERVAL 5 DAYS 3 HOURS, INTERVAL '-3' MONTH, INTERVAL '1.5' SECOND, make_dt_interval(0, 25, 61, 1.000001), INTERVAL '10' DAY / 4, INTERVAL '1' HOUR * -1.5, abs(INTERVAL '-2' DAY), sign(INTERVAL '-1' MONTH)
SELECT timestamp_ntz'2026-01-01 10:00:00' AS a, cast(timestamp_ntz'2026-01-01 10:00:00' AS TIMESTAMP) AS b, cast(timestamp'2026-01-01 10:00:00' AS TIMESTAMP_NTZ) AS c, timestamp_ntz'2026-01-01 10:00:00' + INTERVAL '1' HOUR, typeof(timestamp_ntz'2026-01-01' - timestamp_ntz'2025-01-01'), convert_timezone('UTC', 'Asia/Kolkata', timestamp_ntz'2026-01-01 00:00:00')
SELECT unix_timestamp('2026-01-01 00:00:00', 'yyyy-MM-dd HH:mm:ss'), unix_timestamp(date'2026-01-01'), from_unixtime(1767225600, 'yyyy-MM-dd HH'), to_unix_timestamp('2026-01-01'), unix_micros(timestamp'2026-01-01 00:00:00.000001'), timestamp_micros(1767225600000001), unix_seconds(timestamp'1969-12-31 23:59:59.5'), cast(timestamp'1969-12-31 23:59:59.5' AS BIGINT)
SELECT cast(1767225600 AS TIMESTAMP), cast(1.5 AS TIMESTAMP), cast(timestamp'2026-01-01 00:00:00.25' AS DOUBLE), cast(timestamp'2026-01-01 00:00:00.25' AS DECIMAL(20, 3)), cast(true AS TIMESTAMP)
SELECT window.start, window.end, sum(v) FROM VALUES (timestamp'2026-01-01 00:00:30', 1), (timestamp'2026-01-01 00:01:10', 2) t(ts, v) GROUP BY window(ts, '1 minute', '30 seconds', '15 seconds') ORDER BY 1
SELECT session_window.start AS s, session_window.end AS e, k, count(*) AS n FROM VALUES ('a', timestamp'2026-01-01 00:00:00'), ('a', timestamp'2026-01-01 00:04:00'), ('a', timestamp'2026-01-01 00:20:00'), ('b', timestamp'2026-01-01 00:01:00') t(k, ts) GROUP BY k, session_window(ts, '5 minutes') ORDER BY k, s
SELECT regexp_extract('2026-01-05 ERROR [db] x', '(\\d{4})-(\\d\\d).*\\[(\\w+)\\]', 3), regexp_extract('abc', 'x(\\d)', 1), regexp_extract_all('a1b22c333', '[a-z](\\d+)'), regexp_extract_all('a1b22', '([a-z])(\\d+)', 0), regexp_replace('John Smith', '(\\w+)\\s(\\w+)', '$2, $1'), regexp_count('banana', 'an'), regexp_instr('xxabc', 'a.c'), regexp_substr('foo123', '\\d+')
SELECT regexp_replace('aaa', 'a', 'b', 2), regexp_replace('a.b.c', '.', '-'), regexp_replace('a.b.c', '\\.', '$0$0'), regexp_replace('tel: 555-1234', '[^0-9]', ''), 'Straße' RLIKE '(?i)STRASSE', 'a\nb' RLIKE 'a.b', 'a\nb' RLIKE '(?s)a.b', regexp_like('ABC', '(?i)^abc$')
SELECT regexp_extract('abc', '(')
SELECT regexp_extract('abc', '(a)', 2)
SELECT split('a,b,,c,,', ','), split('a1b2c3', '\\d'), split('a,b,c', ',', 2), split('abc', ''), split('', ','), split_part('a-b-c', '-', 2), split_part('a-b-c', '-', -1), split_part('a-b', '-', 5), size(split(NULL, ','))
SELECT split_part('a-b', '-', 0)
SELECT 'a_c' LIKE 'a\\_c', 'abc' LIKE 'a\\_c', 'a%c' LIKE 'a#%c' ESCAPE '#', 'Abc' ILIKE 'aB%', 'x' LIKE ANY ('a%', 'x%'), 'xa' LIKE ALL ('x%', '%a'), 'abc' NOT LIKE '%b%', 'a' LIKE NULL, startswith('abc', 'ab'), contains('abc', 'bc'), endswith('abc', '')
SELECT format_string('%05.2f|%-6s|%x|%,d|%e|%b|%c', 3.14159, 'ab', 255, 1234567, 12345.678, true, 'z'), printf('%3d%%', 7), format_number(1234567.891, 2), format_number(0.5, '#.00'), format_number(-1234.5, '#,##0.00;(#,##0.00)'), format_number(12345, 0)
SELECT lpad('7', 3, '0'), rpad('ab', 5, '*-'), lpad('abc', 2), trim(BOTH 'x' FROM 'xxaxx'), ltrim('0', '007'), btrim('  a '), translate('abcabc', 'abc', 'xy'), initcap('hello wORLD-foo bar'), repeat('ab', 0), reverse('añb'), overlay('abcdef' PLACING 'XX' FROM 2 FOR 3), substring_index('a.b.c.d', '.', -2), instr('banana', 'an'), locate('an', 'banana', 3), left('abc', 2), right('abc', 5), substr('hello', -3, 2), char_length('añ😀'), octet_length('añ😀'), ascii('é'), chr(233), levenshtein('kitten', 'sitting'), soundex('Robert'), space(2) || 'x'
SELECT concat_ws('-', 'a', NULL, array('b', NULL, 'c'), ''), concat('a', 1, true, date'2026-01-01', 1.50), 'a' || NULL, elt(2, 'a', 'b'), find_in_set('b', 'a,b,c'), sentences('Hi there. Bye!'), encode('é', 'UTF-8'), decode(X'C3A9', 'UTF-8'), hex('A'), unhex('4142'), base64('abc'), to_char(-1234.5, 'S9,999.99'), to_number('12,345.67', '99,999.99'), mask('Ab-12'), url_encode('a b&c'), url_decode('a+b%26'), parse_url('https://u@h.com:80/p/a?q=1&r=x#f', 'QUERY', 'r'), crc32('a'), md5('a'), sha2('a', 256)
SELECT transform(array(1, 2, 3), x -> x * x), transform(map_entries(map('a', 1)), e -> e.key || e.value), filter(array('a', NULL, 'b'), x -> x IS NOT NULL), aggregate(array(1.5, 2.5), cast(0 AS DECIMAL(10, 2)), (a, x) -> a + x), reduce(array('a', 'b'), '', (a, x) -> concat(a, x), a -> upper(a)), exists(array(1, NULL), x -> x > 1), forall(array(1, NULL), x -> x > 0)
SELECT array_sort(array(named_struct('a', 2, 'b', 'x'), named_struct('a', 1, 'b', 'y')), (l, r) -> CASE WHEN l.a < r.a THEN -1 WHEN l.a > r.a THEN 1 ELSE 0 END), array_sort(array(3, 1, NULL, 2), (l, r) -> IF(l IS NULL, 1, IF(r IS NULL, -1, r - l))), sort_array(array(named_struct('a', 2), named_struct('a', 1)))
SELECT transform(array(array(1, 2), array(3)), xs -> aggregate(xs, 0, (a, x) -> a + x)), transform(array(1, 2), x -> transform(array(10, 20), y -> x * y)), filter(array(array(1), array()), a -> size(a) > 0), flatten(transform(array(1, 2), x -> array_repeat(x, x)))
SELECT map_filter(map('a', 1, 'b', NULL), (k, v) -> v IS NOT NULL), transform_values(map('a', 1, 'b', 2), (k, v) -> concat(k, v)), map_zip_with(map('a', 1), map('b', 2), (k, x, y) -> struct(x, y)), transform_keys(map(1, 'x'), (k, v) -> k * 10), map_from_entries(array(struct('a', 1), struct('b', 2))), str_to_map('a:1,b:2,c'), str_to_map('x=1;y=2', ';', '='), map_keys(map('z', 1, 'a', 2)), map_concat(map(1, 'a'), map(2, 'b'))
SELECT zip_with(array(1, 2, 3), array('a', 'b'), (x, y) -> concat_ws(':', x, y)), arrays_zip(array(1, 2) , array('x')), array_intersect(array(1, 2, NULL), array(NULL, 2)), array_union(array(1, 1), array(2)), array_distinct(array(1, NULL, NULL, 1)), array_except(array('a', 'b'), array('a')), array_append(array(1), NULL), array_prepend(array(1), 0), array_insert(array(1, 2, 3), 2, 9), array_repeat('x', 3), array_position(array(1, NULL), NULL), array_contains(array(1, NULL), 2), arrays_overlap(array(1, 2), array(2, 3)), array_join(array('a', NULL, 'b'), ',', '?'), slice(array(1, 2, 3), 2, 5), shuffle(array(1)), sequence(1, 3), cardinality(array(1, NULL)), array_size(NULL)
SELECT aggregate(array(named_struct('q', 2, 'p', 1.5), named_struct('q', 1, 'p', 4.0)), named_struct('n', 0, 't', cast(0 AS DECIMAL(12, 2))), (a, x) -> named_struct('n', a.n + x.q, 't', cast(a.t + x.q * x.p AS DECIMAL(12, 2))), a -> a.t / a.n)
SELECT k, aggregate(collect_list(v), 1, (a, x) -> a * x) AS product, transform(sort_array(collect_list(v)), (x, i) -> x - i) AS t FROM VALUES ('a', 2), ('a', 3), ('b', 5) t(k, v) GROUP BY k ORDER BY k
SELECT id, filter(xs, x -> x > m) AS big FROM (SELECT id, xs, aggregate(xs, 0, (a, x) -> a + x) / size(xs) AS m FROM VALUES (1, array(1, 2, 9)), (2, array(5)) t(id, xs)) ORDER BY id
FROM VALUES (1, 'a'), (2, 'b'), (3, 'a') t(id, k) |> WHERE id > 1 |> EXTEND id * 10 AS ten |> SELECT k, ten |> ORDER BY ten DESC
FROM VALUES (1, 'a'), (2, 'b'), (3, 'a') t(id, k) |> AGGREGATE sum(id) AS s, count(*) AS n GROUP BY k |> WHERE n > 1 |> SET s = s + 1
FROM VALUES (1, 'a'), (2, 'b') t(id, k) |> AS x |> JOIN VALUES (1, 'p') u(uid, v) ON x.id = u.uid |> SELECT x.k, u.v |> DROP v
FROM VALUES (1, 'a'), (2, 'b') t(id, k) |> UNION ALL VALUES (3, 'c') |> ORDER BY id DESC |> LIMIT 2
FROM VALUES (2025, 1, 10), (2025, 2, 20), (2026, 1, 5) t(y, q, v) |> PIVOT (sum(v) FOR q IN (1 AS q1, 2 AS q2)) |> ORDER BY y
FROM VALUES ('a', 1), ('a', 2), ('b', 3) t(k, v) |> EXTEND sum(v) OVER (PARTITION BY k) AS total |> WHERE v = total |> SELECT k, v
FROM VALUES ('a', 1), ('b', 3) t(k, v) |> AGGREGATE max(v) |> EXTEND 1 AS one
VALUES (1, 'a'), (2, 'b') |> SELECT col2, col1 + 1 |> WHERE col2 <> 'a'
SELECT 1 AS x |> EXTEND x + 1 AS y |> EXTEND y * 2 AS z |> SELECT *
FROM VALUES (1) t(a) |> TABLESAMPLE (100 PERCENT) |> SELECT a
FROM VALUES (1), (2) t(a) |> SELECT sum(a)
FROM VALUES (1, 2) t(a, b) |> SET a = b, b = a
EXECUTE IMMEDIATE 'SELECT ? * ?, upper(?)' USING 6, 7, 'x'
SELECT t.k, (SELECT count(*) FROM VALUES ('a'), ('a'), ('b') u(k) WHERE u.k = t.k) AS n, EXISTS (SELECT 1 FROM VALUES ('b') w(k) WHERE w.k = t.k) AS e FROM VALUES ('a'), ('c') t(k) ORDER BY t.k
SELECT k FROM VALUES (1, 'x'), (2, NULL), (3, 'y') t(k, v) WHERE v NOT IN (SELECT * FROM VALUES ('x'), (NULL) u(v))
SELECT k, v FROM VALUES (1, 'x'), (2, NULL), (3, 'y') t(k, v) WHERE (k, v) IN (SELECT 1, 'x' UNION ALL SELECT 2, NULL) ORDER BY k
SELECT t.id, l.m FROM VALUES (1), (2) t(id), LATERAL (SELECT max(x) AS m FROM VALUES (1), (2), (3) u(x) WHERE x <= t.id) l ORDER BY t.id
SELECT t.id, l.x FROM VALUES (1), (5) t(id) LEFT JOIN LATERAL (SELECT x FROM VALUES (1), (2) u(x) WHERE x > t.id) l ON true ORDER BY 1, 2
SELECT * FROM VALUES (1, 'a'), (2, 'b') l(id, x) FULL OUTER JOIN VALUES (2, 'c'), (3, 'd') r(id, y) USING (id) ORDER BY id
SELECT l.id, r.y FROM VALUES (1, 'a'), (2, 'b') l(id, x) LEFT ANTI JOIN VALUES (2, 'c') r(id, y) ON l.id = r.id
SELECT * FROM VALUES (1, 'a'), (2, 'b') l(id, x) LEFT SEMI JOIN VALUES (2, 'c'), (2, 'd') r(id, y) ON l.id = r.id
SELECT * FROM VALUES (1, NULL), (NULL, 2) l(a, b) JOIN VALUES (NULL, 'n'), (1, 'o') r(a, c) ON l.a <=> r.a ORDER BY c
SELECT * FROM VALUES (1), (2), (2) a(x) INTERSECT ALL SELECT * FROM VALUES (2), (2), (3) b(x)
SELECT * FROM VALUES (1), (2), (2), (NULL) a(x) EXCEPT ALL SELECT * FROM VALUES (2), (NULL) b(x) ORDER BY x
SELECT 1 AS a, 'x' AS b UNION SELECT 1.5, 'y' UNION ALL SELECT NULL, NULL ORDER BY a NULLS LAST
SELECT 1 UNION SELECT 'a'
SELECT * EXCEPT (b) FROM VALUES (1, 2, 3) t(a, b, c)
SELECT t.* EXCEPT (a), a + 1 AS a2 FROM VALUES (1, 2, 3) t(a, b, c)
SELECT a + 1 AS b, b * 2 AS c FROM VALUES (1) t(a)
SELECT a AS b, b AS a FROM VALUES (1, 2) t(a, b) ORDER BY b
SELECT 7 / 2, 7 DIV 2, -7 % 3, pmod(-7, 3), 7.0 / 2, mod(7, -3), round(2.5), bround(2.5), round(-1.25, 1), round(1234.5, -2), ceil(1.2), floor(-1.2), ceil(3.14159, 2), 1e3 * 2, 0.1 + 0.2, 1/3D, 3 DIV 0.5
SELECT 1 / 0
SELECT try_divide(1, 0), try_add(2147483647, 1), try_multiply(9223372036854775807, 2), try_subtract(-128Y, 1Y), try_mod(5, 0), 2147483647 + 1L, cast(2147483647 AS BIGINT) + 1
SELECT 2147483647 + 1
SELECT cast('12.7' AS INT)
SELECT cast(12.7 AS INT), cast(-12.7 AS BIGINT), cast('12.5' AS DECIMAL(3, 0)), cast(1e20 AS DECIMAL(38, 0)), cast(0.1D AS DECIMAL(20, 18)), cast('NaN' AS DOUBLE), cast('inf' AS FLOAT), cast(' 12 ' AS INT), cast('1e3' AS DOUBLE), cast(true AS INT), cast('yes' AS BOOLEAN), cast(X'41' AS STRING), cast('a' AS BINARY)
SELECT cast(123456 AS DECIMAL(5, 2))
SELECT 1.1 * 1.1, 1.10 + 2, 10.0 / 3, 1.5 % 1, cast(1 AS DECIMAL(38, 10)) * cast(2 AS DECIMAL(38, 10)), typeof(1.1 * 1.1), typeof(10.0 / 3), typeof(1 + 1.5), typeof(1L * 1.5D), 99999999999999999999.9 + 0.1, abs(-1.50), sign(-2.5), power(2, 0.5), sqrt(-1), ln(0), log10(1000), log(2, 8), exp(1), cbrt(27), hypot(3, 4), factorial(20), greatest(1, 2.5, NULL), least('b', 'a'), width_bucket(5, 0, 10, 4), conv('ff', 16, 10), bin(10), shiftleft(1, 4), 5 & 3, 5 | 3, 5 ^ 3, ~5, bit_count(7), rint(2.5), signum(-3), degrees(pi()), radians(180), atan2(1, 1), e()
SELECT hash(1, 'a', NULL, 1.5D), xxhash64('x', 2L), hash(array(1, 2)), hash(date'2026-01-01'), hash(named_struct('a', 1)), crc32('spark'), sha1('x')
SELECT cast(array(1, 2) AS ARRAY<STRING>), cast(map('a', 1) AS STRING), cast(named_struct('a', 1, 'b', NULL) AS STRING), cast(array(NULL, 'x') AS STRING), array(1, 2.5, NULL), array(1, 'a'), map('a', 1, 'b', 2.5), coalesce(NULL, 1, 2.5), array(array(1), array()), typeof(array()), typeof(map()), array(1, 2) = array(1, 2), named_struct('a', 1) = named_struct('b', 1), array(1) < array(2)
SELECT * FROM range(3) a JOIN range(2) b ON a.id > b.id ORDER BY ALL
SELECT id, lead(id) OVER (ORDER BY id) - id AS gap FROM range(0, 10, 3) ORDER BY id DESC LIMIT 2 OFFSET 1
SELECT * FROM VALUES (1, 'b'), (1, 'a'), (2, NULL) t(a, b) ORDER BY a DESC, b ASC NULLS LAST LIMIT ALL
SELECT :x
SELECT a.b.c, a.b['d'], a['b'].c FROM (SELECT named_struct('b', named_struct('c', 1, 'd', 2)) AS a)
SELECT k, json_object_agg FROM VALUES (1) t(k)
SELECT nope(1)
SELECT * FROM nowhere
SELECT a FROM VALUES (1) t(b)
SELECT sum(a), b FROM VALUES (1, 2) t(a, b)
SELECT count(*) FROM VALUES (1) t(a) WHERE sum(a) > 1
SELECT variant_get(data, '$.items[0].sku', 'string'), variant_get(data, '$.meta["k 1"]', 'int'), variant_get(data, "$['meta']['k 1']"), variant_get(data, '$') IS NOT NULL FROM (SELECT parse_json('{"items":[{"sku":"x"}],"meta":{"k 1":7}}') AS data)
SELECT date_format(ts, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"), date_format(ts, 'EEEE, d MMMM y'), date_format(ts, 'D'), date_format(ts, 'h:mm:ss a z'), date_format(ts, 'L LL LLL LLLL'), date_format(ts, 'SSSSSS') FROM (SELECT timestamp'2026-02-03 14:05:06.789012' AS ts)
SELECT date_format(ts, 'Q QQ QQQ QQQQ'), date_format(ts, 'yy yyyy yyyyy'), date_format(ts, 'M MM MMM MMMM'), date_format(ts, 'k K H h'), date_format(ts, 'O OOOO x xx xxx'), date_format(ts, 'G GGGG'), date_format(ts, 'VV') FROM (SELECT timestamp'0099-02-03 00:05:06' AS ts)
SELECT date_format(ts, 'DDD'), date_format(ts, 'a'), date_format(ts, 'z zzzz'), date_format(ts, 'X XX XXX'), date_format(ts, "''yy''"), date_format(ts, '[yyyy]'), date_format(ts, 'F') FROM (SELECT timestamp'2026-12-31 12:00:00' AS ts)
SELECT to_date('3 Mar 2026', 'd MMM yyyy'), to_date('March 3, 2026', 'MMMM d, yyyy'), to_timestamp('2026-03-01 1:02:03 AM', 'yyyy-MM-dd h:mm:ss a'), to_timestamp('2026060', 'yyyyDDD'), to_date('2026-03-01 extra', 'yyyy-MM-dd')
SELECT to_date('2026060', 'yyyyDDD'), to_timestamp('1999-12-31T23:59:59.123456+05:30'), to_timestamp('2026-03-01 10', 'yyyy-MM-dd HH'), to_date('Sun 1 Mar 2026', 'EEE d MMM yyyy')
SELECT add_months(date'2026-01-31', 13), add_months(date'2024-02-29', -12), months_between('2026-03-31', '2026-02-28'), months_between('2026-01-31 12:00:00', '2025-12-31'), last_day('2028-02-01'), next_day(date'2026-01-01', 'thu')
SELECT unix_timestamp('2026-01-01 00:00:00', 'yyyy-MM-dd HH:mm:ss'), unix_timestamp(date'2026-01-01'), from_unixtime(1767225600, 'yyyy-MM-dd HH'), unix_micros(timestamp'2026-01-01 00:00:00.000001'), timestamp_micros(1767225600000001), unix_seconds(timestamp'1969-12-31 23:59:59.5'), cast(timestamp'1969-12-31 23:59:59.5' AS BIGINT)
SELECT cast(1767225600 AS TIMESTAMP), cast(1.5 AS TIMESTAMP), cast(timestamp'2026-01-01 00:00:00.25' AS DOUBLE), cast(timestamp'2026-01-01 00:00:00.25' AS DECIMAL(20, 3)), cast(-1.5D AS TIMESTAMP), cast(date'2026-01-01' AS STRING)
SELECT transform(array(1, 2, 3), x -> x * x), transform(map_entries(map('a', 1)), e -> e.key || e.value), filter(array('a', NULL, 'b'), x -> x IS NOT NULL), reduce(array('a', 'b'), '', (a, x) -> concat(a, x), a -> upper(a)), exists(array(1, NULL), x -> x > 1), forall(array(1, NULL), x -> x > 0)
SELECT cast(array(1, 2) AS ARRAY<STRING>), cast(map('a', 1) AS STRING), cast(named_struct('a', 1, 'b', NULL) AS STRING), cast(array(NULL, 'x') AS STRING), array(1, 2.5, NULL), map('a', 1, 'b', 2.5), coalesce(NULL, 1, 2.5), array(array(1), array()), typeof(array()), typeof(map()), array(1, 2) = array(1, 2), array(1) < array(2)
SELECT named_struct('a', 1) = named_struct('a', 1), named_struct('a', 1, 'b', 'x') < named_struct('a', 1, 'b', 'y'), array(1, NULL) = array(1, NULL), array(1, 2) > array(1), greatest(array(1), array(2)), named_struct('a', NULL) <=> named_struct('a', NULL)
SELECT array(1, 'a')
SELECT k, date_trunc('MONTH', d) AS m, sum(v) AS s, sum(sum(v)) OVER (PARTITION BY k ORDER BY date_trunc('MONTH', d) ROWS UNBOUNDED PRECEDING) AS ytd FROM VALUES ('a', date'2026-01-05', 1), ('a', date'2026-01-20', 2), ('a', date'2026-02-01', 4), ('b', date'2026-02-03', 8) t(k, d, v) GROUP BY k, date_trunc('MONTH', d) ORDER BY k, m
SELECT u, min(ts) AS start, max(ts) AS end, count(*) AS n FROM (SELECT u, ts, sum(new) OVER (PARTITION BY u ORDER BY ts) AS s FROM (SELECT u, ts, int(coalesce(ts - lag(ts) OVER (PARTITION BY u ORDER BY ts) > INTERVAL '30' MINUTE, true)) AS new FROM VALUES ('a', timestamp'2026-01-01 10:00:00'), ('a', timestamp'2026-01-01 10:10:00'), ('a', timestamp'2026-01-01 11:00:00'), ('b', timestamp'2026-01-01 09:00:00') t(u, ts))) GROUP BY u, s ORDER BY u, start
SELECT k, v, v - first_value(v) OVER (PARTITION BY k ORDER BY o) AS since, round(avg(v) OVER (PARTITION BY k ORDER BY o ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), 2) AS ma, exp(sum(ln(v)) OVER (PARTITION BY k ORDER BY o)) AS prod FROM VALUES ('a', 1, 2), ('a', 2, 3), ('a', 3, 4), ('b', 1, 10) t(k, o, v) ORDER BY k, o
SELECT * FROM (SELECT *, dense_rank() OVER (PARTITION BY k ORDER BY v DESC NULLS LAST) AS r FROM VALUES ('a', 1), ('a', NULL), ('a', 3), ('b', 2) t(k, v)) WHERE r <= 2 ORDER BY k, r
SELECT k, lag(v) OVER (PARTITION BY k ORDER BY o) IS DISTINCT FROM v AS changed, lead(o, 1, 99) OVER (PARTITION BY k ORDER BY o) AS until FROM VALUES ('a', 1, 'x'), ('a', 2, 'x'), ('a', 3, 'y') t(k, o, v) ORDER BY o
SELECT sum(v) OVER (ORDER BY k GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, 2) t(k, v)
SELECT sum(v) OVER (ORDER BY k, v RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, 2) t(k, v)
SELECT row_number() OVER () AS a, rank() OVER (PARTITION BY 1) FROM VALUES (1) t(k)
SELECT row_number() OVER (ORDER BY NULL) AS n, k FROM VALUES (1) t(k)
SELECT sum(k) OVER w FROM VALUES (1) t(k)
SELECT sum(k) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM VALUES (1), (2), (4) t(k) WINDOW w AS (ORDER BY k) ORDER BY k
SELECT avg(x), stddev_samp(x), stddev_pop(x), variance(x), kurtosis(x), skewness(x), approx_percentile(x, 0.5), count(DISTINCT x, y), max(DISTINCT x) FROM VALUES (1, 'a'), (2, 'a'), (4, NULL) t(x, y)
SELECT first(x), first(x, true), last(x) IGNORE NULLS, any_value(x) IGNORE NULLS, first_value(x) FROM VALUES (NULL), (2), (3) t(x)
SELECT count(*), count(1), count(NULL), sum(NULL), avg(NULL), max(NULL), collect_list(NULL), bool_and(NULL) FROM VALUES (1) t(a) WHERE a > 5
SELECT bit_and(v), bit_or(v), bit_xor(v), product FROM VALUES (5), (6) t(v)
SELECT bit_and(v), bit_or(v), bit_xor(v), sum(v % 2 = 0) FROM VALUES (5), (6) t(v)
SELECT k, try_element_at(m, 'x'), m.y, m['y'], element_at(xs, -1), xs[0], size(m), map_contains_key(m, 'x') FROM VALUES (1, map('x', 1, 'y', 2), array(5, 6)), (2, map(), array(7)) t(k, m, xs) ORDER BY k
SELECT xs[5] FROM VALUES (array(1)) t(xs)
SELECT get(xs, 5), try_element_at(xs, 5), xs[0] FROM VALUES (array(1)) t(xs)
SELECT transform(s, x -> named_struct('n', upper(x.name), 't', size(x.tags))) AS r, filter(s, x -> array_contains(x.tags, 'b')).name AS names FROM (SELECT array(named_struct('name', 'p', 'tags', array('a')), named_struct('name', 'q', 'tags', array('b', 'c'))) AS s)
SELECT map_from_arrays(transform(xs, x -> x.k), transform(xs, x -> x.v)) AS m, aggregate(xs, map(), (a, x) -> a) FROM (SELECT array(named_struct('k', 'a', 'v', 1)) AS xs)
SELECT map_from_entries(transform(array('a', 'b'), (x, i) -> struct(x, i))), to_json(map_from_entries(array(struct('k', array(1, 2))))), array_join(transform(map_entries(map('a', 1, 'b', 2)), e -> e.key || '=' || e.value), '&')
SELECT regexp_extract_all(s, '(?<k>\\w+)=(?<v>\\w+)', 1) AS ks, str_to_map(s, ';', '=')['b'] AS b, regexp_replace(s, '(\\w)=(\\w)', '$2=$1') AS sw, split(s, '[;=]') AS parts, regexp_count(s, '=') AS n FROM VALUES ('a=x;b=y') t(s)
SELECT regexp_replace('abc', '^', '-'), regexp_replace('abc', '$', '-'), regexp_replace('aaa', 'a*', 'x'), regexp_replace('a b  c', '\\s+', ' '), regexp_replace('ABC', '(?i)b', '_'), regexp_extract('key: value', ':\\s*(.+)$'), regexp_extract('x', '(y)?x', 1), regexp_replace('price $5', '\\$(\\d)', 'USD$1')
SELECT regexp_replace('x', 'x', '$2')
SELECT 'a1' RLIKE '^[a-z]\\d$', 'é' RLIKE '\\w', 'é' RLIKE '\\p{L}', 'foo.bar' RLIKE 'foo\\.bar', '' RLIKE '', 'aB' RLIKE '[[:alpha:]]+', 'tab\t' RLIKE '\\t', 'x' RLIKE NULL, r'a\b' RLIKE r'a\\b'
SELECT 'it''s', "dq", 'tab\tx', 'uni\u00e9', r'raw\n', 'a' 'b', '\x41', '%\_', 'back\\slash', X'CAFE', 1e3, 1.5e-2, 100L, 5S, 3Y, 1.5BD, 2.5F, .5, 5., -0.0
SELECT CASE WHEN NULL THEN 1 ELSE 2 END, NULL AND false, NULL OR true, NOT NULL, 1 <=> NULL, NULL = NULL, 1 IN (NULL, 2), 1 IN (1, NULL), 1 NOT IN (NULL, 2), 5 BETWEEN 1 AND NULL, NULL IS NOT TRUE, (1 = 1) IS TRUE, coalesce(NULL, NULL), nullif(NULL, 1), zeroifnull(NULL), nullifzero(0), equal_null(1, NULL), isnull(NULL), isnan(cast('NaN' AS DOUBLE)), nanvl(cast('NaN' AS DOUBLE), 1)
SELECT cast('NaN' AS DOUBLE) = cast('NaN' AS DOUBLE), cast('NaN' AS DOUBLE) > 1e308, 0.0D = -0.0D, 1 = 1.0, '1' = 1, date'2026-01-01' = '2026-01-01', true = 'true', 'a' < 'B', X'01' < X'02', timestamp'2026-01-01 00:00:00' = date'2026-01-01'
SELECT v FROM VALUES (cast('NaN' AS DOUBLE)), (1), (NULL), (cast('-Infinity' AS DOUBLE)) t(v) ORDER BY v DESC NULLS FIRST
SELECT DISTINCT v FROM VALUES (0.0D), (-0.0D), (cast('NaN' AS DOUBLE)), (cast('NaN' AS DOUBLE)) t(v) ORDER BY v
SELECT k, v FROM VALUES ('b', 1), ('B', 2), ('a', 3), ('_', 4), ('é', 5) t(k, v) ORDER BY k
SELECT max(k), min(k), count(DISTINCT lower(k)) FROM VALUES ('b'), ('B'), ('é'), ('') t(k)
SELECT * FROM VALUES (1, 'x', NULL), (2, 'y', 3) t(id, a, b) UNPIVOT (v FOR n IN (b))
SELECT * FROM (SELECT k, q, v FROM VALUES ('a', 'q1', 1), ('a', 'q2', 2), ('b', 'q1', 3) t(k, q, v)) PIVOT (sum(v) AS s, count(*) AS n FOR q IN ('q1', 'q2' AS second)) ORDER BY k
SELECT * FROM VALUES ('a', 1, 'x', 10), ('a', 2, 'y', 20) t(k, y, q, v) PIVOT (max(v) FOR (y, q) IN ((1, 'x') AS one, (2, 'y') AS two))
SELECT t.*, x FROM VALUES (1, array(1, 2)), (2, NULL) t(id, xs) LATERAL VIEW OUTER explode(xs) v AS x ORDER BY id, x
SELECT id, posexplode(xs) AS (p, x) FROM VALUES (1, array('a', 'b')) t(id, xs)
SELECT explode(map('a', 1)), 5 AS five
SELECT explode(array(1)), explode(array(2))
SELECT inline(array(struct(1 AS a, 'x' AS b), struct(2, 'y')))
SELECT json_tuple('{"a":1,"b":[1,{"c":null}],"d":null}', 'a', 'b', 'd', 'zz')
SELECT * FROM explode(array(10, 20)) AS t(x) JOIN posexplode(array('p', 'q')) AS u(i, y) ON t.x = (u.i + 1) * 10
SELECT * FROM range(2), LATERAL explode(array(id, id + 10)) AS e(x) ORDER BY x
SELECT to_xml(named_struct('a', 1, 'b', array('x', 'y'))), from_xml('<r><a>1</a><b>x</b></r>', 'a INT, b STRING'), xpath_string('<a><b c="1">t</b></a>', 'a/b/@c'), xpath('<a><b>1</b><b>2</b></a>', 'a/b/text()'), xpath_int('<a>5</a>', 'a + 1')
SELECT sha2('x', 224), aes_decrypt(aes_encrypt('hi', '0000111122223333'), '0000111122223333') = cast('hi' AS BINARY), md5(cast('x' AS BINARY)), is_valid_utf8('a'), validate_utf8('a'), luhn_check('79927398713'), typeof(uuid()), length(uuid())
SELECT split('a|b', '|'), split('a|b', '\\|'), split('a.b', '.'), array_join(split('b a', ' '), ','), regexp_substr('abc', 'z'), regexp_instr('abc', 'z')
SELECT stack(2, 1, 'a', 2), stack(1)
SELECT b.x, a.x FROM VALUES (1) a(x) NATURAL JOIN VALUES (1) b(x)
SELECT x FROM VALUES (1) a(x) JOIN VALUES (1) b(x) ON a.x = b.x
SELECT * FROM VALUES (1, 2) a(x, y) NATURAL FULL JOIN VALUES (1, 3), (5, 6) b(x, z) ORDER BY x
SELECT a.x, b.* FROM VALUES (1) a(x) CROSS JOIN VALUES (2, 3) b(p, q), VALUES (4) c(r)
SELECT (SELECT x FROM VALUES (1), (2) t(x))
SELECT (SELECT x FROM VALUES (1) t(x) WHERE x > 5) IS NULL, (SELECT max(x) FROM VALUES (1) t(x) WHERE x > 5), EXISTS (SELECT 1 WHERE false), 1 IN (SELECT 2), 3 > ALL (SELECT 1)
SELECT k, (SELECT sum(v) FROM VALUES ('a', 1), ('a', 2) u(k, v) WHERE u.k = t.k AND u.v <= t.m) AS s FROM VALUES ('a', 1), ('a', 5), ('b', 9) t(k, m) ORDER BY k, m
SELECT t.k FROM VALUES (1), (2) t(k) WHERE t.k > (SELECT avg(k) FROM VALUES (1), (2) u(k)) OR EXISTS (SELECT 1 FROM VALUES (1) w(k) WHERE w.k = t.k AND w.k > 5)
WITH t(a, b) AS (SELECT 1, 2), u AS (SELECT a + b AS c FROM t) SELECT t.*, u.c FROM t, u
WITH t AS (SELECT 1 AS a), t AS (SELECT 2 AS a) SELECT * FROM t
WITH t AS (SELECT 1 AS a) SELECT * FROM (WITH t AS (SELECT 2 AS a) SELECT * FROM t), t
SELECT a, count(*) c FROM VALUES (1), (1), (2) t(a) GROUP BY ALL HAVING c > 1 ORDER BY ALL
SELECT a + 1 AS x, max(b) FROM VALUES (1, 2), (1, 3) t(a, b) GROUP BY x
SELECT a, b, count(*) FROM VALUES (1, 2) t(a, b) GROUP BY a
SELECT count(*) AS n FROM VALUES (1) t(a) HAVING n > 5
SELECT a FROM VALUES (3), (1), (2) t(a) ORDER BY a * -1 LIMIT 1 + 1 OFFSET 1
SELECT a FROM VALUES (1) t(a) LIMIT -1
SELECT a FROM VALUES (1) t(a) ORDER BY 2
SELECT typeof(a), typeof(b), typeof(c), typeof(d) FROM (SELECT 1 AS a, 1.0 AS b, 1e0 AS c, '1' AS d)
SELECT typeof(1 / 2), typeof(1.0 / 2), typeof(5 DIV 2), typeof(1 + 1L), typeof(1Y + 1S), typeof(1.1 + 1.123), typeof(-5), typeof(1.5F * 2), typeof(sum(1.5)), typeof(round(1.555, 1)), typeof(avg(1L)), typeof(date'2026-01-01' + 1), typeof(timestamp'2026-01-01' - date'2026-01-01'), typeof(coalesce(1, 2L)), typeof(if(true, 1, 'a'))
MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE WHEN MATCHED THEN UPDATE SET a = 1
MERGE INTO t USING s ON t.a = s.a WHEN NOT MATCHED THEN INSERT * WHEN NOT MATCHED AND s.a > 1 THEN INSERT *
MERGE INTO t USING s ON t.a = s.a WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED BY SOURCE AND t.a > 1 THEN UPDATE SET a = 1
SELECT stack(1)
SELECT to_date('2026-03-01 extra', 'yyyy-MM-dd')
SELECT to_date('Sun 1 Mar 2026', 'EEE d MMM yyyy')
SELECT to_date('2026060', 'yyyyDDD'), to_timestamp('1999-12-31T23:59:59.123456+05:30'), to_timestamp('2026-03-01 10', 'yyyy-MM-dd HH'), to_date('3 Mar 2026', 'd MMM yyyy'), to_date('March 3, 2026', 'MMMM d, yyyy')
SELECT CASE WHEN NULL THEN 1 ELSE 2 END
SELECT NULL AND false, NULL OR true, NOT NULL, 1 <=> NULL, NULL = NULL, 1 IN (NULL, 2), 1 IN (1, NULL), 1 NOT IN (NULL, 2), 5 BETWEEN 1 AND NULL, NULL IS NOT TRUE, (1 = 1) IS TRUE, coalesce(NULL, NULL), nullif(NULL, 1), zeroifnull(NULL), nullifzero(0), equal_null(1, NULL), isnull(NULL), isnan(cast('NaN' AS DOUBLE)), nanvl(cast('NaN' AS DOUBLE), 1)
SELECT format_string('%05.2f|%-6s|%x|%,d|%e|%b', 3.14159D, 'ab', 255, 1234567, 12345.678D, true), printf('%3d%%', 7), format_number(1234567.891, 2), format_number(0.5, '#.00'), format_number(-1234.5, '#,##0.00;(#,##0.00)'), format_number(12345, 0), format_string('%10.3e|%+d|%08d|%o', 12.5D, 5, -42, 8)
SELECT (SELECT x FROM VALUES (1) t(x) WHERE x > 5) IS NULL, (SELECT max(x) FROM VALUES (1) t(x) WHERE x > 5), EXISTS (SELECT 1 WHERE false), 1 IN (SELECT 2)
SELECT inline(array(struct(1 AS a, 'x' AS b), struct(2 AS a, 'y' AS b)))
SELECT row_number() OVER (ORDER BY k) AS a, rank() OVER (PARTITION BY 1 ORDER BY k DESC), count(*) OVER () FROM VALUES (1), (2) t(k)
