/** A function as the whole script: `async () => { … }`. */
const FUNCTION = /^\s*(?:async\b|function\b|\([^()]*\)\s*=>)/;
/** A script in a fenced block of Markdown. */
const FENCED = /^\s*```\w*\n([\s\S]*?)\n?```\s*$/;
/** A call of the script's own main function at its end. */
const MAIN = /(^|\n|;)[ \t]*(?:void |await )?(\w+)\(\)((?:\.catch\([^\n]*\))?);?\s*$/;
/** A name or a field at the end of a script, which can have no other meaning than its value. */
const VALUE = /\n[ \t]*(?!(?:break|continue|return|debugger)\b)([A-Za-z_$][\w$.]*);?\s*$/;

/**
 * Programs to try for a script, in this order, until one can be read. A script may be one expression, whose value is the
 * script's, or else it is the body of an async function, which may end with a value or with a call of its main function
 * instead of `return`. A script begins on the second line of each.
 */
export function readingsOf(given: string): readonly string[] {
  const script = FENCED.exec(given)?.[1] ?? given;
  const expression = script.trimEnd().replace(/;+$/, "");
  const value = FUNCTION.test(script) ? 'typeof it === "function" ? it() : it' : "it";
  const body = (text: string) => `(async () => {\n${text}\n})()`;
  return [
    `(async () => { const it = (\n${expression}\n); return ${value}; })()`,
    ...[withResultOfMain(script), script.replace(VALUE, "\nreturn $1;")].filter((text) => text !== script).map(body),
    body(script),
  ];
}

/** `main();` at the end is the result of the script if `main` is an async function of it. */
function withResultOfMain(script: string): string {
  const name = MAIN.exec(script)?.[2];
  if (name === undefined || !new RegExp(`\\basync function ${name}\\b|\\b${name} = async\\b`).test(script))
    return script;
  return script.replace(
    MAIN,
    (_, before: string, main: string, handled: string) => `${before}return ${main}()${handled};`,
  );
}
