import type { Pace } from "../../api/http/slices/pace.ts";
import { countHidden, strip, stripTree } from "./fence.ts";
import { type Redactor, redactTree } from "./redact.ts";
import { changeInSlices, changeText, partsOf } from "./slices.ts";

/**
 * A tool's output without secrets, and without hidden characters if it holds text of the workspace (`untrusted: true`).
 * `hidden`: how many were removed, or found in source code (`"code"`), which must stay unchanged.
 */
export async function cleanOutput(
  output: unknown,
  { untrusted, redact, pace }: { readonly untrusted: unknown; readonly redact: Redactor; readonly pace: Pace },
): Promise<{ readonly value: unknown; readonly hidden: number }> {
  // Hidden characters go first: removing them later would put a secret together again.
  const seen = untrusted === true ? await stripped(output, pace) : { value: output, hidden: 0 };
  const value = await changeInSlices(
    seen.value,
    { tree: (node) => redactTree(node, redact), text: (text) => changeText(text, redact, pace) },
    pace,
  );
  return { value, hidden: untrusted === "code" ? await hiddenIn(value, pace) : seen.hidden };
}

async function stripped(output: unknown, pace: Pace): Promise<{ value: unknown; hidden: number }> {
  let hidden = 0;
  const value = await changeInSlices(
    output,
    {
      tree(node) {
        const result = stripTree(node);
        hidden += result.removed;
        return result.value;
      },
      async text(text) {
        const parts: string[] = [];
        for (const part of partsOf(text)) {
          const result = strip(part);
          hidden += result.removed;
          parts.push(result.text);
          await pace.spend(part.length);
        }
        return parts.join("");
      },
    },
    pace,
  );
  return { value, hidden };
}

async function hiddenIn(value: unknown, pace: Pace): Promise<number> {
  let hidden = 0;
  const count = (node: unknown) => {
    hidden += countHidden(JSON.stringify(node) ?? "");
    return node;
  };
  await changeInSlices(
    value,
    {
      tree: count,
      async text(text) {
        for (const part of partsOf(text)) {
          count(part);
          await pace.spend(part.length);
        }
        return text;
      },
    },
    pace,
  );
  return hidden;
}
