SELECT map('x',true,'y',127Y)
SELECT map('x',false,'y',-32768S)
SELECT decode(false,300S,1,2)
SELECT decode(false,-7,1,2)
SELECT true IN (SELECT 9223372036854775807L)
SELECT map('x',false,'y',-1L)
SELECT false IN (SELECT float('NaN'))
SELECT decode(false,-0.0D,1,2)
SELECT false IN (SELECT X'FF00')
SELECT decode(false,X'',1,2)
SELECT map('x',true,'y',date'0001-01-01')
SELECT nullif(false, timestamp'9999-12-31 23:59:59')
SELECT decode(false,timestamp_ntz'2024-03-10 02:30:00',1,2)
SELECT true IN (SELECT interval '1-2' year to month)
SELECT true IN (SELECT make_interval(1,2,0,3,4,5,6.5))
SELECT equal_null(false,array('b','a'))
SELECT map('x',true,'y',map())
SELECT decode(true,map('a',1,'b',NULL),1,2)
SELECT map('x',false,'y',struct(1,'x'))
SELECT equal_null(false,named_struct('a',NULL,'b',2.5))
SELECT true IN (SELECT parse_json('{"a":1}'))
SELECT map('x',5Y,'y',X'414243')
SELECT nullif(-128Y, date'1582-10-04')
SELECT map('x',-128Y,'y',timestamp'1969-12-31 23:59:59.999999')
SELECT equal_null(5Y,timestamp'9999-12-31 23:59:59')
SELECT decode(127Y,timestamp_ntz'0001-01-01 00:00:00.5',1,2)
SELECT equal_null(5Y,interval '1-2' year to month)
SELECT map('x',-128Y,'y',interval '1-2' year to month)
SELECT nullif(127Y, interval '90' minute)
SELECT -128Y IN (SELECT array('b','a'))
SELECT map('x',127Y,'y',parse_json('12'))
SELECT 127Y IN (SELECT parse_json('12'))
SELECT map('x',300S,'y',timestamp_ntz'2024-03-10 02:30:00')
SELECT map('x',300S,'y',struct(1,'x'))
SELECT 300S IN (SELECT parse_json('{"a":1}'))
SELECT map('x',1,'y',X'414243')
SELECT -7 IN (SELECT timestamp_ntz'0001-01-01 00:00:00.5')
SELECT 2147483647 IN (SELECT interval '-5' hour)
SELECT -2147483648 IN (SELECT make_interval(0,-1))
SELECT 2147483647 IN (SELECT map('a',1,'b',NULL))
SELECT map('x',-2147483648,'y',struct(1,'x'))
SELECT c FROM VALUES (10000000000L),(1.5F) t(c)
SELECT 10000000000L IN (SELECT date'0001-01-01')
SELECT c FROM VALUES (float('NaN')),(-32768S) t(c)
SELECT c FROM VALUES (1.5F),(10000000000L) t(c)
SELECT c FROM VALUES ('true'),(300S) t(c)
SELECT c FROM VALUES ('true'),(-2147483648) t(c)
SELECT c FROM VALUES ('true'),(1.25BD) t(c)
SELECT c FROM VALUES ('Ünï😀'),(X'414243') t(c)
SELECT array(' 12 ', make_interval(1,2,0,3,4,5,6.5))
SELECT CASE WHEN 1=1 THEN '2024-02-29' ELSE parse_json('12') END
SELECT equal_null('',parse_json('{"a":1}'))
SELECT c FROM VALUES (timestamp'2024-03-31 02:30:15.123456'),('abc') t(c)
SELECT make_interval(1,2,0,3,4,5,6.5) AS c UNION ALL SELECT ' 12 '
SELECT (CASE make_interval(1,2,0,3,4,5,6.5) WHEN make_interval(0,-1) THEN 1 END)
SELECT (CASE make_interval(0,-1) WHEN NULL THEN 1 END)
SELECT array(parse_json('12'), '2024-03-10 02:30:00')
SELECT parse_json('12') AS c UNION ALL SELECT 'abc'
SELECT nullif(parse_json('{"a":1}'), '-3.75')
SELECT parse_json('{"a":1}') IN (SELECT parse_json('{"a":1}'))
SELECT struct(NULL) = struct(make_interval(0,-1))
SELECT NULL IN (SELECT make_interval(1,2,0,3,4,5,6.5))
SELECT NULL IN (SELECT map())
SELECT CAST(true AS timestamp)
SELECT CAST(false AS timestamp)
SELECT CAST(5Y AS binary)
SELECT CAST(-128Y AS binary)
SELECT CAST(127Y AS binary)
SELECT CAST(300S AS binary)
SELECT CAST(-32768S AS binary)
SELECT CAST(1 AS binary)
SELECT CAST(0 AS binary)
SELECT CAST(-7 AS binary)
SELECT CAST(2147483647 AS binary)
SELECT CAST(-2147483648 AS binary)
SELECT CAST(10000000000L AS binary)
SELECT CAST(-1L AS binary)
SELECT CAST(12345678901234567890.123456789BD AS timestamp)
SELECT CAST('abc' AS interval year to month)
SELECT CAST('abc' AS interval month)
SELECT CAST('abc' AS interval day to second)
SELECT CAST('abc' AS interval hour)
SELECT CAST('abc' AS interval minute to second)
SELECT CAST('' AS interval year to month)
SELECT CAST('' AS interval month)
SELECT CAST('' AS interval day to second)
SELECT CAST('' AS interval hour)
SELECT CAST('' AS interval minute to second)
SELECT CAST(' 12 ' AS interval year to month)
SELECT CAST(' 12 ' AS interval day to second)
SELECT CAST(' 12 ' AS interval minute to second)
SELECT CAST('-3.75' AS interval year to month)
SELECT CAST('-3.75' AS interval month)
SELECT CAST('-3.75' AS interval day to second)
SELECT CAST('-3.75' AS interval hour)
SELECT CAST('-3.75' AS interval minute to second)
SELECT CAST('2024-02-29' AS interval year to month)
SELECT CAST('2024-02-29' AS interval month)
SELECT CAST('2024-02-29' AS interval day to second)
SELECT CAST('2024-02-29' AS interval hour)
SELECT CAST('2024-02-29' AS interval minute to second)
SELECT CAST('true' AS interval year to month)
SELECT CAST('true' AS interval month)
SELECT CAST('Ünï😀' AS interval year to month)
SELECT CAST('Ünï😀' AS interval month)
SELECT CAST('2024-03-10 02:30:00' AS interval year to month)
SELECT CAST(interval '2' year AS decimal(10,2))
SELECT CAST(interval '2' year AS decimal(38,18))
SELECT CAST(interval '1 02:03:04.5' day to second AS interval minute to second)
SELECT CAST(interval '-5' hour AS decimal(10,2))
SELECT CAST(interval '-5' hour AS decimal(38,18))
SELECT CAST(interval '90' minute AS decimal(10,2))
SELECT CAST(interval '90' minute AS decimal(38,18))
SELECT CAST(interval '3' day AS decimal(10,2))
SELECT CAST(interval '3' day AS decimal(38,18))
SELECT try_cast(3.4E38F AS timestamp)
SELECT try_cast(interval '2' year AS decimal(10,2))
SELECT try_cast(interval '90' minute AS decimal(38,18))
SELECT try_cast(interval '3' day AS decimal(10,2))
SELECT try_cast(interval '3' day AS decimal(38,18))
SELECT true AND 5Y
SELECT false AND -32768S
SELECT false OR -32768S
SELECT false AND 0
SELECT true AND -1L
SELECT false AND 1.5F
SELECT true OR X'414243'
SELECT false OR date'2024-02-29'
SELECT true OR interval '-3' month
SELECT false * interval '3' day
SELECT true + make_interval(1,2,0,3,4,5,6.5)
SELECT true AND make_interval(1,2,0,3,4,5,6.5)
SELECT true OR map()
SELECT false & NULL
SELECT false div NULL
SELECT false | NULL
SELECT 127Y - date'2024-02-29'
SELECT 5Y - timestamp'9999-12-31 23:59:59'
SELECT -128Y - interval '90' minute
SELECT -128Y + make_interval(1,2,0,3,4,5,6.5)
SELECT -32768S AND 300S
SELECT -32768S OR 'abc'
SELECT -32768S - timestamp_ntz'0001-01-01 00:00:00.5'
SELECT 1 AND 0
SELECT 0 AND 'Ünï😀'
SELECT -2147483648 - timestamp'1969-12-31 23:59:59.999999'
SELECT -7 - timestamp_ntz'2024-03-10 02:30:00'
SELECT 0 - make_interval(0,-1)
SELECT -2147483648 + make_interval(1,2,0,3,4,5,6.5)
SELECT 3.4E38F AND 1.5F
SELECT -0.0F OR '2024-03-10 02:30:00'
SELECT 3.4E38F div ' 12 '
SELECT float('NaN') + date'0001-01-01'
SELECT float('NaN') + interval '3' day
SELECT 1.5F - make_interval(1,2,0,3,4,5,6.5)
SELECT float('NaN') >>> NULL
SELECT 1e300D AND ' 12 '
SELECT 1e300D OR ' 12 '
SELECT 99999999999999999999999999999999999999BD div 'Ünï😀'
SELECT 'abc' AND -128Y
SELECT ' 12 ' AND -1L
SELECT '-3.75' div 1e300D
SELECT '' OR -0.0D
SELECT '2024-02-29' IS DISTINCT FROM parse_json('{"a":1}')
SELECT '' = parse_json('{"a":1}')
SELECT make_interval(1,2,0,3,4,5,6.5) / 127Y
SELECT make_interval(0,-1) * 10000000000L
SELECT make_interval(1,2,0,3,4,5,6.5) = NULL
SELECT parse_json('{"a":1}') >= 'Ünï😀'
SELECT NULL << 9223372036854775807L
SELECT NULL >>> 3.4E38F
SELECT NULL >>> '-3.75'
SELECT NULL = make_interval(1,2,0,3,4,5,6.5)
SELECT NULL IS DISTINCT FROM make_interval(0,-1)
SELECT CAST(date'2024-02-29' AS string)
SELECT CAST(-128Y AS interval minute to second)
SELECT try_cast(NULL AS array<string>)
SELECT timestamp'9999-12-31 23:59:59' + interval '2' year
SELECT concat(X'FF00', 1.5F)
SELECT concat(300S, -32768S)
SELECT date'1582-10-04' RLIKE NULL
SELECT CAST(interval '-3' month AS bigint)
SELECT CAST(X'414243' AS string)
SELECT CAST(double('Infinity') AS double)
SELECT timestamp'2024-03-31 02:30:15.123456' RLIKE -1L
SELECT timestamp_ntz'2024-03-10 02:30:00' || 300S
SELECT 300S * interval '3' day
SELECT CAST(0 AS bigint)
SELECT CAST('Ünï😀' AS varchar(3))
SELECT CAST(0 AS decimal(2,2))
SELECT -32768S | -2147483648
SELECT equal_null(300S,1.5F)
SELECT CASE WHEN 1=1 THEN '2024-02-29' ELSE timestamp_ntz'0001-01-01 00:00:00.5' END
SELECT CAST(2147483647 AS int)
SELECT map('x',float('NaN'),'y',' 12 ')
SELECT try_cast(-128Y AS tinyint)
SELECT c FROM VALUES (-1L),(9223372036854775807L) t(c)
SELECT CAST(interval '90' minute AS interval day to second)
SELECT timestamp'1969-12-31 23:59:59.999999' IS DISTINCT FROM timestamp'9999-12-31 23:59:59'
SELECT 300S >>> 5Y
SELECT 1.5F || -1L
SELECT 300S + 12345678901234567890.123456789BD
SELECT -99.995BD >= 2147483647
SELECT CAST(127Y AS interval year to month)
SELECT try_cast(parse_json('{"a":1}') AS smallint)
SELECT struct(NULL) = struct(true)
SELECT nullif(-1L, NULL)
SELECT CAST(127Y AS char(4))
SELECT make_interval(1,2,0,3,4,5,6.5) || interval '-3' month
SELECT CAST(0.00BD AS variant)
SELECT CAST(interval '1-2' year to month AS interval month)
SELECT double('NaN') * 10000000000L
SELECT -1L + NULL
SELECT NULL * float('NaN')
SELECT -128Y - NULL
SELECT try_cast(date'0001-01-01' AS char(4))
SELECT 1 || date'1582-10-04'
SELECT CAST('2024-03-10 02:30:00' AS string)
SELECT try_cast('abc' AS decimal(38,18))
SELECT (CASE -1L WHEN -128Y THEN 1 END)
SELECT CAST(map('a',1,'b',NULL) AS string)
SELECT CAST(-2147483648 AS int)
SELECT try_cast(1e300D AS string)
SELECT array(NULL, double('NaN'))
SELECT CAST(12345678901234567890.123456789BD AS float)
SELECT CAST(interval '-5' hour AS interval day to second)
SELECT CAST(parse_json('{"a":1}') AS struct<a:string,b:string>)
SELECT CAST(5Y AS string)
SELECT coalesce('2024-03-10 02:30:00', timestamp'2024-03-31 02:30:15.123456')
SELECT interval '1-2' year to month / -32768S
SELECT interval '1-2' year to month / 2.5D
SELECT concat(interval '1 02:03:04.5' day to second, make_interval(1,2,0,3,4,5,6.5))
SELECT try_cast('true' AS double)
SELECT coalesce(X'414243', 'abc')
SELECT 9223372036854775807L IS DISTINCT FROM 5Y
SELECT CAST(0 AS float)
SELECT coalesce(2147483647, 5Y)
SELECT CAST(NULL AS interval hour)
SELECT 1.5F % -1L
SELECT -1L = 10000000000L
SELECT CAST(false AS tinyint)
SELECT coalesce(1e300D, 127Y)
SELECT map('x',-0.0D,'y',300S)
SELECT 127Y IS DISTINCT FROM -32768S
SELECT try_cast(12345678901234567890.123456789BD AS int)
SELECT CAST(array(array(1),array(2,3)) AS varchar(3))
SELECT NULL >>> -2147483648
SELECT CAST(X'' AS variant)
SELECT -1L BETWEEN NULL AND NULL
SELECT try_cast(-7 AS varchar(3))
SELECT -128Y BETWEEN 1.5F AND 1.5F
SELECT nullif(timestamp'1969-12-31 23:59:59.999999', timestamp'2024-03-31 02:30:15.123456')
SELECT CASE WHEN 1=1 THEN NULL ELSE date'0001-01-01' END
SELECT equal_null(10000000000L,10000000000L)
SELECT CAST(1e300D AS varchar(3))
SELECT 2147483647 RLIKE timestamp_ntz'0001-01-01 00:00:00.5'
SELECT CAST(NULL AS decimal(2,2))
SELECT CAST(interval '2' year AS char(4))
SELECT CAST(-7 AS decimal(10,2))
SELECT c FROM VALUES (1.5F),(1.25BD) t(c)
SELECT try_cast(' 12 ' AS smallint)
SELECT try_cast(-2147483648 AS bigint)
SELECT try_cast(interval '-5' hour AS smallint)
SELECT CAST(300S AS timestamp)
SELECT -128Y >>> 5Y
SELECT X'414243' || interval '90' minute
SELECT -128Y >>> NULL
SELECT array_contains(array(NULL),3.4E38F)
SELECT NULL >= 9223372036854775807L
SELECT CAST(interval '3' day AS bigint)
SELECT float('NaN') || interval '1-2' year to month
SELECT CAST(X'FF00' AS char(4))
SELECT double('Infinity') + -0.0D
SELECT CAST(interval '1-2' year to month AS varchar(3))
SELECT try_cast(300S AS bigint)
SELECT try_cast(' 12 ' AS boolean)
SELECT nullif(-32768S, -128Y)
SELECT try_cast(10000000000L AS smallint)
SELECT 127Y % 5Y
SELECT CAST(127Y AS decimal(10,2))
SELECT concat('', false)
SELECT try_cast(0.00BD AS interval minute to second)
SELECT date'0001-01-01' <> timestamp'9999-12-31 23:59:59'
SELECT try_cast(timestamp'1969-12-31 23:59:59.999999' AS decimal(38,18))
SELECT try_cast(timestamp'1969-12-31 23:59:59.999999' AS varchar(3))
SELECT CAST(array(array(1),array(2,3)) AS variant)
SELECT interval '3' day || interval '-3' month
SELECT coalesce(0, -7)
SELECT ' 12 ' BETWEEN 300S AND 300S
SELECT map('x',2147483647,'y',300S)
SELECT try_cast(NULL AS float)
SELECT CAST(timestamp'9999-12-31 23:59:59' AS date)
SELECT 'Ünï😀' LIKE interval '1-2' year to month
SELECT try_cast(5Y AS decimal(10,2))
SELECT try_cast(float('NaN') AS int)
SELECT CAST(1.5F AS int)
SELECT try_cast(array(array(1),array(2,3)) AS variant)
SELECT CAST(-0.0F AS timestamp)
SELECT try_cast(2147483647 AS int)
SELECT CAST(interval '1 02:03:04.5' day to second AS decimal(10,2))
SELECT try_cast(-128Y AS decimal(10,2))
SELECT 127Y < 300S
SELECT NULL IN (SELECT 1.25BD)
SELECT concat(1, make_interval(0,-1))
SELECT CAST(127Y AS boolean)
SELECT try_cast(-7 AS float)
SELECT parse_json('{"a":1}') LIKE '2024-02-29'
SELECT CAST(' 12 ' AS bigint)
SELECT CAST(date'2024-02-29' AS timestamp_ntz)
SELECT try_cast(1.25BD AS varchar(3))
SELECT CAST(3.4E38F AS varchar(3))
SELECT 2.5D = -2147483648
SELECT coalesce(parse_json('12'), NULL)
SELECT map('x',NULL,'y',-1L)
SELECT try_cast(3.4E38F AS float)
SELECT try_cast(0.00BD AS decimal(38,18))
SELECT CAST(' 12 ' AS interval hour)
SELECT 1e300D = 1.25BD
SELECT CAST(10000000000L AS varchar(3))
SELECT nullif(timestamp_ntz'0001-01-01 00:00:00.5', '2024-03-10 02:30:00')
SELECT CAST(99999999999999999999999999999999999999BD AS double)
SELECT 99999999999999999999999999999999999999BD IS DISTINCT FROM NULL
SELECT CAST(interval '3' day AS tinyint)
SELECT CAST(' 12 ' AS varchar(3))
SELECT CAST(false AS decimal(2,2))
SELECT 10000000000L AS c UNION ALL SELECT 99999999999999999999999999999999999999BD
SELECT CAST(2.5D AS varchar(3))
SELECT try_cast(10000000000L AS variant)
SELECT CAST(-0.0F AS bigint)
SELECT CAST(array(array(1),array(2,3)) AS array<string>)
SELECT try_cast('-3.75' AS interval month)
SELECT coalesce(interval '1-2' year to month, interval '2' year)
SELECT try_cast('Ünï😀' AS variant)
SELECT CAST(-128Y AS interval month)
SELECT CAST(NULL AS string)
SELECT CAST(interval '3' day AS int)
SELECT date'0001-01-01' RLIKE double('NaN')
SELECT try_cast('2024-03-10 02:30:00' AS interval minute to second)
SELECT 10000000000L LIKE double('Infinity')
SELECT CAST(NULL AS bigint)
SELECT 10000000000L RLIKE date'0001-01-01'
SELECT 1 & NULL
SELECT array_append(array(9223372036854775807L),NULL)
SELECT 10000000000L <=> -7
SELECT CAST(-7 AS double)
SELECT CAST(-0.0D AS decimal(10,2))
SELECT coalesce(5Y, 300S)
SELECT CAST(named_struct('a',NULL,'b',2.5) AS boolean)
SELECT make_interval(0,-1) || named_struct('a',NULL,'b',2.5)
SELECT map('a',1,'b',NULL) IS DISTINCT FROM map()
SELECT 9223372036854775807L div timestamp'2024-03-31 02:30:15.123456'
SELECT try_cast('2024-03-10 02:30:00' AS map<string,string>)
SELECT CAST(array(3,1,NULL) AS int)
SELECT true - X'FF00'
SELECT parse_json('12') + parse_json('{"a":1}')
SELECT X'FF00' >>> array(array(1),array(2,3))
SELECT struct(parse_json('{"a":1}')) = struct(-7)
SELECT array_contains(array(0),'2024-02-29')
SELECT timestamp'2024-03-31 02:30:15.123456' = -0.0F
SELECT CAST(map('a',1,'b',NULL) AS decimal(10,2))
SELECT array() << -128Y
SELECT timestamp'2024-03-31 02:30:15.123456' << make_interval(1,2,0,3,4,5,6.5)
SELECT -0.0D < map('a',1,'b',NULL)
SELECT timestamp'1969-12-31 23:59:59.999999' | 'Ünï😀'
SELECT try_cast(timestamp'2024-03-31 02:30:15.123456' AS array<string>)
SELECT CAST(double('Infinity') AS interval day to second)
SELECT try_cast(map() AS interval month)
SELECT CAST('Ünï😀' AS timestamp_ntz)
SELECT named_struct('a',NULL,'b',2.5) >> float('NaN')
SELECT coalesce(parse_json('{"a":1}'), timestamp_ntz'0001-01-01 00:00:00.5')
SELECT map(1,'x') div 5Y
SELECT if(false,-0.0D,named_struct('a',NULL,'b',2.5))
SELECT array() RLIKE parse_json('12')
SELECT 300S << 'Ünï😀'
SELECT CAST(double('Infinity') AS int)
SELECT greatest(timestamp'1969-12-31 23:59:59.999999', make_interval(1,2,0,3,4,5,6.5))
SELECT interval '3' day ^ interval '2' year
SELECT CAST(127Y AS array<string>)
SELECT greatest(9223372036854775807L, timestamp_ntz'0001-01-01 00:00:00.5')
SELECT 2147483647 BETWEEN timestamp'2024-03-31 02:30:15.123456' AND timestamp'2024-03-31 02:30:15.123456'
SELECT struct(1,'x') >= array()
SELECT interval '90' minute << -0.0D
SELECT '' ^ interval '-3' month
SELECT try_cast(X'' AS interval year to month)
SELECT parse_json('{"a":1}') >> map(1,'x')
SELECT concat(map(1,'x'), interval '90' minute)
SELECT struct(1,'x') || date'0001-01-01'
SELECT struct(1,'x') = false
SELECT named_struct('a',NULL,'b',2.5) - interval '2' year
SELECT CAST(make_interval(0,-1) AS decimal(38,18))
SELECT 5Y ^ timestamp_ntz'0001-01-01 00:00:00.5'
SELECT -1L AS c UNION ALL SELECT parse_json('{"a":1}')
SELECT 127Y AS c INTERSECT SELECT true
SELECT CAST(named_struct('a',NULL,'b',2.5) AS interval month)
SELECT timestamp'2024-03-31 02:30:15.123456' * -0.0F
SELECT greatest(timestamp'2024-03-31 02:30:15.123456', array('b','a'))
SELECT (CASE make_interval(1,2,0,3,4,5,6.5) WHEN named_struct('a',NULL,'b',2.5) THEN 1 END)
SELECT try_cast(1e300D AS interval minute to second)
SELECT CAST(-0.0D AS date)
SELECT CAST(false AS interval minute to second)
SELECT greatest(-128Y, map())
SELECT try_cast(interval '2' year AS interval day to second)
SELECT try_cast(array() AS binary)
SELECT CAST(interval '-5' hour AS array<int>)
SELECT 3.4E38F BETWEEN timestamp_ntz'0001-01-01 00:00:00.5' AND timestamp_ntz'0001-01-01 00:00:00.5'
SELECT parse_json('{"a":1}') / 2.5D
SELECT 0 >>> array('b','a')
SELECT greatest(timestamp'9999-12-31 23:59:59', -32768S)
SELECT CAST('Ünï😀' AS array<string>)
SELECT timestamp_ntz'0001-01-01 00:00:00.5' AS c UNION ALL SELECT 300S
SELECT CAST(-7 AS decimal(2,2))
SELECT map('a',1,'b',NULL) RLIKE 5Y
SELECT try_cast(map(1,'x') AS smallint)
SELECT CAST(struct(1,'x') AS variant)
SELECT interval '-5' hour >= array('b','a')
SELECT interval '2' year >= -1L
SELECT struct(1e300D) = struct(X'FF00')
SELECT CAST(X'' AS int)
SELECT parse_json('{"a":1}') AS c INTERSECT SELECT 127Y
SELECT map(1,'x') BETWEEN interval '1-2' year to month AND interval '1-2' year to month
SELECT array(timestamp'9999-12-31 23:59:59', named_struct('a',NULL,'b',2.5))
SELECT try_cast(array(3,1,NULL) AS date)
SELECT struct(1,'x') LIKE -7
SELECT make_interval(1,2,0,3,4,5,6.5) >>> 127Y
SELECT timestamp'1969-12-31 23:59:59.999999' IN (interval '1 02:03:04.5' day to second, NULL)
SELECT array_append(array(make_interval(1,2,0,3,4,5,6.5)),map())
SELECT CAST(false AS array<string>)
SELECT interval '1-2' year to month >>> make_interval(1,2,0,3,4,5,6.5)
SELECT CAST(float('NaN') AS interval day to second)
SELECT parse_json('12') <=> make_interval(1,2,0,3,4,5,6.5)
SELECT named_struct('a',NULL,'b',2.5) * -0.0F
SELECT interval '3' day ^ X'FF00'
SELECT greatest(timestamp_ntz'0001-01-01 00:00:00.5', double('NaN'))
