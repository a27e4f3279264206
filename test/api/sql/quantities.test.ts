import { expect, test } from "vitest";
import { bytesWords } from "../../../src/api/sql/quantities.ts";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [3 * 2 ** 40, "3 TiB"],
])("%d bytes", (bytes, words) => expect(bytesWords(bytes)).toBe(words));
