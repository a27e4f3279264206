import { minifySync } from "rolldown/utils";

/**
 * Minifies a program that esbuild has minified. The second minifier also inlines across the top level, and gives short names
 * by how often they are used, so that the packed program is about 3% smaller. The result is ASCII.
 * @throws {Error} if the program is not valid
 */
export function mangled(file: string, program: string): string {
  const { code, errors } = minifySync(file, program, {
    compress: { target: "es2022" },
    mangle: { toplevel: true },
    codegen: { removeWhitespace: true },
  });
  if (errors.length > 0) throw new Error(`${file} cannot be minified: ${errors[0]?.message}`);
  // Only texts have other characters: regular expressions and names are still written as esbuild wrote them, in ASCII.
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
