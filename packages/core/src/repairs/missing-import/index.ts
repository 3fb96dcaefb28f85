import { declarationsIn, isImport, mentions } from '../../remediations/identifiers.ts';
import { linesOf } from '../../remediations/lines.ts';
import type { Recipe } from '../types.ts';

/** How compilers, linters and runtimes name what they do not know; the first group is the name. */
const unknownName = [
  /\bsymbol:\s+(?:class|variable|interface|enum|method)\s+([A-Za-z_$][\w$]*)/,
  /\bcannot find symbol\b.*\b(?:class|variable)\s+([A-Za-z_$][\w$]*)/i,
  /\bunresolved reference:?\s+['"`]?([A-Za-z_$][\w$]*)/i,
  /\bcannot find (?:name|type|value|function|macro|trait|module)[^'"`]{0,60}['"`]([A-Za-z_$][\w$]*)['"`]/i,
  /\b(?:ReferenceError|NameError|error)?:?\s*(?:name )?['"`]?([A-Za-z_$][\w$]*)['"`]? is not defined\b/,
  /\bundefined(?: name|:)\s+['"`]?([A-Za-z_$][\w$]*)/,
  /\bthe (?:type or namespace )?name ['"`]([A-Za-z_$][\w$]*)['"`] (?:could not be found|does not exist)/i,
  /\buse of undeclared (?:type|crate or module|variable)[^'"`]{0,40}['"`]([A-Za-z_$][\w$]*)/i,
  /\buninitialized constant (?:\w+::)*([A-Z]\w*)/,
  /\bClass ["'](?:\w+\\)*(\w+)["'] not found/,
] as const;

/** The fix took away an import whose name its file still uses: the line comes back. */
export const missingImport: Recipe = {
  id: 'missing-import',
  async mend({ excerpt, remediation, files }, code) {
    const names = new Set(excerpt.flatMap(namesIn));
    if (names.size === 0) return undefined;
    const edits = [];
    const brought: string[] = [];
    for (const { path, text, ours } of files) {
      if (!ours) continue;
      const before = await code.readFile(path, remediation.baseSha);
      const lost = before === undefined ? [] : lostImports(before, text, names);
      if (lost.length === 0) continue;
      edits.push({ path, content: withImports(before!, text, lost) });
      brought.push(...lost.map((line) => line.trim()));
    }
    if (edits.length === 0) return undefined;
    const explanation = `The fix took away ${brought.map((line) => `\`${line}\``).join(', ')}, and its file still uses what that brings; the import is back.`;
    return { edits, explanation };
  },
};

function namesIn(line: string): string[] {
  return unknownName.flatMap((pattern) => pattern.exec(line)?.[1] ?? []);
}

/** Import lines of the text before that bring a name which the text uses and brings no more. */
function lostImports(before: string, text: string, names: ReadonlySet<string>): string[] {
  const lines = text.split('\n');
  const there = new Set(lines.filter(isImport).flatMap((line) => [...declarationsIn(line)]));
  const body = lines.filter((line) => !isImport(line)).join('\n');
  const wanted = new Set([...names].filter((name) => !there.has(name) && mentions(body, name)));
  return linesOf(before).filter(
    (line) => isImport(line) && !text.includes(line) && [...declarationsIn(line)].some((name) => wanted.has(name)),
  );
}

/** Each lost line back where it was: over the shorter line that took its place, else behind the import that stood before it. */
function withImports(before: string, text: string, lost: readonly string[]): string {
  const old = linesOf(before);
  const lines = linesOf(text);
  for (const line of lost) {
    const names = declarationsIn(line);
    const shorter = lines.findIndex(
      (now) =>
        isImport(now) && declarationsIn(now).size > 0 && [...declarationsIn(now)].every((name) => names.has(name)),
    );
    if (shorter >= 0) {
      lines[shorter] = line;
      continue;
    }
    const earlier = old.slice(0, old.indexOf(line)).reverse();
    const neighbour = earlier.find((other) => other.trim() !== '' && lines.includes(other));
    lines.splice(neighbour === undefined ? 0 : lines.lastIndexOf(neighbour) + 1, 0, line);
  }
  return lines.join('');
}
