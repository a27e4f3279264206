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
WITH o AS (SELECT * FROM VALUES (1, date'2024-01-05', 10.50, 'a'), (2, date'2024-01-20', 99.99, 'b'), (3, date'2024-02-11', 5.00, 'a'), (4, date'2024-03-31', NULL, 'c') t(id, d, amt, k)) SELECT date_trunc('month', d) AS m, sum(amt) AS total, lag(sum(amt)) OVER (ORDER BY date_trunc('month', d)) AS prev FROM o GROUP BY date_trunc('month', d) ORDER BY m
WITH o AS (SELECT * FROM VALUES (1, 10.5), (2, 20.25), (3, 7.75) t(id, amt)) SELECT id, amt, round(100 * amt / sum(amt) OVER (), 2) AS pct, rank() OVER (ORDER BY amt DESC) r FROM o ORDER BY id
SELECT k, avg(v), stddev(v), variance(v), stddev_pop(v), var_pop(v), skewness(v), kurtosis(v) FROM VALUES ('a', 1), ('a', 2), ('a', 4), ('b', 7) t(k, v) GROUP BY k ORDER BY k
SELECT percentile(v, 0.5), percentile(v, array(0.25, 0.75)), percentile_approx(v, 0.5), median(v), mode(v) FROM VALUES (1), (2), (2), (10), (20) t(v)
SELECT percentile_cont(0.3) WITHIN GROUP (ORDER BY v), percentile_disc(0.3) WITHIN GROUP (ORDER BY v DESC) FROM VALUES (1), (2), (2), (10), (20) t(v)
SELECT corr(x, y), covar_samp(x, y), covar_pop(x, y), regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x), regr_count(y, x), regr_avgx(y, x), regr_sxx(y, x), regr_sxy(y, x) FROM VALUES (1, 2.0), (2, 4.5), (3, 5.5), (4, NULL) t(x, y)
SELECT year(d), quarter(d), month(d), weekofyear(d), dayofweek(d), weekday(d), dayofyear(d), last_day(d), next_day(d, 'MON'), add_months(d, 1), trunc(d, 'Q') FROM VALUES (date'2024-01-31'), (date'2023-12-31') t(d)
SELECT months_between(date'2024-03-31', date'2024-02-29'), months_between(timestamp'2024-03-31 12:00:00', date'2024-02-28'), months_between(date'2024-03-31', date'2024-01-15', false)
SELECT datediff(date'2024-03-01', date'2024-02-01'), date_diff(date'2024-03-01', date'2024-02-01'), timestampdiff(MONTH, date'2024-01-31', date'2024-02-29'), timestampdiff(HOUR, timestamp'2024-01-01 00:00:00', timestamp'2024-01-02 23:59:59'), datediff(WEEK, date'2024-01-01', date'2024-03-01')
SELECT timestampadd(MONTH, 1, timestamp'2024-01-31 10:00:00'), dateadd(DAY, -3, date'2024-03-01'), date_add(DAY, 5, date'2024-02-27'), dateadd(QUARTER, 2, timestamp'2023-11-30 00:00:00')
SELECT timestamp'2024-03-10 12:30:45.123456' - timestamp'2024-03-09 11:00:00', date'2024-03-10' - date'2024-01-01', timestamp'2024-03-10 00:00:00' - date'2024-03-01'
SELECT date'2024-01-31' + interval 1 month, date'2024-01-31' + interval '1' day, timestamp'2024-01-31 10:00:00' - interval '1 02:03:04' day to second, interval '2' year + interval '3' month, interval 3 days * 2
SELECT extract(EPOCH FROM interval '1' hour)
SELECT extract(YEAR FROM date'2024-05-06'), extract(DOW FROM date'2024-05-06'), extract(ISODOW FROM date'2024-05-06'), extract(WEEK FROM date'2024-12-30'), extract(SECOND FROM timestamp'2024-01-01 01:02:03.456'), date_part('doy', date'2024-12-31'), extract(YEAROFWEEK FROM date'2024-12-30')
SELECT date_format(timestamp'2024-07-04 15:06:07.089', 'yyyy/MM/dd HH:mm:ss.SSS'), date_format(date'2024-07-04', 'EEEE, d MMMM yyyy'), date_format(timestamp'2024-07-04 15:06:07', 'hh:mm a'), date_format(date'2024-07-04', 'D'), date_format(date'2024-07-04', 'Q')
SELECT to_timestamp('2024-01-02 03:04:05', 'yyyy-MM-dd HH:mm:ss'), to_date('02/01/2024', 'dd/MM/yyyy'), to_timestamp('2024-01-02T03:04:05+02:00'), try_to_timestamp('nope'), to_date('2024-1-2'), to_timestamp('2024-01')
SELECT unix_timestamp('2024-01-01 00:00:00'), from_unixtime(0), from_unixtime(1700000000, 'yyyy-MM-dd'), timestamp_seconds(1.5), timestamp_millis(1700000000123), unix_millis(timestamp'2024-01-01 00:00:00.5'), unix_date(date'1970-01-10'), date_from_unix_date(-1)
SELECT make_date(2024, 2, 29), make_timestamp(2024, 1, 2, 3, 4, 5.678), make_interval(1, 2, 3, 4, 5, 6, 7.5), make_dt_interval(1, 2, 3, 4.5), make_ym_interval(1, 14)
SELECT make_date(2023, 2, 29)
SELECT window.start, window.end, sum(v) FROM VALUES (timestamp'2024-01-01 00:01:00', 1), (timestamp'2024-01-01 00:07:00', 2), (timestamp'2024-01-01 00:12:00', 4) t(ts, v) GROUP BY window(ts, '5 minutes') ORDER BY 1
SELECT w.start, w.end, n FROM (SELECT session_window(ts, '5 minutes') w, count(*) n FROM VALUES (timestamp'2024-01-01 00:01:00'), (timestamp'2024-01-01 00:04:00'), (timestamp'2024-01-01 00:12:00') t(ts) GROUP BY session_window(ts, '5 minutes')) ORDER BY 1
SELECT convert_timezone('UTC', 'America/New_York', timestamp_ntz'2024-07-01 12:00:00'), from_utc_timestamp(timestamp'2024-01-01 12:00:00', 'Asia/Tokyo'), to_utc_timestamp('2024-01-01 12:00:00', 'Europe/Berlin')
SELECT upper(trim('  x ')), lpad('7', 3, '0'), rpad('ab', 4), initcap('hello wORLD-foo bar_baz'), reverse('abc'), repeat('ab', 3), translate('AaBbCc', 'abc', '123'), substring_index('a.b.c.d', '.', 2), substring_index('a.b.c.d', '.', -2), left('hello', 2), right('hello', 2)
SELECT split('a1b2c', '[0-9]'), split('a,b,,c,,', ','), split('a,b,c', ',', 2), split_part('a.b.c', '.', 2), split_part('a.b.c', '.', -1), split_part('abc', '.', 5), split('', ',')
SELECT regexp_extract('order-123-x', '(\\w+)-(\\d+)', 2), regexp_replace('a1b22', '[0-9]+', '#'), regexp_extract_all('a1b22', '([a-z])(\\d+)', 2), 'abc' RLIKE '^a.c$', regexp_count('banana', 'an'), regexp_instr('banana', 'na'), regexp_substr('banana', 'n.'), regexp_replace('John Smith', '(\\w+) (\\w+)', '$2, $1')
SELECT 'a_c' LIKE 'a\\_c', 'abc' LIKE 'a_c', 'a%c' LIKE 'a#%c' ESCAPE '#', 'ABC' ILIKE 'a%', 'abc' LIKE ANY ('x%', 'a%'), 'abc' LIKE ALL ('a%', '%c'), 'abc' NOT LIKE ALL ('x%', 'y%'), NULL LIKE 'a'
SELECT format_number(1234567.891, 2), format_number(0.5, 0), format_number(1.5, 0), format_number(1234.5, '#,##0.000'), format_string('%05d|%-5s|%.2f|%x', 42, 'ab', 3.14159, 255), printf('%s is %d', 'x', 3)
SELECT concat_ws('-', 'a', NULL, 'b'), concat_ws(',', array('x', NULL, 'y'), 'z'), concat('a', NULL), coalesce(NULL, NULL, 3), nullif(1, 1), nvl(NULL, 'x'), ifnull(2, 3), greatest(1, NULL, 3), least('b', 'a')
SELECT overlay('Spark SQL' PLACING '_' FROM 6), overlay('Spark SQL' PLACING 'ANSI ' FROM 7 FOR 0), substr('Spark', -3), substr('Spark', 0, 2), substring('Spark' FROM 2 FOR 3), soundex('Miller'), levenshtein('kitten', 'sitting'), levenshtein('kitten', 'sitting', 2)
SELECT base64('abc'), unbase64('YWJj'), hex('Spark'), hex(255), unhex('537061726B'), bin(13), conv('ff', 16, 10), conv('100', 2, -10), md5('a'), sha1('a'), sha2('a', 256), crc32('a'), hash('a', 1), xxhash64('a')
SELECT round(2.5), round(-2.5), round(2.345, 2), round(1234.5, -2), bround(2.5), bround(3.5), ceil(-1.1), floor(-1.1), ceil(1.234, 2), floor(1.239, 2), rint(2.5), sign(-3), abs(-2.5)
SELECT 7 / 2, 7 div 2, 7 % 3, -7 % 3, pmod(-7, 3), 7.0 / 2, 1e2 / 3, cast(7 AS decimal(10,2)) / 3, 2 * 0.1, 0.1 + 0.2, 1.0 * 1.00, 10 - 2.50
SELECT cast(1 AS decimal(38, 10)) / 3, cast(12345678901234567890 AS decimal(20, 0)) * 2, cast(0.1 AS decimal(38, 38)) + 1
SELECT sum(cast(v AS decimal(10, 2))), avg(cast(v AS decimal(10, 2))), sum(v), avg(v) FROM VALUES ('1.10'), ('2.25') t(v)
SELECT sum(v), avg(v), max(v), min(v), count(v), count(*), count(DISTINCT v), sum(DISTINCT v) FROM VALUES (1), (1), (NULL), (5) t(v)
SELECT cast('1e3' AS double), cast('  12 ' AS int), cast(3.99 AS int), cast(-3.99 AS int), cast(true AS int), cast('yes' AS boolean), cast(1.5 AS string), cast(1e10 AS string), cast(1e-5 AS string), cast(123456789.0D AS string), cast(0.001D AS string)
SELECT cast('2024-01-01' AS timestamp), cast(timestamp'2024-01-01 10:00:00' AS date), cast(date'2024-01-01' AS string), cast(timestamp'2024-01-01 10:00:00.120' AS string), cast(1 AS timestamp), cast(timestamp'1970-01-01 00:01:00' AS long), cast(1.7 AS timestamp)
SELECT cast(300 AS tinyint)
SELECT cast('abc' AS date)
SELECT cast(128Y AS int)
SELECT try_cast('abc' AS int), try_add(2147483647, 1), try_divide(1, 0), try_subtract(-2147483648, 1), try_multiply(100000, 100000), try_element_at(array(1), 3), try_to_number('12x', '999'), try_avg(v), try_sum(v) FROM VALUES (1), (2) t(v)
SELECT cast(9223372036854775807 AS bigint) + 1
SELECT 9223372036854775808, -9223372036854775808, 1L + 1, 1S + 1S, 1Y + 1Y, 1.5BD, 2.0F, 3D
SELECT to_number('1,234.56', '9,999.99'), to_number('$12', '$99'), to_char(1234.5, '9,999.99'), to_char(-12, 'S99'), to_char(date'2024-01-02', 'yyyyMMdd'), to_varchar(12.5, '99.9')
SELECT array_contains(array(1, 2), 2), array_distinct(array(1, 1, NULL, NULL)), array_except(array(1, 2, 2), array(2)), array_intersect(array(1, 2, NULL), array(NULL, 2)), array_union(array(1, 2), array(2, 3)), array_join(array('a', NULL, 'b'), '-'), array_join(array('a', NULL), ',', '?'), array_max(array(1, NULL, 3)), array_min(array('b', 'a')), array_position(array('a', 'b'), 'b'), array_remove(array(1, 2, 1), 1), array_repeat('x', 2), array_sort(array(3, NULL, 1)), sort_array(array(3, NULL, 1), false), arrays_overlap(array(1), array(2, NULL)), arrays_zip(array(1, 2), array('a')), flatten(array(array(1), array(2, 3))), slice(array(1, 2, 3, 4), -2, 2), sequence(5, 1, -2), shuffle(array(1)), reverse(array(1, 2)), size(array()), cardinality(NULL), array_append(array(1), 2), array_prepend(array(1), 0), array_insert(array(1, 2), 2, 9), array_insert(array(1), -1, 7), array_compact(array(1, NULL)), array_size(array(1))
SELECT transform(array(1, 2, 3), x -> x * 2), transform(array(1, 2), (x, i) -> x + i), filter(array(1, 2, 3), x -> x > 1), exists(array(1, 2), x -> x = 2), forall(array(1, NULL), x -> x > 0), aggregate(array(1, 2, 3), 0, (a, x) -> a + x, a -> a * 10), zip_with(array(1, 2), array(3), (x, y) -> coalesce(x, 0) + coalesce(y, 0)), array_sort(array('bc', 'a', 'def'), (l, r) -> length(l) - length(r)), reduce(array(1.5, 2.5), 0D, (a, x) -> a + x)
SELECT map_keys(map('a', 1, 'b', 2)), map_values(map('a', 1)), map_entries(map('a', 1)), map_concat(map('a', 1), map('b', 2)), map_filter(map('a', 1, 'b', 2), (k, v) -> v > 1), transform_values(map('a', 1), (k, v) -> v + 1), transform_keys(map('a', 1), (k, v) -> upper(k)), map_from_arrays(array('x'), array(1)), map_from_entries(array(struct('k', 9))), map_contains_key(map('a', 1), 'b'), element_at(map('a', 1), 'z'), str_to_map('a:1,b:2'), map_zip_with(map('a', 1), map('a', 2), (k, x, y) -> x + y), size(map('a', 1)), map('a', 1)['a']
SELECT map('a', 1, 'a', 2)
SELECT map('a', 1)['q'], array(1, 2)[0], array(1, 2)[1]
SELECT array(1, 2)[5]
SELECT get(array(1, 2), 5), get(array(1, 2), -1), element_at(array(1, 2, 3), -1)
SELECT element_at(array(1), 0)
SELECT named_struct('a', 1, 'b', 'x').b, struct(1, 2).col2, struct(1 AS p).p, to_json(named_struct('a', 1, 'b', array(1, NULL), 'c', NULL)), to_json(map('k', date'2024-01-01')), to_json(struct(timestamp'2024-01-01 00:00:00' AS t))
SELECT from_json('{"a":1,"b":[1,2],"c":{"d":"x"}}', 'a INT, b ARRAY<INT>, c STRUCT<d: STRING>'), from_json('{"a":"z"}', 'a INT'), from_json('bad', 'a INT'), from_json('[{"x":1},{"x":2}]', 'ARRAY<STRUCT<x: INT>>'), from_json('{"k":1}', 'MAP<STRING, INT>')
SELECT get_json_object('{"a":{"b":[1,2,{"c":"x"}]}}', '$.a.b[2].c'), get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a[*].b'), json_tuple('{"a":1,"b":"x"}', 'a', 'b'), json_array_length('[1,2]'), json_object_keys('{"a":1,"b":2}'), schema_of_json('{"a":[1.5],"b":null}')
SELECT parse_json('{"a":[1,2.5,"x",null,true]}'), variant_get(parse_json('{"a":{"b":7}}'), '$.a.b', 'int'), try_variant_get(parse_json('{"a":"q"}'), '$.a', 'int'), is_variant_null(parse_json('null')), schema_of_variant(parse_json('{"a":1,"b":[1,"x"]}')), to_json(parse_json('{"b":1,"a":2}')), cast(parse_json('5') AS int), typeof(parse_json('1'))
SELECT explode(array('a', 'b')) AS x
SELECT posexplode(array('a', 'b'))
SELECT k, v FROM VALUES (map('a', 1, 'b', 2)) t(m) LATERAL VIEW explode(m) e AS k, v ORDER BY k
SELECT id, x FROM VALUES (1, array('p', 'q')), (2, array()), (3, NULL) t(id, xs) LATERAL VIEW OUTER explode(xs) e AS x ORDER BY id, x
SELECT inline(array(struct(1 AS a, 'x' AS b), struct(2, 'y')))
SELECT stack(2, 1, 'a', 2, 'b')
SELECT id, y.* FROM VALUES (1, 'a,b'), (2, 'c') t(id, s), LATERAL explode(split(s, ',')) y(part) ORDER BY id, part
SELECT * FROM VALUES ('q1', 'a', 10), ('q1', 'b', 20), ('q2', 'a', 5) t(q, k, v) PIVOT (sum(v) AS s, count(*) AS n FOR k IN ('a', 'b' AS bee)) ORDER BY q
SELECT * FROM VALUES ('a', 1, 2), ('b', 3, NULL) t(k, q1, q2) UNPIVOT (v FOR q IN (q1, q2)) ORDER BY k, q
SELECT * FROM VALUES ('a', 1, NULL) t(k, q1, q2) UNPIVOT INCLUDE NULLS (v FOR q IN (q1 AS `first`, q2 AS second))
SELECT a, b, sum(c), grouping(a), grouping_id(a, b) FROM VALUES (1, 'x', 10), (1, 'y', 20), (2, 'x', 5) t(a, b, c) GROUP BY ROLLUP (a, b) ORDER BY a NULLS LAST, b NULLS LAST
SELECT a, b, count(*) FROM VALUES (1, 'x'), (1, 'y'), (2, 'x') t(a, b) GROUP BY CUBE (a, b) ORDER BY 1 NULLS FIRST, 2 NULLS FIRST
SELECT a, b, count(*) FROM VALUES (1, 'x'), (1, 'y'), (2, 'x') t(a, b) GROUP BY GROUPING SETS ((a), (b), ()) ORDER BY 1, 2
SELECT a, count(*) FILTER (WHERE b > 1) AS c, sum(b) FILTER (WHERE b < 0) FROM VALUES (1, 1), (1, 2), (2, 3) t(a, b) GROUP BY a ORDER BY a
SELECT a, collect_list(b), collect_set(b), array_agg(b), first(b), last(b), any_value(b), first(b, true), max_by(b, c), min_by(b, c), count_if(b > 1), bool_and(b > 0), every(b > 1), some(b > 2), bit_and(b), bit_or(b), bit_xor(b) FROM VALUES (1, 1, 10), (1, 2, 5), (1, NULL, 99) t(a, b, c) GROUP BY a
SELECT approx_count_distinct(v), sum(v) / count(*), max(struct(v, k)) FROM VALUES (1, 'a'), (2, 'b'), (2, 'c') t(v, k)
SELECT k, v, row_number() OVER w, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w, ntile(2) OVER w, lag(v) OVER w, lead(v, 2, -1) OVER w, first_value(v) OVER w, last_value(v) OVER w, nth_value(v, 2) OVER w FROM VALUES ('a', 1), ('a', 1), ('a', 3), ('b', 2) t(k, v) WINDOW w AS (PARTITION BY k ORDER BY v) ORDER BY k, v, 3
SELECT v, sum(v) OVER (ORDER BY v ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), avg(v) OVER (ORDER BY v RANGE BETWEEN 2 PRECEDING AND CURRENT ROW), count(*) OVER (ORDER BY v ROWS UNBOUNDED PRECEDING), max(v) OVER (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM VALUES (1), (2), (4), (7) t(v) ORDER BY v
SELECT d, sum(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) FROM VALUES (date'2024-01-01', 1), (date'2024-01-05', 2), (date'2024-01-20', 4) t(d, v) ORDER BY d
SELECT v, lag(v) IGNORE NULLS OVER (ORDER BY o), last_value(v, true) OVER (ORDER BY o), first_value(v) IGNORE NULLS OVER (ORDER BY o) FROM VALUES (1, NULL), (2, 5), (3, NULL), (4, 7) t(o, v) ORDER BY o
SELECT * FROM VALUES (1), (2), (3) t(a) WHERE a IN (SELECT b FROM VALUES (2), (3) u(b)) AND EXISTS (SELECT 1 FROM VALUES (3) z(c) WHERE c = a)
SELECT * FROM VALUES (1), (NULL) t(a) WHERE a NOT IN (SELECT b FROM VALUES (2), (NULL) u(b))
SELECT a, (SELECT max(b) FROM VALUES (1, 5), (1, 9), (2, 3) u(k, b) WHERE u.k = t.a) AS mx FROM VALUES (1), (2), (3) t(a) ORDER BY a
SELECT * FROM VALUES (1, 'x') a(id, l) FULL OUTER JOIN VALUES (2, 'y') b(id, r) USING (id) ORDER BY id
SELECT * FROM VALUES (1), (2) a(id) LEFT SEMI JOIN VALUES (2) b(id) ON a.id = b.id
SELECT * FROM VALUES (1), (2) a(id) LEFT ANTI JOIN VALUES (2) b(id) USING (id)
SELECT * FROM VALUES (1, 2) a(id, x) NATURAL JOIN VALUES (1, 3) b(id, y)
SELECT a.*, b.y FROM VALUES (1), (2) a(id) LEFT JOIN VALUES (1, 'p') b(id, y) ON a.id <=> b.id ORDER BY 1
SELECT 1 AS a UNION SELECT 1 UNION ALL SELECT 2.5 ORDER BY a
SELECT a FROM VALUES (1), (1), (2) t(a) EXCEPT ALL SELECT 1
SELECT a FROM VALUES (1), (1), (2) t(a) INTERSECT ALL SELECT a FROM VALUES (1), (1) u(a)
SELECT * FROM (SELECT 1 AS a, 'x' AS b) UNION BY NAME SELECT 'y' AS b, 2 AS a
FROM VALUES (1, 'a'), (2, 'b'), (3, 'a') t(v, k) |> WHERE v > 1 |> AGGREGATE sum(v) AS s GROUP BY k |> ORDER BY k
FROM VALUES (1), (2), (3) t(v) |> EXTEND v * 2 AS w |> SET v = v + 1 |> DROP w |> SELECT v |> LIMIT 2
SELECT CASE WHEN v > 2 THEN 'big' WHEN v = 2 THEN 'two' END AS c, CASE v WHEN 1 THEN 1 ELSE 2.5 END, if(v = 1, 'x', NULL), decode(v, 1, 'one', 2, 'two', 'other') FROM VALUES (1), (2), (3) t(v) ORDER BY v
SELECT v, width_bucket(v, 0, 10, 5), v BETWEEN 2 AND 5, NOT v > 3, v <=> NULL, v IS DISTINCT FROM 3 FROM VALUES (1), (5), (11) t(v) ORDER BY v
SELECT ln(10), log(2, 8), log10(1000), log2(8), exp(1), pow(2, 10), sqrt(2), cbrt(27), degrees(pi()), radians(180), sin(1), atan2(1, 1), hypot(3, 4), factorial(5), shiftleft(1, 3), shiftright(-8, 1), shiftrightunsigned(-8, 28), 5 & 3, 5 | 3, 5 ^ 3, ~5, bit_count(7), getbit(5, 2), e(), signum(-2.5), greatest(1.5, 2), unhex('zz')
SELECT sqrt(-1), ln(0), log(-1), 0.0 / 1, double('NaN') = double('NaN'), double('Infinity') > 1e308, -double('Infinity'), isnan(double('NaN')), nanvl(double('NaN'), 1)
SELECT 1 / 0
SELECT 1 % 0
SELECT 5 div 0
SELECT cast('NaN' AS double) AS n, cast('inf' AS double), float(0.1), float(0.1) + 0.1, double(float(0.1)), 1.1F * 2
SELECT typeof(1), typeof(1.5), typeof('x'), typeof(array(1)), typeof(map('a', 1)), typeof(struct(1 AS a)), typeof(interval 1 day), typeof(current_date()), typeof(NULL), typeof(x'12'), typeof(1L / 2), typeof(2 * 1.5), typeof(1 + 1L), typeof(sum(1)), typeof(avg(1)), typeof(count(1))
SELECT x'1F', length(x'1F2F'), cast('abc' AS binary), cast(x'616263' AS string), decode(x'616263', 'UTF-8'), encode('é', 'UTF-16BE'), to_binary('61', 'hex'), concat(x'61', x'62')
SELECT mask('AbCd-1234'), mask('AbCd-1234', 'X', 'x', 'd', '*'), luhn_check('4532015112830366'), url_encode('a b&c'), url_decode('a%20b'), parse_url('https://a.b/c?x=1#f', 'QUERY', 'x'), parse_url('https://u@a.b:8/c', 'HOST')
SELECT to_csv(struct(1, 'a,b', NULL)), from_csv('1,x', 'a INT, b STRING'), schema_of_csv('1,abc,2.5'), to_xml(named_struct('a', 1)), from_xml('<p><a>1</a></p>', 'a INT'), xpath_string('<a><b>1</b><b>2</b></a>', 'a/b[2]'), xpath('<a><b>1</b><b>2</b></a>', 'a/b/text()')
SELECT equal_null(NULL, NULL), isnull(NULL), isnotnull(1), nvl2(1, 'a', 'b'), zeroifnull(NULL), nullifzero(0), assert_true(true), equal_null(1, NULL)
SELECT startswith('Spark', 'Sp'), endswith('Spark', 'rk'), contains('Spark', 'par'), startswith(NULL, 'a'), btrim('xxaxx', 'x'), ltrim('  a'), rtrim('a  '), trim(LEADING '0' FROM '007'), trim(BOTH 'xy' FROM 'xyaxy'), elt(2, 'a', 'b'), space(2), sentences('Hi there. Bye!'), ucase('a'), lcase('B')
SELECT collect_list(struct(k, v)) FROM (SELECT * FROM VALUES ('b', 2), ('a', 1) t(k, v) ORDER BY k)
SELECT k, count(*) AS n FROM VALUES ('a'), ('b'), ('a') t(k) GROUP BY ALL ORDER BY ALL
SELECT k, sum(v) FROM VALUES ('a', 1), ('b', 2), ('a', 3) t(k, v) GROUP BY 1 HAVING sum(v) > 2 ORDER BY 2 DESC LIMIT 1 OFFSET 0
SELECT DISTINCT k FROM VALUES ('b'), ('a'), ('b'), (NULL) t(k) ORDER BY k DESC NULLS FIRST
SELECT * EXCEPT (b) FROM VALUES (1, 2, 3) t(a, b, c)
SELECT t.*, a + 1 AS a FROM VALUES (1) t(a)
SELECT count(*) FROM range(10), range(5, 8, 2)
SELECT a AS `weird name`, `a` FROM VALUES (1) t(a)
SELECT 'it''s', "dq", 'a\nb', r'a\nb', 'tab\tx', '\u0041', 'x' 'y'
SELECT date'2024-02-29' + 1, date'2024-03-01' - 1, date'2024-01-01' > '2023-12-31', timestamp'2024-01-01' = date'2024-01-01', date'2024-01-01' BETWEEN '2023-01-01' AND '2024-01-01'
SELECT '10' > 9, '10' > '9', 1 = '1', 1.0 = 1, 'a' = 1
SELECT '1' + 1, '1.5' * 2, '2' || 3, 3 || '', '5' / '2'
SELECT sum(v) OVER (PARTITION BY k) / sum(v) OVER () AS share FROM VALUES ('a', 1.0), ('a', 2.0), ('b', 3.0) t(k, v) ORDER BY share
SELECT s.name, s.tags[0], cardinality(s.tags) FROM VALUES (named_struct('name', 'n', 'tags', array('p', 'q'))) t(s)
SELECT aggregate(transform(filter(xs, x -> x IS NOT NULL), x -> cast(x AS double)), cast(0 AS double), (acc, x) -> acc + x) FROM VALUES (array(1, NULL, 3)) t(xs)
SELECT explode(sequence(date'2024-01-30', date'2024-02-02', interval 1 day)) d
SELECT sequence(timestamp'2024-01-01 00:00:00', timestamp'2024-01-01 02:00:00', interval 1 hour), sequence(date'2024-01-31', date'2024-04-30', interval 1 month)
SELECT d, v, v - lag(v, 1, 0) OVER (ORDER BY d) AS diff, sum(v) OVER (ORDER BY d) AS running, round(avg(v) OVER (ORDER BY d ROWS 2 PRECEDING), 3) AS ma FROM VALUES (date'2024-01-01', 10), (date'2024-01-02', 15), (date'2024-01-03', 11) t(d, v)
WITH e AS (SELECT * FROM VALUES ('u1', timestamp'2024-01-01 00:00:00'), ('u1', timestamp'2024-01-01 00:10:00'), ('u1', timestamp'2024-01-01 01:00:00'), ('u2', timestamp'2024-01-01 00:00:00') t(u, ts)), g AS (SELECT u, ts, CASE WHEN ts - lag(ts) OVER (PARTITION BY u ORDER BY ts) > interval 30 minutes OR lag(ts) OVER (PARTITION BY u ORDER BY ts) IS NULL THEN 1 ELSE 0 END AS s FROM e) SELECT u, sum(s) AS sessions FROM g GROUP BY u ORDER BY u
WITH f AS (SELECT * FROM VALUES ('u1', 'view'), ('u1', 'cart'), ('u2', 'view'), ('u3', 'view'), ('u3', 'cart'), ('u3', 'buy') t(u, ev)) SELECT count(DISTINCT u) FILTER (WHERE ev = 'view') v, count(DISTINCT CASE WHEN ev = 'cart' THEN u END) c, count(DISTINCT IF(ev = 'buy', u, NULL)) b, round(count(DISTINCT IF(ev = 'buy', u, NULL)) * 100.0 / count(DISTINCT u), 1) conv FROM f
WITH c AS (SELECT u, date_trunc('MONTH', min(d)) AS cohort FROM VALUES ('a', date'2024-01-03'), ('a', date'2024-02-03'), ('b', date'2024-02-10') t(u, d) GROUP BY u) SELECT cohort, count(*) FROM c GROUP BY cohort ORDER BY cohort
SELECT k, v FROM (SELECT k, v, row_number() OVER (PARTITION BY k ORDER BY v DESC, id) rn FROM VALUES (1, 'a', 5), (2, 'a', 5), (3, 'b', 1) t(id, k, v)) WHERE rn = 1 ORDER BY k
SELECT count(1), sum(1), sum(NULL), max(NULL), avg(NULL) FROM VALUES (1) t(a) WHERE false
SELECT max(a), min(b) FROM VALUES (array(1, 2), struct(1, 'a')), (array(1, 3), struct(0, 'z')) t(a, b)
SELECT array(1, 2) < array(1, 3), struct(1, 'a') = struct(1, 'a'), array(1, NULL) = array(1, NULL)
SELECT nvl(sum(a), 0), ifnull(max(a), -1) FROM VALUES (1) t(a) WHERE a > 5
SELECT date_trunc('WEEK', timestamp'2024-07-04 15:06:07'), date_trunc('HOUR', timestamp'2024-07-04 15:06:07'), date_trunc('bogus', timestamp'2024-07-04 15:06:07'), trunc('2024-07-04', 'week'), trunc(date'2024-07-04', 'bogus')
SELECT interval '1-2' year to month, interval '1 2:3:4.5' day to second, interval -5 hours, interval '90' minute, interval 1 year 2 months 3 days, cast(interval '1' day AS string), cast('3' AS interval day)
SELECT sum(i), avg(i), max(i) FROM VALUES (interval '1' day), (interval '3' day) t(i)
SELECT hour(ts), minute(ts), second(ts), day(ts), date(ts), to_date(ts), dayname(ts), monthname(ts) FROM VALUES (timestamp'2024-07-04 15:06:07.9') t(ts)
SELECT a, b FROM VALUES (2, 'b'), (1, 'a'), (3, NULL) t(a, b) ORDER BY b NULLS LAST, a
SELECT a FROM VALUES (1), (2), (3), (4) t(a) ORDER BY a DESC LIMIT 2 OFFSET 1
SELECT array_agg(DISTINCT v), listagg(DISTINCT k, '+') FROM VALUES (1, 'a'), (1, 'a') t(v, k)
SELECT bitmap_bucket_number(123), bitmap_bit_position(123), bitmap_count(bitmap_construct_agg(bitmap_bit_position(v))) FROM VALUES (1), (2) t(v) GROUP BY 1, 2
SELECT k, sum(v) s FROM VALUES ('a', 1), ('b', 2) t(k, v) GROUP BY k WITH ROLLUP ORDER BY s
SELECT sum(v) FROM VALUES ('1'), ('x') t(v)
SELECT unknown_fn(1)
SELECT length()
SELECT nosuch FROM VALUES (1) t(a)
SELECT k, v FROM VALUES ('a', 1) t(k, v) GROUP BY k
SELECT * FROM nosuchtable
SELECT rank() FROM VALUES (1) t(a)
SELECT a + 'x' FROM VALUES (1) t(a)
SELECT to_date('2024-13-01', 'yyyy-MM-dd')
SELECT to_timestamp('nope', 'yyyy')
SELECT raise_error('boom')
SELECT assert_true(1 > 2, 'no')
SELECT array(1, 'a', 2.5), array(1, NULL), map(1, 'a', 2.5, 'b'), coalesce(1, 'x'), if(true, 1, '2'), CASE WHEN true THEN date'2024-01-01' ELSE timestamp'2024-01-01' END
SELECT 1 IN ('1', '2'), 1.5 IN (1, 2), 'a' IN ('A'), (1, 2) IN ((1, 2), (3, 4))
SELECT cast(cast('2024-03-10 02:30:00' AS timestamp) AS timestamp_ntz), timestamp_ntz'2024-01-01 00:00:00' + interval 1 day, cast(timestamp_ntz'2024-01-01 00:00:00' AS timestamp), to_timestamp_ntz('2024-01-01 05:06:07'), to_timestamp_ltz('2024-01-01')
SELECT string(1), int('5'), bigint(2.9), double('1.5'), boolean(0), date('2024-01-01'), timestamp('2024-01-01'), decimal(3), binary('a'), float(1)
SELECT 5::string, '2024-01-01'::date + 1, (1 + 1)::double, array(1)::array<string>
SELECT md5(concat_ws('|', k, cast(v AS string), cast(d AS string))) FROM VALUES ('a', 1.50, date'2024-01-01') t(k, v, d)
SELECT replace('aXbX', 'X', '-'), replace('abc', 'b'), regexp_replace('abc', 'B', 'x'), regexp_replace('abcabc', 'b', 'x', 4), regexp_like('Ab', '(?i)AB'), sha('x') = sha1('x')
SELECT k, sum(v) OVER (PARTITION BY k ORDER BY v ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM VALUES ('a', 1), ('a', 2), ('b', 3) t(k, v) ORDER BY k, v
SELECT avg(v) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) FROM VALUES (1, 10), (2, 20), (3, 30) t(id, v)
SELECT from_json(j, 'STRUCT<items: ARRAY<STRUCT<sku: STRING, qty: INT>>>').items.sku FROM VALUES ('{"items":[{"sku":"a","qty":1},{"sku":"b"}]}') t(j)
SELECT i.sku, sum(i.qty) FROM (SELECT explode(from_json(j, 'ARRAY<STRUCT<sku: STRING, qty: INT>>')) i FROM VALUES ('[{"sku":"a","qty":1},{"sku":"a","qty":4}]') t(j)) GROUP BY i.sku
SELECT cast(v AS decimal(5, 2)) FROM VALUES ('12.345'), ('999.999') t(v)
SELECT cast(1234.5 AS decimal(5, 2))
SELECT round(cast(2.675 AS double), 2), round(2.675, 2), round(-0.4), round(5, -1), round(15, -1), round(1e20, 2), truncate(2.5)
SELECT date_format(date'2024-01-01', 'yyyy-''W''ww')
SELECT date_format(date'2024-12-30', 'YYYY')
SELECT to_unix_timestamp('2024-01-01', 'yyyy-MM-dd'), date_format(timestamp'2024-01-01 00:00:00', 'x'), date_format(timestamp'2024-01-01 23:00:00', 'K k h H'), date_format(timestamp'2024-01-05 00:00:00', 'E EE EEE EEEE'), date_format(timestamp'2024-01-05 00:00:00', 'M MM MMM MMMM L LL LLL LLLL'), date_format(timestamp'2024-01-05 00:00:00.123456', 'S SS SSSSSS')
SELECT sum(i), avg(i), max(i) FROM VALUES (interval '1' day), (interval '3' day) t(i)
SELECT sum(i), avg(i) FROM VALUES (interval '1' year), (interval '2' year) t(i)
SELECT sum(i) OVER (), avg(i) OVER () FROM VALUES (interval '1' hour), (interval '2' hour) t(i)
SELECT try_sum(i), try_avg(i) FROM VALUES (interval '1' minute), (interval '2' minute) t(i)
SELECT bitmap_bucket_number(v) AS b, bitmap_count(bitmap_construct_agg(bitmap_bit_position(v))) FROM VALUES (1), (2), (2), (40000) t(v) GROUP BY 1 ORDER BY 1
SELECT substring(hex(bitmap_construct_agg(bitmap_bit_position(v))), 0, 6) FROM VALUES (1), (2), (3) t(v)
SELECT bitmap_count(bitmap_or_agg(b)) FROM VALUES (x'10'), (x'20'), (x'40') t(b)
SELECT bitmap_count(bitmap_construct_agg(v)) FROM VALUES (1) t(v) WHERE false
SELECT bitmap_construct_agg(v) FROM VALUES (40000) t(v)
SELECT bitmap_count(bitmap_construct_agg(v)) FROM VALUES (NULL), (3) t(v)
SELECT length(bitmap_or_agg(b)) FROM VALUES (x'10') t(b) WHERE false
SELECT bitmap_or_agg('a')
