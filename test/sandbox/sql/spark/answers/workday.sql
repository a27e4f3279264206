WITH e AS (SELECT * FROM VALUES (1, date'2026-01-01'), (1, date'2026-01-02'), (1, date'2026-01-04'), (2, date'2026-01-01') t(u, d)), g AS (SELECT u, d, date_sub(d, int(row_number() OVER (PARTITION BY u ORDER BY d))) AS grp FROM e) SELECT u, min(d), max(d), count(*) FROM g GROUP BY u, grp ORDER BY u, 2
WITH o AS (SELECT * FROM VALUES ('a', timestamp'2026-03-01 10:00:00'), ('a', timestamp'2026-03-01 10:20:00'), ('a', timestamp'2026-03-01 11:30:00'), ('b', timestamp'2026-03-01 09:00:00') t(u, ts)), s AS (SELECT *, CASE WHEN ts - lag(ts) OVER (PARTITION BY u ORDER BY ts) <= INTERVAL '30' MINUTE THEN 0 ELSE 1 END AS new FROM o) SELECT u, ts, sum(new) OVER (PARTITION BY u ORDER BY ts) AS session FROM s ORDER BY u, ts
WITH o AS (SELECT * FROM VALUES (1, date'2026-01-03'), (1, date'2026-02-10'), (2, date'2026-01-20'), (2, date'2026-03-02'), (3, date'2026-02-05') t(c, d)), f AS (SELECT c, trunc(min(d), 'MM') AS cohort FROM o GROUP BY c) SELECT cohort, int(months_between(trunc(d, 'MM'), cohort)) AS m, count(DISTINCT o.c) AS n FROM o JOIN f ON o.c = f.c GROUP BY ALL ORDER BY 1, 2
SELECT sku, rev, round(sum(rev) OVER (ORDER BY rev DESC, sku) / sum(rev) OVER (), 3) AS share, CASE WHEN sum(rev) OVER (ORDER BY rev DESC, sku) <= 0.8 * sum(rev) OVER () THEN 'A' ELSE 'B' END AS class FROM VALUES ('x', 70), ('y', 20), ('z', 10) t(sku, rev) ORDER BY rev DESC
SELECT d, v, avg(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL '2' DAY PRECEDING AND CURRENT ROW) AS ma FROM VALUES (date'2026-01-01', 1.0), (date'2026-01-02', 2.0), (date'2026-01-05', 9.0) t(d, v) ORDER BY d
SELECT d, v, sum(v) OVER (ORDER BY d ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), max(v) OVER (ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) FROM VALUES (1, 5), (2, 3), (3, 8) t(d, v) ORDER BY d
SELECT k, v, last_value(v) IGNORE NULLS OVER (ORDER BY k) AS filled, first_value(v, true) OVER (ORDER BY k ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS nxt FROM VALUES (1, 10), (2, NULL), (3, NULL), (4, 7) t(k, v) ORDER BY k
SELECT k, lag(v, 2, -1) OVER (ORDER BY k), lead(v, 1, 'none') OVER (ORDER BY k), nth_value(v, 2) OVER (ORDER BY k) FROM VALUES (1, 'a'), (2, 'b'), (3, 'c') t(k, v) ORDER BY k
SELECT v, rank() OVER (ORDER BY v), dense_rank() OVER (ORDER BY v), percent_rank() OVER (ORDER BY v), cume_dist() OVER (ORDER BY v), ntile(3) OVER (ORDER BY v), row_number() OVER (ORDER BY v, k) FROM VALUES (1, 10), (2, 10), (3, 20), (4, 30), (5, 30) t(k, v) ORDER BY v, k
SELECT region, q, amt, amt - lag(amt) OVER w AS diff, round(100.0 * (amt - lag(amt) OVER w) / lag(amt) OVER w, 1) AS pct FROM VALUES ('n', 1, 100), ('n', 2, 130), ('s', 1, 50), ('s', 2, 40) t(region, q, amt) WINDOW w AS (PARTITION BY region ORDER BY q) ORDER BY region, q
SELECT coalesce(r, 'all') AS r, coalesce(p, 'all') AS p, sum(v), grouping(r), grouping_id(r, p) FROM VALUES ('eu', 'x', 1), ('eu', 'y', 2), ('us', 'x', 4) t(r, p, v) GROUP BY ROLLUP (r, p) ORDER BY 4, 5, 1, 2
SELECT r, p, sum(v) FROM VALUES ('eu', 'x', 1), ('eu', 'y', 2), ('us', 'x', 4) t(r, p, v) GROUP BY GROUPING SETS ((r), (p), ()) ORDER BY r NULLS LAST, p NULLS FIRST
SELECT r, p, count(*), count(DISTINCT p) FROM VALUES ('eu', 'x'), ('eu', 'x'), ('us', NULL) t(r, p) GROUP BY CUBE (r, p) HAVING count(*) > 1 ORDER BY 1, 2
SELECT * FROM (SELECT y, q, v FROM VALUES (2025, 1, 10), (2025, 2, 20), (2026, 1, 5) t(y, q, v)) PIVOT (sum(v) AS s, max(v) AS m FOR q IN (1 AS q1, 2 AS q2)) ORDER BY y
SELECT * FROM VALUES ('a', 1, 2, NULL), ('b', NULL, 4, 5) t(k, jan, feb, mar) UNPIVOT INCLUDE NULLS (v FOR m IN (jan, feb AS `Feb`, mar)) ORDER BY k, m
SELECT * FROM VALUES (1, 10, 11, 20, 21) t(id, a1, b1, a2, b2) UNPIVOT ((a, b) FOR n IN ((a1, b1) AS 'one', (a2, b2) AS 'two'))
SELECT * FROM (SELECT country, status FROM VALUES ('de', 'ok'), ('de', 'ko'), ('fr', 'ok') t(country, status)) PIVOT (count(*) FOR status IN ('ok', 'ko', 'gone')) ORDER BY country
SELECT date_trunc('WEEK', timestamp'2026-03-01 15:00:00'), date_trunc('QUARTER', date'2026-05-17'), trunc(date'2026-05-17', 'YEAR'), trunc(date'2026-05-17', 'WEEK'), date_trunc('MINUTE', timestamp'2026-03-01 15:04:59.999')
SELECT last_day(date'2024-02-10'), next_day(date'2026-03-01', 'MON'), next_day('2026-03-02', 'Monday'), add_months(date'2024-01-31', 1), add_months(date'2024-02-29', 12), date_add(date'2026-12-31', 1), date_sub('2026-03-01', 1)
SELECT months_between(date'2026-03-31', date'2026-02-28'), months_between(timestamp'2026-03-15 12:00:00', timestamp'2026-02-14 00:00:00'), months_between('2026-03-15', '2026-02-14', false)
SELECT weekofyear(date'2026-01-01'), weekofyear(date'2027-01-01'), dayofweek(date'2026-03-01'), weekday(date'2026-03-01'), dayofyear(date'2024-12-31'), quarter(date'2026-10-01'), extract(YEAROFWEEK FROM date'2027-01-01'), extract(DOW FROM date'2026-03-01'), extract(DOW_ISO FROM date'2026-03-01')
SELECT date_format(timestamp'2026-03-01 15:04:05.678', 'EEE, dd MMM yyyy HH:mm:ss.SSS'), date_format(date'2026-03-01', 'E'), date_format(date'2026-03-01', 'EEEE MMMM d'), date_format(timestamp'2026-03-01 15:04:05', 'hh:mm a'), date_format(date'2026-03-01', 'yyyyMMdd'), date_format(date'2026-03-01', 'QQQ yyyy'), date_format(date'2026-03-01', "yyyy-'W'D")
SELECT to_date('01/02/2026', 'dd/MM/yyyy'), to_date('2026-3-1', 'yyyy-M-d'), to_timestamp('01.02.2026 7:05 PM', 'dd.MM.yyyy h:mm a'), to_date('20260301', 'yyyyMMdd'), to_timestamp('2026-03-01T10:00:00+02:00'), to_timestamp('2026-03-01 10:00:00.123456'), try_to_timestamp('x', 'yyyy')
SELECT unix_timestamp('2026-03-01 00:00:00'), from_unixtime(1772323200), from_unixtime(0, 'yyyy'), to_unix_timestamp('01/03/2026', 'dd/MM/yyyy'), unix_date(date'1970-01-10'), unix_millis(timestamp'1970-01-01 00:00:01.5'), timestamp_millis(1500), timestamp_seconds(1.25), date_from_unix_date(20000)
SELECT timestamp'2026-03-01 12:00:00' - timestamp'2026-02-28 11:30:00', date'2026-03-01' - date'2026-02-01', date'2026-03-01' + INTERVAL '1' MONTH, timestamp'2026-01-31 00:00:00' + INTERVAL '1' MONTH, date'2026-03-01' - INTERVAL '36' HOUR
SELECT INTERVAL '1' DAY * 2.5, INTERVAL '90' MINUTE / 2, INTERVAL '2-3' YEAR TO MONTH + INTERVAL '10' MONTH, -INTERVAL '1 02:03:04.5' DAY TO SECOND, CAST(INTERVAL '1 02:00:00' DAY TO SECOND AS STRING), extract(HOUR FROM INTERVAL '1 02:03:04' DAY TO SECOND)
SELECT CAST(INTERVAL '3' DAY AS INT), CAST(INTERVAL '2' YEAR AS INT), CAST('5' AS INTERVAL DAY), make_dt_interval(1, 2, 3, 4.5), make_ym_interval(1, 14), make_interval(1, 2, 0, 3), try_divide(INTERVAL '1' DAY, 0)
SELECT timestampdiff(DAY, timestamp'2026-01-01 12:00:00', timestamp'2026-01-03 11:59:59'), timestampdiff(MONTH, date'2026-01-31', date'2026-02-28'), timestampadd(MONTH, 1, timestamp'2026-01-31 08:00:00'), dateadd(WEEK, -2, date'2026-03-01'), datediff(HOUR, timestamp'2026-03-01 00:30:00', timestamp'2026-03-01 02:29:00'), date_diff(date'2026-03-01', date'2026-02-01')
SELECT sequence(date'2026-01-31', date'2026-05-01', INTERVAL '1' MONTH), sequence(5, 1, -2), sequence(timestamp'2026-01-01 00:00:00', timestamp'2026-01-01 12:00:00', INTERVAL '6' HOUR), sequence(1, 1), size(sequence(date'2026-01-01', date'2026-12-31'))
SELECT d, date_format(d, 'u'), int(date_format(d, 'e')) FROM VALUES (date'2026-03-01') t(d)
SELECT make_date(2026, 2, 28), make_timestamp(2026, 2, 28, 23, 59, 59.999), make_timestamp(2026, 2, 28, 23, 59, 60), try_make_timestamp(2026, 13, 1, 0, 0, 0), make_timestamp_ntz(2026, 1, 1, 0, 0, 0)
SELECT from_utc_timestamp(timestamp'2026-07-01 12:00:00', 'Europe/Berlin'), to_utc_timestamp(timestamp'2026-01-01 12:00:00', 'America/New_York'), convert_timezone('Europe/Berlin', 'Asia/Tokyo', timestamp_ntz'2026-03-29 03:30:00'), timestamp'2026-03-29 02:30:00 Europe/Berlin'
SELECT window.start, window.end, count(*), sum(v) FROM VALUES (timestamp'2026-01-01 00:02:00', 1), (timestamp'2026-01-01 00:07:00', 2), (timestamp'2026-01-01 00:16:00', 3) t(ts, v) GROUP BY window(ts, '10 minutes', '5 minutes') ORDER BY 1
SELECT dayname(date'2026-03-01'), monthname(date'2026-03-01'), day(timestamp'2026-03-01 10:00:00'), hour(timestamp'2026-03-01 10:00:00'), minute('2026-03-01 10:07:00'), second(timestamp'2026-03-01 10:07:08.9'), extract(SECOND FROM timestamp'2026-03-01 10:07:08.9'), date_part('week', date'2026-12-31')
SELECT CAST('2026-03-01' AS TIMESTAMP), CAST('2026-03-01 5:6:7' AS TIMESTAMP), CAST('2026-03' AS DATE), CAST('2026' AS DATE), CAST(timestamp'2026-03-01 23:59:59' AS DATE), CAST(date'2026-03-01' AS TIMESTAMP), CAST('2026-03-01T10:00:00Z' AS DATE)
SELECT CAST('2026-13-01' AS DATE)
SELECT to_date('2026-02-30')
SELECT to_date('31/12/26', 'dd/MM/yyyy')
SELECT try_cast('2026-02-30' AS DATE), try_cast('abc' AS INT), try_cast('1e2' AS INT), try_cast(300 AS TINYINT), try_cast('  7 ' AS INT), try_cast('1.5' AS DECIMAL(3,1)), try_cast('t' AS BOOLEAN), try_to_number('$1,234.50', '$9,999.99')
SELECT get_json_object('{"a":[{"b":1},{"b":2}],"c d":"x","e":null}', '$.a[*].b'), get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a[1].b'), get_json_object('{"c d":"x"}', "$['c d']"), get_json_object('{"e":null}', '$.e'), get_json_object('{"a":{"b":[1,2]}}', '$.a'), get_json_object('not json', '$.a')
SELECT from_json('{"a":1,"b":"x","c":[1,2],"d":{"e":true}}', 'a INT, b STRING, c ARRAY<INT>, d STRUCT<e: BOOLEAN>'), from_json('{"a":"no"}', 'a INT'), from_json('{"a":1', 'a INT'), from_json('[{"a":1},{"a":2}]', 'ARRAY<STRUCT<a: INT>>')
SELECT from_json('{"t":"2026-03-01 10:00:00","d":"01/03/2026"}', 't TIMESTAMP, d DATE', map('dateFormat', 'dd/MM/yyyy')), from_json('{"a":1,"b":2}', 'MAP<STRING, INT>'), from_json('{"p":12.345}', 'p DECIMAL(5,2)'), from_json('{"A":1}', 'a INT')
SELECT from_json('{"a":"no"}', 'a INT', map('mode', 'FAILFAST'))
SELECT to_json(named_struct('a', 1, 'b', NULL, 'c', array(1, NULL), 'd', date'2026-03-01', 't', timestamp'2026-03-01 10:00:00', 'm', map('k', 1.50))), to_json(array(named_struct('x', 'q"uote'))), to_json(map('a', NULL)), to_json(named_struct('n', double('NaN'), 'b', x'00FF'))
SELECT json_array_length('[1,[2,3],{"a":1}]'), json_object_keys('{"a":1,"b":{"c":2}}'), json_array_length('{"a":1}'), json_array_length(NULL), schema_of_json('{"a":1,"b":[{"c":1.5}],"d":null}'), is_variant_null(parse_json('null'))
SELECT k, j.* FROM VALUES ('r', '{"id":7,"tags":["a","b"]}') t(k, s) LATERAL VIEW json_tuple(s, 'id', 'tags') j AS id, tags
SELECT variant_get(parse_json('{"a":"x"}'), '$.a', 'int')
SELECT pos, key, value FROM variant_explode(parse_json('{"a":1,"b":"z"}')) ORDER BY pos
SELECT t.id, i.sku, i.qty * i.price AS total FROM (SELECT 1 AS id, from_json('[{"sku":"a","qty":2,"price":1.5},{"sku":"b","qty":1,"price":4}]', 'ARRAY<STRUCT<sku: STRING, qty: INT, price: DECIMAL(10,2)>>') AS items) t LATERAL VIEW explode(t.items) AS i
SELECT arrays_zip(array(1, 2), array('a', 'b', 'c')), array_except(array(1, NULL, 2, 2), array(2)), array_insert(array(1, 2), -1, 9), array_insert(array(1), 3, 9), flatten(array(array(1), NULL)), arrays_overlap(array(1, NULL), array(2)), arrays_overlap(array(1), array(1, NULL))
SELECT array_sort(array(3, NULL, 1)), sort_array(array('b', NULL, 'a'), false), array_max(array(1, NULL, 3)), array_min(array(NULL)), array_position(array(1, 2, 2), 2), array_remove(array(1, NULL, 1, 2), 1), array_compact(array(1, NULL)), slice(array(1, 2, 3, 4), -2, 2), element_at(array(1, 2), -1), get(array(1), 3), try_element_at(array(1), 3)
SELECT array_sort(array('bb', 'a', 'ccc'), (l, r) -> length(r) - length(l)), aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x, acc -> acc / 2), transform(array('a', 'b'), (x, i) -> concat(x, i)), filter(array(1, 2, 3), (x, i) -> i % 2 = 0), zip_with(array(1, 2), array(10), (x, y) -> coalesce(x, 0) + coalesce(y, 0)), exists(array(NULL, 1), x -> x > 5), forall(array(), x -> false)
SELECT element_at(array(1, 2), 5)
SELECT element_at(array(1, 2), 0)
SELECT map('a', 1)['b'], element_at(map('a', 1), 'b'), map_filter(map('a', 1, 'b', 2), (k, v) -> v > 1), map_zip_with(map('a', 1), map('a', 10, 'b', 2), (k, x, y) -> coalesce(x, 0) + y), transform_keys(map('a', 1), (k, v) -> upper(k)), map_entries(map('x', 1)), map_from_arrays(array('k'), array(5)), cardinality(map()), map_contains_key(map(1, 2), 3)
SELECT map_concat(map('a', 1), map('a', 2))
SELECT map_from_arrays(array('a', 'a'), array(1, 2))
SELECT map('a', 1, NULL, 2)
SELECT s.a, s.b.c, s.arr[0].x FROM (SELECT named_struct('a', 1, 'b', named_struct('c', 'z'), 'arr', array(named_struct('x', 5))) AS s)
SELECT id, sum(x) FROM (SELECT id, explode(xs) AS x FROM VALUES (1, array(1, 2)), (2, array(3)), (3, array()) t(id, xs)) GROUP BY id ORDER BY id
SELECT id, p, x FROM VALUES (1, array('a', 'b')), (2, NULL) t(id, xs) LATERAL VIEW OUTER posexplode(xs) e AS p, x ORDER BY id, p
SELECT inline_outer(array()), 1
SELECT collect_list(v), sort_array(collect_set(v)), array_agg(v) FILTER (WHERE v > 1), count(v), count(*), count_if(v > 1), sum(DISTINCT v), avg(v), max(v) - min(v) FROM VALUES (1), (2), (2), (NULL), (3) t(v)
SELECT max_by(n, v), min_by(n, v), mode(n), median(v), percentile(v, 0.25), percentile_cont(0.9) WITHIN GROUP (ORDER BY v), percentile_disc(0.5) WITHIN GROUP (ORDER BY v DESC), any_value(n), bool_and(v > 0), bool_or(v > 9), every(v > 1) FROM VALUES ('a', 1), ('b', 10), ('b', 4) t(n, v)
SELECT listagg(n, ', ') WITHIN GROUP (ORDER BY v DESC), string_agg(n, '|') WITHIN GROUP (ORDER BY n), listagg(DISTINCT n) WITHIN GROUP (ORDER BY n) FROM VALUES ('a', 1), ('b', 10), ('b', 4) t(n, v)
SELECT corr(x, y), covar_pop(x, y), covar_samp(x, y), regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x), regr_count(y, x), stddev(x), stddev_pop(x), variance(x), var_pop(x), skewness(x), kurtosis(x) FROM VALUES (1, 2.0), (2, 4.1), (3, 6.2), (4, 7.9) t(x, y)
SELECT stddev(v), variance(v), corr(v, v), stddev_pop(v), skewness(v), avg(v), sum(v), min(v) FROM VALUES (5) t(v)
SELECT sum(v), avg(v), count(v), max(v), collect_list(v), bool_and(v > 1), median(v), first(v) FROM VALUES (1) t(v) WHERE v > 1
SELECT k, sum(v) FILTER (WHERE s = 'ok') AS ok, sum(CASE WHEN s <> 'ok' THEN v END) AS ko, count(DISTINCT s), count(DISTINCT k, s) FROM VALUES ('a', 'ok', 1), ('a', 'ko', 2), ('b', NULL, 3) t(k, s, v) GROUP BY k ORDER BY k
SELECT approx_percentile(v, array(0.5, 0.9)), percentile(v, array(0.5, 0.9)), histogram_numeric(v, 3) FROM VALUES (1), (2), (3), (4), (10) t(v)
SELECT first(v), last(v), first(v, true), last_value(v) FROM VALUES (NULL), (1), (2), (NULL) t(v)
SELECT sum(cast(v AS DECIMAL(10,2))), avg(cast(v AS DECIMAL(10,2))), cast(sum(v) AS DECIMAL(12,3)), sum(v) / count(*), sum(cast(v AS DECIMAL(10,2))) / count(*) FROM VALUES (1.25), (2.50), (3.10) t(v)
SELECT round(2.5), round(-2.5), bround(2.5), round(1234.567, -2), round(1.005, 2), ceil(1.1), floor(-1.1), ceil(12.345, 1), floor(12.345, -1), truncate(1) FROM VALUES (1)
SELECT round(2.5), round(-2.5), bround(2.5), round(1234.567, -2), round(1.005, 2), ceil(1.1), floor(-1.1), ceil(12.345, 1), floor(12.345, -1), round(1234567.891D, 1), round(CAST(2.675 AS DECIMAL(10,3)), 2)
SELECT 7 / 2, 7 DIV 2, -7 DIV 2, 7 % -3, mod(-7, 3), pmod(-7, 3), 7.5 % 2, 1 / 3.0, 10 / 4.0D, CAST(1 AS DECIMAL(38,10)) / 3, 1e308D * 10, -1 % 3.5D
SELECT 1 / 0
SELECT 1 % 0
SELECT 1.0D / 0, pmod(1, 0)
SELECT try_divide(1, 0), try_add(2147483647, 1), try_subtract(-128Y, 1Y), try_multiply(9223372036854775807, 2), try_mod(5, 0), try_sum(v), try_avg(v) FROM VALUES (9223372036854775807), (1) t(v)
SELECT 2147483647 + 1
SELECT CAST(128 AS TINYINT)
SELECT CAST(1e10 AS INT)
SELECT CAST('NaN' AS DOUBLE) = CAST('NaN' AS DOUBLE), greatest(double('NaN'), 1D), nanvl(double('NaN'), 0D), isnan(double('NaN')), double('Infinity') > 1e308, -0.0D = 0.0D
SELECT abs(-2147483648)
SELECT conv('ff', 16, 10), conv('10', 10, 2), hex(255), hex('Spark'), unhex('4A'), bin(10), shiftleft(1, 4), shiftright(-8, 1), shiftrightunsigned(-8, 28), bit_count(255), 5 & 3, 5 | 3, 5 ^ 3, ~5, bit_get(5, 2), getbit(5, 1)
SELECT format_number(1234567.891, 2), format_number(0.5, 0), format_number(1234.5, '#,##0.000'), format_string('%s has %d (%5.2f)', 'a', 3, 2.5), printf('%05d|%-5s|%x', 42, 'ab', 255), to_char(1234.5, '$9,999.99'), to_char(-12, '999PR'), to_number('12,345', '99,999')
SELECT regexp_extract('id=42;id=7', 'id=(\\d+)', 1), regexp_extract('abc', '(\\d+)', 1), regexp_extract_all('a1b22', '(\\d+)', 1), regexp_count('a1b22', '\\d'), regexp_instr('ab12', '\\d+'), regexp_substr('ab12', '\\d+'), regexp_replace('2026-01-02', '(\\d+)-(\\d+)-(\\d+)', '$3.$2.$1'), 'Spark' RLIKE '^[A-Z]', regexp_like('abc', 'B')
SELECT regexp_extract('abc', '(b)', 2)
SELECT split('a,b,,c,', ','), split('a1b2', '\\d'), split('a,b,c', ',', 2), split('', ','), split_part('a.b.c', '.', -1), split_part('a.b', '.', 5), substring_index('www.a.com', '.', 2), substring_index('www.a.com', '.', -1)
SELECT translate('AaBb', 'ab', '12'), initcap('o\'neil mc-donald'), overlay('Spark SQL' PLACING '_' FROM 6), overlay('abcdef' PLACING 'XY' FROM 2 FOR 3), lpad('7', 3, '0'), rpad('abc', 2), lpad('x', 5, 'ab'), repeat('ab', 2), reverse('abc'), levenshtein('kitten', 'sitting'), soundex('Miller'), instr('banana', 'na'), locate('na', 'banana', 4), position('z' IN 'a')
SELECT trim('  a '), trim(BOTH 'x' FROM 'xxaxx'), ltrim('xy', 'yxa'), btrim('--a--', '-'), trim(LEADING '0' FROM '007'), rtrim('a  '), concat_ws('-', 'a', NULL, array('b', NULL)), substring('Spark', -3, 2), substring('Spark' FROM 2 FOR 3), left('Spark', 2), right('Spark', 3), length('äöü'), octet_length('äöü'), char_length('a '), bit_length('a')
SELECT ascii('é'), chr(233), char(65), unicode('€') FROM VALUES (1)
SELECT ascii('é'), chr(233), char(65), encode('é', 'UTF-8'), decode(encode('é', 'ISO-8859-1'), 'ISO-8859-1'), base64('hello'), unbase64('aGVsbG8='), cast(unbase64('aGVsbG8=') AS STRING), md5('a'), sha1('a'), sha2('a', 256), crc32('a'), url_encode('a b&c'), url_decode('a+b%26c'), luhn_check('79927398713')
SELECT 'a_c' LIKE 'a\\_c', 'abc' LIKE 'a\\_c', 'a%' LIKE 'a#%' ESCAPE '#', 'ABC' ILIKE 'a%', 'abc' LIKE ANY ('x%', 'a%'), 'abc' NOT LIKE ALL ('x%', 'y%'), 'abc' LIKE ALL ('a%', '%c'), contains('abc', 'b'), startswith('abc', 'ab'), endswith('abc', NULL)
SELECT 'x' || 1 || true || date'2026-01-01', concat(1, 2), 'a' || NULL, '5' + 2, '5' * '2', '3.5' + 1, 1 + '2.5', '10' > 9, 'b' > 'a', '2026-01-01' < date'2026-02-01'
SELECT '5' + 'a'
SELECT CASE WHEN 1 = 0 THEN 1 / 0 ELSE 2 END, coalesce(1, 1 / 0), if(true, 'a', raise_error('x')), nullif(1, 1), nvl2(NULL, 'a', 'b'), decode(2, 1, 'one', 2, 'two', 'many'), CASE 3 WHEN 1 THEN 'a' END, zeroifnull(NULL), nullifzero(0), equal_null(NULL, NULL)
SELECT greatest(1, 2.5, NULL), least('b', 'a'), greatest(date'2026-01-01', date'2025-01-01'), coalesce(NULL, 1, 2.5), typeof(coalesce(NULL, 1, 2.5)), typeof(if(true, 1, 1L)), typeof(array(1, 2.5)), typeof(CASE WHEN true THEN 1 ELSE 1.5D END)
SELECT NULL AND false, NULL OR true, NOT NULL, NULL = NULL, NULL <=> NULL, 1 IN (NULL, 2), 1 NOT IN (NULL, 2), NULL IN (1), 5 BETWEEN NULL AND 3, 1 IS DISTINCT FROM NULL, (1, NULL) = (1, NULL)
SELECT a, b FROM VALUES (1, 'x') t(a, b) UNION ALL SELECT 2.5, 'y' UNION SELECT 1, 'x' ORDER BY a
SELECT a FROM VALUES (1), (1), (2) t(a) EXCEPT ALL SELECT 1
SELECT a FROM VALUES (1), (1), (2), (NULL) t(a) INTERSECT ALL SELECT * FROM VALUES (1), (1), (NULL) u(a) ORDER BY a
SELECT 1 AS a UNION ALL SELECT 'x'
SELECT 1, 2 UNION SELECT 3
SELECT date'2026-01-01' AS d UNION ALL SELECT timestamp'2026-01-01 10:00:00' ORDER BY d
SELECT l.id, l.v, r.v FROM VALUES (1, 'a'), (2, 'b') l(id, v) FULL OUTER JOIN VALUES (2, 'B'), (3, 'C') r(id, v) USING (id) ORDER BY id
SELECT * FROM VALUES (1, 'a'), (2, 'b') l(id, v) FULL OUTER JOIN VALUES (2, 'B'), (3, 'C') r(id, w) USING (id) ORDER BY id
SELECT * FROM VALUES (1, 'a') l(id, v) NATURAL JOIN VALUES (1, 'B') r(id, w)
SELECT l.id FROM VALUES (1), (2), (NULL) l(id) LEFT SEMI JOIN VALUES (2), (NULL) r(id) ON l.id <=> r.id ORDER BY 1
SELECT a.id, b.id FROM VALUES (1), (5) a(id) LEFT JOIN VALUES (2), (4) b(id) ON a.id BETWEEN b.id - 1 AND b.id + 1 ORDER BY 1, 2
SELECT c.id, t.d FROM VALUES (1), (2) c(id), LATERAL (SELECT max(x) AS d FROM VALUES (1, 5), (1, 7) o(id, x) WHERE o.id = c.id) t ORDER BY 1
SELECT c.id, t.x FROM VALUES (1), (2) c(id) LEFT JOIN LATERAL (SELECT x FROM VALUES (1, 5), (1, 7) o(id, x) WHERE o.id = c.id ORDER BY x DESC LIMIT 1) t ORDER BY 1
SELECT price * qty AS total, total * 0.19 AS vat, round(total + vat, 2) AS gross FROM VALUES (9.99, 3) t(price, qty)
SELECT id FROM range(3) WHERE id IN (SELECT max(id) FROM range(3)) OR EXISTS (SELECT 1 FROM range(1) r WHERE r.id = range.id) ORDER BY id
SELECT (SELECT id FROM range(3))
SELECT id, (SELECT count(*) FROM range(5) r WHERE r.id < o.id) AS below FROM range(3) o ORDER BY id
SELECT k, sum(v) s FROM VALUES ('a', 1), ('b', 2), ('a', 3) t(k, v) GROUP BY 1 HAVING s > 2 ORDER BY s DESC LIMIT 5 OFFSET 1
SELECT upper(k) AS k2, count(*) FROM VALUES ('a'), ('A') t(k) GROUP BY k2
SELECT k, v FROM VALUES ('a', 1), ('b', NULL), ('c', 0) t(k, v) ORDER BY v DESC NULLS FIRST, k
SELECT DISTINCT ON (k) k FROM VALUES (1) t(k)
SELECT k, v FROM VALUES ('a', 1) t(k, v) GROUP BY k
SELECT sum(v) FROM VALUES (1) t(v) WHERE sum(v) > 1
SELECT sum(max(v)) FROM VALUES (1) t(v)
SELECT row_number() OVER () FROM VALUES (1) t(v)
SELECT v FROM VALUES (1) t(v) WHERE row_number() OVER (ORDER BY v) = 1
SELECT id FROM VALUES (1) a(id) JOIN VALUES (1) b(id)
SELECT * FROM VALUES (1, 2) t(a, a) WHERE a = 1
SELECT nope(1)
SELECT substring('a')
SELECT missing FROM VALUES (1) t(v)
SELECT t.* EXCEPT (b) FROM VALUES (1, 2, 3) t(a, b, c)
SELECT * FROM VALUES (1), (2) t(a) LIMIT -1
SELECT date_add('2026-13-01', 1)
SELECT interval '1' month > interval '1' day
SELECT array(1, 'a')
SELECT array(1, date'2026-01-01')
SELECT CAST(array(1) AS INT)
SELECT size(NULL), size(array()), size(map('a', 1)), cardinality(array(1, NULL)), array_size(NULL)
SELECT count(DISTINCT v) OVER (PARTITION BY k) FROM VALUES (1, 2) t(k, v)
SELECT k, collect_set(v) OVER (PARTITION BY k) FROM VALUES ('a', 1), ('a', 1), ('b', 2) t(k, v) ORDER BY k
SELECT k, v, sum(v) OVER (PARTITION BY k ORDER BY d) AS run, sum(v) OVER (PARTITION BY k) AS tot, count(*) OVER (PARTITION BY k ORDER BY d RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS near FROM VALUES ('a', 1, 5), ('a', 2, 6), ('a', 4, 7), ('b', 1, 1) t(k, d, v) ORDER BY k, d
SELECT v, sum(v) OVER (ORDER BY v) AS rng, sum(v) OVER (ORDER BY v ROWS UNBOUNDED PRECEDING) AS rws FROM VALUES (1), (2), (2), (3) t(v) ORDER BY v, rws
SELECT min(v) OVER (ORDER BY k DESC), max(v) FILTER (WHERE v > 1) OVER (PARTITION BY 1) FROM VALUES (1, 1), (2, 2) t(k, v) ORDER BY 1
SELECT stack(2, 'a', 1, 'b', 2) AS (k, v)
SELECT posexplode(array('x', 'y')) AS (i, v)
SELECT a, explode(m) FROM VALUES (1, map('x', 10, 'y', 20)) t(a, m)
SELECT explode(array(1)), explode(array(2))
FROM VALUES ('a', 1), ('b', 2), ('a', 5) t(k, v) |> WHERE v > 0 |> AGGREGATE sum(v) AS s, count(*) AS n GROUP BY k |> EXTEND s / n AS avg |> ORDER BY s DESC |> SELECT k, avg
FROM VALUES (1, 'x'), (2, 'y') t(id, k) |> JOIN VALUES (1, 10) u(id, w) USING (id) |> SELECT id, k, w
FROM VALUES ('a', 2025, 1), ('a', 2026, 2) t(k, y, v) |> PIVOT (sum(v) FOR y IN (2025, 2026)) |> AS p |> WHERE p.`2026` > 1
SELECT CAST(1.0E10 AS STRING), CAST(1.0E-4 AS STRING), CAST(100.0D AS STRING), CAST(float(0.1) AS DOUBLE), CAST(0.1D AS DECIMAL(10,3)), CAST(CAST(1.10 AS DECIMAL(5,2)) AS STRING), CAST(true AS STRING), CAST(x'61' AS STRING), CAST(array(1, NULL) AS STRING), CAST(named_struct('a', 1, 'b', NULL) AS STRING), CAST(map('k', 1) AS STRING), CAST(1234567.0D AS STRING), CAST(12345678.9D AS STRING)
SELECT CAST(0.1 + 0.2 AS STRING), 0.1D + 0.2D, 1.10 * 2.5, CAST(1 AS DECIMAL(5,2)) + 1, 10.0 / 3, CAST(10 AS DECIMAL(10,2)) / CAST(3 AS DECIMAL(10,2)), 1.5 * 2, 100 * 1.1, 2 * 3.14159D, -(1.5)
SELECT CAST(12345.678 AS DECIMAL(6,2))
SELECT typeof(1.5 * 2), typeof(sum(1.5)), typeof(avg(1)), typeof(1 / 2), typeof(5 DIV 2), typeof(2 * 3L), typeof(date'2026-01-01' - date'2025-01-01'), typeof(now() - now()), typeof(count(*)), typeof(round(1.55, 1)), typeof(ceil(1.5)), typeof(floor(2.5D)), typeof(abs(-1S)), typeof(length('a'))
SELECT bitmap_bucket_number(40000), bitmap_bit_position(40000), hash('a', 1), xxhash64('a', 1), hash(NULL), hash(array(1, 2)), crc32('abc'), hash(1.5), hash(date'2026-01-01')
SELECT width_bucket(35, 0, 100, 4), width_bucket(-1, 0, 100, 4), width_bucket(100, 0, 100, 4), factorial(5), cbrt(27), log(2, 8), log10(1000), ln(1), exp(0), pow(2, 10), sqrt(2), sign(-3), degrees(pi()), hypot(3, 4), rint(2.5), e(), log(0), sqrt(-1)
SELECT str_to_map('a=1&b=2', '&', '='), str_to_map('a:1,b'), parse_url('https://u:p@ex.com:8080/p/a?q=1&r=x#f', 'HOST'), parse_url('https://ex.com/p?q=1', 'QUERY', 'q'), parse_url('https://ex.com/p?q=1', 'PATH'), try_parse_url('no url', 'HOST')
SELECT to_varchar(date'2026-03-01', 'yyyy/MM/dd'), to_char(timestamp'2026-03-01 10:00:00', 'HH:mm'), to_binary('616263', 'hex'), to_csv(named_struct('a', 1, 'b', 'x,y')), from_csv('1;2.5', 'a INT, b DOUBLE', map('sep', ';')), schema_of_csv('1,a')
SELECT named_struct('x', 1) = named_struct('x', 1), array(1, 2) < array(1, 3), array(1, NULL) = array(1, NULL), struct(1, 'a') < struct(1, 'b'), map('a', 1) IS NULL
SELECT map('a', 1) = map('a', 1)
SELECT mask('AbCd-1234'), mask('AbCd-1234', 'X', 'x', '#', '*'), sentences('Hi there. Ok!'), elt(2, 'a', 'b'), find_in_set('b', 'a,b'), space(3), character_length('abc'), uuid() IS NOT NULL, typeof(current_timestamp()), startswith('', '')
SELECT elt(5, 'a')
SELECT assert_true(1 > 2, 'no')
SELECT k, percentile_approx(v, 0.5) AS med, round(avg(v), 2), max(struct(v, n)).n AS top FROM VALUES ('a', 3, 'x'), ('a', 5, 'y'), ('b', 1, 'z') t(k, v, n) GROUP BY k ORDER BY k
SELECT date_trunc('month', d) AS m, count(*) AS n, count(*) - lag(count(*)) OVER (ORDER BY date_trunc('month', d)) AS diff FROM VALUES (date'2026-01-03'), (date'2026-01-09'), (date'2026-02-01') t(d) GROUP BY 1 ORDER BY 1
SELECT k, sum(v) AS s, rank() OVER (ORDER BY sum(v) DESC) AS r, round(sum(v) / sum(sum(v)) OVER (), 4) AS share FROM VALUES ('a', 1), ('b', 5), ('a', 2) t(k, v) GROUP BY k ORDER BY r
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v) OVER (PARTITION BY k), median(v) OVER (PARTITION BY k) FROM VALUES ('a', 1), ('a', 4), ('b', 9) t(k, v) ORDER BY 1
SELECT IF(v IS NULL, 'missing', CASE WHEN v < 0 THEN 'neg' WHEN v = 0 THEN 'zero' ELSE 'pos' END) AS kind, count(*) FROM VALUES (-1), (0), (NULL), (3), (4) t(v) GROUP BY 1 ORDER BY 1
SELECT count(*) AS n, count(email) AS filled, count(DISTINCT lower(trim(email))) AS uniq, sum(int(email IS NULL OR trim(email) = '')) AS empty, round(100 * count(email) / count(*), 1) AS pct FROM VALUES ('A@x.com '), ('a@x.com'), (NULL), ('') t(email)
SELECT id, row_number() OVER (PARTITION BY lower(email) ORDER BY ts DESC) AS rn FROM VALUES (1, 'a@x', timestamp'2026-01-01 00:00:00'), (2, 'A@x', timestamp'2026-01-02 00:00:00') t(id, email, ts) ORDER BY id
SELECT d.d, coalesce(sum(o.v), 0) AS v FROM (SELECT explode(sequence(date'2026-02-27', date'2026-03-02')) AS d) d LEFT JOIN VALUES (date'2026-02-28', 5), (date'2026-02-28', 2) o(d, v) ON o.d = d.d GROUP BY d.d ORDER BY d.d
SELECT hour(ts) AS h, count(*) AS n, count(*) / sum(count(*)) OVER () AS p FROM VALUES (timestamp'2026-01-01 10:10:00'), (timestamp'2026-01-01 10:50:00'), (timestamp'2026-01-01 23:00:00') t(ts) GROUP BY hour(ts) ORDER BY h
SELECT ts::date AS day, min(ts), max(ts), max(ts) - min(ts) AS span, unix_timestamp(max(ts)) - unix_timestamp(min(ts)) AS secs FROM VALUES (timestamp'2026-01-01 10:10:00'), (timestamp'2026-01-01 12:40:30') t(ts) GROUP BY ALL
SELECT 'a' COLLATE UTF8_LCASE = 'A', lower('ÄÖ'), upper('straße'), initcap('élan vital'), 'ß' = 'ss', 'a' < 'B', array_contains(array('a'), 'A')
SELECT ceil(-0.5), floor(0.5), round(-0.4), -0.0, 0 * -1.0, sign(-0.0D), round(0.5), round(1.5), round(25, -1), bround(25, -1), round(-25, -1)
SELECT cast('1,234' AS INT)
SELECT cast('' AS INT)
SELECT cast('true' AS BOOLEAN), cast('0' AS BOOLEAN), cast(2 AS BOOLEAN), cast('on' AS BOOLEAN)
SELECT cast('12abc' AS DOUBLE)
SELECT to_timestamp('2026-03-01 25:00:00')
SELECT timestamp'2026-02-30 00:00:00'
SELECT date'2026-01-01' + 1, date'2026-01-01' - 1, date'2026-01-01' + INTERVAL 1 DAY, date'2026-01-01' + INTERVAL '1' HOUR, current_date() - current_date(), timestamp'2026-01-01 00:00:00' + INTERVAL 1 YEAR 2 MONTHS 3 DAYS
SELECT timestamp'2026-01-01 00:00:00' + 1
SELECT v, ntile(4) OVER (ORDER BY v) AS quartile FROM VALUES (1), (2), (3), (4), (5), (6) t(v) ORDER BY v
SELECT k, array_join(transform(array_sort(collect_list(struct(d, v))), x -> string(x.v)), '>') AS path FROM VALUES ('a', 2, 'y'), ('a', 1, 'x'), ('b', 1, 'z') t(k, d, v) GROUP BY k ORDER BY k
SELECT map_from_entries(collect_list(struct(k, v))) AS m FROM VALUES ('a', 1), ('b', 2) t(k, v)
SELECT to_json(collect_list(named_struct('k', k, 'v', v))) FROM VALUES ('a', 1), ('b', NULL) t(k, v)
SELECT reduce(array(1.5, 2.5), CAST(0 AS DECIMAL(10,1)), (a, x) -> a + x), array_repeat('x', 2), array_append(array(1), NULL), array_prepend(array(1), 0), array_union(array(1, 1), array(2)), array_intersect(array(1, 2), array(2, 3)), array_distinct(array(1, NULL, NULL))
SELECT try_element_at(map('a', 1), 'b'), try_to_binary('zz', 'hex'), try_aes_decrypt(x'00', 'abcdefghijklmnop'), try_validate_utf8(x'80'), is_valid_utf8('a'), make_valid_utf8('a')
SELECT IFNULL(v, 0) + 1, NVL(v, -1), COALESCE(v, k) FROM VALUES (NULL, 5), (2, 6) t(v, k) ORDER BY k
SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(id, n) WHERE (id, n) IN (SELECT * FROM VALUES (1, 'a'), (3, 'c') u(x, y))
SELECT t.id FROM VALUES (1), (2) t(id) WHERE id > ALL (SELECT 1)
SELECT id, id % 2 = 0 AS even, id BETWEEN 1 AND 2 AS mid, NOT id IN (1) AS other, id IS NOT NULL AS have FROM range(3) ORDER BY id
SELECT sum(id), avg(id), count(*), min(id), max(id) FROM range(1, 11, 3)
SELECT current_user() = session_user(), current_catalog() IS NOT NULL, version() IS NOT NULL, rand(1) = rand(1), monotonically_increasing_id() FROM range(1)
SELECT a.*, b.v AS bv FROM (SELECT * FROM VALUES (1, 2) x(id, v)) a JOIN (SELECT * FROM VALUES (1, 3) y(id, v)) b ON a.id = b.id
SELECT concat(string(date'2026-01-01'), ' ', string(1.50), ' ', string(timestamp'2026-01-01 10:00:00.100')), string(interval '1' day), string(1e7D), string(cast(1 AS DECIMAL(10,4))), string(x'41'), string(-0.0D), string(float(3.14159274))
SELECT lag(a, 1, 'x') OVER (ORDER BY a) FROM VALUES (1), (2) t(a)
SELECT lag(a, 1, 2.5) OVER (ORDER BY a) FROM VALUES (1), (2) t(a)
SELECT lag(a, 1, 7) OVER (ORDER BY a) FROM VALUES (1.5), (2.5) t(a)
SELECT lag(a, 1, 7) OVER (ORDER BY a) FROM VALUES ('p'), ('q') t(a)
SELECT lead(a, 1, '2026-01-01') OVER (ORDER BY a) FROM VALUES (date'2026-03-01') t(a)
SELECT lead(a, 1, date'2026-01-01') OVER (ORDER BY a) FROM VALUES ('q') t(a)
SELECT lag(a, 1, 9223372036854775807) OVER (ORDER BY a) FROM VALUES (1), (2) t(a)
SELECT lag(a, 1, true) OVER (ORDER BY a) FROM VALUES (1), (2) t(a)
SELECT lag(a, 1, array(1)) OVER (ORDER BY a) FROM VALUES (1), (2) t(a)
SELECT lead(a, 1, 1) OVER (ORDER BY a) FROM VALUES (1.5D), (2D) t(a)
SELECT lag(a, 1, 1.5D) OVER (ORDER BY a) FROM VALUES (1.25), (2.5) t(a)
SELECT r.id FROM range(3) r WHERE range.id > 1
SELECT range.id FROM range(2) ORDER BY 1
SELECT explode.col FROM explode(array(1, 2)) ORDER BY 1
SELECT e.col FROM explode(array(1, 2)) e ORDER BY 1
SELECT json_tuple.c0 FROM json_tuple('{"a":1}', 'a')
FROM VALUES (1) t(a) |> AS p |> SELECT p.a
FROM VALUES (1) t(a) |> WHERE t.a = 1 |> SELECT t.a
FROM VALUES (1) t(a) |> SELECT a + 1 AS b |> AS q |> EXTEND q.b * 2 AS c |> WHERE q.b > 0
FROM VALUES (1) t(a) |> AS p |> AGGREGATE sum(p.a) AS s GROUP BY p.a
FROM VALUES (1), (2) t(a) |> AS p |> ORDER BY p.a DESC |> LIMIT 1
FROM VALUES (1), (2) t(a) |> AS p |> JOIN VALUES (1, 'x') u(a, n) ON p.a = u.a |> SELECT p.a, u.n
FROM VALUES (1, 2) t(a, b) |> AS p |> DROP b |> SELECT p.a
FROM VALUES (1, 2) t(a, b) |> EXTEND a + b AS c |> WHERE t.a = 1 |> SELECT c
FROM VALUES ('a', 1) t(k, v) |> PIVOT (sum(v) FOR k IN ('a')) |> AS p |> SELECT p.a
SELECT max(struct(v, n)).n, max(named_struct('v', v, 'n', n)).v FROM VALUES (1, 'x'), (2, 'y') t(v, n)
SELECT k, transform(collect_list(v), x -> x + 1) FROM VALUES ('a', 1) t(k, v) GROUP BY k
SELECT k, transform(collect_list(struct(d, v)), v -> v.v) FROM VALUES ('a', 1, 2) t(k, d, v) GROUP BY k
SELECT aggregate(collect_list(struct(v)), 0, (acc, x) -> acc + x.v) FROM VALUES (1), (2) t(v)
SELECT sum(sum(v)) FROM VALUES (1) t(v)
SELECT count(sum(v)) OVER () FROM VALUES (1) t(v)
SELECT map(1, 2) = map(1, 2)
SELECT map(1, 2) <=> map(1, 2)
SELECT array(map(1, 2)) = array(map(1, 2))
SELECT map(1, 2) IN (map(1, 2))
SELECT map(1, 2) < map(1, 2)
SELECT sum(v) FILTER (WHERE v > 1) OVER () FROM VALUES (1), (2) t(v)
SELECT sum(v) FROM VALUES (9223372036854775807), (1) t(v)
SELECT sum(v) OVER () FROM VALUES (9223372036854775807), (1) t(v)
SELECT sum(DISTINCT v) FROM VALUES (9223372036854775807), (1) t(v)
SELECT sum(cast(v AS DECIMAL(38,0))) FROM VALUES (99999999999999999999999999999999999999), (1) t(v)
SELECT avg(cast(v AS DECIMAL(38,0))) FROM VALUES (99999999999999999999999999999999999999), (1) t(v)
SELECT sum(v) FROM VALUES (INTERVAL '106751991' DAY), (INTERVAL '106751991' DAY) t(v)
SELECT round(v, 1) AS r, count(*) FROM VALUES (1.25D), (1.35D), (2.449D) t(v) GROUP BY round(v, 1) ORDER BY r
SELECT hour(ts) h, date(ts), year(ts), month(ts), ts + INTERVAL '15' MINUTE FROM VALUES (timestamp_ntz'2026-01-01 10:50:00') t(ts)
SELECT first_value(v) OVER (PARTITION BY k ORDER BY d) f, last_value(v) OVER (PARTITION BY k ORDER BY d) l, last_value(v) OVER (PARTITION BY k ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ll FROM VALUES ('a', 1, 10), ('a', 2, 20) t(k, d, v) ORDER BY d
SELECT k, v, v - avg(v) OVER (PARTITION BY k) AS dev, (v - avg(v) OVER ()) / stddev(v) OVER () AS z FROM VALUES ('a', 1), ('a', 3), ('b', 8) t(k, v) ORDER BY v
SELECT count(*) FILTER (WHERE d >= add_months(date'2026-06-01', -1)) AS recent, count(*) AS n, max(d) AS last, datediff(date'2026-06-01', max(d)) AS age FROM VALUES (date'2026-05-15'), (date'2026-01-01') t(d)
SELECT CASE WHEN age < 18 THEN '<18' WHEN age BETWEEN 18 AND 65 THEN '18-65' ELSE '65+' END AS grp, count(*), avg(age), min(age) FROM VALUES (10), (20), (70), (NULL) t(age) GROUP BY 1 ORDER BY 1
SELECT concat_ws(' ', collect_list(w)) FROM (SELECT explode(split('the quick fox', ' ')) AS w)
SELECT w, count(*) n FROM (SELECT explode(split(lower('The the fox'), '\\s+')) AS w) GROUP BY w ORDER BY n DESC, w
SELECT a.k, a.v, b.v FROM VALUES (1, 'a') a(k, v) CROSS JOIN VALUES (2, 'b') b(k, v)
SELECT date_format(d, 'yyyy-MM') AS ym, sum(v), sum(sum(v)) OVER (ORDER BY date_format(d, 'yyyy-MM')) AS cum FROM VALUES (date'2026-01-05', 1), (date'2026-02-05', 2), (date'2026-02-06', 3) t(d, v) GROUP BY ym ORDER BY ym
SELECT t1.id, t2.id FROM range(3) t1 LEFT ANTI JOIN range(2) t2 ON t1.id = t2.id
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) s FROM range(5) ORDER BY id
SELECT extract(EPOCH FROM timestamp'2026-01-01 00:00:00')
SELECT unix_seconds(timestamp'2026-01-01 00:00:00.9'), unix_micros(timestamp'2026-01-01 00:00:00'), timestamp_micros(1), cast(timestamp'2026-01-01 00:00:00.5' AS DOUBLE), cast(timestamp'2026-01-01 00:00:00.5' AS BIGINT), cast(1.5 AS TIMESTAMP), cast(date'2026-01-01' AS STRING)
SELECT cast(date'2026-01-01' AS INT)
SELECT dateadd(MONTH, 1, date'2026-01-31'), dateadd(HOUR, 1, date'2026-01-31'), date_add(timestamp'2026-01-01 10:00:00', 1), add_months(timestamp'2026-01-31 10:00:00', 1)
SELECT to_date(timestamp'2026-01-01 23:00:00'), date(timestamp'2026-01-01 23:00:00'), to_timestamp(date'2026-01-01'), to_date(NULL), date('2026-01-01 10:00:00'), to_date('2026-01-01 10:00:00', 'yyyy-MM-dd HH:mm:ss')
SELECT to_date('2026-01-01 10:00:00', 'yyyy-MM-dd')
SELECT to_timestamp('2026-01-01', 'yyyy-MM-dd HH:mm')
SELECT trunc('2026-05-17', 'q'), trunc(date'2026-05-17', 'nonsense'), date_trunc('nonsense', timestamp'2026-01-01 00:00:00'), date_trunc('DAY', NULL)
SELECT substr('hello', 2), substr('hello', -2), substring('hello', 0), substring('hello', 1, -1), left('abc', -1), right('abc', 0), lpad('abc', 0), lpad('abc', 2, ''), repeat('a', -1), space(0)
SELECT replace('aXbX', 'X'), replace('abc', 'b', 'ZZ'), regexp_replace('aaa', 'a', 'b', 2), split('a|b', '|'), split('a|b', '\\|'), split('a.b', '[.]'), concat('a', 1.0, true, NULL)
SELECT 10 % 3.0, -7 / 2, 7 / -2.0, 1e0 / 3, 2 ** 3
SELECT 5 / 2 AS a, 5.0 / 2 AS b, 5 / 2.0D AS c, cast(5 AS FLOAT) / 2 AS d, 5L DIV 2 AS e, decimal(5) / 2 AS f
SELECT round(10 / 3, 2), round(10.0 / 3, 2), format_number(10 / 3, 2), cast(10 / 3 AS DECIMAL(10, 2)), round(2 / 3 * 100, 1), 100 * 2 / 3, 2 / 3 * 100
SELECT sum(price * qty), avg(price), sum(price) / count(*), sum(qty) * 1.0 / count(*), round(avg(price), 2), max(price) FROM VALUES (cast(9.99 AS DECIMAL(10,2)), 3), (cast(5.00 AS DECIMAL(10,2)), 1) t(price, qty)
SELECT percent_rank() OVER (PARTITION BY k ORDER BY v), ntile(2) OVER (PARTITION BY k ORDER BY v DESC) FROM VALUES ('a', 1), ('a', 2), ('b', 5) t(k, v) ORDER BY 1, 2
SELECT k, array_distinct(flatten(collect_list(xs))), size(array_agg(DISTINCT k)) FROM VALUES ('a', array(1, 2)), ('a', array(2, 3)) t(k, xs) GROUP BY k
SELECT xs[0], xs[size(xs) - 1], element_at(xs, -1), slice(xs, 1, 2), xs[1] + 1 FROM VALUES (array(1, 2, 3)) t(xs)
SELECT xs[3] FROM VALUES (array(1, 2, 3)) t(xs)
SELECT xs[-1] FROM VALUES (array(1, 2, 3)) t(xs)
SELECT m['k'], m.k, m['none'], map_keys(m), map_values(m), size(m) FROM VALUES (map('k', 1)) t(m)
SELECT s.*, s.a + 1 FROM (SELECT named_struct('a', 1, 'b', 'x') s)
SELECT * EXCEPT (b), b AS c FROM VALUES (1, 2) t(a, b)
SELECT t.*, a + b AS s FROM VALUES (1, 2) t(a, b)
SELECT count(*), count(1), count(a, b), count(DISTINCT a, b), count(t.*) FROM VALUES (1, NULL), (2, 3), (2, 3) t(a, b)
SELECT any_value(v) IGNORE NULLS, first(v) IGNORE NULLS, last(v) RESPECT NULLS, array_agg(v), collect_set(v) FROM VALUES (NULL), (1) t(v)
SELECT grouping_id(), count(*) FROM VALUES (1) t(a) GROUP BY a WITH ROLLUP
SELECT a, b, sum(v) FROM VALUES (1, 'x', 5), (1, 'y', 6) t(a, b, v) GROUP BY a, ROLLUP (b) ORDER BY ALL
SELECT a, sum(v) FROM VALUES (1, 5), (2, 6) t(a, v) GROUP BY a ORDER BY sum(v) DESC, count(*) LIMIT 1
SELECT a FROM VALUES (1), (2) t(a) ORDER BY (SELECT 1), -a
SELECT DISTINCT a % 2 AS m FROM VALUES (1), (2), (3) t(a) ORDER BY m
SELECT DISTINCT a FROM VALUES (1), (2) t(a) ORDER BY b
SELECT a AS x, a + 1 AS y FROM VALUES (1) t(a) WHERE x = 1
SELECT a AS x FROM VALUES (1) t(a) GROUP BY x HAVING x = 1
SELECT bit_and(v), bit_or(v), bit_xor(v), bool_or(v > 1), some(v > 5), approx_count_distinct(v) FROM VALUES (3), (5) t(v)
SELECT x, transform(collect_list(v), x -> x + 1), filter(collect_list(v), v -> v > 1), aggregate(collect_list(v), 0, (x, v) -> x + v) FROM VALUES (10, 1), (10, 2) t(x, v) GROUP BY x
SELECT k, transform(collect_list(v), e -> e * max(v)) FROM VALUES ('a', 1), ('a', 2) t(k, v) GROUP BY k
SELECT k, array_sort(collect_list(v), (l, r) -> r - l), map_filter(map_from_entries(collect_list(struct(v, n))), (a, b) -> a > 1) FROM VALUES ('a', 1, 'x'), ('a', 2, 'y') t(k, v, n) GROUP BY k
SELECT cast(5 AS DATE)
SELECT cast(date'2026-01-01' AS DECIMAL(10, 0))
SELECT try_cast(1.5D AS DATE)
FROM VALUES (1, 'a'), (2, 'b') t(id, n) |> WHERE t.id > 1 |> EXTEND upper(t.n) AS u |> SELECT t.id, u
FROM VALUES (1, 'a') t(id, n) |> SELECT t.id AS i, n |> WHERE t.n = 'a'
FROM VALUES (1, 'a') t(id, n) |> SELECT t.id AS i, n |> WHERE t.id = 1
FROM VALUES (1), (2) t(a) |> UNION ALL VALUES (3) |> WHERE a > 1
FROM VALUES (1, 2) t(a, b) |> SET b = t.a + t.b |> WHERE t.a = 1
FROM VALUES (1, 2) t(a, b) |> AS q(x, y) |> SELECT q.x, y
SELECT k, transform(array_distinct(collect_list(v)), x -> concat(k, x)) FROM VALUES ('a', 1), ('a', 1) t(k, v) GROUP BY k
SELECT transform(xs, x -> transform(ys, y -> x * y)) FROM VALUES (array(1, 2), array(3, 4)) t(xs, ys)
SELECT k, transform_values(map_from_entries(collect_list(struct(n, v))), (a, b) -> b / sum(v)) FROM VALUES ('a', 'x', 1), ('a', 'y', 3) t(k, n, v) GROUP BY k
SELECT aggregate(array_sort(collect_list(v)), cast(0 AS DOUBLE), (a, x) -> a + x, a -> a / size(collect_list(v))) FROM VALUES (1), (2), (3) t(v)
SELECT exists(collect_list(v), x -> x IS NULL), forall(collect_set(v), x -> x > 0) FROM VALUES (1), (NULL) t(v)
SELECT filter(array(1, 2, 3), x -> x > (SELECT 1))
SELECT transform(array(1, 2), x -> x + rand())  IS NOT NULL
SELECT array_sort(array(struct(2, 'b'), struct(1, 'z'), struct(1, 'a')))
SELECT array_sort(array(map('a', 1)))
SELECT sort_array(array(struct(1, NULL), struct(1, 2), NULL), false)
SELECT array_max(array(struct(1, 'a'), struct(1, 'b'))), array_min(array('b', 'a')), greatest(array(1), array(2)), array_contains(array(struct(1)), struct(1))
SELECT map_from_entries(array(struct(1, 'a'), struct(1, 'b')))
SELECT element_at(map(1, 'a'), 2), map(1, 'a')[1L], map(1.0, 'a')[1]
SELECT str_to_map(NULL), map_keys(NULL), size(map_entries(map(1, 2))), map_contains_key(map('a', NULL), 'a')
SELECT named_struct('a', 1).a, struct(1 AS x, 2).x, (struct(1, 2)).col2, to_json(struct(1, 'x')), named_struct('a', named_struct('b', 2)).a.b
SELECT s.* FROM VALUES (named_struct('a', 1, 'b', 2)) t(s)
SELECT inline(array(named_struct('a', 1, 'b', 'x'), NULL))
SELECT posexplode_outer(map('a', 1)), 5 AS n
SELECT explode_outer(NULL)
SELECT id, explode(array(id, id * 10)) AS v FROM range(2) ORDER BY v DESC
SELECT col FROM (SELECT explode(array(3, 1, 2))) ORDER BY col LIMIT 2
SELECT t.id, e.* FROM VALUES (1, map('a', 1)) t(id, m) LATERAL VIEW explode(m) e
SELECT a.x, b.y FROM (SELECT 1) LATERAL VIEW explode(array(1, 2)) a AS x LATERAL VIEW OUTER explode(if(x = 1, array('p'), array())) b AS y ORDER BY x
SELECT p.id, c.item FROM VALUES (1, 'a;b') p(id, s), LATERAL explode(split(p.s, ';')) AS c(item) ORDER BY item
SELECT x.id, s.total FROM VALUES (1), (2) x(id) JOIN LATERAL (SELECT sum(v) AS total FROM VALUES (1, 5), (1, 6) y(id, v) WHERE y.id = x.id) s ON s.total IS NOT NULL
SELECT sum(v) FILTER (WHERE k = 'a') / nullif(sum(v) FILTER (WHERE k = 'z'), 0), count(*) FILTER (WHERE v IS NULL) FROM VALUES ('a', 1), ('b', NULL) t(k, v)
SELECT k, any_value(v), max(v) FILTER (WHERE v < 3), count(DISTINCT v) FILTER (WHERE v > 1) FROM VALUES ('a', 1), ('a', 2), ('a', 5) t(k, v) GROUP BY k
SELECT count(DISTINCT a), count(DISTINCT b), sum(DISTINCT a), avg(DISTINCT a) FROM VALUES (1, 'x'), (1, 'y'), (2, NULL) t(a, b)
SELECT year(d) y, quarter(d) q, sum(v), grouping_id(year(d), quarter(d)) g FROM VALUES (date'2026-01-05', 1), (date'2026-04-05', 2) t(d, v) GROUP BY ROLLUP (year(d), quarter(d)) ORDER BY g, y, q
SELECT a, b, count(*) FROM VALUES (1, 'x'), (1, 'y') t(a, b) GROUP BY a, b WITH CUBE ORDER BY 1, 2, 3
SELECT a + 1 AS a1, sum(b) FROM VALUES (1, 2), (1, 3) t(a, b) GROUP BY a + 1 HAVING a + 1 > 1 ORDER BY a + 1
SELECT a, sum(b) AS b FROM VALUES (1, 2), (2, 5) t(a, b) GROUP BY a HAVING b > 3
SELECT a, sum(b) AS s FROM VALUES (1, 2), (2, 5) t(a, b) GROUP BY a ORDER BY s / 2 DESC
SELECT max(a) + 1 AS m, m * 2 FROM VALUES (1), (4) t(a)
SELECT a, row_number() OVER (PARTITION BY a % 2 ORDER BY a DESC) AS rn, rn + 1 AS next FROM VALUES (1), (2), (3) t(a) ORDER BY a
SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING), avg(a) OVER w FROM VALUES (1, 1), (2, 2), (3, 3) t(a, b) WINDOW w AS (ORDER BY b ROWS 1 PRECEDING)
SELECT a, count(*) OVER (ORDER BY a RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) FROM VALUES (1), (1), (2), (5) t(a) ORDER BY a
SELECT ts, count(*) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW) FROM VALUES (timestamp'2026-01-01 00:00:00'), (timestamp'2026-01-01 00:30:00'), (timestamp'2026-01-01 02:00:00') t(ts) ORDER BY ts
SELECT first(v) IGNORE NULLS OVER (ORDER BY k DESC), lag(v) IGNORE NULLS OVER (ORDER BY k), lead(v, 1) RESPECT NULLS OVER (ORDER BY k) FROM VALUES (1, 10), (2, NULL), (3, 30) t(k, v) ORDER BY k
SELECT k, v, max(v) OVER (PARTITION BY k) = v AS top, dense_rank() OVER (ORDER BY k, v DESC) FROM VALUES ('a', 1), ('a', 5), ('b', 2) t(k, v) ORDER BY k, v
SELECT stddev(v) OVER (ORDER BY k ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), collect_list(v) OVER (ORDER BY k ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), approx_count_distinct(v) OVER () FROM VALUES (1, 2), (2, 4), (3, 9) t(k, v) ORDER BY k
SELECT ntile(0) OVER (ORDER BY a) FROM VALUES (1) t(a)
SELECT lag(a, -1) OVER (ORDER BY a) FROM VALUES (1), (2) t(a)
SELECT rank() OVER (PARTITION BY a) FROM VALUES (1) t(a)
SELECT sum(a) OVER (PARTITION BY b ORDER BY c RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, 2, 'x') t(a, b, c)
SELECT a FROM VALUES (1), (2) t(a) ORDER BY sum(a) OVER (ORDER BY a DESC)
SELECT * FROM VALUES (1, 'x'), (2, 'y') t(id, n) WHERE n = ANY ('x', 'z')
SELECT * FROM VALUES (1, 'abc'), (2, 'xbz') t(id, n) WHERE n LIKE '_b%' AND NOT n RLIKE 'z$'
SELECT * FROM VALUES ('a_b'), ('axb') t(n) WHERE n LIKE 'a\_b'
SELECT 'a\nb' AS nl, 'it''s' AS q, "double" AS d, r'raw\n' AS r, 'tab\tx' AS t, '\u0041' AS u, 'a' 'b' AS ab
SELECT 1_000, 1e3, 1.5e-2, 0x1F, 10L, 5S, 3Y, 2.5BD, 1F, .5, 5.
SELECT X'1F', x'', cast(x'414243' AS STRING), length(x'0102'), hex(x'ff'), concat(x'01', x'02'), substring(x'010203', 2, 1), x'01' = x'01', base64(x'ff')
SELECT date '2026-01-01', DATE('2026-01-01'), timestamp_ltz'2026-01-01 00:00:00', timestamp_ntz'2026-01-01 00:00:00', timestamp'2026-01-01T00:00:00+01:00', interval '1' day, interval 2 hours 30 minutes, interval '1-2' year to month
SELECT INTERVAL '1 month 2 days', INTERVAL 1 WEEK, INTERVAL '10' SECOND, INTERVAL '1:30' HOUR TO MINUTE, INTERVAL -3 DAYS, INTERVAL '0.5' SECOND
SELECT INTERVAL '1' DAY = INTERVAL '24' HOUR, INTERVAL '1' YEAR > INTERVAL '11' MONTH, INTERVAL '1' DAY + INTERVAL '2' HOUR, date'2026-01-31' + INTERVAL '1-1' YEAR TO MONTH, timestamp'2026-01-01 00:00:00' - INTERVAL '1 12' DAY TO HOUR
SELECT sum(i), avg(i), max(i), min(i) FROM VALUES (INTERVAL '1' DAY), (INTERVAL '3' DAY) t(i)
SELECT date_part('YEAR', INTERVAL '2-3' YEAR TO MONTH), extract(MINUTE FROM INTERVAL '1 02:03:04' DAY TO SECOND), extract(DAY FROM timestamp'2026-01-02 00:00:00'), extract(DOY FROM date'2026-02-01'), extract(QUARTER FROM date'2026-12-01'), extract(MONTH FROM '2026-05-01')
SELECT to_date('2026/03/01', 'yyyy/MM/dd'), to_date('1 March 2026', 'd MMMM yyyy'), to_date('Mar 1, 26', 'MMM d, yy'), to_timestamp('2026-03-01 10:00 PM', 'yyyy-MM-dd hh:mm a'), to_timestamp('2026-03-01 10:00:00.5 +0200', 'yyyy-MM-dd HH:mm:ss.S xx'), to_timestamp(1772323200)
SELECT to_date('32/01/2026', 'dd/MM/yyyy')
SELECT try_to_timestamp('32/01/2026', 'dd/MM/yyyy'), to_timestamp('20260301101112', 'yyyyMMddHHmmss'), date_format('2026-03-01', 'yyyy-ww')
SELECT date_format(timestamp'2026-03-01 05:06:07', "H:m:s k K h a"), date_format(timestamp'2026-03-01 05:06:07.123456', 'SSSSSS n'), date_format(date'2026-12-31', 'D F'), date_format(timestamp'2026-03-01 05:06:07', 'z xxx O VV')
SELECT date_trunc('MILLISECOND', timestamp'2026-03-01 05:06:07.123456'), date_trunc('DECADE', date'2026-03-01'), trunc(date'2026-03-01', 'CENTURY'), date_trunc('HOUR', '2026-03-01 05:06:07'), date_trunc('SECOND', timestamp_ntz'2026-03-01 05:06:07.9')
SELECT datediff('2026-03-01', '2026-02-01'), datediff(timestamp'2026-03-01 23:00:00', date'2026-02-01'), date_add('2026-01-31', 30), date_sub(date'2026-01-01', -1), add_months('2026-01-31', -2), months_between('2026-01-31', '2025-12-31')
SELECT dateadd(QUARTER, 1, date'2026-01-31'), timestampadd(SECOND, 90, timestamp'2026-01-01 00:00:00'), timestampdiff(QUARTER, date'2025-01-01', date'2026-01-01'), datediff(MINUTE, timestamp'2026-01-01 00:00:59', timestamp'2026-01-01 00:02:00'), datediff(WEEK, date'2026-01-01', date'2026-01-14')
SELECT greatest(timestamp'2026-01-01 00:00:00', date'2026-01-02'), coalesce(date'2026-01-01', timestamp'2026-01-01 10:00:00'), if(true, date'2026-01-01', '2026-01-02'), date'2026-01-01' IN ('2026-01-01'), date'2026-01-01' BETWEEN '2025-12-31' AND '2026-01-02'
SELECT current_date() = date(now()), date_diff(current_date(), current_date()), current_timestamp() = now(), localtimestamp() IS NULL, unix_timestamp() > 0
SELECT cast('2026-01-01 10:11:12.123' AS timestamp_ntz), cast(timestamp_ntz'2026-01-01 10:11:12' AS DATE), cast('10:00' AS TIMESTAMP_NTZ)
SELECT round(1.2345, 2), round(-1.5), round(123.456, -1), round(2.5D), round(cast(2.5 AS FLOAT)), bround(1.25, 1), ceil(-1.2), floor(cast(1.9 AS FLOAT)), ceil(123, -2), round(9223372036854775807, -2)
SELECT 0.1 + 0.2 = 0.3, 0.1D + 0.2D = 0.3D, 1.0 = 1, 1.10 = 1.1, cast(0.1 AS FLOAT) = 0.1D, 1e0 = 1, '1.0' = 1, 'abc' = 1
SELECT cast(1.0 AS STRING), cast(100.00 AS STRING), cast(1e2 AS STRING), cast(0.00001D AS STRING), cast(123456789.123D AS STRING), cast(float(1e10) AS STRING), cast(-0.0 AS STRING), cast(1.50 AS DOUBLE), string(0.1D * 3)
SELECT cast(3.7 AS BIGINT), cast(-3.7D AS INT), cast('3.7' AS DOUBLE), cast(' 42 ' AS BIGINT), cast('+5' AS INT), cast('1e3' AS DECIMAL(10,1)), cast(true AS DECIMAL(3,1)), cast(12.345 AS DECIMAL(4,2)), cast(99.995 AS DECIMAL(5,2))
SELECT cast('3.7' AS INT)
SELECT cast(1000 AS DECIMAL(3,0))
SELECT cast(null AS INT) + 1, NULL || 'a', -NULL, NOT cast(NULL AS BOOLEAN), abs(NULL), NULL IS NULL, coalesce(NULL), typeof(NULL), typeof(coalesce(NULL, NULL)), typeof(array())
SELECT 127Y + 1Y
SELECT 32767S * 2S
SELECT 9223372036854775807 + 1
SELECT 5 DIV 0
SELECT try_divide(5, 0), try_divide(1.5, 0), try_add(date'2026-01-01', 1), try_subtract(timestamp'2026-01-01 00:00:00', INTERVAL '1' DAY), try_element_at(array(1), 0)
SELECT sqrt(16), cbrt(-8), power(2, 0.5), exp(1), ln(0), log10(0.1), log(10, 1000), log2(8), sin(0), atan2(1, 1), radians(180), sign(-2.5), negative(3), positive(3), mod(10, 3), e() > 2.7, factorial(20), factorial(21)
SELECT least(3, 1.5, 2L), greatest('a', 'B'), least(NULL, NULL), typeof(least(3, 1.5)), typeof(greatest(1, 2L)), greatest(1, '2')
SELECT format_number(1234567.891, '#,###.#'), format_number(-0.001, 2), format_number(1e15, 0), format_number(NULL, 2), to_char(78.12, '$99.99'), to_char(0.5, '0.00'), to_char(1234, '0,000,000'), to_char(-5, 'S9'), to_char(5, '9MI')
SELECT to_number('454', '999'), to_number('$78.12', '$99.99'), to_number('-12,454.8', 'S99,999.9'), try_to_number('abc', '999')
SELECT to_number('abc', '999')
SELECT lpad('5', 3, '0'), lpad(5, 3, '0'), rpad('ab', 5, 'xy'), lpad('abcdef', 3), repeat('-', 5), space(2) || 'x', concat('a', space(1), 'b'), left('abc', 2), right('abc', 5), substr('abcdef', -3, 2), substring('abc', 2, 100), substring('abc' FROM -2)
SELECT initcap('hELLO wORLD-foo bar_baz'), upper('ß'), lower('İ'), reverse('añb'), length(''), trim('\t a \n'), trim(TRAILING 'ab' FROM 'xxabab'), translate('abc', 'abc', 'x'), replace('abcabc', 'bc', ''), overlay('abc' PLACING 'ZZZ' FROM 3)
SELECT split('one  two', ' '), split('a1b2c3', '[0-9]'), split('abc', ''), split('a,b', ',', -1), split('a,b,c', ',', 1), split_part('a,b,c', ',', 2), split_part('abc', ',', 1), substring_index('a.b.c', '.', 0), array_join(split('b a', ' '), '+')
SELECT regexp_extract('foo123bar', '([a-z]+)(\\d+)', 2), regexp_extract('foo', '(\\d+)'), regexp_extract_all('a1,b2', '([a-z])(\\d)', 2), regexp_replace('Hello', '(?i)L', '_'), regexp_replace('a.b', '\\.', '\\\\'), regexp_like('2026-01-01', '^\\d{4}-\\d{2}'), rlike('abc', 'a.c'), regexp_count('banana', 'an'), regexp_instr('abc', 'z')
SELECT regexp_replace('a', '(', 'b')
SELECT 'abc' RLIKE '[', 1
SELECT soundex('Robert'), levenshtein('abc', 'abd'), levenshtein('kitten', 'sitting', 2), ascii(''), chr(256 + 65), char(0) = '', bit_length('é'), octet_length('é'), crc32('é'), md5(''), sha2('a', 224), hex('é'), unhex('zz'), base64('é')
SELECT decode(unhex('68656C6C6F'), 'UTF-8'), encode('a', 'UTF-16BE'), url_encode('ä/?'), url_decode('%C3%A4'), try_url_decode('%zz'), uuid() <> uuid(), to_binary('YQ==', 'base64'), aes_encrypt('a', 'abcdefghijklmnop', 'ECB') IS NOT NULL
SELECT get_json_object('{"a":"x\\"y"}', '$.a'), get_json_object('{"a":1.50}', '$.a'), get_json_object('[1,2]', '$[1]'), get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a[*].b'), get_json_object('{"a":{"b":null}}', '$.a'), get_json_object('{"a":true}', '$.a'), get_json_object('{"a b":1}', '$.a b'), get_json_object('{"a":1}', 'a')
SELECT from_json('{"a":1.9}', 'a INT'), from_json('{"a":"1"}', 'a INT'), from_json('{"a":true}', 'a STRING'), from_json('{"a":{"b":1}}', 'a STRING'), from_json('{"a":[1,"x"]}', 'a ARRAY<INT>'), from_json('', 'a INT'), from_json('null', 'a INT'), from_json('[]', 'ARRAY<INT>'), from_json('[1]', 'a INT')
SELECT from_json('{"d":"2026-01-01","t":"2026-01-01T10:00:00Z","b":"YQ==","x":1e3}', 'd DATE, t TIMESTAMP, b BINARY, x DOUBLE'), from_json('{"a":1,"c":3}', 'a INT, b INT, c INT'), from_json('{"a":1}', 'a INT, _corrupt_record STRING'), from_json('{"a":"x"}', 'a INT, _corrupt_record STRING', map('columnNameOfCorruptRecord', '_corrupt_record'))
SELECT schema_of_json('{"a":[1,2.5],"b":{"c":null}}'), schema_of_json('[{"a":1},{"b":"x"}]'), json_object_keys('[1]'), json_array_length('[]'), json_tuple('{"a":{"b":1},"c":[1]}', 'a', 'c')
SELECT to_csv(named_struct('a', 1, 'b', NULL, 'c', 'x"y', 'd', date'2026-01-01')), from_csv('1,abc,2026-01-01', 'a INT, b STRING, c DATE'), from_csv('x', 'a INT'), schema_of_csv('1,2.5,a,2026-01-01')
SELECT variant_get(parse_json('{"a":[1,{"b":"x"}]}'), '$.a[1].b', 'string'), parse_json('[1,"a",null,true,1.5]'), try_parse_json('{'), to_variant_object(named_struct('a', 1)), schema_of_variant(parse_json('{"a":1,"b":[1,"x"]}')), cast(parse_json('"5"') AS INT), cast(parse_json('1.7') AS INT), is_variant_null(parse_json('{"a":null}'))
SELECT parse_json('{')
SELECT schema_of_variant_agg(parse_json(j)) FROM VALUES ('{"a":1}'), ('{"b":"x"}') t(j)
SELECT try_variant_get(parse_json('{"a":"x"}'), '$.a', 'int'), variant_get(parse_json('{"a":1}'), '$.b', 'int'), variant_get(parse_json('{"d":"2026-01-01"}'), '$.d', 'date'), variant_get(parse_json('[1,2,3]'), '$', 'array<int>'), to_json(parse_json('{"b":1,"a":2}'))
SELECT typeof(a), typeof(b), typeof(c) FROM VALUES (1, 'x', 1.5), (2L, 'y', 2) t(a, b, c) LIMIT 1
SELECT * FROM VALUES (1, 2), (3, 4) AS t(a, b) WHERE (a, b) = (1, 2)
SELECT * FROM (VALUES (1), (2)) AS t(a) WHERE a NOT IN (SELECT NULL)
SELECT a FROM VALUES (1), (2) t(a) WHERE EXISTS (SELECT 1 FROM VALUES (2) u(b) WHERE b = a)
SELECT a, (SELECT collect_list(b) FROM VALUES (1, 'x'), (1, 'y') u(k, b) WHERE k = a) FROM VALUES (1), (2) t(a) ORDER BY a
SELECT a, a IN (SELECT b FROM VALUES (1), (NULL) u(b)) AS f FROM VALUES (1), (2), (NULL) t(a) ORDER BY a
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a), c AS (SELECT * FROM a UNION ALL SELECT * FROM b) SELECT sum(x), count(*) FROM c
WITH t(a, b) AS (VALUES (1, 'x')) SELECT b, a FROM t
SELECT * FROM VALUES (1) a(x) JOIN VALUES (1) b(x) ON a.x = b.x JOIN VALUES (1) c(x) USING (x)
SELECT x FROM VALUES (1) a(x), VALUES (2) b(x)
SELECT a.*, b.* EXCEPT (id) FROM VALUES (1, 'x') a(id, n) JOIN VALUES (1, 'y') b(id, m) ON a.id = b.id
SELECT coalesce(a.id, b.id) AS id, n, m FROM VALUES (1, 'x'), (2, 'y') a(id, n) FULL JOIN VALUES (2, 'p'), (3, 'q') b(id, m) ON a.id = b.id ORDER BY id
SELECT id, n, m FROM VALUES (1, 'x') a(id, n) RIGHT JOIN VALUES (2, 'p') b(id, m) USING (id)
SELECT 1 UNION SELECT 1.0 UNION SELECT '1' ORDER BY 1
SELECT a FROM VALUES (1), (2), (2) t(a) MINUS SELECT 2
(SELECT 1 AS a UNION ALL SELECT 2) INTERSECT SELECT 2 ORDER BY a
SELECT a FROM VALUES (3), (1) t(a) UNION ALL SELECT a FROM VALUES (2) u(a) ORDER BY a LIMIT 2
SELECT * FROM (SELECT 1 AS a, 2 AS a) t
SELECT t.a FROM (SELECT 1 AS a, 2 AS a) t
SELECT * FROM VALUES ('x', 1, 2), ('y', 3, 4) t(k, a, b) UNPIVOT (v FOR n IN (a, b)) AS u ORDER BY k, n
SELECT * FROM (SELECT k, m, v FROM VALUES ('a', 'jan', 1), ('a', 'feb', 2), ('b', 'jan', 3) t(k, m, v)) PIVOT (sum(v), avg(v) AS a FOR m IN ('jan', 'feb')) ORDER BY k
SELECT * FROM VALUES (2025, 'a', 1), (2025, 'b', 2) t(y, k, v) PIVOT (max(v) FOR (y, k) IN ((2025, 'a') AS x, (2025, 'b') AS z))
SELECT id FROM range(10, 0, -3) ORDER BY id DESC
SELECT a, b FROM VALUES (1, NULL), (2, 'x'), (3, NULL) t(a, b) ORDER BY b NULLS LAST, a DESC
SELECT a FROM VALUES (2), (1) t(a) ORDER BY 2
SELECT a AS x FROM VALUES (1) t(a) ORDER BY a + x
SELECT count(*) c FROM VALUES (1) t(a) HAVING c > 5
SELECT a, count(*) FROM VALUES (1) t(a) GROUP BY 3
SELECT a FROM VALUES (1) t(a) WHERE count(*) > 0
SELECT explode(array(1)) + 1
SELECT a.b.c FROM VALUES (1) t(a)
SELECT m.x FROM VALUES (map('x', 1)) t(m)
SELECT bool_and(NULL), bool_or(a > 1), every(a > 0), count_if(a > 1), any(a > 2) FROM VALUES (1), (2) t(a)
SELECT max_by(a, b), min_by(a, b), max_by(a, b) FILTER (WHERE b < 3), first(a), corr(a, b), covar_samp(a, b), regr_avgx(a, b), regr_sxy(a, b), regr_slope(a, b) FROM VALUES (1, 2), (3, 4), (5, NULL) t(a, b)
SELECT try_sum(a), try_avg(a), sum(cast(a AS FLOAT)), avg(cast(a AS DECIMAL(3,1))), product(a) FROM VALUES (1), (2) t(a)
SELECT array_agg(a) FILTER (WHERE a > 1), array_size(collect_set(a)), sort_array(collect_set(a % 2)), string_agg(a) FROM VALUES ('1'), ('2') t(a)
SELECT listagg(a, ',') WITHIN GROUP (ORDER BY a DESC), listagg(DISTINCT a, ';') WITHIN GROUP (ORDER BY a), listagg(a) FROM VALUES ('b'), ('a'), ('a') t(a)
SELECT a, a NOT IN (SELECT b FROM VALUES (1), (NULL) u(b)) AS f FROM VALUES (1), (2), (NULL) t(a) ORDER BY a
SELECT a, CASE WHEN a IN (SELECT b FROM VALUES (1), (NULL) u(b)) THEN 'in' ELSE 'out' END AS f FROM VALUES (1), (2), (NULL) t(a) ORDER BY a
SELECT a, coalesce(a IN (SELECT b FROM VALUES (1), (NULL) u(b)), true) AS f FROM VALUES (1), (2), (NULL) t(a) ORDER BY a
SELECT a, (a IN (SELECT b FROM VALUES (1), (NULL) u(b))) IS NULL AS f FROM VALUES (1), (2), (NULL) t(a) ORDER BY a
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a NOT IN (SELECT b FROM VALUES (1), (NULL) u(b)) ORDER BY a
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a NOT IN (SELECT b FROM VALUES (1), (NULL) u(b)) OR a > 5 ORDER BY a
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE NOT (a IN (SELECT b FROM VALUES (1), (NULL) u(b))) ORDER BY a
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a IN (SELECT b FROM VALUES (1), (NULL) u(b)) IS NULL ORDER BY a
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a NOT IN (SELECT b FROM VALUES (1), (3) u(b)) ORDER BY a
SELECT a FROM VALUES (1), (2), (NULL) t(a) WHERE a NOT IN (SELECT b FROM VALUES (1) u(b) WHERE false) ORDER BY a
SELECT a, a NOT IN (SELECT b FROM VALUES (1), (3) u(b)) FROM VALUES (1), (2), (NULL) t(a) ORDER BY a
SELECT a, a IN (SELECT b FROM VALUES (1) u(b) WHERE false) FROM VALUES (1), (NULL) t(a) ORDER BY a
SELECT a, sum(v) FROM VALUES (1, 1), (2, 2) t(a, v) GROUP BY a HAVING a NOT IN (SELECT b FROM VALUES (1), (NULL) u(b))
SELECT a, (a, b) IN (SELECT x, y FROM VALUES (1, 2), (2, NULL) u(x, y)) AS f FROM VALUES (1, 2), (2, 3), (3, 1) t(a, b) ORDER BY a
SELECT a FROM VALUES (1, 2), (2, 3), (3, 1) t(a, b) WHERE (a, b) NOT IN (SELECT x, y FROM VALUES (1, 2), (2, NULL) u(x, y)) ORDER BY a
SELECT 1 IN (SELECT NULL), 1 NOT IN (SELECT NULL), NULL IN (SELECT 1)
SELECT sum(CASE WHEN a IN (SELECT b FROM VALUES (1), (NULL) u(b)) THEN 1 ELSE 0 END) FROM VALUES (1), (2), (NULL) t(a)
SELECT count(*) FILTER (WHERE a NOT IN (SELECT b FROM VALUES (1), (NULL) u(b))) FROM VALUES (1), (2), (NULL) t(a)
SELECT s FROM VALUES (struct(1, NULL)), (struct(1, 2)), (struct(NULL, 3)), (NULL) t(s) ORDER BY s
SELECT s FROM VALUES (struct(1, NULL)), (struct(1, 2)), (struct(NULL, 3)), (NULL) t(s) ORDER BY s DESC
SELECT s FROM VALUES (struct(1, NULL)), (struct(1, 2)), (struct(NULL, 3)), (NULL) t(s) ORDER BY s DESC NULLS FIRST
SELECT a FROM VALUES (array(1, NULL)), (array(1, 2)), (array(NULL)), (array(1)), (array()) t(a) ORDER BY a
SELECT a FROM VALUES (array(1, NULL)), (array(1, 2)), (array(NULL)), (array(1)), (array()) t(a) ORDER BY a DESC
SELECT max(s), min(s) FROM VALUES (struct(1, NULL)), (struct(1, 2)), (struct(NULL, 3)) t(s)
SELECT max(a), min(a) FROM VALUES (array(1, NULL)), (array(1, 2)), (array(NULL)), (array(1)) t(a)
SELECT max_by(n, s), min_by(n, s) FROM VALUES ('a', struct(1, NULL)), ('b', struct(1, 2)), ('c', struct(NULL, 3)) t(n, s)
SELECT array_max(array(struct(1, NULL), struct(1, 2))), array_min(array(struct(1, NULL), struct(1, 2))), array_max(array(array(NULL), array(1))), greatest(struct(1, NULL), struct(1, 2)), least(struct(1, NULL), struct(1, 2)), greatest(array(1, NULL), array(1, 2))
SELECT sort_array(array(struct(1, NULL), struct(1, 2), struct(NULL, 5), NULL)), sort_array(array(struct(1, NULL), struct(1, 2), struct(NULL, 5), NULL), false), array_sort(array(struct(1, NULL), struct(1, 2), struct(NULL, 5), NULL))
SELECT sort_array(array(array(1, NULL), array(1, 2), array(NULL), NULL)), sort_array(array(array(1, NULL), array(1, 2), array(NULL), NULL), false), array_sort(array(array(1, NULL), array(1, 2), array(NULL), NULL))
SELECT struct(1, NULL) < struct(1, 2), struct(1, NULL) > struct(1, 2), struct(NULL, 1) < struct(1, 1), struct(1, NULL) = struct(1, 2), struct(1, NULL) = struct(1, NULL), struct(1, NULL) <=> struct(1, NULL), struct(2, NULL) > struct(1, 2)
SELECT array(1, NULL) < array(1, 2), array(1, NULL) > array(1, 2), array(1) < array(1, NULL), array(1, NULL) = array(1, 2), array(NULL) <=> array(NULL), array(NULL) = array(NULL), array(2, NULL) >= array(1, 2)
SELECT row_number() OVER (ORDER BY s) AS r, rank() OVER (ORDER BY s DESC) AS d, s FROM VALUES (struct(1, NULL)), (struct(1, 2)), (struct(NULL, 3)) t(s) ORDER BY r
SELECT double('NaN') > 1, max(v), min(v), sum(v), avg(v) FROM VALUES (1D), (double('NaN')), (NULL) t(v)
SELECT v FROM VALUES (1D), (double('NaN')), (double('Infinity')), (NULL), (-0.0D), (0.0D) t(v) ORDER BY v DESC, string(v)
SELECT v, count(*) FROM VALUES (double('NaN')), (double('NaN')), (0.0D), (-0.0D) t(v) GROUP BY v ORDER BY v
SELECT (1, 'a') = (1, 'a'), struct(1 AS x, 2 AS y) = struct(1 AS p, 2 AS q), (1, 2) IN ((1, 2), (3, 4)), struct(1, 2L) = struct(1L, 2), array(struct(1 AS a)) = array(struct(1 AS b)), (1, 2) <=> (1, NULL)
SELECT struct(1 AS a) UNION ALL SELECT struct(2 AS b)
SELECT coalesce(struct(1 AS a), struct(2 AS b)), if(true, struct(1 AS a), struct(2L AS a)), array(struct(1 AS a), struct(2 AS b))
SELECT CASE WHEN NULL THEN 1 ELSE 2 END
SELECT if(NULL, 1, 2), CASE WHEN cast(NULL AS BOOLEAN) THEN 1 ELSE 2 END, NULL AND true, 1 = 1 AND NULL
SELECT a, sum(a) OVER (ORDER BY a DESC) AS s FROM VALUES (1), (2) t(a) ORDER BY s
SELECT a FROM VALUES (1), (2) t(a) ORDER BY row_number() OVER (ORDER BY a DESC)
SELECT a FROM VALUES (1), (2) t(a) ORDER BY max(a) OVER (), a DESC
SELECT grouping(k) AS g, k, sum(v) FROM VALUES ('a', 1), ('b', 2) t(k, v) GROUP BY GROUPING SETS ((k), ()) ORDER BY g, k
SELECT CASE grouping(k) WHEN 1 THEN 'total' ELSE k END AS name, sum(v) FROM VALUES ('a', 1), ('b', 2) t(k, v) GROUP BY GROUPING SETS ((k), ()) ORDER BY name
SELECT mode(a), mode(b), mode(c) FROM VALUES (1, 'x', 1.5), (2, 'y', 2.5), (2, 'x', 1.5) t(a, b, c)
SELECT a, b FROM VALUES (1, 'x'), (1, 'y') t(a, b) ORDER BY ALL DESC
SELECT sum(a) OVER (ORDER BY c RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, date'2026-01-01') t(a, c)
SELECT sum(a) OVER (ORDER BY c, d RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, 2, 3) t(a, c, d)
SELECT sum(a) OVER (ORDER BY c RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, true) t(a, c)
SELECT sum(a) OVER (RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1) t(a)
SELECT sum(a) OVER (ORDER BY a ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM VALUES (1) t(a)
SELECT nth_value(a, 0) OVER (ORDER BY a) FROM VALUES (1) t(a)
SELECT ntile(-1) OVER (ORDER BY a), ntile(NULL) OVER (ORDER BY a) FROM VALUES (1) t(a)
SELECT transform(array(1), x -> (SELECT max(b) FROM VALUES (1) u(b)))
SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN 1.5 PRECEDING AND CURRENT ROW) FROM VALUES (1, 2.0), (2, 3.5), (3, 9.0) t(a, b)
SELECT sum(a) OVER (ORDER BY b DESC RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM VALUES (1, 1), (2, 2), (3, 4) t(a, b)
SELECT sum(a) OVER (ORDER BY b NULLS LAST RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, 1), (2, NULL), (3, NULL) t(a, b)
SELECT a, sum(a) OVER (ORDER BY a) AS s FROM VALUES (1), (2) t(a) ORDER BY sum(a) OVER (ORDER BY a) DESC
SELECT a, sum(a) OVER (ORDER BY a) FROM VALUES (1), (2) t(a) ORDER BY sum(a) OVER (ORDER BY a) DESC
SELECT k, sum(v) FROM VALUES ('a', 1), ('b', 2) t(k, v) GROUP BY k ORDER BY rank() OVER (ORDER BY sum(v) DESC)
SELECT k, rank() OVER (ORDER BY sum(v) DESC) r FROM VALUES ('a', 1), ('b', 2) t(k, v) GROUP BY k ORDER BY rank() OVER (ORDER BY sum(v) DESC)
SELECT a FROM VALUES (1), (2) t(a) ORDER BY 0 - row_number() OVER (ORDER BY a)
SELECT DISTINCT a, row_number() OVER (ORDER BY a) AS r FROM VALUES (1), (2) t(a) ORDER BY r DESC
SELECT a, lag(a) OVER (ORDER BY a) AS p FROM VALUES (1), (2), (4) t(a) ORDER BY a - lag(a) OVER (ORDER BY a)
SELECT to_json(named_struct('a', 1.50, 'b', 1e10D, 'c', float(0.1), 'd', interval '1' day)), to_json(named_struct('t', timestamp'2026-01-01 10:00:00'), map('timestampFormat', 'dd/MM/yyyy')), to_json(map(1, 'a')), to_json(named_struct('s', 'ü\n"'))
SELECT percentile_approx(a, array(0.25, 0.75), 100), median(a), percentile(a, 0.3), approx_percentile(a, 0.5), percentile_cont(0.25) WITHIN GROUP (ORDER BY a DESC) FROM VALUES (1), (2), (3), (4) t(a)
SELECT nvl2(1, 'a', 'b'), nullif('a', 'A'), ifnull(NULL, 'z'), decode(NULL, NULL, 'n', 'x'), if(NULL, 1, 2), coalesce('', 'x'), isnull(1), isnotnull(1), nanvl(1D, 2D)
SELECT s FROM (SELECT struct(1, NULL) AS s UNION ALL SELECT struct(1, 2) UNION ALL SELECT struct(NULL, 3) UNION ALL SELECT NULL) ORDER BY s
SELECT s FROM (SELECT struct(1, NULL) AS s UNION ALL SELECT struct(1, 2) UNION ALL SELECT struct(NULL, 3) UNION ALL SELECT NULL) ORDER BY s DESC
SELECT max(s), min(s), max_by(n, s), min_by(n, s) FROM (SELECT struct(1, NULL) AS s, 'a' AS n UNION ALL SELECT struct(1, 2), 'b' UNION ALL SELECT struct(NULL, 3), 'c')
SELECT n, max(s) OVER (ORDER BY n) AS m, rank() OVER (ORDER BY s) AS r FROM (SELECT struct(1, NULL) AS s, 'a' AS n UNION ALL SELECT struct(1, 2), 'b' UNION ALL SELECT struct(NULL, 3), 'c') ORDER BY n
SELECT array_sort(array(array(array(1, NULL)), array(array(1, 2)), array(NULL))), sort_array(array(struct(array(1, NULL)), struct(array(1, 0))), false), greatest(array(struct(1, NULL)), array(struct(1, 5))), array(struct(NULL, 1)) < array(struct(0, 0))
SELECT k, max(struct(v, n)) FROM VALUES ('a', 1, NULL), ('a', 1, 'x'), ('b', NULL, 'y') t(k, v, n) GROUP BY k ORDER BY k
SELECT a FROM VALUES (1), (2) t(a) WHERE (a, 1) IN (SELECT 2, 1) OR a NOT IN (SELECT cast(NULL AS INT)) ORDER BY a
SELECT DISTINCT s FROM (SELECT struct(1, NULL) AS s UNION ALL SELECT struct(1, NULL)) ORDER BY s
SELECT s, count(*) FROM (SELECT array(1, NULL) AS s UNION ALL SELECT array(1, NULL) UNION ALL SELECT NULL) GROUP BY s ORDER BY s
SELECT count(DISTINCT s), count(s) FROM (SELECT struct(1, NULL) AS s UNION ALL SELECT struct(1, NULL) UNION ALL SELECT struct(NULL, NULL) UNION ALL SELECT NULL)
SELECT map(1, 2) AS m GROUP BY map(1, 2)
SELECT a.k, b.k FROM VALUES (1), (NULL) a(k) JOIN VALUES (1), (NULL) b(k) ON a.k <=> b.k ORDER BY 1
SELECT a.k, b.k FROM VALUES (1), (NULL) a(k) FULL JOIN VALUES (1), (NULL) b(k) ON a.k = b.k ORDER BY a.k, b.k
SELECT * FROM VALUES (1, 'x') a(k, v) LEFT JOIN VALUES (1, 'y'), (1, 'z') b(k, w) USING (k) ORDER BY w DESC
SELECT A.K, a.v FROM VALUES (1, 'x') a(k, v) WHERE K = 1 AND a.V = 'x'
SELECT `a b`, `Ü` FROM VALUES (1, 2) t(`a b`, `Ü`)
SELECT 1 AS `x.y`, `x.y` + 1
SELECT '2026-01-05' BETWEEN date'2026-01-01' AND date'2026-01-31', date'2026-01-05' IN ('2026-01-05', '2026-02-01'), timestamp'2026-01-05 00:00:00' = '2026-01-05', '10' IN (10, 20), 10 IN ('10'), '1.0' IN (1), 1.5 IN (1, 2), 'a' IN ('A')
SELECT date'2026-01-05' = timestamp_ntz'2026-01-05 00:00:00', timestamp'2026-01-05 00:00:00' > timestamp_ntz'2026-01-04 23:00:00', date'2026-01-05' > '2026-01-04 10:00:00'
SELECT date'2026-01-05' > 'yesterday?'
SELECT 5 BETWEEN '1' AND 10, '5' BETWEEN 1 AND 10, 'b' BETWEEN 'a' AND 'c', NULL BETWEEN 1 AND 2, 5 NOT BETWEEN 6 AND 1
SELECT CASE 'a' WHEN 'A' THEN 1 WHEN 'a' THEN 2 END, CASE 1 WHEN 1.0 THEN 'x' END, CASE NULL WHEN NULL THEN 1 ELSE 2 END, CASE WHEN 1 > 2 THEN 'x' END, CASE true WHEN 1 = 1 THEN date'2026-01-01' ELSE NULL END
SELECT CASE WHEN true THEN 1 ELSE 'x' END
SELECT CASE WHEN false THEN 1 ELSE 'x' END
SELECT if(true, 1, 'x'), coalesce(1, 'x'), nvl(1, '2'), ifnull('a', 1)
SELECT coalesce('a', 1)
SELECT if(false, 1, 'x')
SELECT array(1, 2.5, 3L), array('a', NULL), array(date'2026-01-01', timestamp'2026-01-02 00:00:00'), map('a', 1, 'b', 2.5), typeof(map('a', 1, 'b', 2.5)), typeof(array(1, '2'))
SELECT v FROM VALUES (1), (2.5), (3L) t(v) ORDER BY v
SELECT v, typeof(v) FROM VALUES (cast(1 AS DECIMAL(5,2))), (cast(2 AS DECIMAL(10,4))) t(v)
SELECT cast(1 AS DECIMAL(38,0)) * cast(1 AS DECIMAL(38,0)), typeof(cast(1 AS DECIMAL(38,18)) * cast(1 AS DECIMAL(38,18))), cast(1 AS DECIMAL(38,18)) / 3, typeof(cast(1 AS DECIMAL(20,10)) / cast(3 AS DECIMAL(20,10))), cast(10 AS DECIMAL(38,37)) IS NULL
SELECT cast(1.5 AS DECIMAL(38,18)) + cast(1 AS DECIMAL(38,0)), typeof(cast(1.5 AS DECIMAL(38,18)) + cast(1 AS DECIMAL(38,0))), 1.1 % 0.3, cast(7 AS DECIMAL(3,0)) DIV cast(2 AS DECIMAL(2,0)), -cast(5 AS DECIMAL(3,1))
SELECT sum(cast(0.1 AS DOUBLE)) = 0.3, sum(cast(0.1 AS DECIMAL(2,1))) = 0.3, avg(v), sum(v) FROM VALUES (1), (2), (4) t(v)
SELECT avg(cast(v AS DECIMAL(5,2))), typeof(avg(cast(v AS DECIMAL(5,2)))), sum(v) / count(v), typeof(sum(v) / count(v)), avg(v) FROM VALUES (1), (2), (2) t(v)
SELECT round(avg(v), 2), round(sum(v) * 1.0 / 3, 4), cast(avg(v) AS DECIMAL(10,3)), format_number(avg(v), 1), percentile(v, 0.5) FROM VALUES (1), (2), (2) t(v)
SELECT x.a FROM (SELECT 1 AS a) x WHERE EXISTS (SELECT 1 FROM (SELECT 1 AS b) y WHERE y.b = x.a AND y.b IN (SELECT 1))
SELECT (SELECT max(v) FROM VALUES (1, 5), (2, 7) u(k, v) WHERE u.k = t.k) AS m FROM VALUES (1), (2), (3) t(k) ORDER BY m NULLS LAST
SELECT k, (SELECT count(*) FROM VALUES (1), (1) u(k) WHERE u.k = t.k) AS n FROM VALUES (1), (2) t(k) ORDER BY k
SELECT k, (SELECT v FROM VALUES (1, 'a'), (1, 'b') u(k, v) WHERE u.k = t.k LIMIT 1) IS NOT NULL FROM VALUES (1), (2) t(k) ORDER BY k
SELECT k FROM VALUES (1), (2) t(k) WHERE k > (SELECT avg(v) FROM VALUES (1), (2) u(v)) ORDER BY k
SELECT k, sum(v) FROM VALUES ('a', 1), ('b', 5) t(k, v) GROUP BY k HAVING sum(v) > (SELECT avg(v) FROM VALUES (1), (5) u(v))
WITH t AS (SELECT 1 AS a), u AS (WITH t AS (SELECT 2 AS a) SELECT a FROM t) SELECT t.a, u.a FROM t, u
WITH t AS (SELECT * FROM VALUES (1), (2) v(a)) SELECT x.a, y.a FROM t x JOIN t y ON x.a < y.a
SELECT a, b FROM VALUES (1, 2) t(a, b) LIMIT ALL
SELECT sum(a) s, sum(a) + 1 s1 FROM VALUES (1), (2) t(a) HAVING s > 2
SELECT a % 2 AS parity, collect_list(a) FROM VALUES (1), (2), (3) t(a) GROUP BY parity ORDER BY parity
SELECT a, a + 1 AS a FROM VALUES (1) t(a) ORDER BY a
SELECT a AS b, b + 1 AS c, c * 2 AS d FROM VALUES (1) t(a)
SELECT b, a AS b FROM VALUES (1, 2) t(a, b)
SELECT max(a) AS a, a + 1 FROM VALUES (1) t(a)
SELECT count(*) AS n, n / 2 AS half, n % 2 = 0 AS even FROM VALUES (1), (2), (3) t(a)
SELECT length(n) AS l FROM VALUES ('abc'), (NULL), ('') t(n) ORDER BY l NULLS FIRST
SELECT cast(a AS STRING), string(b), cast(c AS STRING) FROM VALUES (array('x', NULL), map('k', NULL), named_struct('a', array(1), 'b', NULL)) t(a, b, c)
SELECT cast('[1,2]' AS ARRAY<INT>)
SELECT cast(array('1', '2') AS ARRAY<INT>), cast(map('a', '1') AS MAP<STRING, INT>), cast(named_struct('a', '1') AS STRUCT<b: INT>), cast(array(1.5) AS ARRAY<STRING>)
SELECT cast(array('x') AS ARRAY<INT>)
SELECT try_cast(array('x', '1') AS ARRAY<INT>), try_cast('2026-01-01x' AS TIMESTAMP), try_cast('inf' AS DOUBLE), try_cast('0x1F' AS INT), try_cast('1_000' AS INT), try_cast('1L' AS BIGINT), try_cast('.5' AS DOUBLE), try_cast('5.' AS DECIMAL(3,1)), try_cast('1e400' AS DOUBLE)
SELECT cast('NaN' AS FLOAT), cast('-Infinity' AS DOUBLE), cast(' true ' AS BOOLEAN), cast('y' AS BOOLEAN), cast(0.0 AS BOOLEAN), cast('1' AS BOOLEAN), cast(timestamp'1970-01-01 00:00:10' AS INT), cast(10 AS TIMESTAMP), cast(1.9999999 AS TIMESTAMP)
SELECT array_distinct(array(0.0D, -0.0D)), array_union(array(0.0D), array(-0.0D)), array_intersect(array(0.0D), array(-0.0D)), array_except(array(0.0D), array(-0.0D)), array_contains(array(0.0D), -0.0D), array_position(array(0.0D), -0.0D), array_remove(array(0.0D, 1D), -0.0D), collect_set(v) FROM VALUES (0.0D) t(v)
SELECT slice(array(1, 2, 3), 0, 2)
SELECT array_insert(array(1, 2), 5, 9), array_insert(array(1, 2), -4, 9), array_append(NULL, 1), array_prepend(array(), 1), array_compact(array(NULL)), array_size(array(1)), cardinality(NULL), sequence(3, 1), sequence(1, 10, 4)
SELECT sequence(1, 5, -1)
SELECT map_concat(map('a', 1), map('b', 2)), map_concat(), map_filter(map(1, NULL), (k, v) -> v IS NULL), transform_keys(map(1, 'a'), (k, v) -> k + 1), map_zip_with(map(1, 'a'), map(1, 'b', 2, 'c'), (k, a, b) -> concat_ws('|', a, b)), map_values(map()), map_from_entries(array()), size(map(1, 2, 3, 4))
SELECT transform_keys(map(1, 'a', 2, 'b'), (k, v) -> 1)
SELECT unix_timestamp('2026-01-01', 'yyyy-MM-dd'), unix_timestamp(date'2026-01-01'), from_unixtime(1767225600, 'yyyy-MM-dd'), to_unix_timestamp('2026-01-01 00:00:00'), from_unixtime(-1), unix_timestamp(NULL), timestamp_seconds(-1.5), unix_micros(timestamp'1969-12-31 23:59:59')
SELECT unix_timestamp('x')
SELECT last_day('2026-02-10'), last_day(timestamp'2026-02-10 10:00:00'), next_day(date'2026-03-01', 'XX'), next_day(date'2026-03-01', 'TU')
SELECT add_months(date'2026-01-31', 1), add_months('2026-03-31', -1), date'2026-01-31' + make_ym_interval(0, 1), trunc('2026-05-17', 'MONTH'), trunc('2026-05-17', 'mm'), date_trunc('week', date'2026-03-01'), year('2026-01-01'), month(timestamp'2026-05-01 00:00:00'), day('2026-01-09')
SELECT date_add(date'2026-01-01', '5')
SELECT date_add(date'2026-01-01', 1.5)
SELECT to_char(date'2026-03-01', 'DD'), date_format(NULL, 'yyyy'), date_format(timestamp'2026-03-01 00:00:00', 'yyyy-MM-dd''T''HH:mm'), date_format(date'2026-03-01', 'w')
SELECT timestamp'2026-03-29 01:59:59 Europe/Berlin' + INTERVAL '1' HOUR, from_utc_timestamp('2026-03-29 00:30:00', 'Europe/Berlin'), to_utc_timestamp('2026-10-25 02:30:00', 'Europe/Berlin'), convert_timezone('America/New_York', timestamp_ntz'2026-07-01 12:00:00')
SELECT a, sum(b) OVER (PARTITION BY a ORDER BY b) - b AS before, count(*) OVER (PARTITION BY a) AS n, first(b) OVER (PARTITION BY a ORDER BY b DESC) AS top FROM VALUES (1, 5), (1, 7), (2, 1) t(a, b) ORDER BY a, b
SELECT a, max(b) - min(b) AS spread, max(b) FILTER (WHERE b < 7) AS second, min_by(b, -b), sum(b) / sum(sum(b)) OVER () AS share FROM VALUES (1, 5), (1, 7), (2, 1) t(a, b) GROUP BY a ORDER BY a
SELECT a, -a AS a FROM VALUES (1), (3), (2) t(a) ORDER BY a
SELECT -a AS a, a FROM VALUES (1), (3), (2) t(a) ORDER BY a
SELECT -a AS a, a + 0 AS a FROM VALUES (1), (3), (2) t(a) ORDER BY a
SELECT a, b AS a FROM VALUES (1, 9), (3, 1), (2, 5) t(a, b) ORDER BY a
SELECT array_contains(array(1), NULL)
SELECT array_position(array(1), NULL)
SELECT array_remove(array(1, NULL), NULL)
SELECT arrays_overlap(array(NULL), array(NULL)), array_contains(array(1, NULL), cast(NULL AS INT)), array_position(array(1), cast(NULL AS INT))
SELECT array_append(NULL, 1)
SELECT array_contains(NULL, 1)
SELECT array_intersect(array(float(0.0)), array(float(-0.0))), array_distinct(array(double('NaN'), double('NaN'))), array_union(array(struct(0.0D)), array(struct(-0.0D))), map(0.0D, 1)[-0.0D], map_keys(map(-0.0D, 1)), count(DISTINCT v) FROM VALUES (0.0D), (-0.0D) t(v)
