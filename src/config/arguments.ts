import { COMMAND_NAMES } from "./commands.ts";
import { suggestion } from "./nearest.ts";
import type { Option } from "./option.ts";

export interface ParsedArguments {
  /** Values by flag name; a switch without a value is "true". */
  readonly flags: ReadonlyMap<string, string>;
  /** Words that are neither options nor their values, for a command that takes some. */
  readonly words: readonly { readonly word: string; readonly position: number }[];
  /** The known options with their values, as given. */
  readonly options: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Parses argv from index `from`: `--flag value`, `--flag=value`, `--switch`, `--switch kind`, and other words if `takesWords`,
 * before, between and after them. Problems never contain values, which may be secret.
 */
export function parseArguments(
  argv: readonly string[],
  options: readonly Option[],
  { from = 0, takesWords = false } = {},
): ParsedArguments {
  const byFlag = new Map(options.flatMap((option) => (option.flag ? [[option.flag, option] as const] : [])));
  const known = [...byFlag.keys(), "help", "version"].map((name) => `--${name}`);
  const flags = new Map<string, string>();
  const words: { word: string; position: number }[] = [];
  const accepted: string[] = [];
  const problems: string[] = [];
  for (let at = from; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (!word.startsWith("-")) {
      if (takesWords) {
        words.push({ word, position: at + 1 });
        continue;
      }
      const near = at === 0 ? suggestion(word, COMMAND_NAMES) : "";
      const commands = at === 0 ? ` Commands are ${COMMAND_NAMES.join(", ")}; options start with --.` : "";
      problems.push(`Unexpected argument at position ${at + 1}.${commands}${near} See --help.`);
      continue;
    }
    const [dashed = word, inline] = splitOnce(word, "=");
    const name = dashed.replace(/^--/, "");
    const option = byFlag.get(name);
    if (!option || !dashed.startsWith("--")) {
      const shown = /^-{1,2}[\w-]{1,60}$/.test(dashed) ? dashed : `at position ${at + 1}`;
      problems.push(`Unknown option ${shown}.${suggestion(dashed, known)} See --help.`);
      // The value after it is part of the same mistake.
      if (inline === undefined && isValue(argv[at + 1])) at++;
      continue;
    }
    if (flags.has(name)) problems.push(`--${name} is given more than once.`);
    const first = at;
    if (inline !== undefined) flags.set(name, inline);
    else if (option.kinds?.includes(argv[at + 1] ?? "")) flags.set(name, argv[++at] ?? "");
    else if (option.value === undefined) flags.set(name, "true");
    else if (isValue(argv[at + 1])) flags.set(name, argv[++at] ?? "");
    else {
      problems.push(`--${name} requires a value: --${name} ${option.value}.`);
      continue;
    }
    accepted.push(...argv.slice(first, at + 1));
  }
  return { flags, words, options: accepted, problems };
}

const isValue = (word: string | undefined): boolean => word !== undefined && !word.startsWith("-");

function splitOnce(word: string, separator: string): [string, string?] {
  const at = word.indexOf(separator);
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}
