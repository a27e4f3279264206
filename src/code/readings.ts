/** A function as the whole script: `async () => { … }`. */
const FUNCTION = /^\s*(?:async\b|function\b|\([^()]*\)\s*=>)/;
/** A script in a fenced block of Markdown. */
const FENCED = /^\s*```\w*\n([\s\S]*?)\n?```\s*$/;
/** A call of the script's own main function at its end. */
const MAIN = /(^|\n|;)[ \t]*(?:void )?(\w+)\(\)((?:\.catch\([^\n]*\))?);?\s*$/;

/**
 * Programs to try for a script, in this order: it may be one expression, whose value is the script's, or else it is the
 * body of an async function. A script begins on the second line of each.
 */
export function readingsOf(given: string): readonly string[] {
  const script = FENCED.exec(given)?.[1] ?? given;
  const expression = script.trimEnd().replace(/;+$/, "");
  const value = FUNCTION.test(script) ? 'typeof it === "function" ? it() : it' : "it";
  return [
    `(async () => { const it = (\n${expression}\n); return ${value}; })()`,
    `(async () => {\n${withResultOfMain(script)}\n})()`,
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
