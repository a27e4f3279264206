/** Python: formats an exception as the notebook's shell does, with the failing lines and their context in ANSI colours. */
export const traceback = String.raw`
import html, linecache, os

RULE = "-" * 75


def colour(code, text):
    return f"\x1b[{code}m{text}\x1b[0m"


def remember(name, source):
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)


def location(name, line, function):
    where = f"File {colour('0;32', f'{name}')}, line {colour('0;32', line)}"
    return where if function == "<module>" else f"{where}, in {colour('0;36', f'{function}(...)')}"


def excerpt(name, line):
    shown_lines = []
    if not linecache.getline(name, line):
        return ""
    for number in range(max(1, line - 2), line + 3):
        text = linecache.getline(name, number).rstrip("\n")
        if not text and number != line:
            continue
        if number == line:
            shown_lines.append(f"{colour('0;32', f'----> {number}')} {text}")
        else:
            shown_lines.append(f"{colour('1;32', f'{number:7}')} {text}")
    return "\n".join(shown_lines)


def frames_of(error):
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        # Frames of the shell do not belong to the user's program.
        if code.co_filename != SHELL_FILE:
            yield code.co_filename, trace.tb_lineno, code.co_name
        trace = trace.tb_next


def message_of(error):
    try:
        return str(error)
    except Exception:
        return "<unprintable>"


def describe(error):
    name = type(error).__name__
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        text = (error.text or linecache.getline(error.filename, error.lineno)).rstrip("\n")
        caret = " " * (max(error.offset or 1, 1) - 1 + 4) + "^"
        head = f"  File {colour('0;32', error.filename)}, line {colour('0;32', error.lineno)}\n    {text}\n{caret}"
        return f"{head}\n{colour('0;31', name)}{colour('0;31', ':')} {error.msg}\n"
    parts = [colour("0;31", RULE), f"{colour('0;31', name)}{'Traceback (most recent call last)'.rjust(75 - len(name))}"]
    for file, line, function in frames_of(error):
        parts.append(f"{location(file, line, function)}\n" + (f"{lines}\n" if (lines := excerpt(file, line)) else ""))
    parts.append(f"{colour('0;31', name)}: {message_of(error)}")
    return "\n".join(parts)


def cause_of(error):
    seen, chain = set(), []
    while error is not None and id(error) not in seen and len(chain) < 10:
        seen.add(id(error))
        link = None
        if error.__cause__ is not None:
            link = "The above exception was the direct cause of the following exception:"
        elif error.__context__ is not None and not error.__suppress_context__:
            link = "During handling of the above exception, another exception occurred:"
        chain[:0] = ([link] if link else []) + [describe(error)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(chain)


def error_result(error):
    name = type(error).__name__
    message = error.msg if isinstance(error, SyntaxError) else message_of(error)
    if isinstance(error, SyntaxError) and error.filename:
        message = f"{message} ({error.filename}, line {error.lineno})"
    summary = f'<span class="ansi-red-fg">{name}</span>: {html.escape(message, quote=False)}'
    return {"resultType": "error", "summary": clipped(summary), "cause": clipped(cause_of(error))}
`;
