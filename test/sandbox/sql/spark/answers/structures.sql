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
SELECT transform(array(array(1, 2), array(3)), x -> transform(x, y -> y * size(x)))
SELECT percentile(x, 0.3), median(x) FROM VALUES (interval '1' day), (interval '3' day) t(x)
SELECT x FROM VALUES (0.0D), (-0.0D), (double('NaN')), (double('Infinity')), (NULL), (-1D) t(x) ORDER BY x DESC
SELECT * FROM VALUES (date'2024-01-01', 1, 10) t(y, q, v) PIVOT (first(v) FOR y IN (date'2024-01-01', date'2024-01-02'))
SELECT t.* EXCEPT (a) FROM VALUES (1, 2) t(a, b)
SELECT stddev(x), variance(x), skewness(x), kurtosis(x), corr(x, x), regr_slope(x, x), var_pop(x) FROM VALUES (1) t(x)
SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 ORDER BY 1
SELECT sum(v) AS v FROM VALUES ('a', 1), ('b', 2) t(k, v) HAVING v > 1
SELECT max_by(x, y), min_by(x, y), max_by(x, y) FILTER (WHERE y < 3), max_by(y, x) FROM VALUES ('a', 1), ('b', NULL), ('c', 3) t(x, y)
SELECT k, listagg(DISTINCT x, '; ') WITHIN GROUP (ORDER BY x DESC NULLS LAST) FROM VALUES ('a', 'p'), ('a', NULL), ('a', 'q'), ('a', 'p'), ('b', NULL) t(k, x) GROUP BY k ORDER BY k
SELECT bit_and(x), bit_or(x), bit_xor(x), bool_or(x > 6), every(x > 1), some(x = 3), count_if(x > 3) FROM VALUES (3), (5), (NULL) t(x)
SELECT x, sum(x) OVER (ORDER BY x DESC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) FROM VALUES (1), (2), (NULL), (4) t(x) ORDER BY x
(SELECT 1 AS a UNION SELECT 2) EXCEPT SELECT 2
SELECT substring('Ünï😀x', 4, 1), substring('abc', -2), substring('abc', 0, 2), substring('abc', -5, 3), left('😀ab', 2), right('ab😀', 2), length('😀'), octet_length('😀'), bit_length('é'), reverse('a😀b'), upper('ß'), lower('İ'), initcap('hELLO wORLD-foo o''neil'), char_length('é'), instr('a😀b', 'b'), locate('b', 'abcb', 3), position('b' IN 'abc'), lpad('é', 3, '😀x'), rpad('abc', 2), translate('a😀b', '😀', 'x'), overlay('abcdef' PLACING '😀' FROM 3 FOR 2), ascii('é'), chr(233), chr(256 + 65), soundex('Ashcraft'), levenshtein('é', 'e')
SELECT count(DISTINCT x, y), count(DISTINCT x), count(x, y), count(*), count(1), count(NULL) FROM VALUES (1, 2), (1, NULL), (1, 2) t(x, y)
SELECT array_sort(array(3, NULL, 1, 2)), array_sort(array('b', 'A', NULL, 'a')), array_sort(array(3, 1, 2), (l, r) -> CASE WHEN l < r THEN 1 WHEN l > r THEN -1 ELSE 0 END), array_sort(array(double('NaN'), 1D, double('Infinity'), NULL))
SELECT stack(2, 1, 'a', 2) AS (x, y)
SELECT X'1f', x'', X'F'
SELECT session_window.start, session_window.end, count(*) FROM VALUES (timestamp'2024-01-01 00:03:00'), (timestamp'2024-01-01 00:07:00'), (timestamp'2024-01-01 00:30:00') t(ts) GROUP BY session_window(ts, '10 minutes') ORDER BY 1
SELECT x, count(*) FROM VALUES (0.0D), (-0.0D), (double('NaN')), (double('NaN')) t(x) GROUP BY x ORDER BY x
SELECT DISTINCT x FROM VALUES (1.0BD), (1.00BD), (1) t(x)
SELECT aes_decrypt(aes_encrypt('Spark', '0000111122223333', 'ECB'), '0000111122223333', 'ECB')::string, base64(aes_encrypt('Spark', 'abcdefghijklmnop12345678ABCDEFGH', 'CBC', 'DEFAULT', unhex('00000000000000000000000000000000'))), hex(aes_encrypt('a', '0000111122223333', 'GCM', 'DEFAULT', unhex('000000000000000000000000'), 'aad'))
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a NOT IN (SELECT x FROM VALUES (1), (NULL) u(x))
SELECT max(a) + min(b) * 2 AS x, count(*) % 2 FROM VALUES (1, 2), (3, 4) t(a, b)
SELECT * FROM VALUES (1, 10, 2.5) t(id, a, b) UNPIVOT (v FOR k IN (a, b)) ORDER BY k
SELECT sequence(date'2024-01-31', date'2024-05-31', interval 1 month), sequence(timestamp'2024-03-10 00:00:00', timestamp'2024-03-10 12:00:00', interval '6' hour), sequence(5, 1, -2), sequence(1, 1), sequence(1Y, 3Y), sequence(date'2024-01-03', date'2024-01-01')
SELECT k AS x, count(*) c FROM VALUES ('a'), ('b') t(k) GROUP BY x ORDER BY c, x DESC
SELECT current_date = current_date(), current_user = current_user(), now() = current_timestamp
SELECT count(*) FROM range(3) a, range(4) b, range(2) c WHERE a.id + b.id > c.id
SELECT a, (SELECT count(*) FROM VALUES (1), (1), (2) u(x) WHERE u.x = t.a) AS n FROM VALUES (1), (3) t(a) ORDER BY a
SELECT identity_col FROM (SELECT monotonically_increasing_id() AS identity_col FROM range(2)) ORDER BY 1
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b
SELECT IDENTIFIER('abs')(-1)
SELECT * FROM VALUES (1, 2) t(a, b), LATERAL (SELECT a + b AS c) ORDER BY 1
SELECT max(x), array_max(collect_list(x)) FROM VALUES (array(1, 2)), (array(1)), (array(NULL, 9)) t(x)
SELECT x, row_number() OVER (ORDER BY x) + 1 AS r, sum(count(*)) OVER () FROM VALUES (1), (1), (2) t(x) GROUP BY x ORDER BY x
SELECT try_cast(parse_json('300') AS tinyint), parse_json('1.5')::int, parse_json('"1.5"')::double, parse_json('true')::int, parse_json('1')::boolean, parse_json('"true"')::boolean, parse_json('1')::string, parse_json('{"b":1,"a":[true,null]}')::string
SELECT x, ntile(3) OVER (ORDER BY x), percent_rank() OVER (ORDER BY x DIV 2), cume_dist() OVER (ORDER BY x DIV 2), dense_rank() OVER (ORDER BY x DIV 2) FROM range(7) t(x) ORDER BY x
SELECT from_json('{"a":"1","b":[1,"x"]}', 'a INT, b ARRAY<INT>'), from_json('{"a":1, // c\n"b":2}', 'a INT, b INT', map('allowComments', 'true')), from_json("{'a':1}", 'a INT'), from_json('{a:1}', 'a INT', map('allowUnquotedFieldNames', 'true')), from_json('{"a":01}', 'a INT', map('allowNumericLeadingZeros', 'true')), from_json('{"a":NaN}', 'a DOUBLE'), from_json('{"d":"05/03/2024"}', 'd DATE', map('dateFormat', 'dd/MM/yyyy')), from_json('{"t":"2024-03-05 10:00"}', 't TIMESTAMP', map('timestampFormat', 'yyyy-MM-dd HH:mm'))
SELECT hll_sketch_estimate(hll_sketch_agg(x)), hll_sketch_estimate(hll_union(hll_sketch_agg(x), hll_sketch_agg(x + 10))) FROM range(10) t(x)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x), percentile_cont(array(0.1, 0.9)) WITHIN GROUP (ORDER BY x DESC), percentile_disc(0.5) WITHIN GROUP (ORDER BY x) FROM VALUES (1), (2), (4), (NULL) t(x)
SELECT typeof(1), typeof(1L), typeof(1.5), typeof(1e0), typeof('a'), typeof(NULL), typeof(array()), typeof(map()), typeof(struct(1 AS a)), typeof(X'00'), typeof(date'2024-01-01'), typeof(interval 1 day), typeof(interval 1 year), typeof(1 = 1), typeof(current_date()), typeof(array(1, 2L)), typeof(1.5F), typeof(1BD), typeof(cast(1 AS decimal(5,2))), typeof(named_struct('a', array(map(1, 'x'))))
SELECT (SELECT array_agg(x) FROM VALUES (1), (2) u(x))[0]
SELECT bitmap_count(bitmap_or_agg(b)) FROM (SELECT bitmap_construct_agg(bitmap_bit_position(x)) AS b FROM VALUES (1), (5), (5) t(x))
SELECT sum(x) FROM VALUES (0.1F), (0.2F) t(x)
SELECT 1 AS x UNION SELECT 1.0 UNION SELECT '1'
SELECT * FROM VALUES (1, NULL, 10), (1, 'a', 20) t(y, q, v) PIVOT (sum(v) FOR q IN (NULL, 'a'))
SELECT * EXCEPT (b) FROM VALUES (1, 2, 3) t(a, b, c)
SELECT a, sum(v) FROM VALUES (1, 10), (NULL, 20) t(a, v) GROUP BY a WITH ROLLUP ORDER BY a NULLS FIRST, 2
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM VALUES (1), (2) t(x)
SELECT a, b FROM VALUES (2, 'x'), (1, 'y') t(a, b) ORDER BY length(b), a DESC LIMIT ALL
SELECT * FROM VALUES (1, 2) t(a, b) NATURAL LEFT JOIN VALUES (1, 9, 3) u(a, b, c)
SELECT * FROM range(1, 10, 3, 4) ORDER BY id
SELECT window.start, sum(v) FROM VALUES (timestamp'2024-01-01 00:03:00', 1), (timestamp'2024-01-01 23:07:00', 2) t(ts, v) GROUP BY window(ts, '1 day', '1 day', '6 hours') ORDER BY 1
SELECT a FROM VALUES (1) t(a) GROUP BY (SELECT 1), a
SELECT * FROM (WITH a AS (SELECT 1 AS x) SELECT * FROM a) t
SELECT a FROM VALUES (1), (2) t(a) WHERE a > (SELECT avg(x) FROM VALUES (1), (2) u(x))
SELECT * FROM VALUES (1), (2) t(a) ANTI JOIN VALUES (1) u(b) ON a <=> b
SELECT try_element_at(array(1), 5), get(array(1), 5), get(array(1), -1), element_at(map('a', 1), 'b')
SELECT avg(x), sum(x), max(x) FROM VALUES ('1'), ('2.5') t(x)
SELECT 1 AS a |> SELECT a + 1 AS b |> WHERE b = 2
SELECT x, count(*) FROM VALUES (array(1, NULL)), (array(1, NULL)), (NULL) t(x) GROUP BY x ORDER BY x
SELECT a, a IN (SELECT x FROM VALUES (1), (NULL) u(x)) AS i, a NOT IN (SELECT x FROM VALUES (1), (NULL) u(x)) AS n FROM VALUES (1), (2), (NULL) t(a) ORDER BY a
SELECT a.b.c FROM (SELECT named_struct('b', named_struct('c', 5)) AS a)
FROM VALUES (1), (2), (3) t(x) |> EXTEND sum(x) OVER (ORDER BY x) AS run |> WHERE run > 1
WITH a AS (WITH b AS (SELECT 2 AS z) SELECT z FROM b) SELECT * FROM a
SELECT schema_of_json('{"a":1,"b":[1,2.5],"c":null,"d":{"e":"x"},"f":[]}'), schema_of_json('[1,"a"]'), schema_of_json('{"a":01}', map('allowNumericLeadingZeros', 'true')), schema_of_json('{"a":1}', map('primitivesAsString', 'true')), schema_of_json('{"a":1.5}', map('prefersDecimal', 'true')), schema_of_json('12345678901234567890'), schema_of_json('"x"'), schema_of_json('{"d":"2024-01-01T00:00:00"}', map('inferTimestamp', 'true'))
SELECT a, c FROM VALUES (1), (2), (3) t(a) LEFT JOIN LATERAL (SELECT x AS c FROM VALUES (1), (2) u(x) WHERE u.x = t.a) ON true ORDER BY a
FROM VALUES (1, 'a'), (2, 'b') t(id, k) |> AS u |> JOIN VALUES (1, 'x') v(id, n) ON u.id = v.id |> SELECT u.k, v.n
SELECT id, explode_outer(xs) AS x FROM VALUES (1, array()), (2, array(5, NULL)) t(id, xs) ORDER BY id, x
SELECT a + 1 AS x, count(*) FROM VALUES (1), (2) t(a) GROUP BY ROLLUP(a + 1) ORDER BY x NULLS LAST
SELECT * FROM range(5, 0, -2)
WITH a(p, q) AS (SELECT 1, 2) SELECT q, p FROM a
SELECT get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a[*].b'), get_json_object('{"a":[1,2,3]}', '$.a[1]'), get_json_object('{"a":[1,2,3]}', '$.a[5]'), get_json_object('{"a.b":1}', "$['a.b']"), get_json_object('{"a":{"b":"x"}}', '$.a'), get_json_object('{"a":"x\\u00e9"}', '$.a'), get_json_object('{"a":1.0}', '$.a'), get_json_object('{"a":[[1,2],[3]]}', '$.a[*][0]'), get_json_object('{"a":{"b":1,"c":2}}', '$.a.*'), get_json_object('{"a":1}', '$'), get_json_object('{"a":1}', '$.'), get_json_object('{"a":true}', '$.a'), json_array_length('[1,[2,3],{}]'), json_array_length('{}'), json_object_keys('{"b":1,"a":{"c":2}}'), json_object_keys('[1]')
SELECT * FROM VALUES (2023, 1, 10), (2023, 2, 20) t(y, q, v) PIVOT (sum(v) AS s FOR q IN ('1', '2'))
SELECT date'2024-01-31' + interval '1' month, date'2024-03-31' - interval '1' month, timestamp'2024-03-31 10:00:00' - interval '1-1' year to month, date'2024-01-01' + interval '36' hour, date'2024-01-01' - date'2023-12-25', timestamp'2024-01-02 00:00:00' - timestamp'2024-01-01 12:00:00', timestamp'2024-01-02 00:00:00' - date'2024-01-01', date'2024-01-01' + 5, 5 + date'2024-01-01', date'2024-01-10' - 3, timestamp_ntz'2024-01-01 00:00:00' + interval '1' second, interval '2' day + date'2024-01-01'
SELECT * FROM VALUES (1, 2), (5, 6) t(a, b) FULL JOIN VALUES (1, 3), (7, 8) u(a, c) USING (a) ORDER BY a
SELECT * FROM (VALUES (1), (2)) AS t(a) CROSS JOIN (SELECT 3 AS b) ORDER BY a
SELECT a, b, sum(v) FROM VALUES (1, 'x', 10), (1, 'y', 20) t(a, b, v) GROUP BY GROUPING SETS (a, ROLLUP(a, b)) ORDER BY ALL
FROM VALUES (1), (2) t(x) |> AGGREGATE count(*) AS n |> SELECT n + 1 AS m
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY y) FROM VALUES ('p', 2), ('q', 1) t(x, y)
SELECT a FROM VALUES (1), (2) t(a) WHERE EXISTS (SELECT 1 FROM VALUES (2) u(x) WHERE u.x = t.a) OR a = 1 ORDER BY a
SELECT id, inline_outer(xs) FROM VALUES (1, array(struct(1 AS p, 2 AS q))), (2, NULL) t(id, xs) ORDER BY id
SELECT x, nth_value(y, 2) IGNORE NULLS OVER (ORDER BY x) a, nth_value(y, 2) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) b FROM VALUES (1, NULL), (2, 'b'), (3, NULL), (4, 'd') t(x, y) ORDER BY x
SELECT * FROM VALUES (1, 10, 'x', 20, 'y') t(id, a1, b1, a2, b2) UNPIVOT ((a, b) FOR k IN ((a1, b1) AS one, (a2, b2) AS two)) ORDER BY k
SELECT array(1, NULL) = array(1, NULL), array(1) < array(1, 2), array(NULL) < array(1), struct(1, NULL) = struct(1, NULL), struct(NULL) < struct(1), array(1) <=> NULL, greatest(array(1, 2), array(1, 3)), array(struct(1)) = array(struct(1))
SELECT /*+ BROADCAST(t) */ a FROM VALUES (1) t(a)
SELECT x FROM (SELECT explode(sequence(1, 3)) AS x) WHERE x IN (SELECT explode(array(2, 3)))
SELECT collect_list(x), collect_list(DISTINCT x), array_agg(x), collect_set(x) FROM VALUES (2), (NULL), (2) t(x)
SELECT string_agg(x) OVER (PARTITION BY k) FROM VALUES ('a', 'p'), ('a', 'q') t(k, x)
SELECT * FROM VALUES (1), (2) t(a) LEFT SEMI JOIN VALUES (1) u(b) ON a = b
SELECT IDENTIFIER('a' || 'b') FROM (SELECT 1 AS ab)
SELECT to_variant_object(named_struct('a', 1, 'b', array('x', NULL))), to_variant_object(map('k', 1.5)), cast(array(1, 2) AS variant), cast(date'2024-01-01' AS variant), to_json(cast(timestamp'2024-01-01 00:00:00' AS variant)), cast(cast('x' AS variant) AS string), cast(1.0 AS variant), typeof(parse_json('1')), schema_of_variant(cast(1.0 AS variant)), schema_of_variant(parse_json('{}'))
SELECT xs.a FROM VALUES (array(named_struct('a', 1), named_struct('a', NULL), NULL)) t(xs)
SELECT inline(array(struct(1, 'a'), struct(2, NULL)))
SELECT * FROM inline(array(struct(1 AS a, 'x' AS b), NULL))
FROM VALUES (1, 2) t(x, y) |> SELECT DISTINCT x |> EXTEND x AS z, x + 1
SELECT from_xml('<r><a>1</a><b>x</b></r>', 'a INT, b STRING'), from_xml('<r a="1"><b>2</b><b>3</b></r>', '_a INT, b ARRAY<INT>'), from_xml('<r>5<x/></r>', '_VALUE INT'), from_xml('<r><a>x</a></r>', 'a INT'), from_xml('<r><a', 'a INT'), from_xml('<r><d>05/03/2024</d></r>', 'd DATE', map('dateFormat', 'dd/MM/yyyy')), from_xml('<r><a> x </a></r>', 'a STRING', map('ignoreSurroundingSpaces', 'true')), from_xml('<r at="7"/>', '`@at` INT', map('attributePrefix', '@'))
SELECT a, c FROM VALUES (1), (3) t(a), LATERAL (SELECT max(x) AS c FROM VALUES (1), (2) u(x) WHERE u.x >= t.a) ORDER BY a
SELECT to_json(named_struct('a', 1, 'b', NULL)), to_json(named_struct('a', 1, 'b', NULL), map('ignoreNullFields', 'false')), to_json(named_struct('d', date'2024-03-05'), map('dateFormat', 'dd.MM.yy')), to_json(named_struct('t', timestamp'2024-03-05 10:00:00'), map('timestampFormat', 'HH:mm')), to_json(map(1, 'a', 2, NULL)), to_json(array(named_struct('a', 1))), to_json(named_struct('x', double('NaN'), 'y', float('Infinity'))), to_json(named_struct('s', 'a"b\\c\n\u00e9')), to_json(map(struct(1), 2)), to_json(map(date'2024-01-01', 1)), to_json(named_struct('a', named_struct('b', 1)), map('pretty', 'true'))
SELECT * FROM VALUES (1, 10, 20, NULL) t(id, a, b, c) UNPIVOT (v FOR k IN (a, b AS bee, c)) ORDER BY k
SELECT regexp_count('aaa', 'aa'), regexp_count('', ''), regexp_count('abc', ''), regexp_instr('abcabc', 'c'), regexp_instr('abc', 'x'), regexp_substr('abc123', '\\d+'), regexp_substr('abc', '\\d'), regexp_like('abc', '^b'), 'a+b' RLIKE '\\Qa+b\\E', 'aé' RLIKE '\\w{2}', 'x' RLIKE '\\p{Lu}', 'É' RLIKE '\\p{Lu}'
SELECT * FROM VALUES (2023, 1, 10), (2023, 2, 20) t(y, q, v) PIVOT (sum(v) FOR q IN (1, 2, 3))
SELECT x, first_value(y) IGNORE NULLS OVER (ORDER BY x ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING) f, last_value(y) IGNORE NULLS OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) l FROM VALUES (1, NULL), (2, 'b'), (3, NULL), (4, 'd') t(x, y) ORDER BY x
SELECT * FROM VALUES (1, 10, 'x', 20, 'y') t(id, a1, b1, a2, b2) UNPIVOT ((a, b) FOR k IN ((a1, b1), (a2, b2))) ORDER BY k
SELECT k, v, sum(v) OVER (PARTITION BY k ORDER BY d RANGE BETWEEN INTERVAL '1' MONTH PRECEDING AND CURRENT ROW) s FROM VALUES ('a', date'2024-01-31', 1), ('a', date'2024-02-29', 2), ('a', date'2024-03-31', 4), ('b', date'2024-03-01', 8) t(k, d, v) ORDER BY k, d
SELECT upper(k) AS k, count(*) FROM VALUES ('a'), ('A') t(k) GROUP BY k ORDER BY ALL
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) OVER (PARTITION BY k), percentile_disc(0.25) WITHIN GROUP (ORDER BY x DESC) OVER (PARTITION BY k) FROM VALUES ('a', 1), ('a', 3), ('a', 4) t(k, x)
SELECT to_xml(named_struct('a', 1, 'b', array(1, 2), 'c', NULL, '_d', 'x')), to_xml(named_struct('a', named_struct('b', '<&>')), map('rowTag', 'rec')), schema_of_xml('<r><a>1</a><a>2.5</a><b x="y">t</b></r>'), schema_of_xml('<r><a>true</a><d>2024-01-01</d></r>'), xpath_int('<a><b>1</b><b>2</b></a>', 'sum(a/b)'), xpath('<a><b c="1">x</b><b>y</b></a>', 'a/b/text()'), xpath_string('<a><b>x</b></a>', 'a/c'), xpath_boolean('<a/>', 'a'), xpath_double('<a>1.5</a>', 'a * 2'), xpath_long('<a>x</a>', 'a')
SELECT window.start, window.end, count(*) FROM VALUES (timestamp'2024-01-01 00:03:00'), (timestamp'2024-01-01 00:07:00') t(ts) GROUP BY window(ts, '5 minutes', '2 minutes 30 seconds') ORDER BY 1
SELECT try_aes_decrypt(X'00', '0000111122223333')
SELECT a, sum(v) FROM VALUES (1, 10), (NULL, 20) t(a, v) GROUP BY a WITH CUBE HAVING grouping(a) = 0 ORDER BY a
SELECT json_tuple('[1]', '0'), 1
SELECT k, sum(v) AS total FROM VALUES ('a', 1), ('b', 2) t(k, v) GROUP BY k HAVING total > 1
SELECT x FROM VALUES (1), (1), (2), (NULL) t(x) EXCEPT ALL SELECT x FROM VALUES (1), (3) u(x) ORDER BY x
SELECT luhn_check('4111111111111111'), is_valid_utf8(X'80'), make_valid_utf8(X'6180'), validate_utf8('a'), try_validate_utf8(X'80'), sentences('Hi there. You ok?'), crc32('x'), sha1('x'), sha2('x', 0), md5(X'00'), xxhash64('x', 1), hash(1, 'x', NULL, 1.5, array(1), date'2024-01-01')
SELECT listagg(x) WITHIN GROUP (ORDER BY x) FROM VALUES (X'41'), (X'42') t(x)
SELECT * FROM VALUES (1), (2) t(a) JOIN VALUES ('1'), ('2') u(b) ON a = b ORDER BY a
SELECT 1 INTERSECT ALL SELECT 1
SELECT a, c FROM VALUES (1), (3) t(a), LATERAL (SELECT x AS c FROM VALUES (5), (4) u(x) ORDER BY x LIMIT 1) ORDER BY a
SELECT cast(9.99 AS decimal(3,2)) * cast(9.99 AS decimal(3,2)), cast(99.9 AS decimal(3,1)) + cast(99.9 AS decimal(3,1))
SELECT * FROM VALUES (array(), 'x') t(xs, n) LATERAL VIEW explode_outer(xs) p
SELECT * FROM VALUES (1), (NULL) t(a) JOIN VALUES (1), (NULL) u(b) ON a <=> b ORDER BY a
SELECT array(1) UNION ALL SELECT array(2.5) ORDER BY 1
FROM VALUES (1), (2) t(x) |> AGGREGATE GROUP BY x |> ORDER BY x
SELECT aggregate(array(1, 2), 0L, (a, x) -> a + x), aggregate(array(1, 2), CAST(0 AS DOUBLE), (a, x) -> a + x / 2)
SELECT first(x), first(x, true), last(x) IGNORE NULLS, first_value(x) IGNORE NULLS, any_value(x) IGNORE NULLS, last_value(x, false) FROM VALUES (NULL), (2), (NULL) t(x)
SELECT posexplode_outer(map('a', 1)), 7
FROM VALUES (1, 'a', 10), (2, 'b', 20), (3, 'a', 30) t(id, k, v) |> AGGREGATE sum(v) AS s, count(*) GROUP BY k AS key |> ORDER BY s
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a NOT IN (SELECT x FROM VALUES (1) u(x) WHERE false)
SELECT sum(x), avg(x), sum(y), avg(y) FROM VALUES (interval '1' day, interval '1' month), (interval '2 12' day to hour, interval '2' year) t(x, y)
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a IN (SELECT x FROM VALUES (1), (NULL) u(x))
SELECT a FROM VALUES (1), (2), (3) t(a) DISTRIBUTE BY a % 2 SORT BY a
SELECT EXISTS (SELECT 1 WHERE false), NOT EXISTS (SELECT 1), exists(array(1), x -> x = 1)
SELECT k, sum(v) FILTER (WHERE v > 1) AS s, count(*) FILTER (WHERE v IS NULL) AS n, avg(v) FILTER (WHERE false) FROM VALUES ('a', 1), ('a', 2), ('b', NULL) t(k, v) GROUP BY k HAVING count(*) FILTER (WHERE v IS NOT NULL) >= 0 ORDER BY k
SELECT (SELECT a FROM VALUES (1) t(a) LIMIT 1) + 1
SELECT * FROM VALUES (1), (2), (NULL) t(a) LEFT ANTI JOIN VALUES (1), (NULL) u(b) ON a = b ORDER BY a
FROM VALUES (1, 'a', 10), (2, 'b', 20), (3, 'a', 30) t(id, k, v) |> WHERE v > 10 |> EXTEND v * 2 AS w |> SET v = v + 1 |> DROP k |> ORDER BY id DESC |> LIMIT 2
SELECT s.* FROM VALUES (named_struct('x', 1, 'y', 2)) t(s)
FROM VALUES (1, 'a'), (2, 'b') t(id, k) |> UNION ALL VALUES (3, 'c') |> EXCEPT VALUES (2, 'b') |> ORDER BY id
SELECT to_csv(named_struct('a', 1, 'b', 'x,y', 'c', NULL, 'd', date'2024-03-05')), to_csv(named_struct('a', 'q"q'), map('quoteAll', 'true')), to_csv(named_struct('a', NULL, 'b', ''), map('nullValue', 'NIL', 'emptyValue', 'E')), to_csv(named_struct('a', 1, 'b', 2), map('delimiter', '|')), to_csv(named_struct('t', timestamp'2024-03-05 10:00:00'), map('timestampFormat', 'yyyy')), to_csv(named_struct('a', array(1, 2)))
SELECT date'2024-01-01' AS x UNION ALL SELECT timestamp'2024-01-01 10:00:00' ORDER BY x
SELECT d, count(*) OVER (ORDER BY d DESC RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING) FROM VALUES (date'2024-01-01'), (date'2024-01-02'), (date'2024-01-05'), (NULL) t(d) ORDER BY d
SELECT 'a' 'b', 'it''s', "dq", 'tab\tx', 'u\u0041', '\x41', '\101', r'raw\n', R"x\y", 'a\%b', 'a\_b', '\0' = chr(0)
FROM VALUES (1), (2) t(x) |> TABLESAMPLE (100 PERCENT) |> ORDER BY x
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 0.5 PRECEDING AND 0.5 FOLLOWING) FROM VALUES (1.0), (1.5), (2.1) t(x) ORDER BY x
SELECT 1.123456789012345678 * 9.876543210987654321, 12345678901234567890.12345 / 3, cast(1 AS decimal(38,10)) * cast(1 AS decimal(38,10)), cast(1 AS decimal(38,0)) + cast(1 AS decimal(38,20)), cast(5 AS decimal(10,2)) % cast(3 AS decimal(5,4)), cast(7 AS decimal(38,18)) DIV cast(2 AS decimal(38,18))
SELECT width_bucket(5.3, 0.2, 10.6, 5), width_bucket(-1, 0, 10, 5), width_bucket(11, 0, 10, 5), width_bucket(interval '1' day, interval '0' day, interval '10' day, 10), width_bucket(NULL, 0, 10, 5)
SELECT make_dt_interval(1, 2, 3, 4.005006), make_ym_interval(-1, -2), make_interval(), make_dt_interval(), extract(DAY FROM interval '5 10' day to hour), extract(MONTH FROM interval '1-7' year to month), extract(SECONDS FROM make_dt_interval(0, 0, 0, 61.5)), cast(interval '90' minute AS interval hour), cast(interval '1' day AS bigint), cast('5' AS interval day), cast('1-2' AS interval year to month), cast(90 AS interval minute), cast(interval '1 02:03' day to minute AS string)
SELECT pos, key, value FROM variant_explode_outer(parse_json('[]'))
SELECT 'a_c' LIKE 'a\_c', 'abc' LIKE 'a\_c', 'a%c' LIKE 'a!%c' ESCAPE '!', 'A' ILIKE 'a', 'straße' ILIKE 'STRASSE', 'é' ILIKE 'É', '' LIKE '', '' LIKE '%', NULL LIKE 'a', 'a' LIKE NULL
SELECT a, b, sum(v) FROM VALUES (1, 'x', 10), (1, 'y', 20) t(a, b, v) GROUP BY a, ROLLUP(b) ORDER BY a, b NULLS LAST
SELECT * FROM (SELECT y, q, k, v FROM VALUES (2023, 1, 'a', 10), (2023, 2, 'b', 20) t(y, q, k, v)) PIVOT (max(v) FOR (q, k) IN ((1, 'a') AS one, (2, 'b'))) ORDER BY y
SELECT * FROM VALUES (array(1)) t(a) JOIN VALUES (array(1)) u(b) ON a = b
SELECT from_json('{"a":1,"b":"x"}', 'a INT, b INT, _corrupt_record STRING', map('columnNameOfCorruptRecord', '_corrupt_record')), from_json('{"a":', 'a INT, _corrupt_record STRING', map('columnNameOfCorruptRecord', '_corrupt_record')), from_json('[{"a":1},{"a":2}]', 'ARRAY<STRUCT<a: INT>>'), from_json('{"a":1}', 'ARRAY<STRUCT<a: INT>>'), from_json('[{"a":1},{"a":2}]', 'a INT'), from_json('{"a":1}', 'MAP<STRING, INT>'), from_json('{"a":{"b":1}}', 'a STRING'), from_json('{"a":1.7}', 'a INT'), from_json('{"a":1e2}', 'a INT'), from_json('{"a":true}', 'a STRING'), from_json('{"a":"true"}', 'a BOOLEAN'), from_json('{"a":12345678901}', 'a INT'), from_json('{"a":1.23456}', 'a DECIMAL(4,2)')
SELECT * FROM range('3')
SELECT * FROM VALUES (1, 2) t(a, b) JOIN VALUES (1, 3) u(a, c) USING (a)
SELECT * FROM VALUES (array(1, 2), 'x') t(xs, n) LATERAL VIEW OUTER posexplode(xs) p AS i, v LATERAL VIEW explode(array(n, upper(n))) q AS m ORDER BY i, m
SELECT regexp_extract('2024-03-05', '(\\d+)-(\\d+)', 2), regexp_extract('abc', '(x)?b', 1), regexp_extract('foo123bar', '[a-z]+(\\d+)', 0), regexp_extract_all('a1b22', '(\\d+)'), regexp_extract_all('a1b22', '([a-z])(\\d+)', 0), regexp_extract_all('', 'x', 0), regexp_extract('abc', '(?<=a)b(?=c)', 0)
SELECT id, k, v FROM VALUES (1, map('a', 1, 'b', 2)), (2, NULL) t(id, m) LATERAL VIEW OUTER explode(m) AS k, v ORDER BY id, k
SELECT mode(x), mode(x, true), mode() WITHIN GROUP (ORDER BY x DESC) FROM VALUES (1), (2), (2), (1), (3) t(x)
SELECT a FROM VALUES (1), (2), (3) t(a) SORT BY a DESC
SELECT x FROM VALUES (1), (1), (2), (NULL) t(x) INTERSECT ALL SELECT x FROM VALUES (1), (1), (1), (NULL) u(x) ORDER BY x
SELECT 'abc' LIKE ALL ('a%', '%c'), 'abc' LIKE ALL ('a%', NULL), 'abc' LIKE ALL ('x%', NULL), 'abc' LIKE ANY ('x%', NULL), 'abc' LIKE ANY ('a%', NULL), 'abc' NOT LIKE ANY ('a%', 'x%'), 'abc' NOT LIKE ALL ('x%', 'y%'), 'ABC' ILIKE ANY ('a%'), 'ABC' ILIKE SOME ('x', '%bc'), 'abc' NOT ILIKE ALL ('A%')
SELECT * FROM range(3.5)
SELECT sum(x), avg(x), min(x), max(x), count(x), stddev(x), collect_list(x), collect_set(x), first(x), any_value(x), bool_and(x > 0), sum(DISTINCT x) FROM VALUES (1) t(x) WHERE x > 5
SELECT a, b, sum(v) FROM VALUES (1, 'x', 10), (1, 'y', 20) t(a, b, v) GROUP BY GROUPING SETS ((a, b), (a), (a)) ORDER BY ALL
SELECT a, count(*), sum(a) AS s FROM VALUES (array(1, 2)), (array(1, 2)), (array(2)) t(x) LATERAL VIEW explode(x) e AS a GROUP BY a ORDER BY a
SELECT try_divide(interval '1' month, 0), try_multiply(interval '1' day, 2), try_add(date'2024-01-01', interval 1 day), try_subtract(timestamp'2024-01-01 00:00:00', timestamp'2023-01-01 00:00:00'), try_mod(5, 0), try_sum(interval '1' day)
FROM VALUES (2023, 1, 10), (2023, 2, 20) t(y, q, v) |> PIVOT (sum(v) FOR q IN (1, 2))
SELECT url_encode('a b&c=é/+~*'), url_decode('a+b%26'), parse_url('http://x.com/p?q=1&r=2', 'QUERY', 'r'), try_url_decode('%'), try_parse_url('::', 'HOST')
SELECT m['a'], m.a FROM VALUES (map('a', 1)) t(m)
SELECT * FROM VALUES (1, 2) t(a, b) NATURAL JOIN VALUES (1, 2, 3) u(a, b, c)
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM VALUES (1), (2) t(x)
SELECT collect_list(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM VALUES (1), (2), (3) t(x)
SELECT a, c, d FROM VALUES (1), (3) t(a), LATERAL (SELECT a * 2 AS c), LATERAL (SELECT c + a AS d) ORDER BY a
SELECT * FROM VALUES (1, 10, 20, NULL) t(id, a, b, c) UNPIVOT INCLUDE NULLS (v FOR k IN (a, b, c)) u ORDER BY k
SELECT a, b FROM VALUES (1, 'x'), (2, 'y') t(a, b) WHERE (a, b) IN (SELECT 1, 'x') ORDER BY a
SELECT a, (SELECT u.x FROM VALUES (1), (2) u(x) WHERE u.x > t.a LIMIT 1) FROM VALUES (1) t(a)
SELECT percentile(x, array(0, 0.25, 1)), percentile(x, 0.5, f), median(x), percentile_approx(x, array(0.1, 0.9), 100), approx_percentile(x, 0.5) FROM VALUES (1, 1), (5, 3), (10, 1) t(x, f)
SELECT * FROM IDENTIFIER('range')(2)
SELECT a FROM VALUES (1), (2), (3) t(a) CLUSTER BY a
SELECT approx_count_distinct(x) OVER (PARTITION BY k), median(x) OVER (PARTITION BY k), mode(x) OVER (PARTITION BY k) FROM VALUES ('a', 1), ('a', 3), ('a', 3) t(k, x)
SELECT json_tuple('{"a":1,"b":{"c":[1,2]},"d":null}', 'a', 'b', 'd', 'zz')
SELECT `a b`.`c d` FROM (SELECT 1 AS `c d`) `a b`
SELECT corr(x, y), covar_pop(x, y), covar_samp(x, y), regr_slope(x, y), regr_intercept(x, y), regr_r2(x, y), regr_count(x, y), regr_sxx(x, y), regr_avgx(x, y), skewness(x), kurtosis(x), var_pop(x), stddev_samp(x) FROM VALUES (1, 2), (2, 4.5), (3, NULL), (4, 9) t(x, y)
SELECT listagg(x, NULL) FROM VALUES ('p'), ('q') t(x)
SELECT a FROM VALUES (1), (2), (3) t(a) OFFSET 2
SELECT a, (SELECT sum(x) FROM VALUES (1), (1), (2) u(x) WHERE u.x = t.a) AS n, (SELECT count(*) + 1 FROM VALUES (1) u(x) WHERE u.x = t.a) FROM VALUES (1), (3) t(a) ORDER BY a
SELECT a FROM VALUES (1), (2), (3) t(a) ORDER BY a LIMIT 1 + 1 OFFSET 1
SELECT stack(3, 1, 2, 3, 4)
SELECT try_sum(x), try_avg(x) FROM VALUES (9223372036854775807L), (1L) t(x)
SELECT x, avg(x) OVER w FROM VALUES (1), (2), (3) t(x) WINDOW w AS (ORDER BY x ROWS BETWEEN CURRENT ROW AND CURRENT ROW)
SELECT 1 UNION ALL SELECT NULL UNION ALL SELECT 2.5 ORDER BY 1
SELECT 10.0 / 3, 10 / 3, 10 DIV 3, 10.5 DIV 2, -7 DIV 2, -7 % 3, 7 % -3, 7.5 % 2, pmod(-7, 3), 1.1 + 2.22, 1.1 * 2.22, 1.10 - 0.1, 5.0 / 2, 1 / 3.0, 2 * 1.5F, 1e2 + 1, 1L + 1S, 1Y + 1Y
SELECT 1 AS a, 2 AS a
SELECT x, count(*) FROM VALUES (named_struct('a', 1, 'b', NULL)), (named_struct('a', 1, 'b', NULL)) t(x) GROUP BY x
SELECT x, lag(y, 2, 'none') IGNORE NULLS OVER (ORDER BY x) a, lead(y, 1, 'none') IGNORE NULLS OVER (ORDER BY x DESC) b, lag(y, 0) OVER (ORDER BY x) c, lag(y, -1) OVER (ORDER BY x) d FROM VALUES (1, NULL), (2, 'b'), (3, NULL), (4, 'd') t(x, y) ORDER BY x
SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) OVER (PARTITION BY k) FROM VALUES ('a', 'p'), ('a', 'q') t(k, x)
SELECT x FROM VALUES (1), (1), (2) t(x) MINUS SELECT x FROM VALUES (2) u(x)
SELECT substr('abc' FROM 2 FOR 1), trim(BOTH 'x' FROM 'xxaxx'), trim(LEADING FROM '  a '), trim(TRAILING 'ab' FROM 'xabba'), btrim('  a  '), ltrim('x', 'xxa'), rtrim('xa', 'axxa'), overlay('abc' PLACING 'Z' FROM 2), extract(DOW FROM date'2024-03-05'), extract(WEEK FROM date'2024-12-30'), extract(DAYOFWEEK_ISO FROM date'2024-03-03'), extract(YEAROFWEEK FROM date'2024-12-30'), extract(SECOND FROM timestamp'2024-01-01 00:00:01.5')
SELECT * FROM (SELECT y, q, v FROM VALUES (2023, 1, 10), (2023, 2, 20), (2024, 1, 30) t(y, q, v)) PIVOT (sum(v) AS s, count(v) AS c FOR q IN (1 AS q1, 2 AS q2)) ORDER BY y
SELECT interval 1 year 2 months, interval 3 days 4 hours, interval '1 day 2 hours', interval 1 week, interval -1 month, interval '100' second, interval 1.5 seconds, interval 1 day -2 hours
SELECT split(s, ',')[0], size(split(s, ',')), explode(split(s, ',')) AS x FROM VALUES ('a,b') t(s)
SELECT a, t.a, u.a FROM VALUES (1, 2), (5, 6) t(a, b) RIGHT JOIN VALUES (1, 3), (7, 8) u(a, c) USING (a) ORDER BY a
SELECT * FROM VALUES (2023, 1, 10), (2023, 2, 20) t(y, q, v) PIVOT (sum(v) + 1 AS s FOR q IN (1))
SELECT a, count(*) FROM VALUES (1), (2) t(a) GROUP BY ALL ORDER BY ALL DESC
SELECT pos, key, value FROM variant_explode(parse_json('{"b":1,"a":[2]}'))
SELECT sum(x), avg(x) FROM VALUES (1.10), (2.25) t(x)
SELECT from_csv('1;2,5;x', 'a INT, b DOUBLE, c STRING', map('sep', ';')), from_csv('1,"a,b",', 'a INT, b STRING, c STRING'), from_csv('NA,x', 'a INT, b STRING', map('nullValue', 'NA')), from_csv('x,2', 'a INT, b INT'), from_csv("'a,b',2", 'a STRING, b INT', map('quote', "'")), from_csv('05/03/2024', 'd DATE', map('dateFormat', 'dd/MM/yyyy')), from_csv('1,2,3', 'a INT, b INT'), from_csv('1', 'a INT, b INT'), from_csv(' a , b ', 'a STRING, b STRING', map('ignoreLeadingWhiteSpace', 'true', 'ignoreTrailingWhiteSpace', 'true')), from_csv('', 'a INT'), from_csv(NULL, 'a INT')
SELECT split('a,b;c', '[,;]'), split('aXbXc', 'X', 2), split('abc', '', 2), split('', ','), split(',a,', ','), split('a|b', '|'), split('a|b', '\\|'), split('oneAtwoBthree', '[AB]', -1), split('a  b', '\\s+', 0)
SELECT aes_encrypt('a', 'short')
SELECT a FROM VALUES (1), (2), (3) t(a) TABLESAMPLE (2 ROWS)
SELECT named_struct('a', 1) UNION ALL SELECT named_struct('b', 2L)
SELECT regexp_replace('abc', '(b)', '$2')
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1.5 PRECEDING AND CURRENT ROW) FROM VALUES (1), (2) t(x)
SELECT xs[0], xs[5] FROM VALUES (array(1)) t(xs)
SELECT parse_json('300')::tinyint
SELECT hll_sketch_estimate(X'00')
SELECT mask('a', upper => 'X')
SELECT x FROM VALUES (map('a', 1)) t(x) ORDER BY x
SELECT 32767S * 2S
SELECT transform_keys(map('a', 1), (k, v) -> NULL)
SELECT ?
SELECT from_csv('x', 'a INT', map('mode', 'FAILFAST'))
FROM VALUES (1), (2) t(x) |> SET y = 1
SELECT max(x), min(x) FROM VALUES (struct(2, 'a')), (struct(1, 'b')), (NULL) t(x)
SELECT explode(NULL)
SELECT 1 / 0.0, 1D / 0
SELECT max(x) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '1 12' DAY TO HOUR PRECEDING AND INTERVAL '30' MINUTE FOLLOWING) FROM VALUES (1, timestamp'2024-03-09 12:00:00'), (2, timestamp'2024-03-11 00:00:00'), (3, timestamp'2024-03-11 00:30:00') t(x, ts) ORDER BY ts
SELECT 9223372036854775807 + 1
FROM VALUES (1), (2) t(x) |> DROP y
SELECT 2147483647 + 1
SELECT grouping(a) FROM VALUES (1, 2) t(a, b) GROUP BY a
SELECT a FROM VALUES (1), (2) t(a) WHERE a >= ALL (SELECT x FROM VALUES (1), (2) u(x))
SELECT from_csv('1,2', 'a INT, _c STRING', map('mode', 'DROPMALFORMED'))
SELECT a FROM VALUES (1), (2), (3) t(a) LIMIT -1
SELECT concat(1, true, NULL), concat('a', 1.5, date'2024-01-01'), concat(array(1), array(2.5)), concat(X'41', X'42'), concat('a', X'42'), 'a' || 1 || true, concat_ws('-', 1, array('x', NULL), NULL, 'y'), concat(array(1), NULL)
SELECT a, b FROM VALUES (1, 2) t(a, b) UNION BY NAME SELECT b, a FROM VALUES (3, 4) t(b, a)
SELECT 1 != 2, 1 <> 2, 1 == 1, 5 <=> 5, 1 IS NULL, NOT NULL IS NULL, 1 BETWEEN 2 AND 0, 1 NOT BETWEEN SYMMETRIC 2 AND 0
SELECT 0x1F, 1e-3, .5, 5., 1.e2, 1_000
SELECT if(true, 1, 2.5), if(false, 'a', 1), ifnull(NULL, 2L), coalesce(NULL, 1, 2.5), nvl(NULL, 'x'), nvl2(1, 'a', NULL), nullif(1, 1.0), nullif('a', 'b'), CASE WHEN NULL THEN 1 ELSE 'x' END, CASE 1 WHEN 1.0 THEN 'y' END, decode(2, 1, 'a', 2, 'b'), decode(NULL, NULL, 'n', 'z'), greatest(1, 2.5, NULL), least('b', 'a'), 1 <=> NULL, NULL <=> NULL, isnull(NULL), 1 IS DISTINCT FROM NULL, true IS NOT UNKNOWN
SELECT struct(1, 'x').col1, named_struct('a', 1).a, struct(1 AS a, 2 AS b).*, (1, 2).col2, array(1, 2)[1], map('k', 'v')['k'], 'abc'[0]
SELECT map('a', 1) = map('a', 1)
SELECT !true, NOT true OR true, 1 = 1 AND NOT 2 = 3, 1 + 2 * 3 % 4 - -5, 7 & 3 | 8 ^ 1, ~5 & 6, 2 > 1 = true, 'a' || 'b' = 'ab', 1 << 2 + 1, 10 - 2 - 3, 2 * 3 DIV 4, - 2 * 3, NOT 1 > 2, 1 BETWEEN 0 AND 2 AND true, 'a' IN ('a', 'b') = true
SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) FROM VALUES (1), (1), (2) t(x)
SELECT 127Y + 1Y
SELECT a AS b, sum(b) FROM VALUES (1, 2), (1, 3) t(a, b) GROUP BY b ORDER BY 2
SELECT 'a\nb' LIKE 'a_b', 'a\nb' LIKE 'a%', 'a\\b' LIKE 'a\\\\b', 'a' LIKE 'a\\'
SELECT x, avg(x) OVER w, min(x) OVER (w ROWS 1 PRECEDING) FROM VALUES (1), (2), (3) t(x) WINDOW w AS (ORDER BY x)
SELECT assert_true(false, 'custom')
SELECT interval '1' day < interval '25' hour, interval '12' month = interval '1' year, interval 1 day = interval 24 hours, interval '1' day = '1 00:00:00'
SELECT parse_json('{"a":1,"a":2}')
SELECT regexp_extract('abc', '(b)', -1)
SELECT 'abc' LIKE 'ab!' ESCAPE '!'
SELECT 5 % 0.0
SELECT cast(99999999999999999999999999999999999999 AS decimal(38,0)) * 10
SELECT grouping(b) FROM VALUES (1, 2) t(a, b) GROUP BY CUBE(a)
SELECT x, sum(x) OVER (ORDER BY x GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1), (1), (2) t(x)
SELECT 'abc' LIKE 'ab!c' ESCAPE '!'
SELECT raise_error(NULL)
SELECT sum(x) FROM VALUES ('a') t(x)
SELECT map(NULL, 1)
SELECT transform_keys(map('a', 1), (k, v) -> upper(k)), transform_values(map('a', 1, 'b', NULL), (k, v) -> coalesce(v, -1)), map_filter(map('a', 1, 'b', NULL), (k, v) -> v IS NULL), transform_keys(map('a', 1, 'b', 2), (k, v) -> 'same')
SELECT * EXCEPT (z) FROM VALUES (1, 2, 3) t(a, b, c)
SELECT a FROM VALUES (1), (2) t(a) WHERE a = ANY (SELECT 1)
SELECT :x + 1
SELECT abs(-128Y)
SELECT assert_true(1 = 1), raise_error('boom')
SELECT map('a', 1, 'a', 2)
SELECT x, sum(x) OVER (ORDER BY y RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, 'a') t(x, y)
SELECT sum(x) FROM VALUES (9223372036854775807L), (1L) t(x)
SELECT -1, - 1, +1, --1
SELECT count(DISTINCT x) OVER (PARTITION BY k) FROM VALUES ('a', 1) t(k, x)
SELECT hll_sketch_agg(x, 3) FROM VALUES (1) t(x)
SELECT bround(2.5), bround(-2.5), bround(25, -1), round(2.5), round(-2.5), round(1.005D, 2), round(15, -1), round(14, -1), round(1e10D, -3), ceil(-0.5), floor(1.25, 1), ceil(1.21, 1), floor(-12, -1), round(127Y, -1), rint(2.5), truncate
SELECT a, (SELECT u.x FROM VALUES (1), (1) u(x) WHERE u.x = t.a) FROM VALUES (1) t(a)
SELECT sum(x) FROM VALUES (99999999999999999999999999999999999999BD), (1BD) t(x)
SELECT x FROM VALUES (struct(2, 'a')), (struct(1, 'b')), (struct(1, NULL)), (NULL) t(x) ORDER BY x DESC NULLS LAST
SELECT raise_error('USER_RAISED_EXCEPTION', map('errorMessage', 'x'))
