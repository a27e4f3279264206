SELECT '1' + '2'
SELECT NULL + NULL
SELECT '1' - 1
SELECT 1 + '2.5'
SELECT 1.5 + '2.5'
SELECT date'2024-01-31' + 1
SELECT 1 + date'2024-01-31'
SELECT date'2024-01-31' + '1'
SELECT date'2024-01-31' + 1L
SELECT date'2024-01-31' - '2024-01-01'
SELECT '2024-01-31' - date'2024-01-01'
SELECT timestamp'2024-01-31 10:00:00' - date'2024-01-01'
SELECT timestamp'2024-01-31 10:00:00' - '2024-01-01'
SELECT date'2024-01-31' - timestamp'2024-01-31 10:00:00'
SELECT timestamp'2024-01-31 10:00:00' + 1
SELECT timestamp_ntz'2024-01-31 10:00:00' + interval 1 month
SELECT date'2024-01-31' + interval 1 hour
SELECT date'2024-01-31' + interval '1 2' day to hour
SELECT date'2024-01-31' + make_interval(0,1,0,1)
SELECT date'2024-01-31' + make_interval(0,1,0,1,1)
SELECT interval 1 month * 2
SELECT interval 1 month * 2.5
SELECT interval 3 month / 2
SELECT interval 1 day * 1.5
SELECT 2 * interval 1 day
SELECT interval 1 day / 3
SELECT interval 1 day / 0
SELECT interval 1 month + interval 1 day
SELECT interval 1 month + interval 2 year
SELECT interval 1 day - interval 1 hour
SELECT - interval 1 day
SELECT interval 1 day > interval 1 hour
SELECT interval 1 month = interval 1 day
SELECT interval 1 month + NULL
SELECT '2024-01-01' + interval 1 day
SELECT true + 1
SELECT true = 1
SELECT true = 'true'
SELECT 'abc' = 1
SELECT x'61' = 'a'
SELECT date'2024-01-01' = '2024-01-01'
SELECT date'2024-01-01' < timestamp'2024-01-01 00:00:01'
SELECT array(1,2) = array(1,2), array(1,2) < array(1,3)
SELECT array(1) = array('1')
SELECT map('a',1) = map('a',1)
SELECT struct(1,2) = struct(1,2), struct(1,'a') < struct(1,'b')
SELECT 5 IN (1, '5', 2)
SELECT 5 IN (1, NULL)
SELECT 5 NOT IN (1, NULL)
SELECT 1 IN (1.0, 2)
SELECT 2147483647 + 1
SELECT 9223372036854775807 + 1
SELECT -2147483648
SELECT - (-2147483648)
SELECT 127Y + 1Y
SELECT 100Y * 2Y
SELECT 1Y + 1S, 1S + 1, 1 + 1L, 1L + 1.5, 1 + 1.5D, 1 + 1.5F, 1.5F + 1.5F, 1.5F + 1.5D, 1.5F + 2.25
SELECT 10 % 0
SELECT 10 div 0
SELECT 10.5 / 0
SELECT 10.5 % 3, -10.5 % 3, 10 % -3, 10.5D % 3
SELECT 10.5 div 3, 10 div 3, 10L div 3
SELECT 1.1 * 2.2, 1.1 + 2.22, 1.1 - 2.22, 12345678901234567890.123 * 98765432109876543210.456
SELECT cast(1 as decimal(38,10)) * cast(3 as decimal(38,10)), cast(1 as decimal(38,10)) / cast(3 as decimal(38,10)), cast(1 as decimal(38,18)) + 1
SELECT cast(99999999999999999999999999999999999999 as decimal(38,0)) + 1
SELECT 1/3, 1/3.0, 1L/3, 1.0/3.0D
SELECT 7 & 3, 7 | 8, 7 ^ 2, ~5, 7Y & 3L
SELECT 1 << 3, -8 >> 1, -8 >>> 1, 1L << 40
SELECT '5' & 1
SELECT cast('  12 ' as int), cast('1e3' as double), cast('abc' as boolean), cast('t' as boolean)
SELECT cast('yes' as boolean), cast('0' as boolean), cast(2 as boolean), cast(0.0 as boolean)
SELECT cast(1.9 as int), cast(-1.9D as int), cast(1e10 as int)
SELECT cast(1e10D as bigint), cast(double('NaN') as int)
SELECT cast(300 as tinyint)
SELECT cast('300' as tinyint)
SELECT cast(1.005 as decimal(3,2)), cast(1.005D as decimal(3,2)), cast('1.005' as decimal(3,2))
SELECT cast(12345.678 as decimal(5,2))
SELECT cast('2024-02-30' as date)
SELECT cast('2024-2-3' as date), cast('2024-02-03T10:11:12' as timestamp), cast('2024-02-03 10:11:12.123456789' as timestamp), cast('2024-02-03 10:11:12+02:00' as timestamp)
SELECT cast(timestamp'2024-02-03 10:11:12' as date), cast(date'2024-02-03' as timestamp), cast(timestamp'2024-02-03 10:11:12' as bigint), cast(timestamp'2024-02-03 10:11:12.5' as double)
SELECT cast(1707000000 as timestamp), cast(1707000000.5 as timestamp), cast(1.5D as timestamp)
SELECT cast(true as int), cast(true as string), cast(true as decimal(3,1)), cast(true as timestamp)
SELECT cast(1 as date)
SELECT cast(array(1,2) as array<string>), cast(map(1,2) as map<string,double>), cast(struct(1,'2') as struct<a:string,b:int>)
SELECT cast(array(1,2) as int)
SELECT cast(array('a') as array<int>)
SELECT try_cast('a' as int), try_cast(300 as tinyint), try_cast('2024-13-01' as date), try_cast(array('a','1') as array<int>)
SELECT cast(interval 3 day as int), cast(interval '1-2' year to month as string), cast(5 as interval day), cast('3' as interval hour)
SELECT cast(x'616263' as string), cast('abc' as binary)
SELECT cast(1 as binary)
SELECT cast(0.1F as double), cast(0.1D as float), cast(0.1F as string), cast(16777217 as float), cast(1e40D as float)
SELECT 1 = 1.0, 1 < 1.5, 1.5 > 1, '1.5' > 1
SELECT 'a' < 'B', 'a' <=> NULL
SELECT NOT NULL, NULL AND false, NULL OR true, true AND NULL
SELECT 1 AND true
SELECT 'true' AND true
SELECT CASE WHEN 1 = 1 THEN 1 ELSE 'a' END
SELECT CASE WHEN true THEN 1 ELSE 2.5 END, CASE WHEN true THEN date'2024-01-01' ELSE timestamp'2024-01-01 00:00:00' END
SELECT CASE 3 WHEN 1 THEN 'a' WHEN 3 THEN 'c' END, CASE WHEN false THEN 1 END
SELECT CASE WHEN 1 THEN 2 END
SELECT array(1, 2.5, 3L), array(1, NULL), array(), array('a', 1), map('a', 1, 'b', 2.5)
SELECT array(1, array(2))
SELECT array(1,2,3)[0], array(1,2,3)[2]
SELECT array(1,2,3)[-1]
SELECT array(1,2,3)['a']
SELECT map('a',1)['b'], map(1,'x')[1L]
SELECT struct(1 as a, 2 as b).b, named_struct('a', struct(5 as c)).a.c
SELECT array(struct(1 as a), struct(2 as a)).a
SELECT array(struct(1 as a)).b
SELECT map('k', struct(1 as z)).k.z
SELECT (SELECT 1), (SELECT max(x) FROM VALUES (1),(2) t(x)), EXISTS (SELECT 1 WHERE false)
SELECT (SELECT x FROM VALUES (1),(2) t(x))
SELECT (SELECT 1, 2)
SELECT a, (SELECT sum(b) FROM VALUES (1, 10), (1, 20), (2, 5) u(k, b) WHERE k = a) s FROM VALUES (1), (2), (3) t(a)
SELECT a FROM VALUES (1), (2), (3) t(a) WHERE EXISTS (SELECT 1 FROM VALUES (2), (3) u(k) WHERE k = a)
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a NOT IN (SELECT k FROM VALUES (2) u(k))
SELECT a, b FROM VALUES (1, 2), (3, 4) t(a, b) WHERE (a, b) IN (SELECT 1, 2)
SELECT a + 1 AS x, count(*) FROM VALUES (1), (1), (2) t(a) GROUP BY a + 1 ORDER BY x
SELECT a + 1 FROM VALUES (1), (1), (2) t(a) GROUP BY a ORDER BY a DESC
SELECT a, b, sum(c) FROM VALUES (1, 2, 3), (1, 2, 4), (2, 2, 5) t(a, b, c) GROUP BY 1, 2 ORDER BY 1
SELECT a, b FROM VALUES (1, 2) t(a, b) GROUP BY a
SELECT a, sum(b) FROM VALUES (1, 2) t(a, b)
SELECT sum(b) + max(a) * 2 FROM VALUES (1, 2), (3, 4) t(a, b)
SELECT a, sum(b) s FROM VALUES (1, 2), (1, 3), (2, 1) t(a, b) GROUP BY a HAVING s > 2
SELECT a, sum(b) s FROM VALUES (1, 2), (1, 3), (2, 1) t(a, b) GROUP BY a HAVING count(*) > 1 AND a < 5
SELECT a, sum(b) FROM VALUES (1, 2), (1, 3), (2, 1) t(a, b) GROUP BY a ORDER BY sum(b)
SELECT a, b, grouping(a), grouping_id(a, b), sum(c) FROM VALUES (1, 2, 3), (1, 3, 4) t(a, b, c) GROUP BY CUBE(a, b) ORDER BY 1, 2, 3, 4
SELECT a, count(*) FROM VALUES (1), (1), (2) t(a) GROUP BY ALL ORDER BY ALL
SELECT DISTINCT a FROM VALUES (2), (1), (2) t(a) ORDER BY a
SELECT DISTINCT a FROM VALUES (2, 1), (1, 5) t(a, b) ORDER BY b
SELECT a AS x, a * 2 AS y FROM VALUES (2), (1) t(a) ORDER BY y, x
SELECT a FROM VALUES (2, 1), (1, 5) t(a, b) ORDER BY b DESC
SELECT a FROM VALUES (1), (2), (NULL) t(a) ORDER BY a
SELECT a FROM VALUES (1), (2), (NULL) t(a) ORDER BY a DESC
SELECT a FROM VALUES (1), (2), (NULL) t(a) ORDER BY a NULLS LAST LIMIT 2
SELECT a FROM VALUES (1), (2), (3), (4) t(a) ORDER BY a LIMIT 2 OFFSET 1
SELECT * FROM VALUES (1, 'a') t(x, y) JOIN VALUES (1, 'b') u(x, z) USING (x)
SELECT * FROM VALUES (1, 'a'), (2, 'c') t(x, y) FULL JOIN VALUES (1, 'b'), (3, 'd') u(x, z) USING (x) ORDER BY x
SELECT t.x, u.x, x FROM VALUES (1, 'a'), (2, 'c') t(x, y) LEFT JOIN VALUES (1, 'b') u(x, z) USING (x) ORDER BY 1
SELECT * FROM VALUES (1, 'a') t(x, y) NATURAL JOIN VALUES (1, 'b') u(x, z)
SELECT x FROM VALUES (1) t(x) JOIN VALUES (1) u(x) ON t.x = u.x
SELECT t.* FROM VALUES (1, 2) t(x, y) CROSS JOIN VALUES (3) u(z)
SELECT * EXCEPT (y) FROM VALUES (1, 2, 3) t(x, y, z)
SELECT zz FROM VALUES (1) t(x)
SELECT T.X FROM VALUES (1) t(x)
SELECT s.* FROM (SELECT struct(1 as a, 'b' as c) s)
WITH a AS (SELECT 1 x), b AS (SELECT x + 1 y FROM a) SELECT * FROM a, b
WITH a(q) AS (SELECT 1) SELECT q FROM a UNION ALL SELECT q + 1 FROM a ORDER BY q
SELECT 1 AS a UNION ALL SELECT 2.5
SELECT 1 AS a UNION ALL SELECT 'x'
SELECT 1, 2 UNION SELECT 1
SELECT a FROM VALUES (1), (2), (2) t(a) INTERSECT SELECT 2
SELECT a FROM VALUES (1), (2), (2) t(a) INTERSECT ALL SELECT b FROM VALUES (2), (2) u(b)
SELECT array(1) UNION ALL SELECT array(2.5)
SELECT a, row_number() OVER (PARTITION BY b ORDER BY a DESC) rn FROM VALUES (1, 'x'), (2, 'x'), (3, 'y') t(a, b) ORDER BY a
SELECT a, sum(a) OVER (ORDER BY a) s, sum(a) OVER () t, avg(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) m FROM VALUES (1), (2), (3) t(a) ORDER BY a
SELECT a, row_number() OVER () FROM VALUES (1) t(a)
SELECT a, sum(a) OVER w FROM VALUES (1), (2) t(a) WINDOW w AS (ORDER BY a DESC) ORDER BY a
SELECT a, first_value(a) OVER (ORDER BY a DESC), last_value(a) OVER (ORDER BY a) FROM VALUES (1), (2) t(a) ORDER BY a
SELECT b, sum(a), sum(sum(a)) OVER (ORDER BY b) FROM VALUES (1, 'x'), (2, 'y'), (3, 'y') t(a, b) GROUP BY b ORDER BY b
SELECT a FROM VALUES (1) t(a) WHERE sum(a) > 1
SELECT a FROM VALUES (1) t(a) WHERE row_number() OVER (ORDER BY a) = 1
SELECT explode(array(1,2)) AS x, 'k' AS y
SELECT x + 1 FROM (SELECT explode(array(1,2)) AS x)
SELECT explode(array(1,2)) + 1
SELECT explode(array(1)), explode(array(2))
SELECT a, x FROM VALUES (1, array('p','q')), (2, array()) t(a, l) LATERAL VIEW explode(l) v AS x
SELECT a, p, x FROM VALUES (1, array('p','q')) t(a, l) LATERAL VIEW OUTER posexplode(l) v AS p, x
SELECT * FROM explode(array(5, 6))
SELECT t.a, e.col FROM VALUES (1, array(7, 8)) t(a, l), LATERAL explode(t.l) e
SELECT a, u.m FROM VALUES (1), (5) t(a) LEFT JOIN LATERAL (SELECT a * 2 AS m WHERE a > 3) u ON true ORDER BY a
SELECT * FROM (SELECT * FROM VALUES ('x', 'q1', 1), ('x', 'q2', 2), ('y', 'q1', 3) t(p, q, v)) PIVOT (sum(v) AS s, count(v) AS c FOR q IN ('q1' AS a, 'q2')) ORDER BY p
SELECT * FROM VALUES (1, 2, 3) t(id, a, b) UNPIVOT INCLUDE NULLS (v FOR n IN (a AS x, b AS y))
SELECT * FROM VALUES (1, 2, 3, 4) t(id, a, b, c) UNPIVOT ((v, w) FOR n IN ((a, b) AS ab, (b, c)))
SELECT a FROM VALUES (1), (2) t(a) WHERE a LIKE '1'
SELECT 'a_c' LIKE 'a\_c', 'abc' LIKE 'a_c', 'abc' NOT LIKE 'a%', 'abc' LIKE ALL ('a%', '%c'), 'abc' LIKE ANY ('x', '%c')
SELECT 'abc' LIKE 'a\bc'
SELECT 'ABC' ILIKE 'a%', 'abc' RLIKE '^a.c$', 'abc' REGEXP 'b'
SELECT 1 IS NULL, NULL IS NULL, true IS TRUE, NULL IS NOT TRUE, 1 IS DISTINCT FROM NULL
SELECT 5 BETWEEN 1 AND 10, 5 NOT BETWEEN 1 AND 4, 'b' BETWEEN 'a' AND 'c'
SELECT count(*), count(1), count(a), count(DISTINCT a), sum(a), avg(a), min(a), max(a) FROM VALUES (1), (1), (NULL) t(a)
SELECT sum(a) FILTER (WHERE a > 1), count(*) FILTER (WHERE b = 'x') FROM VALUES (1, 'x'), (2, 'y'), (3, 'x') t(a, b)
SELECT max(struct(a, b)) FROM VALUES (1, 'x'), (2, 'y') t(a, b)
SELECT coalesce(a, 0) FROM VALUES (1), (NULL) t(a) ORDER BY 1
SELECT a.b FROM (SELECT 1 AS b) a
SELECT * FROM range(3)
SELECT id * 2 FROM range(1, 10, 3) ORDER BY id
FROM VALUES (1, 2), (3, 4) t(a, b) |> EXTEND a + b AS c |> DROP a |> ORDER BY c DESC
FROM VALUES (1, 2), (1, 4) t(a, b) |> AGGREGATE sum(b) AS s GROUP BY a
FROM VALUES (1, 2), (1, 4) t(a, b) |> SET b = b * 10 |> WHERE b > 20
VALUES (1, 'a'), (2, 'b')
SELECT transform(array(1, 2), x -> x + 1), filter(array(1, NULL, 3), x -> x IS NOT NULL), aggregate(array(1, 2, 3), 0, (a, x) -> a + x)
SELECT date'2024-13-01'
SELECT timestamp'2024-01-01 25:00:00'
SELECT a, count(DISTINCT b) FROM VALUES (1, 2), (1, 2), (1, 3) t(a, b) GROUP BY a
SELECT x.y.z FROM (SELECT named_struct('y', named_struct('z', 5)) x)
SELECT sum(a) / count(*) FROM VALUES (1.5), (2.5) t(a)
SELECT year(d), sum(v) FROM VALUES (date'2024-01-01', 1), (date'2024-05-01', 2), (date'2025-01-01', 3) t(d, v) GROUP BY year(d) ORDER BY year(d)
SELECT a, a AS b, b + 1 AS c FROM VALUES (1) t(a)
SELECT count(*) AS n, n + 1 FROM VALUES (1), (2) t(a)
SELECT max(a) - min(a) AS spread FROM VALUES (date'2024-01-05'), (date'2024-01-01') t(a)
SELECT a % 2 AS parity, collect_list(a) FROM VALUES (1), (2), (3) t(a) GROUP BY parity ORDER BY parity
SELECT current_date() = current_date, current_catalog() IS NOT NULL
SELECT upper(a) FROM VALUES ('x') t(a) GROUP BY upper(a)
SELECT upper(a) FROM VALUES ('x') t(a) GROUP BY lower(a)
SELECT nosuch(1)
SELECT abs()
SELECT abs(1, 2)
SELECT a FROM nosuchtable
SELECT * FROM (SELECT 1 AS a, 2 AS a)
SELECT a FROM (SELECT 1 AS a, 2 AS a)
SELECT 1 WHERE 1 = 1
SELECT sum(1) FROM VALUES (1) t(a) HAVING false
SELECT 'a' || 1 || true, 'a' || NULL, array(1) || array(2)
SELECT int('5'), double(1), string(1.5), boolean('true'), date('2024-01-01'), decimal('1.5')
SELECT 0x1F
SELECT 1e3, 1.5e3, 1E-2, 100BD, 1.5BD, .5, 5.
SELECT current_user() IS NOT NULL
SELECT b.* FROM VALUES (1) a(x) LEFT JOIN VALUES (2) b(x) ON a.x = b.x
SELECT sum(x) OVER (ORDER BY d RANGE BETWEEN INTERVAL 2 DAYS PRECEDING AND CURRENT ROW) FROM VALUES (date'2024-01-01', 1), (date'2024-01-02', 2), (date'2024-01-05', 4) t(d, x)
SELECT sum(x) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM VALUES (1), (2), (4) t(x)
WITH sales AS (SELECT * FROM VALUES ('a', date'2024-01-01', 10.5), ('a', date'2024-01-15', 20.25), ('b', date'2024-02-01', 5.0) t(k, d, v)) SELECT k, date_trunc('month', d) m, sum(v) s, avg(v) a FROM sales GROUP BY k, date_trunc('month', d) ORDER BY k, m
WITH o AS (SELECT * FROM VALUES (1, 100), (1, 200), (2, 50) t(c, v)), c AS (SELECT * FROM VALUES (1, 'x'), (2, 'y'), (3, 'z') t(id, n)) SELECT c.n, coalesce(sum(o.v), 0) total FROM c LEFT JOIN o ON c.id = o.c GROUP BY c.n ORDER BY total DESC, n
SELECT k, v, v / sum(v) OVER (PARTITION BY k) AS share, round(100.0 * v / sum(v) OVER (), 2) pct FROM VALUES ('a', 1), ('a', 3), ('b', 6) t(k, v) ORDER BY k, v
SELECT k, v, v - lag(v, 1, 0) OVER (PARTITION BY k ORDER BY v) diff, dense_rank() OVER (ORDER BY v DESC) dr FROM VALUES ('a', 1), ('a', 3), ('b', 6) t(k, v) ORDER BY k, v
SELECT * FROM (SELECT k, v, row_number() OVER (PARTITION BY k ORDER BY v DESC) rn FROM VALUES ('a', 1), ('a', 3), ('b', 6) t(k, v)) WHERE rn = 1 ORDER BY k
SELECT count(*) c, count_if(v > 2) big, sum(CASE WHEN v > 2 THEN v ELSE 0 END) s, max(v) FILTER (WHERE k = 'a') m FROM VALUES ('a', 1), ('a', 3), ('b', 6) t(k, v)
SELECT k FROM VALUES ('a'), ('b') t(k) WHERE k IN (SELECT x FROM VALUES ('b') u(x)) OR k = 'zz'
SELECT t.k, (SELECT count(*) FROM VALUES ('a'), ('a') u(x) WHERE x = t.k) n FROM VALUES ('a'), ('b') t(k) ORDER BY k
SELECT a.k, b.k FROM VALUES (1), (2) a(k) FULL OUTER JOIN VALUES (2), (3) b(k) ON a.k = b.k ORDER BY a.k, b.k
SELECT a.k FROM VALUES (1), (2) a(k) LEFT ANTI JOIN VALUES (2) b(k) ON a.k = b.k
SELECT upper(n) AS n, count(*) FROM VALUES ('x'), ('X') t(n) GROUP BY upper(n)
SELECT upper(n) AS u, count(*) FROM VALUES ('x'), ('X') t(n) GROUP BY u
SELECT n AS m, count(*) FROM VALUES ('x'), ('y') t(n) GROUP BY n HAVING count(*) >= 1 ORDER BY m DESC LIMIT 1
SELECT year(d) y, month(d) m, count(*) FROM VALUES (date'2024-01-01'), (date'2024-01-09'), (date'2025-03-01') t(d) GROUP BY ALL ORDER BY y, m
SELECT a, b, sum(v) FROM VALUES ('x', 'p', 1), ('x', 'q', 2), ('y', 'p', 3) t(a, b, v) GROUP BY GROUPING SETS ((a, b), (a), ()) ORDER BY a NULLS LAST, b NULLS LAST
SELECT a, sum(v), grouping_id() FROM VALUES ('x', 1), ('y', 3) t(a, v) GROUP BY ROLLUP (a) ORDER BY 3, 1
SELECT coalesce(a, 'ALL') a, sum(v) FROM VALUES ('x', 1), ('y', 3) t(a, v) GROUP BY a WITH ROLLUP ORDER BY 1
SELECT explode(split('a,b,c', ',')) AS x
SELECT id, tag FROM VALUES (1, array('p', 'q')), (2, array('r')) t(id, tags) LATERAL VIEW explode(tags) AS tag ORDER BY id, tag
SELECT id, k, v FROM VALUES (1, map('a', 1, 'b', 2)) t(id, m) LATERAL VIEW explode(m) AS k, v ORDER BY k
SELECT pos, col FROM (SELECT posexplode(array('x', 'y')))
SELECT inline(array(struct(1 AS a, 'b' AS c), struct(2, 'd')))
SELECT s.name, s.tags[0], size(s.tags) FROM (SELECT named_struct('name', 'n', 'tags', array('t1', 't2')) s)
SELECT m['k'], m.k, map_keys(m) FROM (SELECT map('k', 5) m)
SELECT try_divide(10, 0), nullif(5, 5), nvl(NULL, 'd'), coalesce(NULL, NULL, 7)
SELECT cast('2024-03-10' AS date) + INTERVAL 3 DAYS, date_add(date'2024-03-10', 5), datediff(date'2024-03-10', date'2024-03-01'), months_between(date'2024-03-31', date'2024-01-31')
SELECT date_format(timestamp'2024-03-10 15:04:05', 'yyyy-MM-dd HH:mm'), to_timestamp('2024-03-10 15:04', 'yyyy-MM-dd HH:mm'), unix_timestamp(timestamp'2024-03-10 00:00:00')
SELECT timestamp'2024-03-10 15:04:05' - INTERVAL '1 02:03:04' DAY TO SECOND, timestamp'2024-03-10 15:04:05' + INTERVAL 90 MINUTES
SELECT extract(hour FROM timestamp'2024-03-10 15:04:05'), date_part('year', date'2024-03-10'), dayofweek(date'2024-03-10'), weekofyear(date'2024-03-10'), quarter(date'2024-05-01'), last_day(date'2024-02-01')
SELECT concat_ws('-', 'a', NULL, 'b'), substring('hello', 2, 3), regexp_replace('a1b2', '[0-9]', '#'), split_part('a.b.c', '.', 2), initcap('hello world'), lpad('7', 3, '0'), trim('  x '), replace('abc', 'b', 'z'), length('héllo'), instr('hello', 'l')
SELECT round(2.567, 2), floor(2.7), ceil(2.1), abs(-3), power(2, 3), sqrt(16), mod(10, 3), sign(-2), greatest(1, 5, 3), least(1, 5, 3)
SELECT round(1234.5678, -2), round(25, -1), bround(2.5), round(2.5D), ceil(-2.5), floor(-2.5D), truncate(2.567, 2)
SELECT collect_list(v), collect_set(v), array_agg(v), sort_array(collect_list(v), false) FROM VALUES (2), (1), (2) t(v)
SELECT percentile_approx(v, 0.5), percentile(v, 0.5), median(v), stddev(v), variance(v), corr(v, v * 2) FROM VALUES (1), (2), (3), (4) t(v)
SELECT max_by(n, v), min_by(n, v), first(n), any_value(v) FROM VALUES ('a', 3) t(n, v)
SELECT from_json('{"a":1,"b":[1,2]}', 'a INT, b ARRAY<INT>').b[1], get_json_object('{"a":{"b":5}}', '$.a.b'), to_json(named_struct('x', 1))
SELECT sum(v) total, count(DISTINCT k) FROM (SELECT k, v FROM VALUES ('a', 1), ('b', 2) t(k, v) UNION ALL SELECT 'c', 3)
SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(id, n) ORDER BY id DESC LIMIT 1
SELECT t1.id, t2.id FROM VALUES (1), (2) t1(id), VALUES (1), (2) t2(id) WHERE t1.id < t2.id
SELECT id % 3 AS g, sum(id) FROM range(10) GROUP BY id % 3 ORDER BY g
SELECT sum(id) FROM range(1, 101)
SELECT CASE WHEN id < 2 THEN 'low' WHEN id < 4 THEN 'mid' ELSE 'high' END AS b, count(*) AS n FROM range(6) GROUP BY 1 ORDER BY 2 DESC, 1
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) s3, avg(id) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) ra FROM range(4) ORDER BY id
SELECT id, ntile(2) OVER (ORDER BY id) nt, percent_rank() OVER (ORDER BY id) pr, cume_dist() OVER (ORDER BY id) cd, nth_value(id, 2) OVER (ORDER BY id) nv FROM range(4) ORDER BY id
SELECT d, v, sum(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) w FROM VALUES (date'2024-01-01', 1), (date'2024-01-05', 2), (date'2024-01-20', 4) t(d, v) ORDER BY d
SELECT array_contains(array(1, 2), 2), array_position(array('a', 'b'), 'b'), slice(array(1, 2, 3), 2, 2), array_distinct(array(1, 1, 2)), flatten(array(array(1), array(2, 3))), element_at(array(1, 2), -1)
SELECT transform(array(1, 2, 3), x -> x * x), filter(array(1, 2, 3), x -> x > 1), exists(array(1, 2), x -> x > 1), aggregate(array(1, 2, 3), 0, (a, x) -> a + x), zip_with(array(1, 2), array(3, 4), (x, y) -> x + y)
SELECT transform(a, x -> x + b) FROM VALUES (array(1, 2), 10), (array(3), 20) t(a, b)
SELECT transform(array(array(1, 2), array(3)), x -> transform(x, y -> y + size(x)))
SELECT map_filter(map('a', 1, 'b', 2), (k, v) -> v > 1), transform_values(map('a', 1), (k, v) -> v + 1), map_from_arrays(array('x'), array(1)), map_entries(map('a', 1))
SELECT * FROM (SELECT 'a' k, 1 v UNION ALL SELECT 'a', 2 UNION ALL SELECT 'b', 3) PIVOT (sum(v) FOR k IN ('a', 'b'))
SELECT * FROM (SELECT y, q, v FROM VALUES (2023, 1, 10), (2023, 2, 20), (2024, 1, 30) t(y, q, v)) PIVOT (sum(v) FOR q IN (1 AS q1, 2 AS q2)) ORDER BY y
SELECT * FROM VALUES ('a', 1, 2) t(k, x, y) UNPIVOT (v FOR m IN (x, y)) ORDER BY m
SELECT count(*) FROM VALUES (1), (NULL) t(a) WHERE a <> 1
SELECT a FROM VALUES (1), (NULL) t(a) WHERE a IS NOT NULL AND NOT a > 5
SELECT * FROM VALUES (1) t(a) WHERE a = '1'
SELECT * FROM VALUES (date'2024-01-05') t(d) WHERE d BETWEEN '2024-01-01' AND '2024-01-31'
SELECT * FROM VALUES (timestamp'2024-01-05 10:00:00') t(ts) WHERE ts >= '2024-01-05'
SELECT d FROM VALUES (date'2024-01-05') t(d) WHERE d > current_date()
SELECT cast(sum(v) AS decimal(10, 2)) / count(*) FROM VALUES (1), (2) t(v)
SELECT sum(price * qty), sum(price) * 1.25, avg(price) FROM VALUES (cast(9.99 AS decimal(10, 2)), 3), (cast(5 AS decimal(10, 2)), 2) t(price, qty)
SELECT sum(cast(v AS bigint)) / 7, sum(v) * 1.0 / count(*) FROM VALUES (1), (2) t(v)
SELECT max(d) - min(d), datediff(max(d), min(d)) FROM VALUES (date'2024-01-05'), (date'2024-02-01') t(d)
SELECT string(v) || '%' FROM VALUES (1.50) t(v)
SELECT hash(v), md5(cast(v AS string)) FROM VALUES (1) t(v)
SELECT a.*, b.n FROM VALUES (1, 'x') a(id, m) JOIN VALUES (1, 'y') b(id, n) ON a.id = b.id AND a.m < b.n
SELECT id FROM VALUES (1) a(id) JOIN VALUES (1) b(id) USING (id)
SELECT DISTINCT k, count(*) OVER (PARTITION BY k) n FROM VALUES ('a'), ('a'), ('b') t(k) ORDER BY k
SELECT k, sum(v) s, rank() OVER (ORDER BY sum(v) DESC) r FROM VALUES ('a', 1), ('a', 2), ('b', 5) t(k, v) GROUP BY k ORDER BY r
SELECT k, count(*) * 100.0 / sum(count(*)) OVER () pct FROM VALUES ('a'), ('a'), ('b') t(k) GROUP BY k ORDER BY k
SELECT first_value(v) OVER (PARTITION BY k ORDER BY d) f, last_value(v) OVER (PARTITION BY k ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) l FROM VALUES ('a', 1, 10), ('a', 2, 20) t(k, d, v)
SELECT /*+ BROADCAST(b) */ a.id FROM VALUES (1) a(id) JOIN VALUES (1) b(id) ON a.id = b.id
SELECT struct(1, 'a'), struct(a, b AS c) FROM VALUES (1, 2) t(a, b)
SELECT t FROM VALUES (1, 2) t(a, b)
SELECT count(a, b), count(DISTINCT a, b) FROM VALUES (1, 2), (1, NULL) t(a, b)
SELECT any(a > 1), every(a > 0), bool_or(a = 2), some(a > 5) FROM VALUES (1), (2) t(a)
SELECT approx_count_distinct(a), sum(DISTINCT a), mode(a) FROM VALUES (1), (1), (2) t(a)
SELECT sum(a) FROM VALUES (1) t(a) WHERE false
SELECT count(*), max(a) FROM VALUES (1) t(a) WHERE false GROUP BY a
SELECT 1 AS `weird name`, 2 AS `x.y`
SELECT `weird name` + 1 FROM (SELECT 1 AS `weird name`)
SELECT a FROM VALUES (1), (2) t(a) EXCEPT SELECT 2
SELECT a FROM VALUES (1), (2) t(a) MINUS SELECT 2
(SELECT 1 AS x) UNION ALL (SELECT 2) ORDER BY x DESC
SELECT * FROM (VALUES (1, 2)) AS t
SELECT col1 FROM VALUES (1), (2) ORDER BY col1
SELECT * FROM (SELECT 1) t(a) JOIN LATERAL (SELECT a + 1 AS b)
SELECT (SELECT max(x) FROM VALUES (1), (5) u(x) WHERE x < t.a) FROM VALUES (3), (9) t(a) ORDER BY 1
SELECT a, EXISTS (SELECT 1 FROM VALUES (1) u(x) WHERE x = a) e FROM VALUES (1), (2) t(a) ORDER BY a
SELECT sum(x) FROM (SELECT a x FROM VALUES (1), (2) t(a) ORDER BY a DESC LIMIT 1)
SELECT * FROM range(5) WHERE id NOT IN (1, 2) ORDER BY id DESC
SELECT stack(2, 'a', 1, 'b', 2) AS (k, v)
SELECT named_struct('a', 1, 'b', array(1, 2)) = named_struct('a', 1, 'b', array(1, 2))
SELECT cast(NULL AS int) + 1, NULL = 1, NULL || 'a', cast(NULL AS string) LIKE 'a'
SELECT typeof(1 + 1.5), typeof(sum(1)), typeof(1 / 2), typeof(date'2024-01-01' - date'2023-01-01'), typeof(array(1, NULL)), typeof(NULL)
SELECT a, sum(b) OVER (PARTITION BY a ORDER BY b) FROM VALUES (1, 1), (1, 1), (1, 3) t(a, b) ORDER BY a, b
SELECT date'2024-01-01' + a FROM VALUES (1), (2) t(a)
SELECT current_timestamp() > timestamp'2020-01-01', now() = current_timestamp()
SELECT a FROM VALUES (3), (1), (2) t(a) ORDER BY a + 0 DESC
SELECT a AS b FROM VALUES (3), (1) t(a) ORDER BY -b
SELECT -a AS a FROM VALUES (3), (1) t(a) ORDER BY a
SELECT a AS x FROM VALUES (3), (1) t(a) GROUP BY x HAVING x > 1
SELECT sum(a) AS a FROM VALUES (3), (1) t(a) HAVING sum(a) > 1 ORDER BY a
SELECT k, sum(v) AS v FROM VALUES ('a', 1), ('b', 5) t(k, v) GROUP BY k HAVING v > 2
SELECT concat('a', 1, true, 2.5), 'x' || date'2024-01-01'
SELECT if(1 > 0, 1, 2.5), ifnull(NULL, 1), nvl2(NULL, 1, 2)
SELECT to_date('2024-02-30')
SELECT cast('12abc' AS int)
SELECT element_at(array(1), 5)
SELECT 1 / (a - a) FROM VALUES (1) t(a)
SELECT a.b.c FROM VALUES (1) t(a)
SELECT max(a), b FROM VALUES (1, 2) t(a, b)
SELECT a FROM VALUES (1) t(a) ORDER BY zz
SELECT * FROM VALUES (1) t(a) JOIN VALUES (1) u(b) ON zz = b
SELECT sum('a') FROM VALUES (1) t(a)
SELECT avg(a) FROM VALUES ('1'), ('2') t(a)
SELECT sum(a) FROM VALUES ('1.5'), ('2') t(a)
SELECT a FROM VALUES (array(1)) t(a) GROUP BY a
SELECT map('a', 1) m GROUP BY m
SELECT a FROM VALUES (1), (2) t(a) LIMIT 0
SELECT a FROM VALUES (1), (2) t(a) LIMIT -1
SELECT count(*) FROM (SELECT DISTINCT a, b FROM VALUES (1, 2), (1, 2) t(a, b))
SELECT 10 BETWEEN 5 AND NULL, NULL IN (1, 2), 1 IN (NULL)
SELECT struct(*) FROM VALUES (1, 'a') t(x, y)
SELECT array(a, b) FROM VALUES (1, 2.5) t(a, b)
SELECT filter(sequence(1, 10), x -> x % 2 = 0)
SELECT listagg(n, ', ') WITHIN GROUP (ORDER BY n DESC), string_agg(n, '|') FROM VALUES ('a'), ('b') t(n)
SELECT count(*) OVER () FROM VALUES (1), (2) t(a) LIMIT 1
SELECT * FROM VALUES (1, 2) t(a, b), LATERAL (SELECT a + b AS c), LATERAL (SELECT c * 2 AS d)
SELECT * FROM (SELECT * FROM VALUES (1, 2) t(a, b)) x JOIN (SELECT * FROM VALUES (1, 3) t(a, c)) y ON x.a = y.a
SELECT x.a, y.* EXCEPT (a) FROM VALUES (1, 2) x(a, b) JOIN VALUES (1, 3) y(a, c) ON x.a = y.a
SELECT t.s.a FROM VALUES (struct(1 AS a)) t(s)
SELECT s FROM VALUES (named_struct('a', 1)) t(s) ORDER BY s.a
SELECT s.a, count(*) FROM VALUES (named_struct('a', 1)) t(s) GROUP BY s.a
SELECT upper(s.a) FROM VALUES (named_struct('a', 'q')) t(s) GROUP BY s.a
