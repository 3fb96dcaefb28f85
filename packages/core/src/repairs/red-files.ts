import type { CodeReader, Head } from '../ports/index.ts';
import type { OntoHead } from './onto-head.ts';
import type { RedFile } from './types.ts';

/** Files beside those of the fix that a failure names and that are read. */
const maxNamed = 6;
const maxCharacters = 60_000;

/** The files of a fix as they are with it, and those of the repository that the failure names. */
export async function redFiles(
  onto: OntoHead,
  excerpt: readonly string[],
  head: Head,
  code: CodeReader,
): Promise<RedFile[]> {
  const own = onto.edits.flatMap(({ path, content }) =>
    content === undefined ? [] : [{ path, text: content, ours: true }],
  );
  const ours = new Set(onto.edits.map(({ path }) => path));
  const paths = await code.listFiles(head.sha);
  const named = [...new Set(excerpt.flatMap((line) => pathsIn(line.slice(0, 600), paths)))].filter(
    (path) => !ours.has(path),
  );
  const others = await Promise.all(
    named.slice(0, maxNamed).map(async (path) => ({ path, text: await code.readFile(path, head.sha), ours: false })),
  );
  return [
    ...own,
    ...others.flatMap(({ path, text, ours: isOurs }) =>
      text === undefined || text.length > maxCharacters ? [] : [{ path, text, ours: isOurs }],
    ),
  ];
}

/** Paths of the repository that a line names: whole, or the one path that ends as it says. */
function pathsIn(line: string, paths: readonly string[]): string[] {
  return Array.from(line.matchAll(/[\w@./\\-]+\.\w{1,10}/g), ([word]) => word.replaceAll('\\', '/')).flatMap((word) => {
    const wanted = word.replace(/^\.?\//, '');
    const found = paths.filter((path) => path === wanted || path.endsWith(`/${wanted}`) || wanted.endsWith(`/${path}`));
    return found.length === 1 ? found : [];
  });
}
