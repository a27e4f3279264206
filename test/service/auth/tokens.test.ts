import { describe, expect, test } from "vitest";
import { createTokenAuthenticator, type TokenOptions } from "../../../src/service/auth/tokens.ts";

const A = "a".repeat(32);
const B = "b".repeat(32);

function authenticator(options: Partial<TokenOptions>) {
  const made = createTokenAuthenticator({ read: () => undefined, ...options });
  if ("problems" in made) throw new Error(made.problems.join("\n"));
  return made;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("bearer tokens", () => {
  test("H07 a token is its name, and two tokens of one name are one caller", async () => {
    const tokens = authenticator({ text: `ci:${A},ci:${B}` });
    const subjects = [];
    for (const token of [A, B]) {
      const identity = await tokens.authenticate(bearer(token));
      expect(identity).toMatchObject({ principal: { name: "ci" }, token: "ci" });
      subjects.push("principal" in identity && identity.principal.subject);
    }
    expect(subjects[0]).toBe(subjects[1]);
  });

  test("H07 anything else is refused without repeating it", async () => {
    const tokens = authenticator({ text: `ci:${A}` });
    for (const authorization of [`Bearer ${B}`, `Bearer ${A}x`, `Basic ${A}`, A, "Bearer", `Bearer ${A} ${A}`, ""]) {
      const refused = await tokens.authenticate({ authorization });
      expect(refused).toMatchObject({ refused: "invalid" });
      expect(JSON.stringify(refused)).not.toMatch(/aaaa|bbbb/);
    }
    expect(await tokens.authenticate({})).toMatchObject({ refused: "missing" });
  });

  test("the file is read again, and removing it locks everyone out", async () => {
    let now = 0;
    let content: string | undefined = `# tokens\nci:${A}\n`;
    const tokens = authenticator({ file: "/tokens", read: () => content, now: () => now });
    expect(await tokens.authenticate(bearer(A))).toHaveProperty("principal");
    content = `ci:${B}`;
    expect(await tokens.authenticate(bearer(A))).toHaveProperty("principal");
    now += 5_000;
    expect(await tokens.authenticate(bearer(A))).toHaveProperty("refused");
    expect(await tokens.authenticate(bearer(B))).toHaveProperty("principal");
    content = undefined;
    now += 5_000;
    expect(await tokens.authenticate(bearer(B))).toHaveProperty("refused");
    expect(await tokens.notReady()).toBe("The file of bearer tokens cannot be read.");
  });

  test.each([
    [{ text: "nonsense" }, "Bearer token 1 is not name:token."],
    [{ text: `ci:${A}\nx y:${B}` }, "Bearer token 2 is not name:token."],
    [{ text: "ci:short" }, "Bearer token 1 (ci) has fewer than 20 characters."],
    [{ file: "/none" }, "The file of bearer tokens cannot be read."],
    [{ text: "# nothing" }, "There are no bearer tokens. Add at least one name:token."],
  ])("%j is a problem at start-up", (options, problem) => {
    expect(createTokenAuthenticator({ read: () => undefined, ...options })).toEqual({ problems: [problem] });
  });
});
