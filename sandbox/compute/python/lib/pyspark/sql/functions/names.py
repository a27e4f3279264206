"""The functions that PySpark has under the names of SQL."""

NAMES = """
abs acos acosh add_months aes_decrypt aes_encrypt any_value approx_percentile array array_agg array_append array_compact
array_contains array_distinct array_except array_insert array_intersect array_join array_max array_min array_position
array_prepend array_remove array_repeat array_size array_union arrays_overlap arrays_zip ascii asin asinh assert_true atan
atan2 atanh avg base64 bin bit_and bit_count bit_get bit_length bit_or bit_xor bitmap_bit_position bitmap_bucket_number
bitmap_construct_agg bitmap_count bitmap_or_agg bool_and bool_or bround btrim cardinality cbrt ceil ceiling char char_length
character_length coalesce collation collect_list collect_set concat concat_ws contains conv convert_timezone corr cos cosh cot
count_if count_min_sketch covar_pop covar_samp crc32 csc cume_dist curdate current_catalog current_database current_date
current_schema current_timestamp current_timezone current_user date_add date_diff date_format date_from_unix_date date_part
date_sub date_trunc dateadd datediff datepart day dayname dayofmonth dayofweek dayofyear decode degrees dense_rank e element_at
elt encode endswith equal_null every exp explode explode_outer expm1 factorial find_in_set first_value flatten floor
format_number format_string from_unixtime from_utc_timestamp get get_json_object getbit greatest grouping grouping_id hash hex
histogram_numeric hll_sketch_agg hll_sketch_estimate hll_union hll_union_agg hour hypot ifnull ilike initcap inline
inline_outer input_file_name instr is_valid_utf8 is_variant_null isnan isnotnull isnull json_array_length json_object_keys
json_tuple kurtosis last_day last_value lcase least left length levenshtein like listagg ln localtimestamp locate log10 log1p
log2 lower lpad ltrim make_date make_dt_interval make_interval make_timestamp make_timestamp_ltz make_timestamp_ntz
make_valid_utf8 make_ym_interval map_concat map_contains_key map_entries map_from_arrays map_from_entries map_keys map_values
mask max max_by md5 mean median min min_by minute mode monotonically_increasing_id month monthname months_between named_struct
nanvl next_day now nth_value ntile nullif nullifzero nvl nvl2 octet_length overlay parse_json parse_url percent_rank percentile
percentile_approx pi pmod position positive posexplode posexplode_outer pow power printf product quarter radians raise_error rand randn randstr
rank regexp regexp_count regexp_extract regexp_extract_all regexp_instr regexp_like regexp_replace regexp_substr regr_avgx
regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse right rint rlike round
row_number rpad rtrim schema_of_csv schema_of_json schema_of_variant schema_of_variant_agg schema_of_xml sec second sentences
sequence session_user session_window sha sha1 sha2 shiftleft shiftright shiftrightunsigned shuffle sign signum sin sinh size
skewness slice some sort_array soundex spark_partition_id split split_part sqrt stack startswith std stddev stddev_pop
stddev_samp str_to_map string_agg struct substr substring substring_index sum tan tanh timestamp_micros timestamp_millis
timestamp_seconds to_binary to_char to_csv to_date to_json to_number to_timestamp to_timestamp_ltz to_timestamp_ntz
to_unix_timestamp to_utc_timestamp to_varchar to_variant_object to_xml translate trim trunc try_add try_aes_decrypt try_avg
try_divide try_element_at try_make_interval try_make_timestamp try_make_timestamp_ltz try_make_timestamp_ntz try_mod
try_multiply try_parse_json try_parse_url try_subtract try_sum try_to_binary try_to_number try_to_timestamp try_url_decode
try_validate_utf8 try_variant_get typeof ucase unbase64 unhex uniform unix_date unix_micros unix_millis unix_seconds
unix_timestamp upper url_decode url_encode user validate_utf8 var_pop var_samp variance variant_get version weekday weekofyear
width_bucket window window_time xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_number xpath_short
xpath_string xxhash64 year zeroifnull
""".split()

#: Functions that PySpark calls by another name of SQL.
RENAMED = {"mean": "avg", "pow": "power", "std": "stddev"}

#: Positions at which text is a literal and not the name of a column.
LITERALS = {
    "array_append": (1,),
    "array_contains": (1,),
    "array_insert": (2,),
    "array_join": (1, 2),
    "array_position": (1,),
    "array_prepend": (1,),
    "array_remove": (1,),
    "assert_true": (1,),
    "concat_ws": (0,),
    "date_format": (1,),
    "date_trunc": (0,),
    "decode": (1,),
    "element_at": (1,),
    "encode": (1,),
    "format_string": (0,),
    "from_unixtime": (1,),
    "from_utc_timestamp": (1,),
    "get_json_object": (1,),
    "instr": (1,),
    "json_tuple": tuple(range(1, 50)),
    "lag": (2,),
    "lead": (2,),
    "listagg": (1,),
    "locate": (0,),
    "lpad": (2,),
    "map_contains_key": (1,),
    "next_day": (1,),
    "printf": (0,),
    "raise_error": (0,),
    "regexp_extract": (1,),
    "regexp_replace": (1, 2),
    "rpad": (2,),
    "schema_of_csv": (0,),
    "schema_of_json": (0,),
    "session_window": (1,),
    "split": (1,),
    "string_agg": (1,),
    "substring_index": (1,),
    "to_date": (1,),
    "to_timestamp": (1,),
    "to_utc_timestamp": (1,),
    "translate": (1, 2),
    "trunc": (1,),
    "try_element_at": (1,),
    "try_variant_get": (1, 2),
    "unix_timestamp": (1,),
    "variant_get": (1, 2),
    "window": (1, 2, 3),
}
