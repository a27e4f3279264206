"""How Spark shows the call of a function in the name of a column, where that is not the function's name and its arguments."""

#: Shown in capitals.
_CAPITALS = set(
    """
    acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh cot csc degrees exp expm1 floor hypot log10 log1p log2 power
    radians regexp regexp_like rlike sec signum sin sinh sqrt tan tanh
    """.split()
)

#: The arguments that are shown although they were not given: the last ones of all.
_ADDED = {
    "aes_decrypt": (5, "GCM", "DEFAULT", ""),
    "aes_encrypt": (6, "GCM", "DEFAULT", "", ""),
    "bround": (2, "0"),
    "listagg": (2, "NULL"),
    "locate": (3, "1"),
    "make_dt_interval": (4, "0", "0", "0"),
    "make_interval": (7, "0", "0", "0", "0", "0", "0"),
    "make_ym_interval": (2, "0"),
    "mask": (5, "X", "x", "n", "NULL"),
    "months_between": (3, "true"),
    "position": (3, "1"),
    "regexp_extract_all": (3, "1"),
    "regexp_instr": (3, "0"),
    "replace": (3, ""),
    "round": (2, "0"),
    "sentences": (3, "", ""),
    "sort_array": (2, "true"),
    "str_to_map": (3, ",", ":"),
    "string_agg": (2, "NULL"),
    "substr": (3, "2147483647"),
    "to_unix_timestamp": (2, "yyyy-MM-dd HH:mm:ss"),
    "try_aes_decrypt": (5, "GCM", "DEFAULT", ""),
    "try_make_interval": (7, "0", "0", "0", "0", "0", "0"),
}

_WRITTEN = {"isnotnull": "({} IS NOT NULL)", "isnull": "({} IS NULL)", "like": "{} LIKE {}", "positive": "(+ {})"}

_RENAMED = {"array_agg": "collect_list", "dateadd": "date_add"}


def label_of(name, arguments):
    """`arguments` are the labels of the arguments."""
    if name in _WRITTEN and _WRITTEN[name].count("{}") == len(arguments):
        return _WRITTEN[name].format(*arguments)
    count, *defaults = _ADDED.get(name, (0,))
    missing = max(0, count - len(arguments))
    shown = ", ".join([*arguments, *defaults[len(defaults) - missing :]])
    return f"{name.upper() if name in _CAPITALS else _RENAMED.get(name, name)}({shown})"
