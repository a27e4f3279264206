SELECT approx_percentile(v, 0.5) FROM VALUES (1.25),(2.50),(3.75) t(v)
SELECT approx_percentile(v, 1.5) FROM VALUES (1) t(v)
SELECT approx_percentile(v, 0.5, 0) FROM VALUES (1) t(v)
SELECT approx_percentile(v, 0.5, NULL) FROM VALUES (1) t(v)
SELECT approx_percentile('a', 0.5)
SELECT approx_percentile(i, 0.5) FROM VALUES (interval '1' day),(interval '3' day) t(i)
SELECT approx_percentile(v, 0.5) FROM VALUES (NULL) t(v)
SELECT approx_percentile(id, 0.5, 5), approx_percentile(id, 0.9, 5) FROM range(100)
SELECT approx_percentile(id % 17, array(0.2,0.4,0.6,0.8), 20) FROM range(5000)
SELECT approx_count_distinct(v, 0.01), approx_count_distinct(DISTINCT v) FROM VALUES (1),(1),(2),(NULL) t(v)
SELECT histogram_numeric(v, 3) FROM VALUES (0),(1),(2),(10) t(v)
SELECT histogram_numeric(v, 5) FROM VALUES (1.5),(2.5),(NULL),(9.25),(9.5),(20),(21) t(v)
SELECT histogram_numeric(v, 2) FROM VALUES (1D),(2D),(3D),(4D),(100D) t(v)
SELECT explode(histogram_numeric(v, 4)) FROM VALUES (1),(2),(3),(50),(51),(100) t(v)
SELECT inline(histogram_numeric(v, 3)) FROM VALUES (1),(2),(3),(50),(51),(100) t(v)
SELECT histogram_numeric(d, 2) FROM VALUES (date'2026-01-01'),(date'2026-01-05'),(date'2026-03-01') t(d)
SELECT histogram_numeric(d, 2) FROM VALUES (timestamp'2026-01-01 00:00:00'),(timestamp'2026-01-05 00:00:00'),(timestamp'2026-03-01 00:00:00') t(d)
SELECT histogram_numeric(i, 2) FROM VALUES (interval '1' day),(interval '2' day),(interval '9' day) t(i)
SELECT histogram_numeric(i, 2) FROM VALUES (interval '1' year),(interval '2' year),(interval '9' year) t(i)
SELECT histogram_numeric(v, 1) FROM VALUES (1) t(v)
SELECT histogram_numeric(v, NULL) FROM VALUES (1) t(v)
SELECT histogram_numeric('a', 3)
SELECT histogram_numeric(v, 3) FROM VALUES (NULL) t(v)
SELECT histogram_numeric(int(v), 3) FROM VALUES (NULL) t(v)
SELECT histogram_numeric(id, 5) FROM range(100)
SELECT histogram_numeric(id * id, 8) FROM range(300)
SELECT k, histogram_numeric(v, 2) FROM VALUES ('a',1),('a',2),('a',9),('b',4) t(k,v) GROUP BY k ORDER BY k
SELECT typeof(histogram_numeric(v, 2)) FROM VALUES (1L) t(v)
SELECT typeof(histogram_numeric(v, 2)) FROM VALUES (1.50) t(v)
SELECT parse_json('{"a":1.0,"b":1.50,"c":1e10,"d":100,"e":12345678901234567890,"f":0.1,"g":-0.0}')
SELECT to_json(parse_json('{"b":1,"a":[1,null,true,"x"]}')), parse_json('1.0'), parse_json('1.50')::string, parse_json('1e3')::string
SELECT to_variant_object(named_struct('d', date'2026-01-05', 't', timestamp'2026-01-05 10:00:00', 'n', timestamp_ntz'2026-01-05 10:00:00', 'x', 1.50, 'y', 1.0D, 'f', float(2.0), 'b', x'0102'))
SELECT date'2026-01-05'::variant, timestamp'2026-01-05 10:00:00'::variant, timestamp_ntz'2026-01-05 10:00:00'::variant, 1.50::variant, 1.0D::variant, float(1)::variant, x'01'::variant, true::variant, 'a'::variant
SELECT (date'2026-01-05'::variant)::date, (date'2026-01-05'::variant)::timestamp, (timestamp'2026-01-05 10:00:00'::variant)::date, ('2026-01-05'::variant)::date, (1::variant)::boolean, (1.7D::variant)::int, ('12'::variant)::int, (true::variant)::int
SELECT variant_get(to_variant_object(named_struct('d', date'2026-01-05')), '$.d', 'date') + 1, variant_get(parse_json('{"a":[1,{"b":"2026-02-03"}]}'), '$.a[1].b', 'date')
SELECT array(date'2026-01-05')::variant, map('a', date'2026-01-05')::variant, array(1,NULL,3)::variant
SELECT schema_of_variant_agg(v) FROM (SELECT parse_json(j) v FROM VALUES ('{"a":1}'),('{"a":"x","b":2}') t(j))
SELECT pos, key, value FROM variant_explode(parse_json('{"b":1,"a":[1,2]}'))
SELECT pos, key, value FROM variant_explode(parse_json('["x",2.50,null]'))
SELECT t.k, v.* FROM VALUES ('p', '{"a":1,"b":2}') t(k, j), LATERAL variant_explode(parse_json(j)) v ORDER BY v.key
SELECT pos, key, value FROM variant_explode_outer(parse_json('[]'))
SELECT is_variant_null(parse_json('null')), is_variant_null(parse_json('1')), is_variant_null(NULL), parse_json('null')::string, try_parse_json('{bad'), try_variant_get(parse_json('{"a":"x"}'),'$.a','int')
SELECT variant_get(parse_json('{"a":"x"}'),'$.a','int')
SELECT parse_json('{bad')
SELECT parse_json('{"a":1,"a":2}')
SELECT parse_json('1') = parse_json('1')
SELECT parse_json('1') + 1
SELECT sum(v::int) FROM (SELECT parse_json(j) v FROM VALUES ('1'),('2') t(j))
SELECT max(parse_json('1'))
SELECT DISTINCT parse_json('1')
SELECT count(DISTINCT parse_json('1'))
SELECT parse_json('{"a":1}') v GROUP BY v
SELECT parse_json('1') AS v ORDER BY v
SELECT cast(parse_json('[1,"x"]') AS array<int>)
SELECT try_cast(parse_json('[1,"x"]') AS array<int>)
SELECT cast(parse_json('{"a":1}') AS string), cast(parse_json('[1, 2 ]') AS string), parse_json('"q"')::string, parse_json('{"k":"a\\"b"}')
SELECT from_json('{"a":{"x":1.0,"y":[1]}}', 'a VARIANT'), from_json('{"a":1.50}', 'VARIANT')
SELECT variant_get(parse_json('123456789012'), '$', 'int')
SELECT variant_get(parse_json('1.9'), '$', 'int'), variant_get(parse_json('"1.9"'), '$', 'double'), variant_get(parse_json('true'), '$', 'string'), variant_get(parse_json('1.0'), '$', 'string'), variant_get(parse_json('[1.0]'), '$', 'string'), variant_get(parse_json('1'),'$','decimal(5,2)')
SELECT to_timestamp('2026-03-29 02:30:00 Europe/Berlin'), timestamp'2026-03-29 01:30:00 UTC', timestamp'2026-07-01T12:00:00+02:00', to_timestamp('2026-07-01T12:00:00.123456789Z'), cast('2026-07-01 12:00 America/New_York' AS timestamp), cast('12:30' AS timestamp) IS NOT NULL, try_cast('2026-13-01' AS date), try_to_timestamp('x')
SELECT from_utc_timestamp('2026-03-29 01:00:00','Europe/Berlin'), to_utc_timestamp('2026-10-25 02:30:00','Europe/Berlin'), from_utc_timestamp(timestamp'2026-01-01 00:00:00','+05:30'), convert_timezone('Asia/Tokyo','America/Los_Angeles',timestamp_ntz'2026-03-08 18:30:00'), date_format(timestamp'2026-07-01 12:00:00','yyyy-MM-dd HH:mm:ss zzz VV xxx'), unix_timestamp('2026-01-01 00:00:00'), from_unixtime(0,'yyyy-MM-dd HH:mm'), from_unixtime(1767225600)
SELECT date_trunc('quarter', timestamp'2026-05-17 13:45:59.123'), date_trunc('week', date'2026-05-17'), trunc(date'2026-05-17','year'), trunc('2026-05-17','week'), date_trunc('millisecond', timestamp'2026-05-17 13:45:59.123456'), last_day('2026-02-03'), next_day('2026-05-17','mon'), add_months('2026-01-31',1), add_months('2026-02-28',12), months_between('2026-03-31','2026-02-28'), months_between('2026-03-31 12:00:00','2026-02-28',false), trunc('2026-05-17','nope')
SELECT weekofyear('2027-01-01'), dayofweek('2026-11-29'), weekday('2026-11-29'), dayofyear('2028-12-31'), quarter('2026-11-29'), extract(YEAROFWEEK FROM date'2027-01-01'), extract(DAYOFWEEK_ISO FROM date'2026-11-29'), date_part('MONTH', interval '2-3' year to month), extract(SECONDS FROM timestamp'2026-01-01 00:00:01.5'), dayname(date'2026-11-29'), monthname(date'2026-11-29'), date_part('days', interval '5 10' day to hour)
SELECT make_date(2026,2,28), make_timestamp(2026,7,1,12,30,15.5), make_timestamp(2026,7,1,12,30,15.5,'Europe/Berlin'), make_interval(1,2,3,4,5,6,7.5), make_dt_interval(1,2,3,4.5), make_ym_interval(1,2), try_make_timestamp(2026,13,1,0,0,0), make_timestamp_ntz(2026,1,2,3,4,5), timestamp_millis(1767225600123), timestamp_seconds(1767225600.5), date_from_unix_date(20000), unix_date(date'2026-01-01'), unix_micros(timestamp'2026-01-01 00:00:00')
SELECT timestampadd(MONTH, 1, timestamp'2026-01-31 10:00:00'), timestampdiff(MONTH, timestamp'2026-01-31 10:00:00', timestamp'2026-02-28 10:00:00'), dateadd(WEEK, 2, date'2026-01-01'), datediff(QUARTER, date'2026-01-01', date'2026-12-31'), date_diff(HOUR, timestamp'2026-01-01 00:59:00', timestamp'2026-01-01 02:00:00'), timestampadd(QUARTER, -1, date'2026-05-31'), date_add(date'2026-01-01', -1), date_sub('2026-01-01', 1)
SELECT date'2026-03-31' - interval '1' month, timestamp'2026-03-31 00:00:00' - interval 1 month 1 day, date'2026-03-01' - date'2026-02-01', timestamp'2026-01-02 00:00:00' - timestamp'2026-01-01 12:30:00', interval '1' year + interval '3' month, interval '1 02:03:04.5' day to second * 2, interval '3' hour / 2, -interval '1-2' year to month, abs(interval '-5' day), interval '10' day > interval '9' day
SELECT cast(interval '1-2' year to month AS string), cast(interval '1 02:03:04' day to second AS string), cast('1-2' AS interval year to month), cast(interval '90' minute AS bigint), cast(interval '2' day AS int), cast(100 AS interval second), interval 1 week 2 days 3 hours, typeof(interval 1 week 2 days), typeof(interval 1 month), interval '1' day = interval '24' hour
SELECT cast(1.005 AS decimal(10,2)), cast(-1.005 AS decimal(10,2)), 10.0/3, 1/3.0, 1.10*1.1, cast(1 AS decimal(38,10))/cast(3 AS decimal(38,10)), cast(12345678901234567890 AS decimal(38,18))*2.5, sum(x), avg(x), sum(x)/count(*), max(x)-min(x), round(avg(x),1) FROM VALUES (1.25),(2.50),(3.10) t(x)
SELECT 7 div 2, -7 div 2, 7 % -3, -7 % 3, pmod(-7,3), mod(7.5,2), 7.5 div 2, 5/2, 5/2.0, 2L*3, 1Y+1S, 1+1.5, 1+1.5D, float(1.1)+1, 0.1+0.2, 0.1D+0.2D, 1e3, 1e3+1, 100000000000*2, bigint(5)/2
SELECT round(2.5), round(3.5), round(-2.5), round(2.55,1), round(2.55D,1), round(1234567,-3), bround(2.5), bround(0.125,2), ceil(1.1), ceil(-1.1), floor(-1.1), ceil(1.234,1), floor(1234,-2), trunc(date'2026-02-03','MM'), rint(1.5), sign(-3.2), format_number(1234567.891,2), format_number(0.5,0), conv('ff',16,10), conv('-1',10,16), bin(-1), hex(255), hex('abc'), unhex('4D')
SELECT width_bucket(5.3,0.2,10.6,5), width_bucket(interval '5' day, interval '0' day, interval '10' day, 5), log(2,8), log10(1000), log2(8), ln(exp(1)), power(2,0.5), cbrt(27), hypot(3,4), degrees(pi()), radians(180), atan2(1,1), factorial(5), greatest(1,NULL,3), least('b','a'), nullif(1,1), shiftright(-8,1), shiftrightunsigned(-8,1), bit_count(7), bit_get(5,0), ~5, 5^3, 5|2, 5&4
SELECT substring_index('a.b.c','.',2), substring_index('a.b.c','.',-1), split_part('a,b,c',',',-1), split('a1b2c','[0-9]'), split('a,b,c',',',2), regexp_extract('foo123bar','([a-z]+)(\\d+)',2), regexp_extract_all('a1b22','(\\d+)'), regexp_replace('abc','(b)','<$1>'), regexp_count('aXbX','X'), regexp_instr('abcX','X'), regexp_substr('a12','\\d+'), translate('abc','ab','x'), overlay('abcdef' PLACING 'ZZ' FROM 3), locate('b','abcb',3), instr('abc','c'), position('b' IN 'abc'), find_in_set('b','a,b'), initcap('hELLO wORLD-x'), soundex('Robert'), levenshtein('kitten','sitting'), ascii('A'), chr(65), repeat('ab',3), reverse('abc'), space(2), lpad('a',3,'xy'), rpad('abc',2), ltrim('xxa','x'), trim(BOTH 'x' FROM 'xax'), btrim(' a ')
SELECT concat_ws(',', 'a', NULL, array('b', NULL, 'c')), concat('a', 1, true), 'a' || NULL, format_string('%5.2f|%-5s|%05d|%,d|%x|%e', 1.234, 'ab', 42, 1234567, 255, 12345.678), printf('%s %s', 'a', NULL), char_length('äö'), octet_length('äö'), bit_length('a'), length(x'0102'), left('abc',2), right('abc',2), substr('abc',-2), substring('abc',0), startswith('abc','ab'), endswith('abc','bc'), contains('abc','b'), like('a%c','a\\%c'), 'ABC' ILIKE 'a_c', 'abc' RLIKE '^a', 'abc' LIKE ANY ('x%','a%'), 'abc' LIKE ALL ('a%','%c'), 'abc' NOT LIKE 'b%', luhn_check('79927398713'), mask('AbC-123'), to_char(1234.5,'9,999.99'), to_number('$1,234.50','$9,999.99'), to_char(-5,'S9'), try_to_number('x','9')
SELECT array_sort(array(3,1,NULL,2)), sort_array(array(3,1,NULL,2),false), array_sort(array('bb','a'),(x,y)->length(x)-length(y)), array_position(array(1,2),2), array_remove(array(1,2,1),1), array_distinct(array(1,NULL,1,NULL)), array_union(array(1,2),array(2,3)), array_except(array(1,2,NULL),array(2)), array_intersect(array(1,2,2),array(2)), arrays_overlap(array(1,NULL),array(2)), arrays_zip(array(1,2),array('a')), array_join(array('a',NULL,'b'),',','-'), array_repeat('x',2), flatten(array(array(1),array(2,3))), slice(array(1,2,3,4),-2,2), element_at(array(1,2),-1), array_insert(array(1,2),2,9), array_append(array(1),2), array_prepend(array(1),0), array_compact(array(1,NULL)), array_min(array(3,1)), array_max(array(3,NULL)), sequence(5,1,-2), shuffle(array(1)), size(NULL), cardinality(array(1)), get(array(1),5), try_element_at(array(1),5), exists(array(1,2),x->x>1), forall(array(1,2),x->x>0), filter(array(1,2,3),(x,i)->i>0), transform(array(1,2),(x,i)->x*i), aggregate(array(1,2,3),0,(a,x)->a+x,a->a*10), reduce(array(1,2),0,(a,x)->a+x), zip_with(array(1,2),array(3),(x,y)->x+y)
SELECT map_keys(m), map_values(m), map_entries(m), element_at(m,'a'), m['zz'], map_contains_key(m,'a'), map_filter(m,(k,v)->v>1), transform_keys(m,(k,v)->upper(k)), transform_values(m,(k,v)->v+1), map_concat(m,map('c',3)), map_zip_with(m,map('a',10),(k,a,b)->coalesce(a,0)+coalesce(b,0)), map_from_arrays(array('x'),array(1)), str_to_map('a:1,b:2'), str_to_map('a=1;b',';','='), size(m), cast(m AS string), to_json(m), cardinality(m), try_element_at(m,'q') FROM (SELECT map('a',1,'b',2) m)
SELECT struct(1,'a'), named_struct('x',1,'y',array(1)), s.a, s.*, cast(s AS string), to_json(s), s = named_struct('a',1,'b','x'), struct(s.b, 2) FROM (SELECT named_struct('a',1,'b','x') s)
SELECT cast(3e9 AS int)
SELECT cast('2147483648' AS int)
SELECT cast('12.7' AS int)
SELECT cast('' AS int)
SELECT cast('abc' AS boolean)
SELECT cast('2026-02-30' AS date)
SELECT cast(99999.999 AS decimal(5,2))
SELECT 2147483647 + 1
SELECT 9223372036854775807L + 1
SELECT -(-2147483647 - 1)
SELECT abs(-2147483647 - 1)
SELECT cast(1 AS tinyint) * 200Y
SELECT 127Y + 1Y
SELECT sum(x) FROM VALUES (9223372036854775807L), (1L) t(x)
SELECT 1/0
SELECT 1 % 0
SELECT 1 div 0
SELECT mod(1.5, 0)
SELECT try_divide(1,0), try_add(2147483647,1), try_subtract(-2147483648,1), try_multiply(2147483647,2), try_mod(1,0), try_add(date'2026-01-01', interval 1 month), try_to_binary('zz','hex'), try_reflect IS NULL FROM (SELECT NULL try_reflect)
SELECT array(1,2)[2]
SELECT element_at(array(1,2),0)
SELECT element_at(array(1,2),3)
SELECT map('a',1)['b'], element_at(map('a',1),'b')
SELECT to_date('2026-02-30')
SELECT to_date('01/02/2026')
SELECT next_day('2026-01-01','xx')
SELECT make_date(2026,2,30)
SELECT conv('zz',10,16), unhex('G'), ascii(''), chr(256), elt(2,'a','b'), elt(1,'a'), nvl2(NULL,1,2), decode('a','a',1,'b',2,0), decode(x'61','UTF-8'), encode('a','UTF-16BE'), base64('abc'), unbase64('YWJj'), to_binary('61','hex'), md5('a'), sha2('a',256), sha1('a'), crc32('a'), hash('a',1), xxhash64('a'), aes_decrypt(aes_encrypt('x','0123456789abcdef'),'0123456789abcdef')::string, url_encode('a b&'), url_decode('a+b'), parse_url('https://u@h:1/p?q=1#f','QUERY','q'), uuid() IS NOT NULL, typeof(current_timestamp()), is_variant_null(NULL)
SELECT elt(3,'a','b')
SELECT 'a' < 1
SELECT '10' > 9, '1.5' = 1.5, date'2026-01-01' = '2026-01-01', timestamp'2026-01-01 00:00:00' = date'2026-01-01', true = 'true', 1 <=> NULL, NULL <=> NULL, 1 IS DISTINCT FROM 2, (1,2) = (1,2), array(1) < array(2), struct(1,2) < struct(1,3), x'01' < x'02', 'a' = 'A', 'a ' = 'a', NULL AND false, NULL OR true, NOT NULL, 5 BETWEEN 1 AND NULL, 1 IN (2,NULL), 1 NOT IN (2,3)
SELECT a, b, sum(v), grouping_id() FROM VALUES ('x','p',1),('x','q',2),('y','p',4) t(a,b,v) GROUP BY CUBE (a,b) ORDER BY a NULLS FIRST, b NULLS FIRST
SELECT a, b, sum(v), grouping(a)+grouping(b) FROM VALUES ('x','p',1),('x','q',2),('y','p',4) t(a,b,v) GROUP BY GROUPING SETS ((a,b),(a),()) ORDER BY 1 NULLS LAST, 2 NULLS LAST
SELECT a, b, sum(v) FROM VALUES ('x','p',1),('y','p',4) t(a,b,v) GROUP BY ALL ORDER BY ALL
SELECT a, rank() OVER (ORDER BY sum(v) DESC) FROM VALUES ('x',1),('y',4) t(a,v) GROUP BY ALL ORDER BY 2
SELECT * EXCEPT (n), id + 1 AS next FROM VALUES (1,'a') t(id,n)
SELECT t.*, u.* EXCEPT (id) FROM VALUES (1,'a') t(id,n) JOIN VALUES (1,'b') u(id,m) ON t.id=u.id
SELECT * FROM VALUES (1,'a'),(2,'b') t(id,n) LEFT ANTI JOIN VALUES (1) u(id) USING (id)
SELECT * FROM VALUES (1),(2) t(id) LEFT SEMI JOIN VALUES (1) u(id) ON t.id = u.id
SELECT t.id, u.v FROM VALUES (1),(2),(NULL) t(id) FULL OUTER JOIN VALUES (1,'x'),(3,'y'),(NULL,'z') u(id,v) ON t.id <=> u.id ORDER BY t.id NULLS LAST, u.v
SELECT * FROM VALUES (1,'a') t(id,n) NATURAL JOIN VALUES (1,'b') u(id,m)
SELECT id, (SELECT max(v) FROM VALUES (1,10),(1,20),(2,5) u(k,v) WHERE u.k = t.id) m FROM VALUES (1),(2),(3) t(id) ORDER BY id
SELECT id FROM VALUES (1),(2),(3) t(id) WHERE EXISTS (SELECT 1 FROM VALUES (2),(3) u(x) WHERE u.x = t.id) AND id NOT IN (SELECT x FROM VALUES (3) w(x))
SELECT id FROM VALUES (1),(2) t(id) WHERE id NOT IN (SELECT x FROM VALUES (3),(NULL) w(x))
FROM VALUES (1,'a'),(2,'b'),(3,'a') t(id,k) |> WHERE id > 1 |> AGGREGATE count(*) AS n, sum(id) AS s GROUP BY k |> EXTEND n * 10 AS m |> ORDER BY k
FROM VALUES (1,'a'),(2,'b') t(id,k) |> SET k = upper(k) |> DROP id |> LIMIT 1
SELECT a, b FROM VALUES (1,2),(1,3) t(a,b) UNION ALL BY NAME SELECT 5 AS b, 4 AS a
SELECT id FROM range(10) WHERE id % 2 = 0 ORDER BY id DESC LIMIT 2 OFFSET 1
SELECT window.start, window.end, sum(v) FROM VALUES (timestamp'2026-01-01 10:07:00',1),(timestamp'2026-01-01 10:12:00',2) t(ts,v) GROUP BY window(ts,'10 minutes') ORDER BY 1
SELECT session_window.start, count(*) FROM VALUES (timestamp'2026-01-01 10:00:00'),(timestamp'2026-01-01 10:04:00'),(timestamp'2026-01-01 11:00:00') t(ts) GROUP BY session_window(ts,'5 minutes') ORDER BY 1
SELECT k, max(v) FILTER (WHERE v < 3), collect_set(v), array_sort(collect_list(v)), approx_count_distinct(v), count_if(v > 1), try_sum(v), try_avg(v), bit_or(v), string_agg(v, '-') FROM VALUES ('a',1),('a',2),('a',5) t(k,v) GROUP BY k
SELECT CASE WHEN v > 2 THEN 'big' WHEN v IS NULL THEN 'none' ELSE 'small' END c, count(*) FROM VALUES (1),(3),(NULL),(5) t(v) GROUP BY 1 ORDER BY 1
SELECT d, v, v - lag(v) OVER (ORDER BY d) AS diff, round(100.0 * (v - lag(v) OVER (ORDER BY d)) / lag(v) OVER (ORDER BY d), 1) AS pct, avg(v) OVER (ORDER BY d ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) ma FROM VALUES (date'2026-01-01',10),(date'2026-01-02',15),(date'2026-01-03',12) t(d,v) ORDER BY d
SELECT explode(sequence(date'2026-01-30', date'2026-03-30', interval 1 month)) d, 1 x
SELECT t.d, coalesce(s.v, 0) FROM (SELECT explode(sequence(date'2026-01-01', date'2026-01-04')) d) t LEFT JOIN VALUES (date'2026-01-02', 5) s(d, v) ON t.d = s.d ORDER BY 1
SELECT xpath_string('<a><b>1</b></a>','a/b'), xpath_int('<a><b>1</b></a>','sum(a/b)'), from_xml('<p><a>1</a></p>','a INT'), to_xml(named_struct('a',1)), from_csv('1,x','a INT, b STRING'), to_csv(named_struct('a',1,'b',NULL)), schema_of_csv('1,x'), schema_of_xml('<p><a>1</a></p>')
WITH o AS (SELECT * FROM VALUES (1,'a',date'2026-01-03',10.50),(2,'a',date'2026-01-17',20.25),(3,'b',date'2026-02-01',5.00),(4,'b',date'2026-02-28',7.75),(5,'c',date'2026-03-31',100.00) t(id,c,d,amt)) SELECT date_trunc('month', d) AS m, sum(amt) AS s, sum(sum(amt)) OVER (ORDER BY date_trunc('month', d)) AS running, round(100*sum(amt)/sum(sum(amt)) OVER (), 2) AS pct FROM o GROUP BY 1 ORDER BY 1
WITH o AS (SELECT * FROM VALUES (1,'a',date'2026-01-03',10.50),(2,'a',date'2026-01-17',20.25),(3,'b',date'2026-02-01',5.00) t(id,c,d,amt)) SELECT c, count(*) n, avg(amt) a, min_by(id, amt) mi, max_by(id, amt) ma, count_if(amt > 10) ci, sum(amt) FILTER (WHERE d < '2026-01-10') f FROM o GROUP BY c HAVING n > 0 ORDER BY c
SELECT * FROM (SELECT k, q, v FROM VALUES ('a','q1',1.5),('a','q2',2.5),('b','q1',3.5) t(k,q,v)) PIVOT (sum(v) AS s, count(v) AS n FOR q IN ('q1' AS one, 'q2' AS two)) ORDER BY k
SELECT * FROM (SELECT k, q, v FROM VALUES ('a',1,1),('a',2,2),('b',1,3) t(k,q,v)) PIVOT (max(v) FOR (k, q) IN (('a',1) AS a1, ('b',1) AS b1))
SELECT * FROM (SELECT k, q, v FROM VALUES ('a',1,1),('a',2,2),('b',1,3) t(k,q,v)) PIVOT (first(v), last(v) FOR q IN (1, 2)) ORDER BY k
SELECT * FROM VALUES ('a',1,NULL),('b',3,4) t(k,x,y) UNPIVOT (v FOR n IN (x, y)) ORDER BY k, n
SELECT * FROM VALUES ('a',1,NULL),('b',3,4) t(k,x,y) UNPIVOT INCLUDE NULLS (v FOR n IN (x AS ex, y AS why)) ORDER BY k, n
SELECT * FROM VALUES ('a',1,2,3,4) t(k,x1,y1,x2,y2) UNPIVOT ((x,y) FOR p IN ((x1,y1) AS first, (x2,y2) AS second)) ORDER BY p
SELECT k, e.key, e.value FROM (SELECT k, explode(map_entries(m)) e FROM VALUES ('a', map('x',1,'y',2)) t(k,m)) ORDER BY 2
SELECT id, pos, col FROM VALUES (1, array('a','b')), (2, array()) t(id, a) LATERAL VIEW OUTER posexplode(a) p AS pos, col ORDER BY id, pos
SELECT id, x, y FROM VALUES (1, array(1,2), array('p','q')) t(id,a,b) LATERAL VIEW explode(a) AS x LATERAL VIEW explode(b) AS y ORDER BY x, y
SELECT id, k, v FROM VALUES (1, map('a',1,'b',2)), (2, map()) t(id, m) LATERAL VIEW explode(m) AS k, v ORDER BY k
SELECT t.id, s.* FROM VALUES (1,'a=1,b=2') t(id, raw), LATERAL (SELECT split_part(p,'=',1) k, int(split_part(p,'=',2)) v FROM (SELECT explode(split(raw, ',')) p)) s ORDER BY k
SELECT id, inline(xs) FROM VALUES (1, array(struct(1 AS a,'x' AS b), struct(2,'y'))) t(id, xs)
SELECT stack(2, 'a', 1, 'b', 2) AS (k, v)
SELECT id, s.n, s.w FROM VALUES (1, 10, 20) t(id, a, b) LATERAL VIEW stack(2, 'a', a, 'b', b) s AS n, w ORDER BY n
SELECT json_tuple('{"a":1,"b":{"c":[1,2]},"d":null}', 'a', 'b', 'd', 'zz')
SELECT get_json_object('{"a":[{"b":1},{"b":"x y"}],"c d":{"e":null}}', '$.a[*].b'), get_json_object('{"a":[{"b":1}]}', '$.a[0]'), get_json_object('{"c d":5}', "$['c d']"), get_json_object('{"e":null}', '$.e'), get_json_object('{"e":1.50}', '$.e'), get_json_object('not json', '$.a')
SELECT from_json('{"a":1,"b":[{"c":"x"}],"m":{"k":1.5}}', 'a INT, b ARRAY<STRUCT<c:STRING>>, m MAP<STRING,DOUBLE>')
SELECT from_json('{"d":"2026-01-05","t":"2026-01-05T10:00:00Z","x":"12.5"}', 'd DATE, t TIMESTAMP, x DECIMAL(5,2)')
SELECT from_json('{"d":"05/01/2026"}', 'd DATE', map('dateFormat','dd/MM/yyyy'))
SELECT from_json('[1,2,3]', 'array<int>'), from_json('{"a":1}', 'map<string,int>'), from_json('{"a":"x"}', 'a INT'), from_json('bad', 'a INT')
SELECT from_json('{"a":"x"}', 'a INT', map('mode','FAILFAST'))
SELECT schema_of_json('{"a":1,"b":[1.5,2],"c":{"d":"2026-01-01"},"e":null}')
SELECT to_json(named_struct('d', date'2026-01-05', 't', timestamp'2026-01-05 10:11:12.345', 'x', 1.50, 'n', NULL, 'b', x'0102', 'm', map('k', array(1,NULL))))
SELECT to_json(named_struct('t', timestamp'2026-01-05 10:11:12'), map('timestampFormat','dd.MM.yyyy HH:mm'))
SELECT to_json(array(named_struct('a',1), named_struct('a',NULL)))
SELECT to_json(map('a', double('NaN'), 'b', double('Infinity'))), to_json(struct(float(1.1), 1e20, 1e-7D, 100D))
SELECT user_id, session, count(*) FROM (SELECT user_id, sum(new) OVER (PARTITION BY user_id ORDER BY ts) session FROM (SELECT user_id, ts, CASE WHEN unix_timestamp(ts) - lag(unix_timestamp(ts)) OVER (PARTITION BY user_id ORDER BY ts) > 1800 THEN 1 ELSE 0 END new FROM VALUES ('u', timestamp'2026-01-01 10:00:00'), ('u', timestamp'2026-01-01 10:10:00'), ('u', timestamp'2026-01-01 12:00:00') t(user_id, ts))) GROUP BY 1, 2 ORDER BY 2
SELECT cohort, months_between(m, cohort) AS age, count(DISTINCT u) FROM (SELECT u, trunc(d,'MM') m, min(trunc(d,'MM')) OVER (PARTITION BY u) cohort FROM VALUES ('a', date'2026-01-05'), ('a', date'2026-02-05'), ('b', date'2026-01-20') t(u,d)) GROUP BY 1,2 ORDER BY 1,2
SELECT ntile(3) OVER (ORDER BY v) b, percent_rank() OVER (ORDER BY v) p, cume_dist() OVER (ORDER BY v) c, nth_value(v, 2) OVER (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) n, v FROM VALUES (1),(2),(2),(5),(9) t(v) ORDER BY v, b
SELECT d, v, sum(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) w FROM VALUES (date'2026-01-01',1),(date'2026-01-05',2),(date'2026-01-20',4) t(d,v) ORDER BY d
SELECT d, sum(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL 1 MONTH PRECEDING AND CURRENT ROW) w FROM VALUES (date'2026-01-31',1),(date'2026-02-28',2),(date'2026-03-30',4) t(d,v) ORDER BY d
SELECT ts, sum(v) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND INTERVAL '30' MINUTE FOLLOWING) FROM VALUES (timestamp'2026-01-01 10:00:00',1),(timestamp'2026-01-01 10:45:00',2),(timestamp'2026-01-01 12:00:00',4) t(ts,v) ORDER BY ts
SELECT v, sum(v) OVER (ORDER BY v RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING), count(*) OVER (ORDER BY v DESC RANGE BETWEEN 2 PRECEDING AND 0 FOLLOWING) FROM VALUES (1),(2),(4),(NULL) t(v) ORDER BY v
SELECT v, first_value(v) OVER w, last_value(v) OVER w, lead(v, 2, -1) OVER (ORDER BY v) FROM VALUES (1),(2),(3) t(v) WINDOW w AS (ORDER BY v ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY v
SELECT k, collect_list(v) OVER (PARTITION BY k ORDER BY v), array_agg(v) OVER (PARTITION BY k ORDER BY v DESC) FROM VALUES ('a',1),('a',2) t(k,v) ORDER BY k, v
SELECT k, listagg(v, ',') WITHIN GROUP (ORDER BY v DESC) FROM VALUES ('a','x'),('a','y'),('b','z') t(k,v) GROUP BY k ORDER BY k
SELECT string_agg(DISTINCT v, '|') WITHIN GROUP (ORDER BY v) FROM VALUES ('x'),('y'),('x') t(v)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v), percentile_disc(0.5) WITHIN GROUP (ORDER BY v DESC), percentile_cont(array(0.25,0.75)) WITHIN GROUP (ORDER BY v) FROM VALUES (1),(2),(4),(10) t(v)
SELECT percentile(v, 0.3, n) FROM VALUES (1,1),(5,3),(10,2) t(v,n)
SELECT approx_percentile(v, 0.5, 100), approx_percentile(v, array(0.1,0.5,0.9)), percentile_approx(v, 0.5) FROM VALUES (1),(2),(3),(4),(5),(6),(7),(8),(9),(10) t(v)
SELECT approx_percentile(v, array(0.0, 0.25, 0.5, 0.75, 1.0), 10) FROM (SELECT id AS v FROM range(1000))
SELECT approx_percentile(d, 0.5) FROM VALUES (date'2026-01-01'),(date'2026-01-03'),(date'2026-01-05') t(d)
SELECT hll_sketch_estimate(hll_sketch_agg(v)) FROM VALUES (1),(1),(2),(3) t(v)
SELECT hll_sketch_estimate(hll_sketch_agg(v, 12)) FROM VALUES ('a'),('b'),('a') t(v)
SELECT hll_sketch_estimate(hll_union(hll_sketch_agg(a), hll_sketch_agg(b))) FROM VALUES (1,4),(1,4),(2,5),(3,1) t(a,b)
SELECT hll_sketch_estimate(hll_union_agg(s)) FROM (SELECT hll_sketch_agg(a) s FROM VALUES (1),(2) t(a) UNION ALL SELECT hll_sketch_agg(a) FROM VALUES (2),(3),(4) t(a))
SELECT hll_sketch_estimate(hll_union_agg(s, true)) FROM (SELECT hll_sketch_agg(a, 10) s FROM VALUES (1),(2) t(a) UNION ALL SELECT hll_sketch_agg(a, 12) FROM VALUES (2),(3),(4) t(a))
SELECT hll_sketch_estimate(hll_union_agg(s)) FROM (SELECT hll_sketch_agg(a, 10) s FROM VALUES (1),(2) t(a) UNION ALL SELECT hll_sketch_agg(a, 12) FROM VALUES (2),(3),(4) t(a))
SELECT hll_sketch_estimate(hll_union(hll_sketch_agg(a, 10), hll_sketch_agg(a, 12))) FROM VALUES (1),(2) t(a)
SELECT hll_sketch_estimate(hll_union(hll_sketch_agg(a, 10), hll_sketch_agg(a, 12), true)) FROM VALUES (1),(2) t(a)
SELECT hll_sketch_agg(a, 3) FROM VALUES (1) t(a)
SELECT hll_sketch_agg(a, 22) FROM VALUES (1) t(a)
SELECT hll_sketch_agg(a) FROM VALUES (1.5D) t(a)
SELECT hll_sketch_agg(a) FROM VALUES (1) t(a)
SELECT hll_sketch_agg(a) FROM VALUES (1),(2),(3) t(a)
SELECT hll_sketch_agg(a) FROM VALUES ('a') t(a)
SELECT hll_sketch_agg(a) FROM VALUES (NULL) t(a)
SELECT hll_sketch_agg(int(a)) FROM VALUES (NULL) t(a)
SELECT length(hll_sketch_agg(id)) FROM range(10)
SELECT length(hll_sketch_agg(id, 4)) FROM range(20)
SELECT length(hll_sketch_agg(id)) FROM range(1000)
SELECT length(hll_sketch_agg(id)) FROM range(100000)
SELECT hll_sketch_estimate(hll_sketch_agg(id)) FROM range(500)
SELECT hll_sketch_estimate(hll_sketch_agg(id)) FROM range(5000)
SELECT hll_sketch_estimate('a')
SELECT hll_sketch_estimate(NULL)
SELECT split_part(email,'@',2) dom, count(*) n FROM VALUES ('a@x.com'),('b@x.com'),('c@y.org') t(email) GROUP BY ALL HAVING count(*) > 1 ORDER BY n DESC
SELECT d, sum(v) OVER (PARTITION BY date_trunc('month', d) ORDER BY d ROWS UNBOUNDED PRECEDING) mtd, sum(v) OVER (PARTITION BY year(d) ORDER BY d) ytd FROM VALUES (date'2026-01-30',1),(date'2026-01-31',2),(date'2026-02-01',4) t(d,v) ORDER BY d
SELECT k, v, row_number() OVER (PARTITION BY k ORDER BY v DESC NULLS LAST) rn, dense_rank() OVER (PARTITION BY k ORDER BY v) dr, count(*) OVER (PARTITION BY k) c FROM VALUES ('a',1),('a',NULL),('a',1),('b',2) t(k,v) ORDER BY k, rn
SELECT u, min(d) first_d, max(d) last_d, datediff(max(d), min(d)) + 1 AS len FROM (SELECT u, d, date_sub(d, int(row_number() OVER (PARTITION BY u ORDER BY d))) g FROM VALUES ('a',date'2026-01-01'),('a',date'2026-01-02'),('a',date'2026-01-05') t(u,d)) GROUP BY u, g ORDER BY first_d
SELECT sum(CASE WHEN ok THEN 1 ELSE 0 END) / count(*) AS rate, avg(CAST(ok AS INT)) r2, 100 * count_if(ok) / count(*) r3 FROM VALUES (true),(false),(true) t(ok)
SELECT transform(filter(from_json(j,'array<struct<p:string,q:int>>'), x -> x.q > 1), x -> concat(x.p,':',x.q)) FROM VALUES ('[{"p":"a","q":1},{"p":"b","q":3}]') t(j)
SELECT j.a.b[0].c, j.a.b.c, j.x FROM (SELECT from_json('{"a":{"b":[{"c":1},{"c":2}]},"x":"y"}','a struct<b:array<struct<c:int>>>, x string') j)
SELECT get_json_object(j,'$.items[1].sku'), get_json_object(j,'$.items[*].qty'), get_json_object(j,'$..sku'), json_array_length(get_json_object(j,'$.items')), json_object_keys(j) FROM VALUES ('{"items":[{"sku":"a","qty":1},{"sku":"b","qty":2}],"t":true}') t(j)
SELECT id, tag FROM VALUES (1,'a|b'),(2,''),(3,NULL) t(id,tags) LATERAL VIEW OUTER explode(split(tags,'\\|')) x AS tag ORDER BY id, tag
SELECT collect_list(struct(k,v)) FROM (SELECT * FROM VALUES ('a',1),('b',2) t(k,v) ORDER BY k)
SELECT map_from_entries(collect_list(struct(k,v))) m, map_from_arrays(collect_list(k), collect_list(v)) FROM VALUES ('a',1),('b',2) t(k,v)
SELECT date_format(d,'yyyy-MM') m, date_format(d,'EEEE') w, date_format(d,'D') doy, date_format(d,'QQQ') q, date_format(d,'yy/M/d') s, date_format(timestamp'2026-11-29 05:06:07.089','h:mm:ss.SSS a') t FROM VALUES (date'2026-11-29') t(d)
SELECT cast(sum(p*q) AS decimal(12,2)), sum(p*q)/sum(q), round(sum(p*q)/sum(q),4), typeof(sum(p*q)), typeof(avg(p)), typeof(p*q), typeof(p/q) FROM VALUES (cast(1.25 AS decimal(10,2)),3),(cast(2.10 AS decimal(10,2)),5) t(p,q)
SELECT typeof(cast(1 AS decimal(10,2)) + cast(1 AS decimal(5,4))), typeof(cast(1 AS decimal(38,2)) * cast(1 AS decimal(38,2))), typeof(cast(1 AS decimal(20,5)) / 3), typeof(1.0 + 1), typeof(1.0 * 1.5D), typeof(coalesce(1.5, 1)), typeof(greatest(1, 2.50)), typeof(sum(1.5)), typeof(ceil(1.5)), typeof(round(1.567,1)), typeof(1 % 2.5), typeof(-1.5), typeof(abs(1.5))
SELECT a.id, a.v - b.v AS d FROM VALUES (1,10),(2,15),(3,9) a(id,v) LEFT JOIN VALUES (1,10),(2,15),(3,9) b(id,v) ON a.id = b.id + 1 ORDER BY a.id
SELECT * FROM VALUES (1,'x') a(id,s) JOIN VALUES (1,'y') b(id,s) ON a.id = b.id
SELECT id FROM VALUES (1),(2) a(id) JOIN VALUES (1) b(id) ON a.id = b.id
SELECT a.k, coalesce(b.n,0) n FROM VALUES ('x'),('y') a(k) LEFT JOIN (SELECT k, count(*) n FROM VALUES ('x'),('x') t(k) GROUP BY k) b USING (k) ORDER BY 1
SELECT k FROM VALUES ('x'),('y') a(k) EXCEPT SELECT 'x' UNION ALL SELECT 'z' ORDER BY 1
SELECT * FROM (SELECT 1 a UNION SELECT 2 UNION SELECT 1) INTERSECT SELECT 1
SELECT max(v) - min(v), max_by(k, v), min_by(k, v), first_value(k), last_value(k) FROM (SELECT * FROM VALUES ('a',3),('b',9),('c',1) t(k,v))
SELECT k, sum(v) FROM VALUES ('a',1),('b',2) t(k,v) GROUP BY k HAVING sum(v) > (SELECT avg(v) FROM VALUES (1),(2) u(v))
SELECT (SELECT 1 WHERE false), (SELECT max(x) FROM VALUES (1) t(x) WHERE x > 5), EXISTS (SELECT 1 WHERE false)
SELECT x, CASE x WHEN 1 THEN 'one' WHEN NULL THEN 'null' ELSE 'other' END, x IS NOT DISTINCT FROM NULL, nvl(x, -1), x NOT BETWEEN 1 AND 2 FROM VALUES (1),(NULL),(3) t(x) ORDER BY x NULLS FIRST
SELECT explode(map('a', array(1,2), 'b', NULL)) AS (k, v)
SELECT posexplode_outer(NULL), inline_outer(array())
SELECT id, explode_outer(a) x FROM VALUES (1, array(1)), (2, NULL), (3, array()) t(id, a) ORDER BY id
SELECT k, v FROM (SELECT map('a',1,'b',2) m) LATERAL VIEW explode(m) e AS k, v WHERE v > 1
SELECT * FROM explode(array(1,2)) AS t(x), explode(array('a')) AS u(y) ORDER BY x
SELECT * FROM (SELECT 2026 y, 'a' k, 1 v) PIVOT (sum(v) FOR k IN ('a','b'))
SELECT * FROM (SELECT k, m, v FROM VALUES ('x','jan',1),('x','feb',2),('y','jan',5) t(k,m,v)) PIVOT (sum(v) AS total, avg(v) AS mean FOR m IN ('jan','feb')) ORDER BY k
SELECT percentile_approx(v, array(0.25,0.5,0.75), 100), percentile(v, array(0.25,0.5,0.75)), quantile FROM (SELECT 1 quantile, v FROM VALUES (1),(5),(9),(13) t(v)) GROUP BY quantile
SELECT mode() WITHIN GROUP (ORDER BY v), mode() WITHIN GROUP (ORDER BY v DESC) FROM VALUES (1),(2),(2),(3),(3) t(v)
SELECT listagg(v) WITHIN GROUP (ORDER BY v), listagg(DISTINCT v, '; ') WITHIN GROUP (ORDER BY v DESC) FROM VALUES ('b'),('a'),('b') t(v)
SELECT current_date() = date(now()), datediff(current_date(), current_date() - 7), typeof(current_date() - interval 1 month), typeof(now() - interval 1 hour), typeof(current_date() - current_date()), typeof(now() - now())
SELECT date'2026-01-31' + make_interval(0,1), date'2026-01-31' + interval '1' month, date'2024-02-29' + interval 1 year, timestamp'2026-01-31 12:00:00' + interval '1 02:00:00' day to second, date'2026-01-01' + interval '25' hour
SELECT array(3,1,2)[0], array_sort(array(3,1,2))[0], sort_array(array('b','a',NULL)), array_join(transform(sequence(1,3), x -> string(x*x)), '+'), aggregate(array(1,2,3), named_struct('s',0,'c',0), (a,x) -> named_struct('s', a.s+x, 'c', a.c+1), a -> a.s/a.c)
SELECT from_csv('1;2,5;x','a INT, b STRING, c STRING',map('sep',';')), to_csv(struct(date'2026-01-05', timestamp'2026-01-05 10:00:00', 1.50, 'a,b', NULL)), from_csv('1','a INT, b INT')
SELECT hash(NULL), hash(1, 'a'), xxhash64(array(1,2)), hash(map('a',1)) IS NULL
SELECT sha2('abc',0), sha2('abc',512), md5(''), crc32(''), sha1(x'00'), hex(sha2('a',224))
SELECT k, count(*) FILTER (WHERE v > 1) a, sum(v) FILTER (WHERE v > 1) b, collect_list(v) FILTER (WHERE v > 1) c, avg(DISTINCT v) d FROM VALUES ('a',1),('a',2),('a',2),('b',1) t(k,v) GROUP BY k ORDER BY k
SELECT a, b, grouping_id(a, b), sum(v) FROM VALUES (1,1,1),(1,2,2) t(a,b,v) GROUP BY a, b WITH CUBE ORDER BY a NULLS LAST, b NULLS LAST
SELECT count(*), count(1), count(a), count(a, b), count(DISTINCT a, b), count_if(a IS NULL) FROM VALUES (1,1),(NULL,1),(1,1),(1,NULL) t(a,b)
SELECT v, lag(v, 2, 0) OVER (ORDER BY v), lead(v) IGNORE NULLS OVER (ORDER BY o), nth_value(v, 2) IGNORE NULLS OVER (ORDER BY o ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM VALUES (1,NULL),(2,5),(3,7) t(o,v) ORDER BY o
SELECT sum(v) OVER w1 a, sum(v) OVER w2 b FROM VALUES (1,1),(2,2),(3,3) t(o,v) WINDOW w1 AS (ORDER BY o), w2 AS (ORDER BY o ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) ORDER BY o
SELECT o, sum(v) OVER (ORDER BY o RANGE BETWEEN 1.5 PRECEDING AND CURRENT ROW) FROM VALUES (1.0,1),(2.5,2),(3.0,3) t(o,v) ORDER BY o
SELECT sum(v) OVER (ORDER BY s RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES ('a',1) t(s,v)
SELECT sum(v) OVER (ORDER BY a, b RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1,1,1) t(a,b,v)
SELECT sum(v) OVER (ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM VALUES (1) t(v)
SELECT rank(v) OVER (ORDER BY v) FROM VALUES (1) t(v)
SELECT row_number() OVER (PARTITION BY v) FROM VALUES (1) t(v)
SELECT sum(row_number() OVER (ORDER BY v)) FROM VALUES (1) t(v)
SELECT ts, sum(v) OVER (ORDER BY ts RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND INTERVAL 2 HOUR FOLLOWING) FROM VALUES (timestamp'2026-01-01 10:00:00',1),(timestamp'2026-01-01 11:45:00',2) t(ts,v) ORDER BY ts
SELECT ts, sum(v) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND INTERVAL '0' HOUR FOLLOWING) FROM VALUES (timestamp'2026-01-01 10:00:00',1),(timestamp'2026-01-01 10:45:00',2) t(ts,v) ORDER BY ts
SELECT d, sum(v) OVER (ORDER BY d RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM VALUES (date'2026-01-01',1),(date'2026-01-02',2) t(d,v) ORDER BY d
SELECT d, sum(v) OVER (ORDER BY d RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND INTERVAL '1' MONTH FOLLOWING) FROM VALUES (date'2026-01-01',1) t(d,v)
SELECT try_parse_json('2026-01-05 10:11:12')
SELECT div('1', 1L)
SELECT avg(timestamp_ntz'2026-01-05 10:11:12')
SELECT parse_json('1 x'), try_parse_json('1,2'), try_parse_json('"a"b'), try_parse_json('{"a":1}x'), try_parse_json(' 7 ')
SELECT covar_samp(v, w), covar_pop(v, w) FROM VALUES (1, 2) t(v, w) WHERE v > 5
SELECT covar_samp(v, w), covar_pop(v, w) FROM VALUES (1, 2) t(v, w)
SELECT approx_percentile(id, array(0.1, 0.5, 0.99), 50) FROM range(3000)
SELECT hll_sketch_estimate(hll_sketch_agg(a, 8)) FROM VALUES (x'01'), (x'02'), (x'') t(a)
SELECT sum(timestamp'2026-01-05 10:11:12')
SELECT avg(timestamp'2026-01-05 10:11:12.5'), stddev_pop(timestamp'2026-01-05 10:11:12'), median(1)
SELECT trunc('x', 'nope'), date_trunc('nope', 'x'), trunc(NULL, 'nope')
SELECT trunc('x', 'MM')
SELECT median(timestamp'2026-01-05 10:11:12')
SELECT try_avg(timestamp'2026-01-05 10:11:12')
SELECT try_to_timestamp(0, array(1))
SELECT to_timestamp(0, array(1))
SELECT to_date(1, array(1))
SELECT cast(cast('NaN' AS double) AS timestamp)
SELECT cast(cast('Infinity' AS double) AS timestamp)
SELECT try_cast(cast('-Infinity' AS float) AS timestamp), try_cast(cast('NaN' AS double) AS timestamp), try_cast(1.5D AS timestamp)
SELECT cast(cast('Infinity' AS double) AS decimal(5,1))
SELECT cast(cast('NaN' AS float) AS decimal(5,1)), try_cast(cast('Infinity' AS double) AS decimal(5,1)), cast(x AS decimal(5,1)) FROM VALUES (double('NaN')) t(x)
SELECT cast(cast('NaN' AS double) AS int)
SELECT cast(1e30 AS timestamp)
SELECT cast(double('1e300') AS decimal(38,0))
