SELECT CAST('2026-02-30' AS DATE)
SELECT CAST('2026-1-5' AS DATE), CAST('2026' AS DATE), CAST('2026-03' AS DATE)
SELECT CAST(' 12 ' AS INT), CAST('1e3' AS DOUBLE), CAST('0x1F' AS INT)
SELECT CAST('true' AS BOOLEAN), CAST('yes' AS BOOLEAN), CAST('F' AS BOOLEAN), CAST(2 AS BOOLEAN)
SELECT CAST('maybe' AS BOOLEAN)
SELECT CAST(TIMESTAMP'2026-01-02 03:04:05.678' AS DATE), CAST(DATE'2026-01-02' AS TIMESTAMP), CAST(TIMESTAMP'2026-01-02 03:04:05.678' AS STRING)
SELECT CAST(1.5 AS STRING), CAST(1.50 AS STRING), CAST(1e-7 AS STRING), CAST(float(1.1) AS STRING), CAST(123456789.0D AS STRING)
SELECT CAST(-1 AS STRING), CAST(true AS STRING), CAST(NULL AS STRING), CAST(x'4869' AS STRING)
SELECT CAST(1234.567 AS DECIMAL(6,2)), CAST('12.345' AS DECIMAL(4,1)), CAST(99999 AS DECIMAL(4,1))
SELECT 2147483647 + 1
SELECT 9223372036854775807 + 1
SELECT 2147483647L + 1, 100Y + 27Y, 1S + 1
SELECT 127Y + 1Y
SELECT abs(-2147483648)
SELECT -(-2147483648)
SELECT 1.1 + 2.22, 1.1 * 2.22, 1.10 - 0.1, 10.0 / 4, 7.5 % 2, typeof(1.1 * 2.22), typeof(10.0 / 4)
SELECT 1.0D / 0
SELECT 5 % 0
SELECT 0.1 + 0.2, 0.1D + 0.2D, 1e0 + 1
SELECT sum(v) FROM VALUES (9223372036854775807), (1) t(v)
SELECT avg(v), sum(v), min(v), max(v), count(v) FROM VALUES (1), (2), (NULL), (4) t(v)
SELECT avg(v) FROM VALUES (1.1), (2.2), (3.35) t(v)
SELECT k, count(*) FILTER (WHERE v > 1) c, sum(v) s FROM VALUES ('a',1),('a',2),('b',3) t(k,v) GROUP BY k ORDER BY k
SELECT k, count(*) c FROM VALUES ('a',1),('a',2),('b',3) t(k,v) GROUP BY k HAVING count(*) > 1
SELECT count(*) FROM VALUES (1) t(x) WHERE x > 5
SELECT k, max(v) FROM VALUES ('a',1) t(k,v)
SELECT v FROM VALUES (1),(2),(3),(4),(5) t(v) ORDER BY v LIMIT 2 OFFSET 1
SELECT v, row_number() OVER (PARTITION BY v % 2 ORDER BY v DESC) rn FROM VALUES (1),(2),(3),(4) t(v) ORDER BY v
SELECT v, sum(v) OVER (ORDER BY v) run, avg(v) OVER (ORDER BY v ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) ma FROM VALUES (1),(2),(3),(4) t(v) ORDER BY v
SELECT v, lead(v, 1, 0) OVER (ORDER BY v) nxt, first_value(v) OVER (ORDER BY v) f, last_value(v) OVER (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) l, nth_value(v, 2) OVER (ORDER BY v) n FROM VALUES (10),(20),(30) t(v) ORDER BY v
SELECT v, dense_rank() OVER (ORDER BY v) d, rank() OVER (ORDER BY v) r FROM VALUES (10),(10),(30) t(v) ORDER BY v
SELECT a.k, a.v, b.w FROM VALUES ('x',1),('y',2) a(k,v) JOIN VALUES ('x',10),('z',30) b(k,w) USING (k)
SELECT k, v, w FROM VALUES ('x',1),('y',2) a(k,v) FULL OUTER JOIN VALUES ('x',10),('z',30) b(k,w) USING (k) ORDER BY k
SELECT * FROM VALUES ('x',1),('y',2) a(k,v) NATURAL JOIN VALUES ('x',10) b(k,w)
SELECT a.k, b.k FROM VALUES (1),(2) a(k) CROSS JOIN VALUES (3) b(k) ORDER BY 1
SELECT a.k, b.w FROM VALUES (1),(NULL) a(k) LEFT JOIN VALUES (1,'p'),(NULL,'q') b(k,w) ON a.k <=> b.k ORDER BY 1
SELECT x FROM VALUES (1),(2),(NULL) t(x) WHERE x NOT IN (2, NULL)
SELECT x FROM VALUES (1),(2),(3) t(x) WHERE EXISTS (SELECT 1 FROM VALUES (2) s(y) WHERE s.y = t.x)
SELECT x, (SELECT max(y) FROM VALUES (1,5),(1,7),(2,9) s(x,y) WHERE s.x = t.x) m FROM VALUES (1),(2),(3) t(x) ORDER BY x
SELECT (SELECT y FROM VALUES (1),(2) s(y))
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT a.x, b.y FROM a, b
SELECT * FROM (SELECT 1 AS a, 2 AS b) EXCEPT SELECT 1, 3
SELECT 1 AS x UNION ALL SELECT 2.5 UNION ALL SELECT NULL ORDER BY x
SELECT 1 INTERSECT SELECT 1
SELECT a, b FROM VALUES (1,2) t(a,b) UNION BY NAME SELECT 3 AS b, 4 AS a
SELECT * EXCEPT (b) FROM VALUES (1,2,3) t(a,b,c)
SELECT t.*, a + 1 AS d FROM VALUES (1,2) t(a,b)
SELECT struct(1 AS a, 'x' AS b).*
SELECT s.a, s.b.c FROM (SELECT named_struct('a',1,'b',named_struct('c','deep')) s)
SELECT arr[1], m['k'], st.f FROM (SELECT array(1,2) arr, map('k','v') m, named_struct('f',3) st)
SELECT map('k','v')['z'], element_at(map('k','v'),'z')
SELECT element_at(array(1,2),-1), element_at(array(1,2),1)
SELECT element_at(array(1,2),3)
SELECT element_at(array(1,2),0)
SELECT upper('abc'), lower('ABC'), initcap('hello wORLD'), length('abc '), reverse('abc'), repeat('ab',3), space(2) || 'x', ascii('A'), chr(65), char(66)
SELECT concat('a','b',1,true), 'a' || 'b' || 1, concat_ws(',', array('x','y'), 'z'), concat(array(1),array(2,3))
SELECT trim('  a '), ltrim('xxa','x'), btrim('xxaxx','x'), lpad('abc',2), rpad('a',5,'xy'), translate('AaBbCc','abc','123'), overlay('Spark SQL' PLACING '_' FROM 6)
SELECT split('a1b2c', '[0-9]'), split('a,b,c', ',', 2), split_part('a.b.c', '.', -1), substring_index('a.b.c', '.', -2)
SELECT levenshtein('kitten','sitting'), soundex('Robert'), find_in_set('b','a,b,c'), instr('abc','z'), locate('b','abcb',3), elt(2,'a','b')
SELECT format_string('%s has %d items at %.2f', 'cart', 3, 9.5), printf('%05d', 42), format_number(12345.678, 1), format_number(0.5, '#.##')
SELECT to_char(1234.5, '9,999.99'), to_char(12, '000'), to_number('$12.50', '$99.99'), try_to_number('x', '99')
SELECT to_char(DATE'2026-01-02', 'yyyy'), to_varchar(DATE'2026-01-02', 'dd/MM')
SELECT regexp_extract('foo123bar', '(\\d+)'), regexp_extract('foo', '(\\d+)', 1), regexp_replace('abc', '(b)', '[$1]'), 'foobar' RLIKE '^foo', regexp_like('a.b', 'a\\.b')
SELECT 'abc' LIKE '_b_', 'abc' NOT LIKE 'x%', 'a' LIKE ALL ('a', '_'), 'x' ILIKE 'X'
SELECT date_add(DATE'2026-02-27', 3), date_sub(DATE'2026-03-01', 1), datediff(DATE'2026-03-01', DATE'2026-02-01'), months_between(DATE'2026-03-31', DATE'2026-02-28')
SELECT year(DATE'2026-05-06'), quarter(DATE'2026-05-06'), month(DATE'2026-05-06'), day(DATE'2026-05-06'), dayofyear(DATE'2026-05-06'), weekofyear(DATE'2026-05-06'), hour(TIMESTAMP'2026-05-06 07:08:09'), minute(TIMESTAMP'2026-05-06 07:08:09'), second(TIMESTAMP'2026-05-06 07:08:09')
SELECT date_format(TIMESTAMP'2026-05-06 17:08:09', 'EEE, d MMM yyyy HH:mm:ss'), date_format(DATE'2026-05-06', 'EEEE MMMM'), date_format(TIMESTAMP'2026-05-06 00:08:09', 'h:mm a'), date_format(DATE'2026-05-06', 'yy-M-d')
SELECT to_timestamp('2026-05-06T07:08:09Z'), to_timestamp('2026-05-06 07:08:09+02:00'), to_date('2026-05-06T10:00:00'), to_timestamp('06.05.2026','dd.MM.yyyy')
SELECT to_date('not a date')
SELECT to_date('31/02/2026','dd/MM/yyyy')
SELECT try_to_timestamp('31/02/2026','dd/MM/yyyy'), try_cast('x' AS DATE), try_divide(1,0), try_add(2147483647,1), try_subtract(-2147483648,1), try_multiply(1e308D, 10D), try_mod(5,0)
SELECT TIMESTAMP'2026-01-31 00:00:00' + INTERVAL 1 MONTH, TIMESTAMP'2026-01-31 00:00:00' - INTERVAL 1 YEAR, DATE'2026-01-01' - INTERVAL 1 DAY, DATE'2026-01-01' + INTERVAL 1 HOUR
SELECT TIMESTAMP'2026-01-02 00:00:00' - TIMESTAMP'2026-01-01 12:00:00', DATE'2026-01-02' - DATE'2025-12-31'
SELECT INTERVAL 1 YEAR + INTERVAL 2 MONTHS, INTERVAL 1 DAY + INTERVAL 90 MINUTES, INTERVAL 1 DAY * 3, INTERVAL '1-6' YEAR TO MONTH / 2, -INTERVAL 1 DAY
SELECT extract(DAY FROM INTERVAL '3 04:05:06' DAY TO SECOND), extract(HOUR FROM TIMESTAMP'2026-01-01 13:00:00'), date_part('week', DATE'2026-01-01'), extract(EPOCH FROM TIMESTAMP'2026-01-01 00:00:00')
SELECT timestampadd(MONTH, 1, TIMESTAMP'2026-01-31 10:00:00'), timestampdiff(MONTH, TIMESTAMP'2026-01-31 00:00:00', TIMESTAMP'2026-02-28 00:00:00'), timestampdiff(DAY, DATE'2026-01-01', DATE'2026-03-01'), datediff(MONTH, DATE'2026-01-15', DATE'2026-03-14')
SELECT date_trunc('quarter', TIMESTAMP'2026-05-06 07:08:09'), date_trunc('DAY', DATE'2026-05-06'), trunc(DATE'2026-05-06', 'MM'), trunc(DATE'2026-05-06', 'nope'), next_day(DATE'2026-05-06', 'Mon'), last_day(DATE'2024-02-10')
SELECT unix_timestamp('2026-01-01 00:00:00'), from_unixtime(1767225600, 'yyyy'), unix_date(DATE'1970-01-10'), date_from_unix_date(-1), timestamp_micros(1), unix_seconds(TIMESTAMP'1970-01-01 00:01:00')
SELECT make_date(2026, 13, 1)
SELECT make_timestamp(2026, 2, 30, 0, 0, 0)
SELECT sequence(DATE'2026-01-01', DATE'2026-01-10', INTERVAL 3 DAYS), sequence(TIMESTAMP'2026-01-01 00:00:00', TIMESTAMP'2026-01-01 02:00:00', INTERVAL 1 HOUR), sequence(3, 1, -1)
SELECT sequence(1, 5, -1)
SELECT array(1, 2.5, 3), array('a', 1), array(), array(NULL, 1), typeof(array(1, 2.5)), typeof(map('a', 1)), typeof(struct(1, 'x')), typeof(NULL), typeof(1L), typeof(1.5), typeof(1e1), typeof('x'), typeof(DATE'2026-01-01'), typeof(current_date()), typeof(INTERVAL 1 DAY)
SELECT array_sort(array(3, NULL, 1)), sort_array(array(3, NULL, 1)), sort_array(array(3, NULL, 1), false), array_sort(array('bb', 'a', 'ccc'), (l, r) -> length(r) - length(l)), array_distinct(array(1, NULL, 1, NULL)), array_compact(array(1, NULL, 2))
SELECT array_insert(array(1, 2, 4), 3, 3), array_insert(array(1, 2), -1, 9), array_append(array(1), 2), array_prepend(array(1), 0), array_repeat('x', 2), array_size(array(1, 2)), flatten(array(array(1), array(2, 3))), slice(array(1, 2, 3, 4), -2, 2), shuffle(array(1))
SELECT array_contains(array(1, NULL), 2), array_position(array('a', 'b'), 'z'), arrays_overlap(array(1, NULL), array(2)), array_join(array('a', NULL, 'b'), ','), array_max(array(1, NULL, 3)), array_min(array('b', 'a'))
SELECT map_from_arrays(array('a', 'b'), array(1, 2)), map_from_entries(array(struct('x', 1))), map_entries(map('a', 1)), map_contains_key(map('a', 1), 'b'), str_to_map('a=1;b=2', ';', '='), map_filter(map('a', 1, 'b', 2), (k, v) -> v > 1), transform_keys(map('a', 1), (k, v) -> upper(k))
SELECT map('a', 1, 'a', 2)
SELECT map(NULL, 1)
SELECT to_json(struct(1 AS a, array(1, 2) AS b, map('k', 1.5) AS c)), from_json('{"a":1,"b":"x"}', 'a INT, b STRING'), from_json('{"a":"oops"}', 'a INT'), from_json('bad', 'a INT'), from_json('[1,2]', 'ARRAY<INT>'), from_json('{"t":"2026-01-02"}', 't DATE'), schema_of_json('[{"a":1}]')
SELECT get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a[*].b'), get_json_object('{"a":null}', '$.a'), get_json_object('bad', '$.a'), json_array_length('[]'), json_object_keys('{}'), get_json_object('{"a":{"b":1}}', '$.a')
SELECT from_csv('1,abc', 'a INT, b STRING'), to_csv(struct(1, 'a,b', NULL)), schema_of_csv('1,abc')
SELECT base64('hello'), unbase64('aGVsbG8='), hex(255), hex('A'), unhex('41'), bin(10), conv('ff', 16, 10), encode('é', 'UTF-8'), decode(x'c3a9', 'UTF-8'), to_binary('41', 'hex')
SELECT md5('hello'), sha('hello'), sha2('hello', 512), crc32('hello'), hash(1, 2.5, 'x', NULL), xxhash64(1, 'a'), hash(array(1, 2)), hash(true), hash(1L), hash(DATE'2026-01-01')
SELECT parse_url('http://u:p@example.com:80/a/b?x=1&y=2#f', 'HOST'), parse_url('http://example.com/a?x=1', 'QUERY', 'x'), parse_url('http://example.com/a', 'PATH'), url_encode('a b&c'), url_decode('a+b%26c')
SELECT coalesce(NULL, 1, 2), nullif(1, 1), nvl('a', 'b'), ifnull(NULL, 2.5), nvl2(1, 'x', 'y'), greatest(1, 2.5, 3), least('b', 'a'), if(1 > 2, 'y', 'n'), CASE WHEN 1 > 2 THEN 1 WHEN 2 > 1 THEN 2.5 END, CASE 3 WHEN 1 THEN 'a' END
SELECT isnull(NULL), isnotnull(1), isnan(1D), NULL IS NULL, 1 IS NOT NULL, true IS NOT FALSE, NULL IS DISTINCT FROM 1, NOT true, true AND NULL, false OR NULL, true XOR true
SELECT ceil(1.5), floor(-1.5), round(1.55, 1), round(155, -1), round(2.5D), bround(2.5D), truncate(1.55, 1)
SELECT ceil(-0.1D), floor(2.7D), ceil(1e18D), sign(-2.5), pmod(-7, 3), pmod(7, -3), mod(-7, 3), -7 div 2, power(2, 0.5), sqrt(-1), ln(0), log(10, 100), exp(1), e(), rint(2.5), greatest(1, NULL), cot(1), radians(180)
SELECT 1 & 3, 1 | 2, 3 ^ 1, ~0, shiftleft(1, 4), 1 << 3, -16 >> 2, -16 >>> 28, bit_count(255), bit_get(5, 0)
SELECT explode(array(1, 2)) AS x
SELECT posexplode(array('a', 'b'))
SELECT k, v FROM VALUES ('r', map('a', 1, 'b', 2)) t(id, m) LATERAL VIEW explode(m) e AS k, v ORDER BY k
SELECT id, x FROM VALUES (1, array(1, 2)), (2, array()) t(id, a) LATERAL VIEW explode(a) e AS x ORDER BY id, x
SELECT id, x.* FROM VALUES (1, array(struct(1 AS a, 'p' AS b))) t(id, xs) LATERAL VIEW inline(xs) x AS a, b
SELECT * FROM VALUES (1, array(10, 20)) t(id, a), LATERAL explode(a) AS e(x) ORDER BY x
SELECT * FROM range(3)
SELECT id * 2 FROM range(1, 6, 2)
SELECT * FROM explode(array(1, 2)) AS t(x)
SELECT * FROM VALUES (2025, 1, 10), (2025, 2, 20), (2026, 1, 30) t(y, q, v) PIVOT (sum(v) AS s, count(*) AS c FOR q IN (1 AS q1, 2 AS q2)) ORDER BY y
SELECT y, q, GROUPING(y) gy, GROUPING_ID(y, q) gid, sum(v) s FROM VALUES (2025, 1, 10), (2026, 1, 30) t(y, q, v) GROUP BY CUBE(y, q) ORDER BY gid, y, q
SELECT upper(k) u, sum(v) FROM VALUES ('a', 1), ('A', 2) t(k, v) GROUP BY u
SELECT upper(k), sum(v) FROM VALUES ('a', 1), ('A', 2) t(k, v) GROUP BY 1
SELECT count(DISTINCT k) + 1, max(v) - min(v) FROM VALUES ('a', 1), ('b', 4) t(k, v)
SELECT percentile_approx(v, 0.5), median(v), mode(v), stddev(v), variance(v), skewness(v), kurtosis(v), corr(v, w), covar_samp(v, w) FROM VALUES (1, 2), (2, 4), (2, 5), (9, 1) t(v, w)
SELECT any_value(v), first(v, true), last(v), min_by(k, v), max_by(k, v), bool_and(v > 0), bool_or(v > 3), count_if(v > 1), collect_list(v), array_agg(k), bit_or(v), product(v) FROM VALUES ('a', 1), ('b', 2) t(k, v)
SELECT listagg(k, ', ') WITHIN GROUP (ORDER BY v DESC) FROM VALUES ('a', 1), ('b', 2), (NULL, 3) t(k, v)
SELECT histogram_numeric(v, 2) FROM VALUES (1), (2) t(v)
SELECT raise_error('boom')
SELECT assert_true(1 = 1)
SELECT nosuchfunction(1)
SELECT nosuch FROM VALUES (1) t(x)
SELECT x FROM nosuchtable
SELECT a.x FROM VALUES (1) a(x), VALUES (2) b(x) WHERE x = 1
SELECT upper()
SELECT substring('abc')
SELECT length(1, 2)
SELECT 'a' + 1
SELECT DATE'2026-01-01' + 'x'
SELECT 1 + true
SELECT array(1) = array(1), array(1) < array(2), struct(1, 'a') = struct(1, 'a'), map('a', 1) = map('a', 1)
SELECT 1 = '1', 1 = 1.0, DATE'2026-01-01' = '2026-01-01', TIMESTAMP'2026-01-01 00:00:00' > DATE'2025-12-31', '2' > '10', 2 > '10'
SELECT 1 BETWEEN 0 AND 2, 'b' BETWEEN 'a' AND 'c', NULL BETWEEN 1 AND 2, 1 IN (1, 2), 1 IN (NULL, 2), 'x' NOT IN ('y')
SELECT (1, 2) IN ((1, 2), (3, 4)), (1, 'a') = (1, 'a')
SELECT 1.5e3, 0.5, .5, 5., 1e-3, 123456789012, 1.23BD, 1F, 2D, 10L
SELECT 'a' 'b', "it's", 'line\nbreak', 'back\\slash', 'unicode \u0041', r'\d+'
SELECT x'1F', X'00ff', length(x'1F00')
SELECT date'2026-01-01', timestamp'2026-01-01 01:02:03.456', timestamp_ntz'2026-01-01 01:02:03', timestamp'2026-01-01'
SELECT variant_get(parse_json('{"a":{"b":[1,2]}}'), '$.a.b[0]', 'int'), parse_json('[1,"x",null,true,1.5]'), typeof(parse_json('1')), CAST(parse_json('"x"') AS STRING), CAST(parse_json('5') AS INT), try_parse_json('{bad')
SELECT parse_json('{bad')
SELECT schema_of_variant(parse_json('{"a":[1,2.5],"b":null}')), is_variant_null(parse_json('{"a":null}')), variant_get(parse_json('{"a":1}'), '$.b', 'int')
SELECT pos, key, value FROM variant_explode(parse_json('{"a":1,"b":"x"}')) ORDER BY pos
SELECT aes_encrypt('a', '0000111122223333', 'ECB') IS NOT NULL, luhn_check('8112189876'), mask('AbCd-1234'), typeof(uuid()), length(uuid()), rand(1) < 1, typeof(rand())
SELECT current_user() IS NOT NULL, current_catalog() IS NOT NULL, current_database() IS NOT NULL, typeof(now()), typeof(current_timestamp()), version() IS NOT NULL
SELECT transform(array(1, 2), x -> array(x, x * 2)), aggregate(array(1.5, 2.5), CAST(0 AS DOUBLE), (a, x) -> a + x), aggregate(array('a', 'b'), '', (a, x) -> a || x), zip_with(array(1, 2, 3), array('a', 'b'), (x, y) -> concat(x, y)), exists(array(1, NULL), x -> x > 5), forall(array(2, 4), x -> x % 2 = 0), filter(array(1, 2, 3), x -> x <> 2)
SELECT transform(arr, x -> x + k) FROM VALUES (10, array(1, 2)) t(k, arr)
SELECT map_zip_with(map('a', 1), map('a', 10, 'b', 20), (k, x, y) -> coalesce(x, 0) + y), transform_values(map('a', 1), (k, v) -> k || v)
FROM VALUES ('a', 1), ('b', 2), ('a', 3) t(k, v) |> AGGREGATE sum(v) AS s GROUP BY k |> ORDER BY s DESC
FROM VALUES (1), (2), (3) t(v) |> EXTEND v * 2 AS w |> WHERE w > 2 |> DROP v |> LIMIT 1
SELECT k, v FROM VALUES ('a', 1), ('b', 2) t(k, v) ORDER BY k DESC NULLS LAST, v ASC NULLS FIRST
SELECT DISTINCT v % 2 AS p FROM VALUES (1), (2), (3) t(v) ORDER BY p
SELECT max(v) AS m FROM VALUES (1), (2) t(v) ORDER BY m
SELECT v FROM VALUES (3), (1), (2) t(v) ORDER BY -v
SELECT k, collect_list(struct(v, w)) FROM VALUES ('a', 1, 'x'), ('a', 2, 'y') t(k, v, w) GROUP BY k
SELECT k, sum(v) / sum(sum(v)) OVER () AS share FROM VALUES ('a', 1), ('b', 3) t(k, v) GROUP BY k ORDER BY k
SELECT date_trunc('month', d) m, sum(v) FROM VALUES (DATE'2026-01-05', 1), (DATE'2026-01-20', 2), (DATE'2026-02-01', 3) t(d, v) GROUP BY 1 ORDER BY 1
SELECT window.start, sum(v) FROM VALUES (TIMESTAMP'2026-01-01 00:01:00', 1), (TIMESTAMP'2026-01-01 00:07:00', 2) t(ts, v) GROUP BY window(ts, '5 minutes') ORDER BY 1
SELECT CAST(map('a', array(1, 2)) AS STRING), CAST(array(struct(1, 'x')) AS STRING), CAST(array('a', NULL) AS STRING), CAST(array(1.5D, 2) AS STRING), CAST(array(DATE'2026-01-01') AS STRING)
SELECT named_struct('a', DATE'2026-01-01', 'b', TIMESTAMP'2026-01-01 00:00:00', 'c', 1.50, 'd', x'41', 'e', INTERVAL 1 DAY)
SELECT array(DATE'2026-01-01'), array(TIMESTAMP'2026-01-01 00:00:00'), map(1, 'a'), map(DATE'2026-01-01', 1), array(1.50), array(1e10D), array(true, NULL)
SELECT double('1e400'), float(3.4e39), CAST('NaN' AS DOUBLE), CAST('-Infinity' AS FLOAT), -0.0D, 0.0D = -0.0D
SELECT count(*), sum(x) FROM (SELECT explode(sequence(1, 1000)) x)
SELECT CAST(INTERVAL '1-2' YEAR TO MONTH AS STRING), CAST(INTERVAL 36 HOURS AS STRING), CAST('5' AS INTERVAL DAY), CAST(INTERVAL 2 DAYS AS INT)
SELECT bigint(x) FROM VALUES ('12'), ('x') t(x)
SELECT count(DISTINCT x) FILTER (WHERE x > 1), approx_count_distinct(x) FROM VALUES (1),(2),(2),(3) t(x)
SELECT IF(x IS NULL, 'none', CAST(x AS STRING)) FROM VALUES (1), (NULL) t(x) ORDER BY 1
SELECT lower(trim(BOTH FROM '  Hi ')), position('b' IN 'abc'), substring('abcdef' FROM 2 FOR 3), extract(YEAR FROM DATE'2026-01-01'), overlay('abcdef' PLACING 'ZZ' FROM 2 FOR 3)
SELECT t.k FROM VALUES ('a') t(k) WHERE k = 'A' COLLATE UTF8_LCASE
SELECT try_cast('2026-13-01' AS DATE), try_cast('1.5' AS INT), try_cast(300 AS TINYINT), try_cast('2026-01-01 25:00' AS TIMESTAMP)
WITH orders AS (SELECT * FROM VALUES (1,'a',DATE'2026-01-05',10.50),(2,'b',DATE'2026-01-20',20.00),(3,'a',DATE'2026-02-03',5.25) t(id,c,d,amt)) SELECT c, date_format(d,'yyyy-MM') AS m, sum(amt) AS total, count(*) AS n, round(avg(amt),2) AS av FROM orders GROUP BY c, date_format(d,'yyyy-MM') ORDER BY c, m
WITH o AS (SELECT * FROM VALUES (1,10),(2,20),(3,15) t(id,v)) SELECT id, v, v - lag(v) OVER (ORDER BY id) AS diff, round(100.0 * v / sum(v) OVER (), 1) AS pct FROM o ORDER BY id
WITH s AS (SELECT * FROM VALUES ('u1',TIMESTAMP'2026-01-01 10:00:00'),('u1',TIMESTAMP'2026-01-01 10:20:00'),('u1',TIMESTAMP'2026-01-01 11:30:00') t(u,ts)), g AS (SELECT u, ts, CASE WHEN ts - lag(ts) OVER (PARTITION BY u ORDER BY ts) > INTERVAL 30 MINUTES THEN 1 ELSE 0 END AS new FROM s) SELECT u, ts, sum(new) OVER (PARTITION BY u ORDER BY ts) AS session FROM g ORDER BY ts
SELECT k, v FROM (SELECT k, v, row_number() OVER (PARTITION BY k ORDER BY v DESC) rn FROM VALUES ('a',1),('a',3),('b',2) t(k,v)) WHERE rn = 1 ORDER BY k
SELECT dept, name FROM VALUES ('x','ann',10),('x','bob',20),('y','cy',5) e(dept,name,sal) WHERE sal >= (SELECT avg(sal) FROM VALUES ('x',10),('x',20),('y',5) s(dept,sal) WHERE s.dept = e.dept) ORDER BY name
SELECT a.id, coalesce(sum(b.v), 0) AS s FROM VALUES (1),(2) a(id) LEFT JOIN VALUES (1,5),(1,7) b(id,v) ON a.id = b.id GROUP BY a.id ORDER BY a.id
SELECT count(*) c FROM VALUES (1),(2) a(x) JOIN VALUES (2),(3) b(x) ON a.x < b.x
SELECT a.x, b.x FROM VALUES (1),(2) a(x) RIGHT JOIN VALUES (2),(3) b(x) ON a.x = b.x ORDER BY b.x
SELECT x, CASE WHEN x % 15 = 0 THEN 'fizzbuzz' WHEN x % 5 = 0 THEN 'buzz' WHEN x % 3 = 0 THEN 'fizz' ELSE x END FROM (SELECT explode(array(1,3,5,15)) x)
SELECT avg(CASE WHEN v > 1 THEN 1.0 ELSE 0 END) AS rate FROM VALUES (1),(2),(3) t(v)
SELECT sum(IF(s = 'ok', 1, 0)) ok, sum(IF(s = 'ok', 0, 1)) bad, count_if(s = 'ok') / count(*) AS share FROM VALUES ('ok'),('ok'),('no') t(s)
SELECT concat_ws(' ', first, last) AS n, upper(substr(last, 1, 1)) || lower(substr(last, 2)) FROM VALUES ('Ann','LEE'),(NULL,'kim') t(first,last) ORDER BY n
SELECT CAST(d AS STRING), CAST(ts AS STRING), CAST(b AS STRING), CAST(n AS STRING) FROM VALUES (DATE'2026-01-01', TIMESTAMP'2026-01-01 10:00:00.5', true, 1.10) t(d,ts,b,n)
SELECT round(123.456, 1), round(-1.5), round(1e15D + 0.5), round(5, -1), round(15L, -1), round(2.675, 2), round(2.675D, 2)
SELECT 10 / 4, 10 / 4.0, 10 % 4.5, 1 / 3, 2 / 3.0, CAST(1 AS FLOAT) / 3, 1L / 3, 1.0 / 3.0, 100 * 1.1, 3 * 0.1
SELECT sum(a * b), sum(a) * 1.0 / count(*), avg(a), max(b) FROM VALUES (1, 1.5), (2, 2.5) t(a, b)
SELECT typeof(sum(a)), typeof(avg(a)), typeof(sum(b)), typeof(a * b), typeof(a / b), typeof(count(*)), typeof(max(b)), typeof(stddev(a)) FROM VALUES (1, 1.5) t(a, b) GROUP BY a, b
SELECT typeof(CAST(1 AS DECIMAL(38,10)) * CAST(1 AS DECIMAL(38,10))), typeof(CAST(1 AS DECIMAL(38,18)) / CAST(1 AS DECIMAL(38,18))), typeof(CAST(1 AS DECIMAL(10,2)) + CAST(1 AS DECIMAL(12,4))), typeof(1.5 + 1), typeof(1.5 + 1L), typeof(1.5 + 1D), typeof(1 + 1L), typeof(CAST(1 AS DECIMAL(5,2)) % CAST(1 AS DECIMAL(4,3)))
SELECT CAST(12345.678 AS DECIMAL(7,2)) * CAST(3 AS DECIMAL(3,0)), CAST(1 AS DECIMAL(38,10)) / 3, 1.123456789012345678 * 1.1, 99999999999999999999.99 + 0.01
SELECT if(a > b, a, b), nvl(a, 0.5), coalesce(a, b, 'x') FROM VALUES (1, 2L) t(a, b)
SELECT array_max(transform(split('3,1,2', ','), x -> CAST(x AS INT))), array_join(transform(array(1,2), x -> x * x), '|'), size(filter(array(1,NULL,3), x -> x IS NOT NULL))
SELECT explode(split('a b c', ' ')) AS w ORDER BY w DESC
SELECT w, count(*) n FROM (SELECT explode(split('to be or not to be', ' ')) w) GROUP BY w HAVING n > 1 ORDER BY w
SELECT m['a'], map_keys(m), map_values(m), size(m), element_at(m, 'b') FROM VALUES (map('a', 1, 'b', 2)) t(m)
SELECT s.name, s.tags[0], size(s.tags) FROM VALUES (named_struct('name', 'x', 'tags', array('p', 'q'))) t(s)
SELECT to_json(named_struct('id', 1, 'tags', array('a', 'b'), 'm', map('k', named_struct('x', 1.5)), 'd', DATE'2026-01-01', 'ts', TIMESTAMP'2026-01-01 10:00:00', 'n', CAST(NULL AS STRING), 'b', true))
SELECT from_json('{"id":1,"items":[{"sku":"a","q":2},{"sku":"b","q":1}]}', 'id INT, items ARRAY<STRUCT<sku: STRING, q: INT>>').items[1].sku, from_json('{"a":{"b":"c"}}', 'a MAP<STRING, STRING>')
SELECT x.sku, sum(x.q) FROM (SELECT explode(from_json('[{"sku":"a","q":2},{"sku":"a","q":3}]', 'ARRAY<STRUCT<sku: STRING, q: INT>>')) x) GROUP BY x.sku
SELECT get_json_object(j, '$.user.name'), get_json_object(j, '$.items[0]'), get_json_object(j, '$.n'), get_json_object(j, '$.flag'), get_json_object(j, '$.items') FROM VALUES ('{"user":{"name":"Ann"},"items":["x","y"],"n":1.50,"flag":true}') t(j)
SELECT j.* FROM VALUES ('{"a":1,"b":"x"}') t(s) LATERAL VIEW json_tuple(s, 'a', 'b') j AS a, b
SELECT variant_get(v, '$.a', 'double'), variant_get(v, '$.b', 'string'), variant_get(v, '$.c[1]', 'int'), variant_get(v, '$.d', 'boolean') FROM VALUES (parse_json('{"a":1.5,"b":"x","c":[1,2],"d":true}')) t(v)
SELECT to_json(v), CAST(v AS STRING), schema_of_variant(v) FROM VALUES (parse_json('{"b":2,"a":[1,null,"x"]}')) t(v)
SELECT date_format(d, 'yyyy-MM') m, count(*) FROM (SELECT explode(sequence(DATE'2026-01-30', DATE'2026-02-02', INTERVAL 1 DAY)) d) GROUP BY 1 ORDER BY 1
SELECT d, dayofweek(d), date_format(d, 'E'), weekofyear(d), CASE WHEN dayofweek(d) IN (1, 7) THEN 'weekend' ELSE 'weekday' END FROM VALUES (DATE'2026-01-03'), (DATE'2026-01-05') t(d) ORDER BY d
SELECT date_trunc('HOUR', ts), date_trunc('minute', ts), date_trunc('year', ts), CAST(ts AS DATE), to_date(ts), unix_timestamp(ts), ts + INTERVAL 10 SECONDS, ts - INTERVAL '1' HOUR FROM VALUES (TIMESTAMP'2026-05-06 07:08:09') t(ts)
SELECT datediff(b, a), months_between(b, a), timestampdiff(WEEK, a, b), timestampdiff(QUARTER, a, b), timestampdiff(YEAR, a, b), b - a FROM VALUES (DATE'2025-01-31', DATE'2026-03-01') t(a, b)
SELECT to_date('Jan 5, 2026', 'MMM d, yyyy'), to_timestamp('2026-01-05 03:04 PM', 'yyyy-MM-dd hh:mm a'), to_date('2026/1/5', 'yyyy/M/d'), to_timestamp('20260105T030405', "yyyyMMdd'T'HHmmss"), date_format(TIMESTAMP'2026-01-05 15:04:05.123456', 'HH:mm:ss.SSSSSS')
SELECT date_format(TIMESTAMP'2026-01-05 15:04:05', "yyyy-MM-dd'T'HH:mm:ssXXX"), date_format(TIMESTAMP'2026-01-05 15:04:05', 'VV z O'), date_format(DATE'2026-01-05', 'DDD'), date_format(DATE'2026-08-05', 'Q'), date_format(DATE'2026-01-05', 'G')
SELECT from_utc_timestamp(TIMESTAMP'2026-01-01 12:00:00', 'America/New_York'), to_utc_timestamp(TIMESTAMP'2026-07-01 12:00:00', 'Europe/Berlin'), convert_timezone('UTC', 'Asia/Tokyo', TIMESTAMP_NTZ'2026-01-01 00:00:00')
SELECT make_interval(0, 1, 0, 2), make_dt_interval(1, 2, 3, 4.5), make_ym_interval(1, 2), INTERVAL '1 2:3:4' DAY TO SECOND, INTERVAL '10:20' HOUR TO MINUTE, INTERVAL 1 YEAR 2 MONTHS, INTERVAL 1 WEEK, INTERVAL 100 MILLISECONDS
SELECT TIMESTAMP'2026-03-31 10:00:00' - INTERVAL 1 MONTH, DATE'2024-02-29' + INTERVAL 1 YEAR, add_months(DATE'2026-02-28', 1), add_months(DATE'2026-03-31', -1), last_day(DATE'2026-02-01') + 1
SELECT current_date() - current_date(), datediff(current_date(), current_date()), current_timestamp() > TIMESTAMP'2020-01-01 00:00:00', typeof(current_date() - INTERVAL 30 DAYS), typeof(current_timestamp() - INTERVAL 1 DAY)
SELECT regexp_replace('Phone: 555-1234', '\\D', ''), regexp_extract('user@example.com', '@(.+)$', 1), regexp_extract_all('a1b22', '\\d+', 0), regexp_count('banana', 'an'), regexp_substr('abc123', '[0-9]+'), regexp_instr('abc123', '\\d'), 'A' RLIKE '(?i)a'
SELECT split('2026-01-05', '-')[1], split_part('a/b/c', '/', 2), substring_index('www.x.com', '.', 1), left('abc', 5), right('abc', 2), lpad('5', 3, '0'), charindex('b', 'abc'), strpos('abc', 'c')
SELECT replace('aXbX', 'X'), translate('2026-01', '-', '/'), trim(TRAILING '0' FROM '100'), rtrim('0', '100'), repeat('-', 3), reverse('abc'), initcap('o''neil smith'), ascii(''), chr(97), nullif('', '')
SELECT length('héllo'), octet_length('héllo'), bit_length('é'), upper('ß'), lower('İ'), char_length('👍'), substring('👍ab', 2, 1), reverse('👍a')
SELECT hex('é'), base64('é'), md5(''), sha2('', 256), crc32(''), hex(unhex('0aFF')), hex(17), hex(-1), bin(-1), conv('-10', 10, 16), conv('zz', 36, 10)
SELECT greatest('a', 'B'), least(1, -1, 0), greatest(DATE'2026-01-01', DATE'2025-01-01'), least(1.5, 2), greatest(NULL, NULL), least(array(2), array(1))
SELECT 'abc' < 'abd', 'a' < 'B', 'Z' < 'a', '' IS NULL, '' = ' ', 'a ' = 'a', NULL = NULL, NULL <> 1, true > false
SELECT * FROM VALUES (1, 'a'), (2, NULL) t(id, s) WHERE s IS NULL OR s = 'a' ORDER BY id
SELECT * FROM VALUES (1), (NULL), (3) t(x) ORDER BY x NULLS LAST
SELECT x FROM VALUES (1), (NULL), (3) t(x) ORDER BY x DESC NULLS FIRST LIMIT 2
SELECT DISTINCT a, b FROM VALUES (1, NULL), (1, NULL), (2, 'x') t(a, b) ORDER BY a
SELECT a, count(*), count(b), count(DISTINCT b) FROM VALUES (1, NULL), (1, 'x'), (1, 'x') t(a, b) GROUP BY a
SELECT k, sum(v) FROM VALUES ('a', 1), (NULL, 2), (NULL, 3) t(k, v) GROUP BY k ORDER BY k
SELECT sum(v), avg(v), min(v), max(v), count(*) FROM VALUES (1) t(v) WHERE false
SELECT collect_list(v), array_sort(collect_set(v)), concat_ws(',', collect_list(v)) FROM VALUES ('b'), ('a'), (NULL) t(v)
SELECT k, array_join(array_sort(collect_list(v)), ',') FROM VALUES ('a', 'y'), ('a', 'x'), ('b', 'z') t(k, v) GROUP BY k ORDER BY k
SELECT k, max_by(v, d), min_by(v, d), first(v), last(v) FROM VALUES ('a', 1, 10), ('a', 2, 5) t(k, v, d) GROUP BY k
SELECT percentile(v, 0.9), percentile_approx(v, array(0.1, 0.9)), median(v), stddev_pop(v), var_pop(v), stddev_samp(v) FROM VALUES (1.0), (2.0), (3.0), (4.0) t(v)
SELECT k, v, sum(v) OVER (PARTITION BY k) t, sum(v) OVER (PARTITION BY k ORDER BY v) r, count(*) OVER () n, max(v) OVER (ORDER BY v ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) m FROM VALUES ('a', 1), ('a', 2), ('b', 3) t(k, v) ORDER BY k, v
SELECT v, sum(v) OVER (ORDER BY v RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) s FROM VALUES (1), (2), (4), (5) t(v) ORDER BY v
SELECT v, sum(v) OVER w s, avg(v) OVER w a FROM VALUES (1), (2), (3) t(v) WINDOW w AS (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) ORDER BY v
SELECT d, v, avg(v) OVER (ORDER BY d ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) ma FROM VALUES (DATE'2026-01-01', 1), (DATE'2026-01-02', 2), (DATE'2026-01-03', 6) t(d, v) ORDER BY d
SELECT v, lag(v, 2, -1) OVER (ORDER BY v) l2, lead(v) OVER (ORDER BY v DESC) ld, first_value(v) IGNORE NULLS OVER (ORDER BY v NULLS FIRST) f FROM VALUES (1), (2), (NULL) t(v) ORDER BY v NULLS FIRST
SELECT rank() OVER (ORDER BY s DESC) r, k, s FROM (SELECT k, sum(v) s FROM VALUES ('a', 1), ('b', 5), ('c', 5) t(k, v) GROUP BY k) ORDER BY r, k
SELECT * FROM (SELECT y, m, v FROM VALUES (2025, 1, 10), (2025, 2, 20), (2026, 1, 5) t(y, m, v)) PIVOT (sum(v) FOR m IN (1, 2)) ORDER BY y
SELECT * FROM (SELECT y, m, v FROM VALUES (2025, 'jan', 10.5), (2026, 'jan', 5) t(y, m, v)) PIVOT (avg(v) a, max(v) FOR m IN ('jan' j, 'feb' f)) ORDER BY y
SELECT * FROM VALUES (1, 10, 20) t(id, q1, q2) UNPIVOT INCLUDE NULLS (v FOR q IN (q1 AS `Q1`, q2 AS `Q2`)) ORDER BY q
SELECT y, m, sum(v) FROM VALUES (2025, 1, 10), (2025, 2, 20) t(y, m, v) GROUP BY y, m WITH ROLLUP ORDER BY y NULLS LAST, m NULLS LAST
SELECT coalesce(y, 'all') y, sum(v) FROM VALUES ('a', 1), ('b', 2) t(y, v) GROUP BY GROUPING SETS ((y), ()) ORDER BY 1
SELECT grouping_id(), y, sum(v) FROM VALUES ('a', 1), ('b', 2) t(y, v) GROUP BY ROLLUP(y) ORDER BY 1, 2
SELECT id, item FROM VALUES (1, array('x', 'y')), (2, array('z')) t(id, items) LATERAL VIEW explode(items) i AS item WHERE item <> 'y' ORDER BY id
SELECT id, pos, item FROM VALUES (1, array('x', 'y')) t(id, items) LATERAL VIEW posexplode(items) i AS pos, item ORDER BY pos
SELECT id, k, v FROM VALUES (1, map('a', 1)), (2, CAST(NULL AS MAP<STRING, INT>)) t(id, m) LATERAL VIEW OUTER explode(m) i AS k, v ORDER BY id
SELECT t.id, u.col FROM VALUES (1, array(5, 6)) t(id, a), LATERAL explode(t.a) u ORDER BY 2
SELECT explode_outer(array()), 1
SELECT explode(array(1, 2)), explode(array(3))
SELECT x FROM VALUES (1), (2) t(x) WHERE x IN (SELECT y FROM VALUES (2) s(y)) OR x = 1 ORDER BY x
SELECT x FROM VALUES (1), (2) t(x) WHERE NOT EXISTS (SELECT * FROM VALUES (2) s(y) WHERE y = x)
SELECT x, (SELECT count(*) FROM VALUES (1), (1), (3) s(y) WHERE y = x) c FROM VALUES (1), (2) t(x) ORDER BY x
SELECT max(x) FROM (SELECT 1 x UNION SELECT 2 UNION ALL SELECT 2)
SELECT * FROM VALUES (1), (2), (3) t(x) MINUS SELECT 2 ORDER BY x
(SELECT 1 AS x) UNION ALL (SELECT 2) ORDER BY x DESC LIMIT 1
SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, NULL ORDER BY a
SELECT CAST(1 AS SMALLINT) UNION ALL SELECT 100000
SELECT 1 UNION ALL SELECT 'a'
SELECT DATE'2026-01-01' UNION ALL SELECT TIMESTAMP'2026-01-01 10:00:00'
SELECT a, b FROM (SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 4) WHERE a > 1
SELECT 1, 2 UNION SELECT 1
SELECT sum(x) FROM VALUES ('a') t(x)
SELECT k, v FROM VALUES ('a', 1) t(k, v) GROUP BY k
SELECT sum(sum(v)) FROM VALUES (1) t(v)
SELECT v FROM VALUES (1) t(v) WHERE sum(v) > 0
SELECT row_number() OVER () FROM VALUES (1) t(v) WHERE row_number() OVER () = 1
SELECT a.b.c FROM VALUES (1) a(x)
SELECT x.y FROM VALUES (1) t(x)
SELECT array(1, 2).x
SELECT map('a', 1)[1]
SELECT struct(1 AS a).b
SELECT 1 +
SELEC 1
SELECT * FROM VALUES (1) t(x) WHERE
SELECT CAST('2026-01-01' AS TIMESTAMP) = DATE'2026-01-01', TIMESTAMP_NTZ'2026-01-01 00:00:00' = TIMESTAMP'2026-01-01 00:00:00', DATE'2026-01-01' IN ('2026-01-01')
SELECT date_format(CAST('12:30' AS TIMESTAMP), 'HH:mm:ss')
SELECT int('5') + 1, double('1.5') * 2, string(5) || 'x', boolean('true'), date('2026-01-01'), timestamp('2026-01-01 10:00:00'), decimal('1.5'), binary('a'), tinyint(5), float('1.5')
SELECT bigint('9223372036854775808')
SELECT decimal('abc')
SELECT CAST(1e20 AS BIGINT)
SELECT CAST(DOUBLE('NaN') AS INT)
SELECT CAST(3.99 AS INT), CAST(-3.99D AS BIGINT), CAST('3' AS TINYINT), CAST(true AS INT), CAST(1 AS BOOLEAN), CAST(0.0 AS BOOLEAN), CAST(DATE'2026-01-01' AS STRING), CAST(TIMESTAMP'1970-01-01 00:00:01' AS BIGINT), CAST(1.9D AS TIMESTAMP)
SELECT CAST(array('1', '2') AS ARRAY<INT>), CAST(map('a', '1') AS MAP<STRING, INT>), CAST(named_struct('a', '1') AS STRUCT<b: INT>), CAST(struct(1, 'x') AS STRUCT<a: STRING, b: STRING>)
SELECT nullif(1, 1) IS NULL, nvl(NULL, NULL), coalesce(NULL, 'x'), isnull(1 / NULL), NULL + 1, NULL || 'a', concat(NULL), upper(NULL), array(NULL)[0], size(NULL)
SELECT 1 / NULL, NULL / 0, sqrt(NULL), pow(NULL, 2), NULL AND false, NULL OR true, NOT NULL, NULL IN (1), 1 IN (NULL)
SELECT sum(x) FROM VALUES (CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0))), (CAST(1 AS DECIMAL(38,0))) t(x)
SELECT x, y FROM VALUES (1, 2) t(x, y) ORDER BY x + y, 1
SELECT x AS a FROM VALUES (2), (1) t(x) ORDER BY a
SELECT x FROM VALUES (2), (1) t(x) ORDER BY 3
SELECT count(*) AS `total rows`, max(x) AS `Max X` FROM VALUES (1) t(x)
SELECT `a b`.x FROM VALUES (1) `a b`(x)
SELECT T.X, t.x FROM VALUES (1) T(x)
SELECT /* c */ 1 -- end
SELECT ALL 1, DISTINCT_X FROM VALUES (1) t(DISTINCT_X)
SELECT (SELECT 1) + (SELECT 2)
SELECT id % 3 AS g, count(*) FROM range(10) GROUP BY g ORDER BY g
SELECT sum(id) FROM range(0, 100000)
SELECT hash('a', 1, NULL), hash(1.5D), hash(CAST(1.5 AS DECIMAL(3,1))), hash(map('a', 1)) IS NULL, xxhash64(NULL), xxhash64(1.5D, 'x', true)
SELECT stack(2, 'a', 1, 'b', 2) AS (k, v)
SELECT inline(array(struct('a', 1), struct('b', 2))) AS (k, v)
SELECT try_divide(10, 4), try_divide(INTERVAL 1 DAY, 2), 7 DIV 2, -7 DIV 2, 7.5 DIV 2, mod(7, -3), pmod(-7.5, 2)
SELECT ln(10), log10(1000), exp(2), pow(2, -1), sqrt(2), cbrt(8), sin(0), cos(0), tan(0), asin(1), acos(2), atan2(1, 1), sinh(1), degrees(1), radians(90), factorial(20), factorial(21)
SELECT ceil(1.0001), ceil(-1.5), floor(1.9999), ceil(5), floor(-5.5D), round(0.5), round(1.5), round(2.5), bround(0.5), bround(1.5), rint(0.5), sign(0), abs(-1.5), negative(3), positive(3)
SELECT CASE WHEN NULL THEN 1 ELSE 2 END
SELECT zeroifnull(NULL)
SELECT nullifzero(0)
SELECT equal_null(NULL,NULL)
SELECT decode(2,1,'a',2,'b','c')
SELECT greatest(1,NULL,3), least(2,NULL)
SELECT collect_set(v) FROM VALUES ('b'),('a'),('c') t(v)
SELECT collect_set(v) FROM VALUES (30),(10),(200),(5) t(v)
SELECT collect_set(v) FROM VALUES (3.5D),(1.5D),(2D) t(v)
SELECT collect_set(v) FROM VALUES (DATE'2026-01-02'),(DATE'2026-01-01') t(v)
