SELECT listagg(DISTINCT x, ',') WITHIN GROUP (ORDER BY y) FROM VALUES ('p', 2), ('q', 1) t(x, y)
SELECT a, b, c, grouping_id(), grouping_id(a, b), sum(v) FROM VALUES (1, 'x', true, 10), (1, 'y', false, 20), (2, 'x', true, 30) t(a, b, c, v) GROUP BY CUBE(a, b), c ORDER BY ALL
SELECT * FROM VALUES (1, 10, 'x') t(id, a, b) UNPIVOT (v FOR k IN (a, b))
SELECT stack(2, 1, 'a', 2.5, 'b')
SELECT transform(array(1, NULL, 3), x -> coalesce(x, 0) + 1), transform(array(1, 2), (x, i) -> x * i), filter(array(1, NULL, 3), x -> x > 1), filter(array('a', NULL), (x, i) -> x IS NULL OR i = 0), exists(array(1, NULL), x -> x > 5), exists(array(1, NULL), x -> x = 1), forall(array(1, NULL), x -> x > 0), forall(array(), x -> false), exists(NULL, x -> x = 1)
SELECT aggregate(array(1, NULL, 3), 0, (a, x) -> a + x), aggregate(array(), 10, (a, x) -> a + x, a -> a * 2), reduce(array(1, 2, 3), named_struct('s', 0, 'c', 0), (a, x) -> named_struct('s', a.s + x, 'c', a.c + 1), a -> a.s / a.c), aggregate(NULL, 0, (a, x) -> a + x)
SELECT zip_with(array(1, 2, 3), array('a', 'b'), (x, y) -> (y, x)), zip_with(NULL, array(1), (x, y) -> x), map_zip_with(map('a', 1, 'b', 2), map('b', 3, 'c', 4), (k, v1, v2) -> concat(k, coalesce(v1, 0), coalesce(v2, 0)))
SELECT array_sort(array(3, 1, 2), (l, r) -> NULL)
SELECT array_sort(array(3, 1, 2), (l, r) -> l > r)
SELECT 'abc' LIKE 'a' ESCAPE 'xx'
SELECT 'a' COLLATE NOPE
SELECT 'a' COLLATE UNICODE_CI = 'a' COLLATE UTF8_LCASE
FROM VALUES (1, 10, 20) t(id, a, b) |> UNPIVOT (v FOR k IN (a, b)) |> ORDER BY k
FROM VALUES (1), (2) t(x) |> SELECT sum(x)
FROM VALUES (1), (2) t(x) |> EXTEND sum(x) AS s
FROM VALUES (1), (2) t(x) |> AGGREGATE x + 1
SELECT * EXCEPT (s.x) FROM VALUES (named_struct('x', 1, 'y', 2)) t(s)
WITH a AS (SELECT 1 AS x), a AS (SELECT 2 AS x) SELECT * FROM a
SELECT interval '1' day * 2.5, interval '1' month * 2.6, interval '10' day / 4, interval '1-1' year to month / 2, -interval '1' hour, interval '1' day + interval '2' hour, interval '1' year - interval '1' month, 2 * interval '3' minute, interval '1' day / 0.5D, sign(interval '-1' day), abs(interval '-1' month), interval '3' hour DIV interval '1' minute, interval '1' year DIV interval '5' month
SELECT abs(expr => -1), mask('AbC1' , lowerChar => 'q', digitChar => 'd'), mask(str => 'x')
SELECT substring(str => 'abc', pos => 2)
SELECT map_from_entries(array(struct('a', 1), NULL)), map_concat(map('a', 1), map('b', 'x')), map_entries(map('a', NULL)), map_contains_key(map('a', 1), 'b'), str_to_map('a:1,b'), map_from_arrays(array(1, 2), array('a', NULL)), map_zip_with(map('a', 1), map('a', 2), (k, x, y) -> x + y), element_at(map('a', NULL), 'a'), map_values(map()), map_keys(map(1, 2))
SELECT try_add(1, 'a')
SELECT struct(1 AS a) IN (struct(1 AS b))
SELECT a FROM VALUES (1, 2), (3, 4) t(a, b) WHERE (a, b) IN ((1, 2), (3, 5))
SELECT nullif(struct(1 AS a), struct(1 AS b))
SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 ORDER BY 1
SELECT if(s RLIKE '^\\d+$', CAST(s AS INT), -1) FROM VALUES ('12'), ('x') t(s) ORDER BY 1
SELECT a FROM VALUES (struct(1 AS a)) t(a) UNION SELECT b FROM VALUES (struct(1 AS b)) u(b)
SELECT substring('Ünï😀x', 4, 1), substring('abc', -2), substring('abc', 0, 2), substring('abc', -5, 3), left('😀ab', 2), right('ab😀', 2), length('😀'), octet_length('😀'), bit_length('é'), reverse('a😀b'), upper('ß'), lower('İ'), initcap('hELLO wORLD-foo o''neil'), char_length('é'), instr('a😀b', 'b'), locate('b', 'abcb', 3), position('b' IN 'abc'), lpad('é', 3, '😀x'), rpad('abc', 2), translate('a😀b', '😀', 'x'), overlay('abcdef' PLACING '😀' FROM 3 FOR 2), ascii('é'), chr(233), chr(256 + 65), soundex('Ashcraft'), levenshtein('é', 'e')
SELECT hll_sketch_estimate(hll_sketch_agg(x)), hll_sketch_estimate(hll_union(hll_sketch_agg(x), hll_sketch_agg(x + 10))) FROM range(10) t(x)
SELECT sequence(a, b) FROM VALUES (1, 3), (3, 1), (NULL, 2) t(a, b)
SELECT (a, b) FROM VALUES (1, 2) t(a, b)
BEGIN DECLARE x INT DEFAULT 3; CASE WHEN x < 2 THEN SELECT 'low'; ELSE SELECT 'high'; END CASE; END
SELECT y, m, sum(v) FROM VALUES (2023, 1, 10), (2023, 2, 20), (2024, 1, 5) t(y, m, v) GROUP BY y, m GROUPING SETS ((y), (m), ()) ORDER BY ALL
SELECT * FROM VALUES (date'2024-01-01', 1, 10) t(y, q, v) PIVOT (first(v) FOR y IN (date'2024-01-01', date'2024-01-02'))
SELECT date_add(d, n), date_sub(d, n), add_months(d, n), d + make_interval(0, 0, 0, n), d - d FROM VALUES (date'2024-01-31', 1), (date'2024-02-29', -1), (NULL, 1) t(d, n) ORDER BY d
SELECT x, lag(y, 2, 'none') IGNORE NULLS OVER (ORDER BY x) a, lead(y, 1, 'none') IGNORE NULLS OVER (ORDER BY x DESC) b, lag(y, 0) OVER (ORDER BY x) c, lag(y, -1) OVER (ORDER BY x) d FROM VALUES (1, NULL), (2, 'b'), (3, NULL), (4, 'd') t(x, y) ORDER BY x
SELECT array_agg(a) FILTER (WHERE a > 1), count(*) FILTER (WHERE b LIKE 'x%') FROM VALUES (1, 'x'), (2, 'xy'), (3, NULL) t(a, b)
SELECT * FROM VALUES (array(1)) t(a) JOIN VALUES (array(1)) u(b) ON a = b
SELECT a, count(*) c, collect_set(b) FROM VALUES ('x', 1), ('x', 1), ('y', 2) t(a, b) GROUP BY 1 HAVING c > 1
SELECT x FROM VALUES (1), (1), (2) t(x) MINUS SELECT x FROM VALUES (2) u(x)
SELECT try_element_at(array(1), 5), get(array(1), 5), get(array(1), -1), element_at(map('a', 1), 'b')
BEGIN DECLARE x INT DEFAULT 1; DECLARE y INT DEFAULT x + 1; SELECT y; END
SELECT a FROM VALUES (1, 2), (3, 4) t(a, b) WHERE (a, b) = (SELECT struct(3, 4))
SELECT max_by(struct(a, b), a) FROM VALUES (1, 'x'), (2, 'y') t(a, b)
SELECT named_struct('x', a).x, struct(a).a, struct(a + 1).col1 FROM VALUES (1) t(a)
SELECT EXISTS (SELECT 1 WHERE false), NOT EXISTS (SELECT 1), exists(array(1), x -> x = 1)
BEGIN DECLARE EXIT HANDLER FOR NOT FOUND SELECT 'nf'; SELECT 1; END
SELECT try_cast(parse_json('300') AS tinyint), parse_json('1.5')::int, parse_json('"1.5"')::double, parse_json('true')::int, parse_json('1')::boolean, parse_json('"true"')::boolean, parse_json('1')::string, parse_json('{"b":1,"a":[true,null]}')::string
SELECT x FROM VALUES (1), (1), (2), (NULL) t(x) EXCEPT ALL SELECT x FROM VALUES (1), (3) u(x) ORDER BY x
BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN SELECT 'any'; END; SELECT cast('x' AS INT); END
BEGIN DECLARE a INT; DECLARE b STRING; SET (a, b) = (SELECT 7, 'seven'); SELECT a, b; END
SELECT d, v, avg(v) OVER (ORDER BY d ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM VALUES (date'2024-01-01', 1.0), (date'2024-01-02', 2.5), (date'2024-01-03', 4.0) t(d, v) ORDER BY d
SELECT identity_col FROM (SELECT monotonically_increasing_id() AS identity_col FROM range(2)) ORDER BY 1
SELECT x, ntile(3) OVER (ORDER BY x), percent_rank() OVER (ORDER BY x DIV 2), cume_dist() OVER (ORDER BY x DIV 2), dense_rank() OVER (ORDER BY x DIV 2) FROM range(7) t(x) ORDER BY x
SELECT * FROM VALUES (2023, 1, 10), (2023, 2, 20) t(y, q, v) PIVOT (sum(v) + 1 AS s FOR q IN (1))
FROM VALUES (1, 'a', 10), (2, 'b', 20), (3, 'a', 30) t(id, k, v) |> WHERE v > 10 |> EXTEND v * 2 AS w |> SET v = v + 1 |> DROP k |> ORDER BY id DESC |> LIMIT 2
SELECT s, regexp_replace(s, '[^0-9]', '') AS digits, length(regexp_replace(s, '[^0-9]', '')) n FROM VALUES ('a1b2'), ('xyz') t(s) ORDER BY s
SELECT a, b, sum(v) FROM VALUES (1, 'x', 10), (1, 'y', 20) t(a, b, v) GROUP BY a, ROLLUP(b) ORDER BY a, b NULLS LAST
SELECT stddev(x), variance(x), skewness(x), kurtosis(x), corr(x, x), regr_slope(x, x), var_pop(x) FROM VALUES (1) t(x)
SELECT string_agg(x) OVER (PARTITION BY k) FROM VALUES ('a', 'p'), ('a', 'q') t(k, x)
SELECT x, count(*) FROM VALUES (named_struct('a', 1, 'b', NULL)), (named_struct('a', 1, 'b', NULL)) t(x) GROUP BY x
BEGIN DECLARE n STRING DEFAULT 'a'; SELECT count(*) FROM VALUES ('a'), ('b') t(n); END
SELECT CASE WHEN s RLIKE '^\\d+$' THEN CAST(s AS INT) END FROM VALUES ('12'), ('x') t(s) ORDER BY 1
SELECT session_window.start, session_window.end, count(*) FROM VALUES (timestamp'2024-01-01 00:03:00'), (timestamp'2024-01-01 00:07:00'), (timestamp'2024-01-01 00:30:00') t(ts) GROUP BY session_window(ts, '10 minutes') ORDER BY 1
SELECT * FROM (VALUES (1, 2)) AS t (a, b) WHERE (a, b) = (1, 2)
SELECT * FROM IDENTIFIER('range')(2)
SELECT id, name, value FROM VALUES (1, 10, 20) t(id, x, y) UNPIVOT (value FOR name IN (x AS `the x`, y))
SELECT 1 AS x, x + 1 AS y, y * 2 AS z
SELECT from_json('{"a":"1","b":[1,"x"]}', 'a INT, b ARRAY<INT>'), from_json('{"a":1, // c\n"b":2}', 'a INT, b INT', map('allowComments', 'true')), from_json("{'a':1}", 'a INT'), from_json('{a:1}', 'a INT', map('allowUnquotedFieldNames', 'true')), from_json('{"a":01}', 'a INT', map('allowNumericLeadingZeros', 'true')), from_json('{"a":NaN}', 'a DOUBLE'), from_json('{"d":"05/03/2024"}', 'd DATE', map('dateFormat', 'dd/MM/yyyy')), from_json('{"t":"2024-03-05 10:00"}', 't TIMESTAMP', map('timestampFormat', 'yyyy-MM-dd HH:mm'))
SELECT width_bucket(5.3, 0.2, 10.6, 5), width_bucket(-1, 0, 10, 5), width_bucket(11, 0, 10, 5), width_bucket(interval '1' day, interval '0' day, interval '10' day, 10), width_bucket(NULL, 0, 10, 5)
SELECT stack(2, 1, 'a', 2) AS (x, y)
SELECT listagg(x, NULL) FROM VALUES ('p'), ('q') t(x)
SELECT from_json('{"a":1,"b":"x"}', 'a INT, b INT, _corrupt_record STRING', map('columnNameOfCorruptRecord', '_corrupt_record')), from_json('{"a":', 'a INT, _corrupt_record STRING', map('columnNameOfCorruptRecord', '_corrupt_record')), from_json('[{"a":1},{"a":2}]', 'ARRAY<STRUCT<a: INT>>'), from_json('{"a":1}', 'ARRAY<STRUCT<a: INT>>'), from_json('[{"a":1},{"a":2}]', 'a INT'), from_json('{"a":1}', 'MAP<STRING, INT>'), from_json('{"a":{"b":1}}', 'a STRING'), from_json('{"a":1.7}', 'a INT'), from_json('{"a":1e2}', 'a INT'), from_json('{"a":true}', 'a STRING'), from_json('{"a":"true"}', 'a BOOLEAN'), from_json('{"a":12345678901}', 'a INT'), from_json('{"a":1.23456}', 'a DECIMAL(4,2)')
SELECT * FROM explode(sequence(1, 3)) WHERE col > 1
SELECT a FROM VALUES (1) t(a) GROUP BY (SELECT 1), a
BEGIN DECLARE x DECIMAL(10,2) DEFAULT 1.005; SELECT x, typeof(x); END
SELECT t.col1 FROM VALUES (1, 2) t
BEGIN DECLARE x INT DEFAULT 3; CASE x WHEN 1 THEN SELECT 'one'; WHEN 3 THEN SELECT 'three'; ELSE SELECT 'other'; END CASE; END
VALUES 1, 2, 3
SELECT a FROM VALUES (1), (2) t(a) WHERE EXISTS (SELECT 1 FROM VALUES (1), (2) u(b) WHERE b > a)
SELECT window.start, sum(v) FROM VALUES (timestamp'2024-01-01 00:03:00', 1), (timestamp'2024-01-01 23:07:00', 2) t(ts, v) GROUP BY window(ts, '1 day', '1 day', '6 hours') ORDER BY 1
SELECT * FROM VALUES (1, 'a', 10), (1, 'b', 20), (2, 'a', 30) t(id, k, v) PIVOT (sum(v) FOR k IN ('a' AS a_sum, 'b')) ORDER BY id
SELECT interval 1 year 2 months, interval 3 days 4 hours, interval '1 day 2 hours', interval 1 week, interval -1 month, interval '100' second, interval 1.5 seconds, interval 1 day -2 hours
SELECT (1, 'x') IN ((1, 'x'), (2, 'y')), (1, 2) IN ((1L, 2)), (1, NULL) IN ((1, NULL)), (1, 2) NOT IN ((1, 3), (2, NULL))
SELECT array(1, NULL) = array(1, NULL), array(1) < array(1, 2), array(NULL) < array(1), struct(1, NULL) = struct(1, NULL), struct(NULL) < struct(1), array(1) <=> NULL, greatest(array(1, 2), array(1, 3)), array(struct(1)) = array(struct(1))
BEGIN DECLARE x INT DEFAULT 1; SET x = (SELECT max(a) FROM VALUES (4), (9) t(a)); SELECT x; END
WITH a(p, q) AS (SELECT 1, 2) SELECT q, p FROM a
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) OVER (PARTITION BY k) FROM VALUES ('a', 'p'), ('a', 'q') t(k, x)
SELECT sum(x), avg(x) FROM VALUES (1.10), (2.25) t(x)
FROM VALUES (1, 'a'), (2, 'b') t(id, k) |> AS u |> JOIN VALUES (1, 'x') v(id, n) ON u.id = v.id |> SELECT u.k, v.n
SELECT a FROM VALUES (1), (2), (3) t(a) SORT BY a DESC
SELECT struct(1 AS a) = struct(1 AS b), struct(1 AS a) < struct(2 AS b), struct(1 AS a) <=> struct(1 AS b), array(struct(1 AS a)) = array(struct(1 AS b))
SELECT x FROM (SELECT explode(sequence(1, 3)) AS x) WHERE x IN (SELECT explode(array(2, 3)))
SELECT (SELECT a FROM VALUES (1) t(a) LIMIT 1) + 1
SELECT x, count(*) FROM VALUES (array(1, NULL)), (array(1, NULL)), (NULL) t(x) GROUP BY x ORDER BY x
SELECT try_sum(x), try_avg(x) FROM VALUES (9223372036854775807L), (1L) t(x)
SELECT regexp_extract('2024-03-05', '(\\d+)-(\\d+)', 2), regexp_extract('abc', '(x)?b', 1), regexp_extract('foo123bar', '[a-z]+(\\d+)', 0), regexp_extract_all('a1b22', '(\\d+)'), regexp_extract_all('a1b22', '([a-z])(\\d+)', 0), regexp_extract_all('', 'x', 0), regexp_extract('abc', '(?<=a)b(?=c)', 0)
BEGIN DECLARE x INT DEFAULT 1; BEGIN DECLARE x INT DEFAULT 2; SELECT x; END; SELECT x; END
SELECT explode(map('a', array(1, 2)))
SELECT k, x FROM (SELECT explode(map('a', array(1, 2))) AS (k, xs)) LATERAL VIEW explode(xs) AS x ORDER BY x
SELECT * FROM VALUES (array(1, 2), 'x') t(xs, n) LATERAL VIEW OUTER posexplode(xs) p AS i, v LATERAL VIEW explode(array(n, upper(n))) q AS m ORDER BY i, m
SELECT 1.123456789012345678 * 9.876543210987654321, 12345678901234567890.12345 / 3, cast(1 AS decimal(38,10)) * cast(1 AS decimal(38,10)), cast(1 AS decimal(38,0)) + cast(1 AS decimal(38,20)), cast(5 AS decimal(10,2)) % cast(3 AS decimal(5,4)), cast(7 AS decimal(38,18)) DIV cast(2 AS decimal(38,18))
SELECT * FROM VALUES (1, NULL, 10), (1, 'a', 20) t(y, q, v) PIVOT (sum(v) FOR q IN (NULL, 'a'))
SELECT try_divide(interval '1' month, 0), try_multiply(interval '1' day, 2), try_add(date'2024-01-01', interval 1 day), try_subtract(timestamp'2024-01-01 00:00:00', timestamp'2023-01-01 00:00:00'), try_mod(5, 0), try_sum(interval '1' day)
BEGIN DECLARE q STRING DEFAULT 'SELECT ? + :b'; EXECUTE IMMEDIATE 'SELECT ? + ?' USING 1, 2; END
SELECT x, row_number() OVER (ORDER BY x) + 1 AS r, sum(count(*)) OVER () FROM VALUES (1), (1), (2) t(x) GROUP BY x ORDER BY x
SELECT percentile(x, array(0, 0.25, 1)), percentile(x, 0.5, f), median(x), percentile_approx(x, array(0.1, 0.9), 100), approx_percentile(x, 0.5) FROM VALUES (1, 1), (5, 3), (10, 1) t(x, f)
BEGIN DECLARE x INT DEFAULT 1; SET x = x + 1; SELECT x; END
EXECUTE IMMEDIATE 'SELECT :a, :b' USING 'x' AS a, 2 AS b
SELECT transform(array(array(1, 2), array(3)), x -> transform(x, y -> y * size(x)))
SELECT a, b, sum(v) FROM VALUES (1, 'x', 10), (1, 'y', 20) t(a, b, v) GROUP BY GROUPING SETS (a, ROLLUP(a, b)) ORDER BY ALL
SELECT a, b, sum(v) FROM VALUES (1, 'x', 10), (1, 'y', 20) t(a, b, v) GROUP BY GROUPING SETS ((a, b), (a), (a)) ORDER BY ALL
SELECT id, inline_outer(xs) FROM VALUES (1, array(struct(1 AS p, 2 AS q))), (2, NULL) t(id, xs) ORDER BY id
SELECT a FROM VALUES (1), (2), (3) t(a) CLUSTER BY a
SELECT sum(x), avg(x), min(x), max(x), count(x), stddev(x), collect_list(x), collect_set(x), first(x), any_value(x), bool_and(x > 0), sum(DISTINCT x) FROM VALUES (1) t(x) WHERE x > 5
SELECT a, b FROM VALUES (1), (2) t(a) LEFT JOIN VALUES (2), (3) u(b) ON a < b AND b <> 3 ORDER BY a
(SELECT 1 AS a UNION SELECT 2) EXCEPT SELECT 2
SELECT coalesce(try_divide(1, a), 0) FROM VALUES (1), (0) t(a) ORDER BY 1
SELECT k, sum(v) FILTER (WHERE v > 1) AS s, count(*) FILTER (WHERE v IS NULL) AS n, avg(v) FILTER (WHERE false) FROM VALUES ('a', 1), ('a', 2), ('b', NULL) t(k, v) GROUP BY k HAVING count(*) FILTER (WHERE v IS NOT NULL) >= 0 ORDER BY k
SELECT x, sum(x) OVER (ORDER BY x DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) FROM VALUES (1), (2), (NULL), (4) t(x) ORDER BY x
SELECT * FROM VALUES (1, 10, 'x', 20, 'y') t(id, a1, b1, a2, b2) UNPIVOT ((a, b) FOR k IN ((a1, b1), (a2, b2))) ORDER BY k
SELECT * FROM range(1, 10, 3, 4) ORDER BY id
SELECT k, listagg(DISTINCT x, '; ') WITHIN GROUP (ORDER BY x DESC NULLS LAST) FROM VALUES ('a', 'p'), ('a', NULL), ('a', 'q'), ('a', 'p'), ('b', NULL) t(k, x) GROUP BY k ORDER BY k
BEGIN DECLARE i INT DEFAULT 0; REPEAT SET i = i + 2; UNTIL i >= 5 END REPEAT; SELECT i; END
SELECT stack(3, 1, 2, 3, 4)
SELECT id, n FROM VALUES (1, array(1, 2)), (2, array()) t(id, xs) LEFT JOIN LATERAL explode(xs) AS e(n) ON true ORDER BY id, n
SELECT a, a IN (SELECT x FROM VALUES (1), (NULL) u(x)) AS i, a NOT IN (SELECT x FROM VALUES (1), (NULL) u(x)) AS n FROM VALUES (1), (2), (NULL) t(a) ORDER BY a
SELECT to_csv(named_struct('a', 1, 'b', 'x,y', 'c', NULL, 'd', date'2024-03-05')), to_csv(named_struct('a', 'q"q'), map('quoteAll', 'true')), to_csv(named_struct('a', NULL, 'b', ''), map('nullValue', 'NIL', 'emptyValue', 'E')), to_csv(named_struct('a', 1, 'b', 2), map('delimiter', '|')), to_csv(named_struct('t', timestamp'2024-03-05 10:00:00'), map('timestampFormat', 'yyyy')), to_csv(named_struct('a', array(1, 2)))
SELECT collect_list(x), collect_list(DISTINCT x), array_agg(x), collect_set(x) FROM VALUES (2), (NULL), (2) t(x)
SELECT substr('abc' FROM 2 FOR 1), trim(BOTH 'x' FROM 'xxaxx'), trim(LEADING FROM '  a '), trim(TRAILING 'ab' FROM 'xabba'), btrim('  a  '), ltrim('x', 'xxa'), rtrim('xa', 'axxa'), overlay('abc' PLACING 'Z' FROM 2), extract(DOW FROM date'2024-03-05'), extract(WEEK FROM date'2024-12-30'), extract(DAYOFWEEK_ISO FROM date'2024-03-03'), extract(YEAROFWEEK FROM date'2024-12-30'), extract(SECOND FROM timestamp'2024-01-01 00:00:01.5')
SELECT a, b FROM VALUES (1), (2) t(a) RIGHT OUTER JOIN VALUES (2), (3) u(b) ON a = b ORDER BY b
BEGIN DECLARE c INT DEFAULT 0; w: WHILE true DO SET c = c + 1; IF c % 2 = 0 THEN ITERATE w; END IF; IF c > 6 THEN LEAVE w; END IF; END WHILE w; SELECT c; END
SELECT array(struct(1 AS a), struct(2L AS a))
SELECT col1 + col2 FROM VALUES (1, 2)
FROM VALUES (1), (2), (3) t(x) |> EXTEND sum(x) OVER (ORDER BY x) AS run |> WHERE run > 1
SELECT pos, key, value FROM variant_explode_outer(parse_json('[]'))
SELECT 1 AS a, 2 AS a
SELECT * FROM VALUES (1, 10, 20, NULL) t(id, a, b, c) UNPIVOT (v FOR k IN (a, b AS bee, c)) ORDER BY k
SELECT sum(a) AS s, s / 2 FROM VALUES (1), (5) t(a)
SELECT ALL a FROM VALUES (1), (1) t(a)
SELECT m['a'], m.a FROM VALUES (map('a', 1)) t(m)
SELECT max(struct(a, b)).b FROM VALUES (1, 'x'), (3, 'y'), (2, 'z') t(a, b)
SELECT x FROM VALUES (1), (1), (2), (NULL) t(x) INTERSECT ALL SELECT x FROM VALUES (1), (1), (1), (NULL) u(x) ORDER BY x
SELECT array(struct(1 AS a), struct(2 AS a)).a, map('k', struct(5 AS z))['k'].z, array(array(1, 2), array(3))[0][1]
SELECT count(*) FROM range(3) a, range(4) b, range(2) c WHERE a.id + b.id > c.id
BEGIN DECLARE x INT DEFAULT 2; IF x = 1 THEN SELECT 'a'; ELSEIF x = 2 THEN SELECT 'b'; ELSE SELECT 'c'; END IF; END
SELECT a, b FROM VALUES (2, 'x'), (1, 'y') t(a, b) ORDER BY length(b), a DESC LIMIT ALL
SELECT * FROM VALUES (1) AS t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x), percentile_cont(array(0.1, 0.9)) WITHIN GROUP (ORDER BY x DESC), percentile_disc(0.5) WITHIN GROUP (ORDER BY x) FROM VALUES (1), (2), (4), (NULL) t(x)
SELECT * FROM (WITH a AS (SELECT 1 AS x) SELECT * FROM a) t
SELECT x, y, x + y, x * y, x / y, x - y, x % y FROM VALUES (1.5, 2), (2.25, 3) t(x, y)
SELECT a + 1 AS x, count(*) FROM VALUES (1), (2) t(a) GROUP BY ROLLUP(a + 1) ORDER BY x NULLS LAST
SELECT y FROM VALUES (2023, 1, 10) t(y, m, v) GROUP BY GROUPING SETS (y, m)
SELECT luhn_check('4111111111111111'), is_valid_utf8(X'80'), make_valid_utf8(X'6180'), validate_utf8('a'), try_validate_utf8(X'80'), sentences('Hi there. You ok?'), crc32('x'), sha1('x'), sha2('x', 0), md5(X'00'), xxhash64('x', 1), hash(1, 'x', NULL, 1.5, array(1), date'2024-01-01')
SELECT * FROM VALUES (1), (2) t(a) ANTI JOIN VALUES (1) u(b) ON a <=> b
SELECT a FROM VALUES (1), (0) t(a) WHERE a <> 0 AND 1 / a > 0
SELECT a, (SELECT u.x FROM VALUES (1), (2) u(x) WHERE u.x > t.a LIMIT 1) FROM VALUES (1) t(a)
SELECT k AS x, count(*) c FROM VALUES ('a'), ('b') t(k) GROUP BY x ORDER BY c, x DESC
SELECT `a b`.`c d` FROM (SELECT 1 AS `c d`) `a b`
SELECT X'1f', x'', X'F'
SELECT percent_rank() OVER (ORDER BY a), cume_dist() OVER (ORDER BY a), ntile(2) OVER (ORDER BY a), first_value(a) OVER (ORDER BY a DESC) FROM VALUES (1), (2), (2), (4) t(a) ORDER BY a
SELECT * FROM (SELECT id, k, v FROM VALUES (1, 'a', 10), (1, 'b', 20) t(id, k, v)) PIVOT (sum(v) AS total, max(v) FOR k IN ('a', 'b'))
BEGIN DECLARE VARIABLE x INT DEFAULT 1; SELECT x; END
BEGIN DECLARE x INT DEFAULT 0; REPEAT SET x = x + 1; IF x = 2 THEN SELECT x; END IF; UNTIL x > 3 END REPEAT; END
SELECT count(*) AS n, a % 2 AS k FROM range(5) t(a) GROUP BY ALL ORDER BY k
FROM VALUES (1), (2) t(a) SELECT a WHERE a > 1
SELECT DISTINCT x FROM VALUES (1.0BD), (1.00BD), (1) t(x)
BEGIN DECLARE r INT; EXECUTE IMMEDIATE 'SELECT 1 WHERE false' INTO r; SELECT r; END
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 0.5 PRECEDING AND 0.5 FOLLOWING) FROM VALUES (1.0), (1.5), (2.1) t(x) ORDER BY x
SELECT IDENTIFIER('abs')(-1)
SELECT a, b FROM VALUES (1, 'x'), (2, 'y') t(a, b) WHERE (a, b) IN (SELECT 1, 'x') ORDER BY a
SELECT max_by(x, y), min_by(x, y), max_by(x, y) FILTER (WHERE y < 3), max_by(y, x) FROM VALUES ('a', 1), ('b', NULL), ('c', 3) t(x, y)
SELECT t.a, u.b FROM VALUES (1), (2) t(a) JOIN (SELECT a AS k, a * 10 AS b FROM VALUES (1), (2), (3) v(a)) u ON t.a = u.k AND u.b > 10
SELECT x, nth_value(y, 2) IGNORE NULLS OVER (ORDER BY x) a, nth_value(y, 2) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) b FROM VALUES (1, NULL), (2, 'b'), (3, NULL), (4, 'd') t(x, y) ORDER BY x
SELECT first(struct(a, b)) FROM VALUES (1, 'x') t(a, b)
SELECT first(x), first(x, true), last(x) IGNORE NULLS, first_value(x) IGNORE NULLS, any_value(x) IGNORE NULLS, last_value(x, false) FROM VALUES (NULL), (2), (NULL) t(x)
SELECT make_timestamp_ltz(2024, 3, 10, 2, 30, 0, 'America/New_York'), make_timestamp_ntz(2024, 3, 10, 2, 30, 0.5), to_timestamp_ltz('2024-03-10 10:00:00 +05:00', 'yyyy-MM-dd HH:mm:ss XXX'), to_timestamp_ntz('2024-03-10 10:00:00'), unix_timestamp('2024-03-10 10:00:00'), from_unixtime(1710064800), to_unix_timestamp('2024-03-10', 'yyyy-MM-dd'), timestamp_seconds(1710064800.5), unix_micros(timestamp'2024-03-10 10:00:00.000001'), date_from_unix_date(19792), timestamp_millis(-1)
SELECT upper(k) AS k, count(*) FROM VALUES ('a'), ('A') t(k) GROUP BY k ORDER BY ALL
SELECT a FROM VALUES (1, 2), (3, 4) t(a, b) WHERE (a, b) IN (SELECT c, d FROM VALUES (3, 4) u(c, d))
BEGIN DECLARE t INT DEFAULT 0; FOR r AS SELECT * FROM VALUES (1, 'a'), (2, 'b') v(n, c) DO SET t = t + r.n; END FOR; SELECT t; END
SELECT map_from_entries(collect_list(struct(k, v))) FROM VALUES ('a', 1), ('b', 2) t(k, v)
SELECT sum(v) AS v FROM VALUES ('a', 1), ('b', 2) t(k, v) HAVING v > 1
FROM VALUES (2023, 1, 10), (2023, 2, 20) t(y, q, v) |> PIVOT (sum(v) FOR q IN (1, 2))
BEGIN a: BEGIN SELECT 1; LEAVE a; SELECT 2; END a; END
FROM VALUES (1), (2) t(x) |> TABLESAMPLE (100 PERCENT) |> ORDER BY x
WITH a AS (WITH b AS (SELECT 2 AS z) SELECT z FROM b) SELECT * FROM a
SELECT a, sum(sum(b)) OVER (ORDER BY a) FROM VALUES (1, 2), (1, 3), (2, 9) t(a, b) GROUP BY a ORDER BY a
SELECT bit_and(x), bit_or(x), bit_xor(x), bool_or(x > 6), every(x > 1), some(x = 3), count_if(x > 3) FROM VALUES (3), (5), (NULL) t(x)
SELECT make_dt_interval(1, 2, 3, 4.005006), make_ym_interval(-1, -2), make_interval(), make_dt_interval(), extract(DAY FROM interval '5 10' day to hour), extract(MONTH FROM interval '1-7' year to month), extract(SECONDS FROM make_dt_interval(0, 0, 0, 61.5)), cast(interval '90' minute AS interval hour), cast(interval '1' day AS bigint), cast('5' AS interval day), cast('1-2' AS interval year to month), cast(90 AS interval minute), cast(interval '1 02:03' day to minute AS string)
SELECT schema_of_json('{"a":1,"b":[1,2.5],"c":null,"d":{"e":"x"},"f":[]}'), schema_of_json('[1,"a"]'), schema_of_json('{"a":01}', map('allowNumericLeadingZeros', 'true')), schema_of_json('{"a":1}', map('primitivesAsString', 'true')), schema_of_json('{"a":1.5}', map('prefersDecimal', 'true')), schema_of_json('12345678901234567890'), schema_of_json('"x"'), schema_of_json('{"d":"2024-01-01T00:00:00"}', map('inferTimestamp', 'true'))
SELECT * FROM VALUES (1, 2) t(a, b) NATURAL JOIN VALUES (1, 2, 3) u(a, b, c)
SELECT aes_decrypt(aes_encrypt('Spark', '0000111122223333', 'ECB'), '0000111122223333', 'ECB')::string, base64(aes_encrypt('Spark', 'abcdefghijklmnop12345678ABCDEFGH', 'CBC', 'DEFAULT', unhex('00000000000000000000000000000000'))), hex(aes_encrypt('a', '0000111122223333', 'GCM', 'DEFAULT', unhex('000000000000000000000000'), 'aad'))
SELECT y, m, sum(v), grouping(m) FROM VALUES (2023, 1, 10), (2023, 2, 20), (2024, 1, 5) t(y, m, v) GROUP BY ROLLUP (y, m) ORDER BY y NULLS LAST, m NULLS LAST
BEGIN DECLARE x = 5; DECLARE y STRING; IF x > 3 THEN SET y = 'big'; ELSE SET y = 'small'; END IF; SELECT y, x; END
SELECT inline(array(struct(1, 'a'), struct(2, NULL)))
SELECT current_date = current_date(), current_user = current_user(), now() = current_timestamp
SELECT t.* EXCEPT (a) FROM VALUES (1, 2) t(a, b)
SELECT regexp_count('aaa', 'aa'), regexp_count('', ''), regexp_count('abc', ''), regexp_instr('abcabc', 'c'), regexp_instr('abc', 'x'), regexp_substr('abc123', '\\d+'), regexp_substr('abc', '\\d'), regexp_like('abc', '^b'), 'a+b' RLIKE '\\Qa+b\\E', 'aé' RLIKE '\\w{2}', 'x' RLIKE '\\p{Lu}', 'É' RLIKE '\\p{Lu}'
SELECT window.start, window.end, count(*) FROM VALUES (timestamp'2024-01-01 00:03:00'), (timestamp'2024-01-01 00:07:00') t(ts) GROUP BY window(ts, '5 minutes', '2 minutes 30 seconds') ORDER BY 1
SELECT 1 INTERSECT ALL SELECT 1
SELECT to_xml(named_struct('a', 1, 'b', array(1, 2), 'c', NULL, '_d', 'x')), to_xml(named_struct('a', named_struct('b', '<&>')), map('rowTag', 'rec')), schema_of_xml('<r><a>1</a><a>2.5</a><b x="y">t</b></r>'), schema_of_xml('<r><a>true</a><d>2024-01-01</d></r>'), xpath_int('<a><b>1</b><b>2</b></a>', 'sum(a/b)'), xpath('<a><b c="1">x</b><b>y</b></a>', 'a/b/text()'), xpath_string('<a><b>x</b></a>', 'a/c'), xpath_boolean('<a/>', 'a'), xpath_double('<a>1.5</a>', 'a * 2'), xpath_long('<a>x</a>', 'a')
SELECT percentile(x, 0.3), median(x) FROM VALUES (interval '1' day), (interval '3' day) t(x)
SELECT corr(x, y), covar_pop(x, y), covar_samp(x, y), regr_slope(x, y), regr_intercept(x, y), regr_r2(x, y), regr_count(x, y), regr_sxx(x, y), regr_avgx(x, y), skewness(x), kurtosis(x), var_pop(x), stddev_samp(x) FROM VALUES (1, 2), (2, 4.5), (3, NULL), (4, 9) t(x, y)
BEGIN SELECT 1; SELECT 2; END
SELECT decode(encode('é', 'UTF-16'), 'UTF-16'), bit_length('é'), hex(encode('é', 'UTF-8')), octet_length(X'0102'), length(X'0102'), substring(X'010203', 2, 1), concat(X'01', X'02'), reverse('é'), overlay(X'010203' PLACING X'FF' FROM 2), X'01' < X'02', X'01' = X'0100', lpad(X'01', 3, X'00'), rpad(X'01', 2), locate('b', X'6162'), X'6162' LIKE 'a%', upper(X'6162'), trim(X'2061')
SELECT * EXCEPT (b) FROM VALUES (1, 2, 3) t(a, b, c)
SELECT id, k, v FROM VALUES (1, map('a', 1, 'b', 2)), (2, NULL) t(id, m) LATERAL VIEW OUTER explode(m) AS k, v ORDER BY id, k
SELECT try_aes_decrypt(X'00', '0000111122223333')
SELECT typeof(1), typeof(1L), typeof(1.5), typeof(1e0), typeof('a'), typeof(NULL), typeof(array()), typeof(map()), typeof(struct(1 AS a)), typeof(X'00'), typeof(date'2024-01-01'), typeof(interval 1 day), typeof(interval 1 year), typeof(1 = 1), typeof(current_date()), typeof(array(1, 2L)), typeof(1.5F), typeof(1BD), typeof(cast(1 AS decimal(5,2))), typeof(named_struct('a', array(map(1, 'x'))))
SELECT transform(collect_list(a), x -> x * a) FROM VALUES (2) t(a) GROUP BY a
SELECT * FROM json_tuple('{"a":1,"b":2}', 'a', 'b') AS j(x, y)
SELECT cast(9.99 AS decimal(3,2)) * cast(9.99 AS decimal(3,2)), cast(99.9 AS decimal(3,1)) + cast(99.9 AS decimal(3,1))
BEGIN DECLARE r INT; EXECUTE IMMEDIATE 'SELECT 40 + :x' INTO r USING 2 AS x; SELECT r; END
SELECT a AS A, A + 1 FROM VALUES (1) t(a)
BEGIN DECLARE x INT DEFAULT 1; SET x = NULL; SELECT x IS NULL; SET x = DEFAULT; SELECT x; END
BEGIN a: LOOP LEAVE a; END LOOP; b: LOOP LEAVE b; END LOOP; SELECT 'done'; END
BEGIN DECLARE r STRING; DECLARE EXIT HANDLER FOR UNRESOLVED_COLUMN SELECT 'col'; SELECT nope; END
SELECT pos, key, value FROM variant_explode(parse_json('{"b":1,"a":[2]}'))
SELECT * FROM VALUES (1), (2), (NULL) t(a) LEFT ANTI JOIN VALUES (1), (NULL) u(b) ON a = b ORDER BY a
SELECT * FROM range(3.5)
BEGIN DECLARE n STRING DEFAULT 'a'; SELECT t.n, n FROM VALUES ('z') t(n); END
SELECT 'a_c' LIKE 'a\_c', 'abc' LIKE 'a\_c', 'a%c' LIKE 'a!%c' ESCAPE '!', 'A' ILIKE 'a', 'straße' ILIKE 'STRASSE', 'é' ILIKE 'É', '' LIKE '', '' LIKE '%', NULL LIKE 'a', 'a' LIKE NULL
SELECT sum(x) / count(x), avg(x), sum(x * 1.0) / 3, round(avg(x), 2), sum(x) * 100 / sum(sum(x)) OVER (), stddev(x), percentile(x, 0.5), max(x) - min(x) FROM VALUES (1), (2), (4) t(x)
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b
WITH t AS (SELECT 1 AS x UNION ALL SELECT 2), u AS (SELECT max(x) AS m FROM t) SELECT t.x, u.m FROM t CROSS JOIN u ORDER BY 1
SELECT a, sum(v) FROM VALUES (1, 10), (NULL, 20) t(a, v) GROUP BY a WITH ROLLUP ORDER BY a NULLS FIRST, 2
SELECT a AS x FROM VALUES (2), (1) t(a) ORDER BY -x
FROM VALUES (1, 'a', 10), (2, 'b', 20), (3, 'a', 30) t(id, k, v) |> AGGREGATE sum(v) AS s, count(*) GROUP BY k AS key |> ORDER BY s
SELECT sequence(date'2024-01-31', date'2024-05-31', interval 1 month), sequence(timestamp'2024-03-10 00:00:00', timestamp'2024-03-10 12:00:00', interval '6' hour), sequence(5, 1, -2), sequence(1, 1), sequence(1Y, 3Y), sequence(date'2024-01-03', date'2024-01-01')
SELECT * FROM range('3')
SELECT 1 UNION ALL SELECT NULL UNION ALL SELECT 2.5 ORDER BY 1
SELECT a, c FROM VALUES (1), (3) t(a), LATERAL (SELECT x AS c FROM VALUES (5), (4) u(x) ORDER BY x LIMIT 1) ORDER BY a
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM VALUES (1), (2) t(x)
SELECT (1, 2) IN ((1, '2'))
SELECT a, b FROM VALUES (1), (2) t(a) FULL OUTER JOIN VALUES (2), (3) u(b) ON a = b ORDER BY coalesce(a, b)
SELECT array(1) UNION ALL SELECT array(2.5) ORDER BY 1
SELECT a % 2 AS k, count(*) + 1 FROM range(5) t(a) GROUP BY k HAVING count(*) > 2
SELECT url_encode('a b&c=é/+~*'), url_decode('a+b%26'), parse_url('http://x.com/p?q=1&r=2', 'QUERY', 'r'), try_url_decode('%'), try_parse_url('::', 'HOST')
SELECT * FROM VALUES (2023, 1, 10), (2023, 2, 20) t(y, q, v) PIVOT (sum(v) FOR q IN (1, 2, 3))
SELECT x, avg(x) OVER w FROM VALUES (1), (2), (3) t(x) WINDOW w AS (ORDER BY x ROWS BETWEEN CURRENT ROW AND CURRENT ROW)
SELECT a, count(*), sum(a) AS s FROM VALUES (array(1, 2)), (array(1, 2)), (array(2)) t(x) LATERAL VIEW explode(x) e AS a GROUP BY a ORDER BY a
SELECT * FROM inline(array(struct(1 AS a, 'x' AS b), NULL))
SELECT /*+ BROADCAST(t) */ a FROM VALUES (1) t(a)
SELECT * FROM VALUES (array(), 'x') t(xs, n) LATERAL VIEW explode_outer(xs) p
SELECT bitmap_count(bitmap_or_agg(b)) FROM (SELECT bitmap_construct_agg(bitmap_bit_position(x)) AS b FROM VALUES (1), (5), (5) t(x))
FROM VALUES (1), (2) t(x) |> AGGREGATE GROUP BY x |> ORDER BY x
BEGIN DECLARE n INT DEFAULT 2; SELECT id FROM range(10) LIMIT n; END
FROM VALUES (1), (2) t(x) |> AGGREGATE count(*) AS n |> SELECT n + 1 AS m
SELECT IDENTIFIER('a' || 'b') FROM (SELECT 1 AS ab)
SELECT a FROM VALUES (1), (2) t(a) WHERE a > (SELECT avg(x) FROM VALUES (1), (2) u(x))
SELECT id, n FROM VALUES (1, array(1, 2)), (2, array()) t(id, xs) CROSS JOIN LATERAL explode(xs) AS e(n) ORDER BY id, n
VALUES (1, 'a'), (2, 'b')
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a NOT IN (SELECT x FROM VALUES (1), (NULL) u(x))
SELECT try_to_number('1,234.5', '9,999.9'), to_number('-1.5', 'S9.9'), to_char(-1234.5, 'S9,999.99'), to_char(0.5, '0.00'), to_char(12, '999'), to_varchar(12.345, '99.99'), to_char(date'2024-03-05', 'yyyy/MM'), to_char(X'4142', 'hex'), to_char(1234567, '9,999,999')
BEGIN DECLARE my CONDITION FOR SQLSTATE '45000'; DECLARE EXIT HANDLER FOR my SELECT 'mine'; SELECT 1; END
SELECT array_sort(array(3, NULL, 1, 2)), array_sort(array('b', 'A', NULL, 'a')), array_sort(array(3, 1, 2), (l, r) -> CASE WHEN l < r THEN 1 WHEN l > r THEN -1 ELSE 0 END), array_sort(array(double('NaN'), 1D, double('Infinity'), NULL))
SELECT a, c, d FROM VALUES (1), (3) t(a), LATERAL (SELECT a * 2 AS c), LATERAL (SELECT c + a AS d) ORDER BY a
SELECT max(x) AS x, x + 1 FROM VALUES (1), (5) t(x) GROUP BY x ORDER BY 1
SELECT array_position(array('a', 'b'), 'b'), array_remove(array(1, 2, 1), 1), array_distinct(array(1, 2, 1)), array_except(array(1, 2), array(2)), array_intersect(array(1, 2), array(2)), array_union(array(1), array(2)), arrays_overlap(array(1), array(1)), slice(array(1, 2, 3), 2, 2), sequence(1, 10, 3), flatten(array(array(1), array(2))), array_repeat('a', 2), shuffle(array(1)), array_max(array(1, 3)), array_insert(array(1, 3), 2, 2), sort_array(array('b', 'a')), reverse(array(1, 2)), cardinality(array(1)), array_size(array(1, 2)), get(array(1), 0), element_at(array(1, 2), -1), array_compact(array(1, NULL)), array_append(array(1), 2), array_prepend(array(1), 0), arrays_zip(array(1), array('a')), transform(array(1), x -> x + 1), filter(array(1, 2), x -> x > 1), aggregate(array(1, 2), 0, (a, x) -> a + x), exists(array(1), x -> x = 1), zip_with(array(1), array(2), (a, b) -> a + b), array_sort(array(2, 1))
SELECT * FROM VALUES (1, 10, 'x', 20, 'y') t(id, a1, b1, a2, b2) UNPIVOT ((a, b) FOR k IN ((a1, b1) AS one, (a2, b2) AS two)) ORDER BY k
SELECT posexplode_outer(map('a', 1)), 7
SELECT get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a[*].b'), get_json_object('{"a":[1,2,3]}', '$.a[1]'), get_json_object('{"a":[1,2,3]}', '$.a[5]'), get_json_object('{"a.b":1}', "$['a.b']"), get_json_object('{"a":{"b":"x"}}', '$.a'), get_json_object('{"a":"x\\u00e9"}', '$.a'), get_json_object('{"a":1.0}', '$.a'), get_json_object('{"a":[[1,2],[3]]}', '$.a[*][0]'), get_json_object('{"a":{"b":1,"c":2}}', '$.a.*'), get_json_object('{"a":1}', '$'), get_json_object('{"a":1}', '$.'), get_json_object('{"a":true}', '$.a'), json_array_length('[1,[2,3],{}]'), json_array_length('{}'), json_object_keys('{"b":1,"a":{"c":2}}'), json_object_keys('[1]')
SELECT json_tuple('[1]', '0'), 1
SELECT x, first_value(y) IGNORE NULLS OVER (ORDER BY x ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING) f, last_value(y) IGNORE NULLS OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) l FROM VALUES (1, NULL), (2, 'b'), (3, NULL), (4, 'd') t(x, y) ORDER BY x
SELECT a FROM VALUES (1), (2), (3) t(a) WHERE (a, a + 1) IN (SELECT b, c FROM VALUES (1, 2), (3, 5) u(b, c))
SELECT listagg(x) WITHIN GROUP (ORDER BY x) FROM VALUES (X'41'), (X'42') t(x)
SELECT a, sum(v) FROM VALUES (1, 10), (NULL, 20) t(a, v) GROUP BY a WITH CUBE HAVING grouping(a) = 0 ORDER BY a
SELECT k, v, sum(v) OVER (PARTITION BY k ORDER BY d RANGE BETWEEN INTERVAL '1' MONTH PRECEDING AND CURRENT ROW) s FROM VALUES ('a', date'2024-01-31', 1), ('a', date'2024-02-29', 2), ('a', date'2024-03-31', 4), ('b', date'2024-03-01', 8) t(k, d, v) ORDER BY k, d
SELECT id, n FROM VALUES (1, array(1, 2)), (2, array()) t(id, xs) LEFT JOIN LATERAL explode_outer(xs) AS e(n) ORDER BY id, n
SELECT 1 AS `a.b`, `a.b` + 1 FROM (SELECT 5 AS `a.b`)
SELECT window(ts, '10 minutes').start, count(*) FROM VALUES (timestamp'2024-01-01 10:05:00'), (timestamp'2024-01-01 10:15:00') t(ts) GROUP BY window(ts, '10 minutes') ORDER BY 1
SELECT split('a,b;c', '[,;]'), split('aXbXc', 'X', 2), split('abc', '', 2), split('', ','), split(',a,', ','), split('a|b', '|'), split('a|b', '\\|'), split('oneAtwoBthree', '[AB]', -1), split('a  b', '\\s+', 0)
BEGIN DECLARE EXIT HANDLER FOR DIVIDE_BY_ZERO SELECT 'outer'; BEGIN DECLARE EXIT HANDLER FOR CAST_INVALID_INPUT SELECT 'inner'; SELECT 1 / 0; END; SELECT 'after'; END
EXECUTE IMMEDIATE 'SELECT ?' USING 1, 2
FROM VALUES (1, 2) t(x, y) |> SELECT DISTINCT x |> EXTEND x AS z, x + 1
SELECT * FROM (SELECT y, q, v FROM VALUES (2023, 1, 10), (2023, 2, 20), (2024, 1, 30) t(y, q, v)) PIVOT (sum(v) AS s, count(v) AS c FOR q IN (1 AS q1, 2 AS q2)) ORDER BY y
SELECT date'2024-01-01' AS x UNION ALL SELECT timestamp'2024-01-01 10:00:00' ORDER BY x
SELECT s.* FROM VALUES (named_struct('x', 1, 'y', 2)) t(s)
SELECT aggregate(array(1, 2), 0L, (a, x) -> a + x), aggregate(array(1, 2), CAST(0 AS DOUBLE), (a, x) -> a + x / 2)
SELECT a FROM VALUES (1), (2), (3) t(a) ORDER BY a LIMIT 1 + 1 OFFSET 1
FROM VALUES (1, 'a'), (2, 'b') t(id, k) |> UNION ALL VALUES (3, 'c') |> EXCEPT VALUES (2, 'b') |> ORDER BY id
SELECT a, (SELECT sum(x) FROM VALUES (1), (1), (2) u(x) WHERE u.x = t.a) AS n, (SELECT count(*) + 1 FROM VALUES (1) u(x) WHERE u.x = t.a) FROM VALUES (1), (3) t(a) ORDER BY a
SELECT * FROM VALUES (1, 2) t(a, b) NATURAL LEFT JOIN VALUES (1, 9, 3) u(a, b, c)
SELECT * FROM VALUES (1, 10, 20, NULL) t(id, a, b, c) UNPIVOT INCLUDE NULLS (v FOR k IN (a, b, c)) u ORDER BY k
SELECT count(DISTINCT x, y), count(DISTINCT x), count(x, y), count(*), count(1), count(NULL) FROM VALUES (1, 2), (1, NULL), (1, 2) t(x, y)
SELECT avg(x), sum(x), max(x) FROM VALUES ('1'), ('2.5') t(x)
SELECT * FROM (SELECT y, q, k, v FROM VALUES (2023, 1, 'a', 10), (2023, 2, 'b', 20) t(y, q, k, v)) PIVOT (max(v) FOR (q, k) IN ((1, 'a') AS one, (2, 'b'))) ORDER BY y
SELECT x, count(*) FROM VALUES (0.0D), (-0.0D), (double('NaN')), (double('NaN')) t(x) GROUP BY x ORDER BY x
SELECT from_xml('<r><a>1</a><b>x</b></r>', 'a INT, b STRING'), from_xml('<r a="1"><b>2</b><b>3</b></r>', '_a INT, b ARRAY<INT>'), from_xml('<r>5<x/></r>', '_VALUE INT'), from_xml('<r><a>x</a></r>', 'a INT'), from_xml('<r><a', 'a INT'), from_xml('<r><d>05/03/2024</d></r>', 'd DATE', map('dateFormat', 'dd/MM/yyyy')), from_xml('<r><a> x </a></r>', 'a STRING', map('ignoreSurroundingSpaces', 'true')), from_xml('<r at="7"/>', '`@at` INT', map('attributePrefix', '@'))
SELECT * FROM (SELECT a, row_number() OVER (PARTITION BY a ORDER BY b DESC) AS r, b FROM VALUES (1, 2), (1, 3), (2, 9) t(a, b)) WHERE r = 1 ORDER BY a
SELECT * FROM VALUES (1, 2), (3, 4) AS t (a, b) WHERE (a, b) IN ((1, 2), (3, 5))
SELECT * FROM VALUES (2023, 1, 10), (2023, 2, 20) t(y, q, v) PIVOT (sum(v) AS s FOR q IN ('1', '2'))
SELECT 'a' 'b', 'it''s', "dq", 'tab\tx', 'u\u0041', '\x41', '\101', r'raw\n', R"x\y", 'a\%b', 'a\_b', '\0' = chr(0)
SELECT array_repeat(a, 2), sequence(a, 3), slice(array(1, 2), a, 1) FROM VALUES (1) t(a)
SELECT a, t.a, u.a FROM VALUES (1, 2), (5, 6) t(a, b) RIGHT JOIN VALUES (1, 3), (7, 8) u(a, c) USING (a) ORDER BY a
SELECT 10.0 / 3, 10 / 3, 10 DIV 3, 10.5 DIV 2, -7 DIV 2, -7 % 3, 7 % -3, 7.5 % 2, pmod(-7, 3), 1.1 + 2.22, 1.1 * 2.22, 1.10 - 0.1, 5.0 / 2, 1 / 3.0, 2 * 1.5F, 1e2 + 1, 1L + 1S, 1Y + 1Y
SELECT a FROM VALUES (1), (2) t(a) WHERE EXISTS (SELECT 1 FROM VALUES (2) u(x) WHERE u.x = t.a) OR a = 1 ORDER BY a
SELECT from_csv('1;2,5;x', 'a INT, b DOUBLE, c STRING', map('sep', ';')), from_csv('1,"a,b",', 'a INT, b STRING, c STRING'), from_csv('NA,x', 'a INT, b STRING', map('nullValue', 'NA')), from_csv('x,2', 'a INT, b INT'), from_csv("'a,b',2", 'a STRING, b INT', map('quote', "'")), from_csv('05/03/2024', 'd DATE', map('dateFormat', 'dd/MM/yyyy')), from_csv('1,2,3', 'a INT, b INT'), from_csv('1', 'a INT, b INT'), from_csv(' a , b ', 'a STRING, b STRING', map('ignoreLeadingWhiteSpace', 'true', 'ignoreTrailingWhiteSpace', 'true')), from_csv('', 'a INT'), from_csv(NULL, 'a INT')
SELECT max(a) + min(b) * 2 AS x, count(*) % 2 FROM VALUES (1, 2), (3, 4) t(a, b)
SELECT d, count(*) OVER (ORDER BY d DESC RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING) FROM VALUES (date'2024-01-01'), (date'2024-01-02'), (date'2024-01-05'), (NULL) t(d) ORDER BY d
SELECT (SELECT array_agg(x) FROM VALUES (1), (2) u(x))[0]
BEGIN DECLARE x INT DEFAULT 3; CASE x WHEN 1 THEN SELECT 'one'; END CASE; END
SELECT * FROM VALUES (1), (2) t(a) JOIN VALUES ('1'), ('2') u(b) ON a = b ORDER BY a
BEGIN CASE WHEN false THEN SELECT 1; END CASE; SELECT 2; END
SELECT * FROM VALUES (1, 10, 2.5) t(id, a, b) UNPIVOT (v FOR k IN (a, b)) ORDER BY k
SELECT x FROM VALUES (0.0D), (-0.0D), (double('NaN')), (double('Infinity')), (NULL), (-1D) t(x) ORDER BY x DESC
SELECT max(x), array_max(collect_list(x)) FROM VALUES (array(1, 2)), (array(1)), (array(NULL, 9)) t(x)
SELECT 1e0 / 3, 1.0 / 3, 1 / 3, 2.5 % 1, -5 % 3, 5 DIV 2, 1.5 * 2, 0.1 + 0.2, 0.1D + 0.2D, 1.0F / 3, 3 / 2 * 2, 1.10 * 1.10, 100 * 1.005, round(2.675, 2), round(-2.5), floor(-1.5), ceil(1.2), bround(3.5), sign(-2), abs(-1.5), pmod(-1, 3), power(2, 0.5), sqrt(2), cbrt(27), exp(1), ln(2), log(2, 8), log10(100), degrees(pi()), hypot(3, 4), greatest(1, 2.5), factorial(5), width_bucket(5, 0, 10, 5), conv('ff', 16, 10), bin(5), hex(255), shiftleft(1, 3), 5 & 3, 5 | 3, 5 ^ 3, ~5, bit_count(7), rint(2.5), signum(-3), atan2(1, 1), e()
SELECT date_trunc('hour', ts) h, count(*), min(ts), max(ts) - min(ts) FROM VALUES (timestamp'2024-01-01 10:05:00'), (timestamp'2024-01-01 10:15:00'), (timestamp'2024-01-01 11:00:00') t(ts) GROUP BY 1 ORDER BY 1
SELECT 1 AS x UNION SELECT 1.0 UNION SELECT '1'
SELECT k, sum(v) AS total FROM VALUES ('a', 1), ('b', 2) t(k, v) GROUP BY k HAVING total > 1
SELECT cast(1.999 AS DECIMAL(3,1)), cast(-1.95 AS DECIMAL(3,1)), cast('1.25' AS DECIMAL(3,1)), cast(12.5 AS INT), cast(-12.5 AS INT), cast('12' AS TINYINT), cast(true AS INT), cast(0 AS BOOLEAN), cast('1e2' AS DOUBLE), cast(1e2 AS STRING), cast(100000000D AS STRING), cast(0.00001D AS STRING), cast(1.0F AS STRING), cast(1234567.0F AS STRING), cast(12345678.0F AS STRING), cast(date'2024-01-01' AS STRING), cast(timestamp'2024-01-01 00:00:00.100' AS STRING), cast(array(1, NULL) AS STRING), cast(map('a', NULL) AS STRING), cast(struct(1, NULL, 'x') AS STRING), cast(NULL AS STRING), cast(X'C3A9' AS STRING), cast('é' AS BINARY), cast(interval '1' day AS STRING), string(1.0), cast('  7 ' AS INT), cast('2024-01-01 ' AS DATE), cast('tRUE' AS BOOLEAN)
SELECT sum(CASE WHEN a > 1 THEN a END), avg(DISTINCT a), count(DISTINCT CASE WHEN a > 1 THEN a END) FROM VALUES (1), (2), (2) t(a)
SELECT count(*) FROM VALUES (1), (2) t(a) FULL OUTER JOIN VALUES (2), (3) u(b) ON a = b
SELECT x.a FROM (SELECT explode(array(named_struct('a', 1, 'b', 2))) AS x)
SELECT 'abc' LIKE ALL ('a%', '%c'), 'abc' LIKE ALL ('a%', NULL), 'abc' LIKE ALL ('x%', NULL), 'abc' LIKE ANY ('x%', NULL), 'abc' LIKE ANY ('a%', NULL), 'abc' NOT LIKE ANY ('a%', 'x%'), 'abc' NOT LIKE ALL ('x%', 'y%'), 'ABC' ILIKE ANY ('a%'), 'ABC' ILIKE SOME ('x', '%bc'), 'abc' NOT ILIKE ALL ('A%')
SELECT a, (SELECT max(b) FROM VALUES (1, 5), (1, 7), (2, 3) u(k, b) WHERE u.k = t.a AND b < 7) AS m FROM VALUES (1), (2), (9) t(a) ORDER BY a
SELECT * FROM VALUES (1, 2), (5, 6) t(a, b) FULL JOIN VALUES (1, 3), (7, 8) u(a, c) USING (a) ORDER BY a
SELECT date'2024-01-31' + interval '1' month, date'2024-03-31' - interval '1' month, timestamp'2024-03-31 10:00:00' - interval '1-1' year to month, date'2024-01-01' + interval '36' hour, date'2024-01-01' - date'2023-12-25', timestamp'2024-01-02 00:00:00' - timestamp'2024-01-01 12:00:00', timestamp'2024-01-02 00:00:00' - date'2024-01-01', date'2024-01-01' + 5, 5 + date'2024-01-01', date'2024-01-10' - 3, timestamp_ntz'2024-01-01 00:00:00' + interval '1' second, interval '2' day + date'2024-01-01'
SELECT json_tuple('{"a":1,"b":{"c":[1,2]},"d":null}', 'a', 'b', 'd', 'zz')
BEGIN DECLARE i INT DEFAULT 0; DECLARE s INT DEFAULT 0; WHILE i < 5 DO SET i = i + 1; SET s = s + i; END WHILE; SELECT s; END
SELECT a FROM VALUES (1), (2), (3) t(a) WHERE a BETWEEN (SELECT min(b) FROM VALUES (2) u(b)) AND (SELECT max(b) FROM VALUES (3) u(b)) ORDER BY a
BEGIN DECLARE EXIT HANDLER FOR SQLSTATE '22012' SELECT 'state'; SELECT 1 / 0; END
SELECT a FROM VALUES (2), (1) t(a) ORDER BY 1 + 0, a
SELECT approx_count_distinct(x) OVER (PARTITION BY k), median(x) OVER (PARTITION BY k), mode(x) OVER (PARTITION BY k) FROM VALUES ('a', 1), ('a', 3), ('a', 3) t(k, x)
BEGIN DECLARE EXIT HANDLER FOR DIVIDE_BY_ZERO BEGIN SELECT 'caught'; END; SELECT 1 / 0; SELECT 'after'; END
FROM VALUES (1), (2) t(a) SELECT sum(a)
SELECT k, sum(v) AS total, rank() OVER (ORDER BY sum(v) DESC) AS r, sum(v) / sum(sum(v)) OVER () AS share FROM VALUES ('a', 10), ('b', 30), ('a', 5) t(k, v) GROUP BY k ORDER BY r
SELECT from_json('{"a":{"b":[{"c":1},{"c":2}]}}', 'a STRUCT<b: ARRAY<STRUCT<c: INT>>>').a.b.c
SELECT a FROM VALUES (1), (2), (3) t(a) OFFSET 2
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY y) FROM VALUES ('p', 2), ('q', 1) t(x, y)
SELECT id, explode_outer(xs) AS x FROM VALUES (1, array()), (2, array(5, NULL)) t(id, xs) ORDER BY id, x
SELECT a, lower(b) AS b FROM VALUES (1, 'X'), (2, 'Y') t(a, b) WHERE b = 'X'
SELECT sum(x), avg(x), sum(y), avg(y) FROM VALUES (interval '1' day, interval '1' month), (interval '2 12' day to hour, interval '2' year) t(x, y)
SELECT * FROM VALUES (1, 2) t(a, b), LATERAL (SELECT a + b AS c) ORDER BY 1
SELECT * FROM VALUES (1), (NULL) t(a) JOIN VALUES (1), (NULL) u(b) ON a <=> b ORDER BY a
SELECT a.b.c FROM (SELECT named_struct('b', named_struct('c', 5)) AS a)
SELECT `a``b` FROM (SELECT 1 AS `a``b`)
SELECT x, x IN (SELECT y FROM VALUES (1) u(y)) AND x > 0, x = (SELECT 1), EXISTS (SELECT * FROM VALUES (2) v(z) WHERE z = x) FROM VALUES (1), (2) t(x) ORDER BY x
SELECT date_diff(DAY, date'2024-01-01', date'2024-02-01'), date_add(MONTH, 1, date'2024-01-31'), dateadd(WEEK, -1, timestamp'2024-01-31 10:00:00'), datediff(date'2024-02-01', date'2024-01-01')
BEGIN DECLARE x ARRAY<INT> DEFAULT array(1, 2); SELECT x[0] + size(x); END
SELECT * FROM VALUES ('2024-01-01'), ('bad') t(s) WHERE try_cast(s AS DATE) IS NULL
SELECT a, c FROM VALUES (1), (3) t(a), LATERAL (SELECT max(x) AS c FROM VALUES (1), (2) u(x) WHERE u.x >= t.a) ORDER BY a
SELECT a, count(*) FROM VALUES (1), (2) t(a) GROUP BY ALL ORDER BY ALL DESC
SELECT split(s, ',')[0], size(split(s, ',')), explode(split(s, ',')) AS x FROM VALUES ('a,b') t(s)
SELECT * FROM VALUES (1, 2) t(a, b) JOIN VALUES (1, 3) u(a, c) USING (a)
BEGIN END
SELECT a FROM VALUES (1), (2), (3) t(a) DISTRIBUTE BY a % 2 SORT BY a
SELECT named_struct('a', 1, 'b', named_struct('c', 2)) = named_struct('x', 1, 'y', named_struct('z', 2))
SELECT timestamp'2024-03-10 02:30:00 America/New_York', timestamp'2024-11-03 01:30:00 America/New_York', timestamp'2024-03-31 02:30:00 Europe/Berlin' + INTERVAL 1 DAY, timestamp_ntz'2024-03-10 02:30:00' + INTERVAL 24 HOURS, from_utc_timestamp(timestamp'2024-03-10 06:59:59', 'America/New_York'), to_utc_timestamp(timestamp'2024-03-10 02:30:00', 'America/New_York'), to_utc_timestamp(timestamp'2024-11-03 01:30:00', 'America/New_York'), convert_timezone('Europe/Berlin', 'UTC', timestamp_ntz'2024-10-27 02:30:00'), timestampdiff(HOUR, timestamp'2024-03-10 00:00:00', timestamp'2024-03-11 00:00:00')
SELECT a, (SELECT count(*) FROM VALUES (1), (1), (2) u(x) WHERE u.x = t.a) AS n FROM VALUES (1), (3) t(a) ORDER BY a
SELECT to_variant_object(named_struct('a', 1, 'b', array('x', NULL))), to_variant_object(map('k', 1.5)), cast(array(1, 2) AS variant), cast(date'2024-01-01' AS variant), to_json(cast(timestamp'2024-01-01 00:00:00' AS variant)), cast(cast('x' AS variant) AS string), cast(1.0 AS variant), typeof(parse_json('1')), schema_of_variant(cast(1.0 AS variant)), schema_of_variant(parse_json('{}'))
BEGIN DECLARE x INT DEFAULT 1; SELECT x; SET x = 5; SELECT x + 1 AS y; END
SELECT xs.a FROM VALUES (array(named_struct('a', 1), named_struct('a', NULL), NULL)) t(xs)
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a IN (SELECT x FROM VALUES (1), (NULL) u(x))
BEGIN DECLARE t STRING DEFAULT ''; FOR SELECT id AS n FROM range(3) DO SET t = t || n; END FOR; SELECT t; END
SELECT a, b, b * 100.0 / sum(b) OVER (PARTITION BY a) AS pct FROM VALUES (1, 2), (1, 3), (2, 9) t(a, b) ORDER BY a, b
SELECT * FROM stack(2, 1, 'a', 2, 'b') AS s(n, c) ORDER BY n
BEGIN DECLARE i INT DEFAULT 0; l: LOOP SET i = i + 1; IF i = 3 THEN ITERATE l; END IF; IF i > 4 THEN LEAVE l; END IF; END LOOP l; SELECT i; END
SELECT 1 AS a |> SELECT a + 1 AS b |> WHERE b = 2
BEGIN WITH t AS (SELECT 1 AS a) SELECT * FROM t; VALUES (3); END
SELECT * FROM VALUES (1), (2) t(a) LEFT SEMI JOIN VALUES (1) u(b) ON a = b
SELECT sum(x) FROM VALUES (0.1F), (0.2F) t(x)
SELECT mode(x), mode(x, true), mode() WITHIN GROUP (ORDER BY x DESC) FROM VALUES (1), (2), (2), (1), (3) t(x)
SELECT d, sum(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) s7, count(*) OVER (ORDER BY d RANGE BETWEEN INTERVAL '1' MONTH PRECEDING AND INTERVAL '1' MONTH FOLLOWING) c FROM VALUES (date'2024-01-01', 1), (date'2024-01-05', 2), (date'2024-02-10', 4) t(d, v) ORDER BY d
SELECT * FROM range(5, 0, -2)
SELECT a FROM VALUES (1), (2) t(a) WHERE NOT EXISTS (SELECT 1 FROM VALUES (1), (2) u(b) WHERE b > a)
SELECT k, collect_list(named_struct('v', v, 'w', w)) FROM VALUES ('a', 1, 2), ('a', 3, NULL) t(k, v, w) GROUP BY k
SELECT to_json(named_struct('a', 1, 'b', NULL)), to_json(named_struct('a', 1, 'b', NULL), map('ignoreNullFields', 'false')), to_json(named_struct('d', date'2024-03-05'), map('dateFormat', 'dd.MM.yy')), to_json(named_struct('t', timestamp'2024-03-05 10:00:00'), map('timestampFormat', 'HH:mm')), to_json(map(1, 'a', 2, NULL)), to_json(array(named_struct('a', 1))), to_json(named_struct('x', double('NaN'), 'y', float('Infinity'))), to_json(named_struct('s', 'a"b\\c\n\u00e9')), to_json(map(struct(1), 2)), to_json(map(date'2024-01-01', 1)), to_json(named_struct('a', named_struct('b', 1)), map('pretty', 'true'))
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM VALUES (1), (2) t(x)
SELECT a, c FROM VALUES (1), (2), (3) t(a) LEFT JOIN LATERAL (SELECT x AS c FROM VALUES (1), (2) u(x) WHERE u.x = t.a) ON true ORDER BY a
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) OVER (PARTITION BY k), percentile_disc(0.25) WITHIN GROUP (ORDER BY x DESC) OVER (PARTITION BY k) FROM VALUES ('a', 1), ('a', 3), ('a', 4) t(k, x)
SELECT * FROM (VALUES (1), (2)) AS t(a) CROSS JOIN (SELECT 3 AS b) ORDER BY a
SELECT collect_list(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM VALUES (1), (2), (3) t(x)
SELECT m['z'], element_at(m, 'z') FROM VALUES (map('a', 1)) t(m)
EXECUTE IMMEDIATE 'SELECT 1 + 1'
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a NOT IN (SELECT x FROM VALUES (1) u(x) WHERE false)
SELECT year(d), month(d), date_trunc('QUARTER', d), last_day(d), add_months(d, 1), d + INTERVAL 1 MONTH, months_between(date'2024-06-30', d), date_format(d, 'E dd.MM.yy'), weekday(d), dayofyear(d), trunc(d, 'YEAR'), next_day(d, 'TU') FROM VALUES (date'2024-01-31'), (date'2024-02-29') t(d) ORDER BY d
EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE ''SELECT 1'''
SELECT x, avg(x) OVER w, min(x) OVER (w ROWS 1 PRECEDING) FROM VALUES (1), (2), (3) t(x) WINDOW w AS (ORDER BY x)
SELECT a[5] FROM VALUES (array(1)) t(a)
SELECT to_date(s, 'yyyy-MM-dd') FROM VALUES ('2024-01-01'), ('01/02/2024') t(s)
SELECT 1 != 2, 1 <> 2, 1 == 1, 5 <=> 5, 1 IS NULL, NOT NULL IS NULL, 1 BETWEEN 2 AND 0, 1 NOT BETWEEN SYMMETRIC 2 AND 0
BEGIN DECLARE x INT; DECLARE x INT; END
SELECT transform_keys(map('a', 1), (k, v) -> upper(k)), transform_values(map('a', 1, 'b', NULL), (k, v) -> coalesce(v, -1)), map_filter(map('a', 1, 'b', NULL), (k, v) -> v IS NULL), transform_keys(map('a', 1, 'b', 2), (k, v) -> 'same')
EXECUTE IMMEDIATE 'SELEC 1'
FROM VALUES (1), (2) t(x) |> DROP y
SELECT max(x) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '1 12' DAY TO HOUR PRECEDING AND INTERVAL '30' MINUTE FOLLOWING) FROM VALUES (1, timestamp'2024-03-09 12:00:00'), (2, timestamp'2024-03-11 00:00:00'), (3, timestamp'2024-03-11 00:30:00') t(x, ts) ORDER BY ts
SELECT !true, NOT true OR true, 1 = 1 AND NOT 2 = 3, 1 + 2 * 3 % 4 - -5, 7 & 3 | 8 ^ 1, ~5 & 6, 2 > 1 = true, 'a' || 'b' = 'ab', 1 << 2 + 1, 10 - 2 - 3, 2 * 3 DIV 4, - 2 * 3, NOT 1 > 2, 1 BETWEEN 0 AND 2 AND true, 'a' IN ('a', 'b') = true
SELECT map('a', 1) = map('a', 1)
SELECT * FROM posexplode(array('x', 'y')) WITH ORDINALITY
SELECT array_union(array(struct(1 AS a)), array(struct(2 AS b)))
EXECUTE IMMEDIATE 'SELECT ?'
BEGIN DECLARE x = 1; WHILE x DO SET x = 0; END WHILE; END
SELECT array(struct(1 AS a), struct(2 AS b))
BEGIN LEAVE nope; END
SELECT CASE WHEN true THEN struct(1 AS a) ELSE struct(2 AS b) END
SELECT ?
SELECT count(DISTINCT x) OVER (PARTITION BY k) FROM VALUES ('a', 1) t(k, x)
BEGIN SELECT 1; DECLARE x INT; END
SELECT greatest(struct(1 AS a), struct(2 AS b))
SELECT map(NULL, 1)
SELECT cast(99999999999999999999999999999999999999 AS decimal(38,0)) * 10
SELECT mask('a', upper => 'X')
SELECT a % b FROM VALUES (1, 0) t(a, b)
BEGIN IF 1 THEN SELECT 1; END IF; END
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) FROM VALUES (1), (1), (2) t(x)
SELECT sum(x) FROM VALUES (99999999999999999999999999999999999999BD), (1BD) t(x)
SELECT a, (SELECT u.x FROM VALUES (1), (1) u(x) WHERE u.x = t.a) FROM VALUES (1) t(a)
SELECT bround(2.5), bround(-2.5), bround(25, -1), round(2.5), round(-2.5), round(1.005D, 2), round(15, -1), round(14, -1), round(1e10D, -3), ceil(-0.5), floor(1.25, 1), ceil(1.21, 1), floor(-12, -1), round(127Y, -1), rint(2.5), truncate
SELECT a FROM VALUES (1), (2), (3) t(a) TABLESAMPLE (2 ROWS)
SELECT a FROM VALUES (1) t(a) FETCH FIRST 1 ROW ONLY
SELECT a AS b, sum(b) FROM VALUES (1, 2), (1, 3) t(a, b) GROUP BY b ORDER BY 2
SELECT :x + 1
SELECT named_struct('a', 1) UNION ALL SELECT named_struct('b', 2L)
BEGIN SET y = 1; END
SELECT regexp_extract('abc', '(b)', -1)
SELECT x, sum(x) OVER (ORDER BY y RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, 'a') t(x, y)
SELECT 1 / 0.0, 1D / 0
BEGIN ; END
SELECT a FROM VALUES (1), (2), (3) t(a) LIMIT -1
SELECT regexp_replace('abc', '(b)', '$2')
SELECT x FROM VALUES (struct(2, 'a')), (struct(1, 'b')), (struct(1, NULL)), (NULL) t(x) ORDER BY x DESC NULLS LAST
BEGIN DECLARE x INT DEFAULT 'a'; SELECT x; END
SELECT abs(a) FROM VALUES (-9223372036854775808) t(a)
SELECT 'abc' LIKE 'ab!' ESCAPE '!'
SELECT CAST(a AS INT) FROM VALUES ('1'), ('x') t(a)
SELECT assert_true(false, 'custom')
SELECT hll_sketch_estimate(X'00')
SELECT 2147483647 + 1
SELECT 0x1F, 1e-3, .5, 5., 1.e2, 1_000
BEGIN SELECT 1 END
SELECT sum(x) FROM VALUES (9223372036854775807L), (1L) t(x)
SELECT coalesce(struct(1 AS a), struct(2 AS b))
SELECT raise_error('USER_RAISED_EXCEPTION', map('errorMessage', 'x'))
SELECT struct(1, 'x').col1, named_struct('a', 1).a, struct(1 AS a, 2 AS b).*, (1, 2).col2, array(1, 2)[1], map('k', 'v')['k'], 'abc'[0]
SELECT xs[0], xs[5] FROM VALUES (array(1)) t(xs)
SELECT to_binary('abc', 'utf-8'), to_binary('616263'), hex(to_binary('YWJj', 'base64')), to_char('x', 'hex')
EXECUTE IMMEDIATE 'SELECT :a' USING 1 AS b
SELECT a * b FROM VALUES (9223372036854775807, 2) t(a, b)
SELECT 32767S * 2S
BEGIN SELECT 1; END; SELECT 2
SELECT 5 % 0.0
SELECT a + 1 FROM VALUES (2147483647) t(a)
SELECT transform_keys(map('a', 1), (k, v) -> NULL)
SELECT x, sum(x) OVER (ORDER BY x GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1), (1), (2) t(x)
FROM VALUES (1), (2) t(x) |> SET y = 1
SELECT grouping(b) FROM VALUES (1, 2) t(a, b) GROUP BY CUBE(a)
SELECT x FROM VALUES (map('a', 1)) t(x) ORDER BY x
SELECT interval '1' day < interval '25' hour, interval '12' month = interval '1' year, interval 1 day = interval 24 hours, interval '1' day = '1 00:00:00'
SELECT from_json('[1,2]', 'array<int>'), from_json('{"a":[{"b":1}]}', 'struct<a:array<struct<b:int>>>').a[0].b, to_json(array(map('a', 1))), get_json_object('{"a":{"b":[1,2]}}', '$.a.b[1]'), json_tuple('{"a":1}', 'a'), schema_of_json('[{"a":1}]'), from_json('{"a":null}', 'a int'), from_json('null', 'a int'), from_json('"x"', 'string'), to_json(struct(1.50 AS d, 1e10D AS e, 'q' AS s, NULL AS n, array() AS z))
SELECT from_csv('1,2', 'a INT, _c STRING', map('mode', 'DROPMALFORMED'))
SELECT max(x), min(x) FROM VALUES (struct(2, 'a')), (struct(1, 'b')), (NULL) t(x)
SELECT parse_json('{"a":1,"a":2}')
SELECT map('a', 1, 'a', 2)
SELECT a / b FROM VALUES (1, 0) t(a, b)
SELECT sum(x) FROM VALUES ('a') t(x)
SELECT explode(NULL)
SELECT concat(1, true, NULL), concat('a', 1.5, date'2024-01-01'), concat(array(1), array(2.5)), concat(X'41', X'42'), concat('a', X'42'), 'a' || 1 || true, concat_ws('-', 1, array('x', NULL), NULL, 'y'), concat(array(1), NULL)
SELECT cast(a AS TINYINT) FROM VALUES (200) t(a)
SELECT from_csv('x', 'a INT', map('mode', 'FAILFAST'))
SELECT * EXCEPT (z) FROM VALUES (1, 2, 3) t(a, b, c)
TABLE VALUES (1)
SELECT assert_true(1 = 1), raise_error('boom')
SELECT raise_error(NULL)
SELECT array_contains(array(struct(1 AS a)), struct(1 AS b))
BEGIN a: BEGIN SELECT 1; END b; END
SELECT 9223372036854775807 + 1
SELECT hll_sketch_agg(x, 3) FROM VALUES (1) t(x)
SELECT 127Y + 1Y
BEGIN DECLARE r INT; EXECUTE IMMEDIATE 'SELECT explode(array(1, 2))' INTO r; END
BEGIN IF NULL THEN SELECT 'yes'; ELSE SELECT 'no'; END IF; END
SELECT parse_json('300')::tinyint
SELECT 'abc' LIKE 'ab!c' ESCAPE '!'
SELECT 'a\nb' LIKE 'a_b', 'a\nb' LIKE 'a%', 'a\\b' LIKE 'a\\\\b', 'a' LIKE 'a\\'
SELECT grouping(a) FROM VALUES (1, 2) t(a, b) GROUP BY a
SELECT abs(-128Y)
SELECT aes_encrypt('a', 'short')
BEGIN DECLARE x INT; SET x = 'abc'; SELECT x; END
SELECT a FROM VALUES (1), (2) t(a) WHERE a = ANY (SELECT 1)
SELECT element_at(a, 5) FROM VALUES (array(1)) t(a)
SELECT DISTINCT ON (a) a FROM VALUES (1) t(a)
SELECT a FROM VALUES (1), (2) t(a) WHERE a >= ALL (SELECT x FROM VALUES (1), (2) u(x))
SELECT sum(a) FROM VALUES ('1'), ('x') t(a)
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1.5 PRECEDING AND CURRENT ROW) FROM VALUES (1), (2) t(x)
BEGIN DECLARE OR REPLACE x INT DEFAULT 1; SELECT x; END
SELECT TOP 1 a FROM VALUES (1) t(a)
SELECT -1, - 1, +1, --1
SELECT a, b FROM VALUES (1, 2) t(a, b) UNION BY NAME SELECT b, a FROM VALUES (3, 4) t(b, a)
SELECT if(true, 1, 2.5), if(false, 'a', 1), ifnull(NULL, 2L), coalesce(NULL, 1, 2.5), nvl(NULL, 'x'), nvl2(1, 'a', NULL), nullif(1, 1.0), nullif('a', 'b'), CASE WHEN NULL THEN 1 ELSE 'x' END, CASE 1 WHEN 1.0 THEN 'y' END, decode(2, 1, 'a', 2, 'b'), decode(NULL, NULL, 'n', 'z'), greatest(1, 2.5, NULL), least('b', 'a'), 1 <=> NULL, NULL <=> NULL, isnull(NULL), 1 IS DISTINCT FROM NULL, true IS NOT UNKNOWN
SELECT -a FROM VALUES (-2147483648) t(a)
