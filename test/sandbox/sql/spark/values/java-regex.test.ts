import { describe, expect, test } from "vitest";
import { RegexSyntaxError } from "../../../../../sandbox/sql/spark/values/java-regex/failure.ts";
import {
  compileJavaRegex,
  finds,
  matches,
  replaceAll,
} from "../../../../../sandbox/sql/spark/values/java-regex/pattern.ts";

// Every expectation was given by java.util.regex of Java 17, through Apache Spark 4.0.1.

describe("replaces as Java does", () => {
  test.each([
    ["abc", "(b)", "[$1]", "a[b]c"],
    ["abc", "(?<x>b)", "$" + "{x}!", "ab!c"],
    ["abc", "b", "\\$", "a$c"],
    ["abc", "", "-", "-a-b-c-"],
    ["héllo", "\\w", "_", "_é___"],
    ["a\u0085b", ".", "_", "_\u0085_"],
    ["ÉÈ", "(?i)é", "_", "ÉÈ"],
    ["aaa", "a{2}+a?", "_", "_"],
    ["foobar", "(?>foo|foob)ar", "_", "foobar"],
    ["aaab", "a++b", "_", "_"],
    ["aaa", "a++a", "_", "aaa"],
    ["abcabc", "(a)(b)(?>c)\\1", "_", "_bc"],
    ["xay", "(?>x)(a)(?>y)", "<$1>", "<a>"],
  ])("%s, %s", (text, pattern, replacement, expected) => {
    expect(replaceAll(compileJavaRegex(pattern), text, replacement)).toBe(expected);
  });

  test("a group that does not exist is an error", () => {
    expect(() => replaceAll(compileJavaRegex("(b)"), "abc", "$3")).toThrow(RangeError);
    expect(() => replaceAll(compileJavaRegex("b"), "abc", "$")).toThrow(RangeError);
  });
});

describe("finds as Java does", () => {
  test.each([
    ["a\n", "a$", true],
    ["a\nb", "a$", false],
    ["a\nb", "(?m)a$", true],
    ["x1", "\\p{Alpha}\\p{Digit}", true],
    ["é", "\\p{L}", true],
    ["é", "^\\w$", false],
    ["aéb", "a\\b", false],
    ["x", "(?<=a*)x", true],
    ["x}", "x}", true],
    ["x]", "x]", true],
    ["a.b", "\\Qa.b\\E", true],
    ["AB", "(?i:a)B", true],
    ["Ab", "(?i:a)B", false],
    ["a b", "(?x) a \\s b # c", true],
    ["a\nb", "(?s)a.b", true],
    ["a\nb", "a.b", false],
  ])("%s, %s", (text, pattern, expected) => {
    expect(finds(compileJavaRegex(pattern), text)).toBe(expected);
  });

  test.each([
    ["abcdef", "[a-f&&[^bd]]", ["a", "c", "e", "f"]],
    ["a]b", "[]a]", ["a", "]"]],
    ["a-b", "[a-]", ["a", "-"]],
    ["a.ba.b.b", "\\Qa.b\\E+", ["a.b", "a.b"]],
    ["😀a", "x*", ["", "", ""]],
    ["ÀbC", "(?i)[a-c]", ["b", "C"]],
  ])("%s, %s", (text, pattern, expected) => {
    expect([...matches(compileJavaRegex(pattern), text)].map(({ groups }) => groups[0])).toEqual(expected);
  });
});

test.each(["[^]", "x{,3}", "*a", "a**", "(a", "a)", "%\\Users", "\\p{Nonsense}", "[b-a]"])("refuses %s", (pattern) => {
  expect(() => compileJavaRegex(pattern)).toThrow(RegexSyntaxError);
});
