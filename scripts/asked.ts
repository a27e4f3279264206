import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { askedPage, PAGE, pictureName, QUESTIONS } from "./asked/page.ts";
import { play } from "./asked/session.ts";

// `npm run asked`: plays the questions of docs/what-to-ask.md against the embedded workspace and writes the page and its pictures.
// `test/e2e/stories/asked.test.ts` plays them again and compares.

const root = fileURLToPath(new URL("..", import.meta.url));
const transcripts = await play(QUESTIONS);
writeFileSync(root + PAGE, askedPage(transcripts));
mkdirSync(`${root}docs/pictures`, { recursive: true });
for (const { tool, picture } of transcripts.flatMap(({ steps }) => steps)) {
  if (picture) writeFileSync(`${root}docs/pictures/${pictureName(tool)}`, picture);
}
