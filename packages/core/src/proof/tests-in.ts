import { fileKindOf } from '../changes/paths.ts';
import { type Framework, frameworks, hollow } from './frameworks.ts';

/** A test, or a group of tests, as far as it can be weakened. */
export interface TestCase {
  readonly path: string;
  readonly name: string;
  readonly isGroup: boolean;
  /** From 1. */
  readonly line: number;
  /** What switches it off, as written. */
  readonly skips: readonly string[];
  /** First lines of its assertions; those that always hold do not count. */
  readonly assertions: readonly string[];
  /** Its other lines that say something. */
  readonly body: readonly string[];
}

/** Characters of a line that are read. */
const maxLine = 500;
/** Tests of one file that are read. */
const maxTests = 3_000;

/**
 * The tests of a file, and what stands outside of them as a test without a name. A test reaches to the next one. Empty for a
 * file that holds no tests by its place; Rust keeps its tests beside the code.
 */
export function testsIn(path: string, text: string): TestCase[] {
  const framework = frameworks.find(({ files }) => files.test(path));
  if (!framework || (fileKindOf(path) !== 'test' && !path.endsWith('.rs'))) return [];
  const marked = path.endsWith('.php') ? text.replaceAll(/\/\*\*[\s\S]*?(?:\*\/|$)/g, markOfDoc) : text;
  const lines = withoutComments(marked, path, framework)
    .split('\n')
    .map((line) => line.slice(0, maxLine));
  const starts = framework.find(lines).slice(0, maxTests);
  if (path.endsWith('.rs') && starts.every(({ isGroup }) => isGroup)) return [];
  const first = starts[0]?.line ?? lines.length;
  return [
    caseOf({ path, name: '', isGroup: true, line: 0 }, lines.slice(0, first), framework),
    ...starts.map((start, at) =>
      caseOf({ path, ...start }, lines.slice(start.line, starts[at + 1]?.line ?? lines.length), framework),
    ),
  ];
}

/** PHPUnit's `@test` in a comment, as the attribute that says the same, on as many lines. */
function markOfDoc(doc: string): string {
  return /@test\b/.test(doc) ? `#[Test]${doc.replaceAll(/[^\n]/g, '')}` : doc;
}

type Start = Pick<TestCase, 'path' | 'name' | 'isGroup' | 'line'>;

function caseOf(start: Start, lines: readonly string[], { skips, asserts }: Framework): TestCase {
  const said = lines.map((line) => line.trim().replaceAll(/\s+/g, ' ')).filter((line) => /\w/.test(line));
  return {
    ...start,
    line: start.line + 1,
    skips: Array.from(lines.join('\n').matchAll(skips), ([word]) => word.trim()),
    assertions: said.filter((line) => asserts.test(line) && !hollow.test(line)),
    body: said.slice(1),
  };
}

/** Go's build constraints are comments that switch a file off, so they stay. */
function withoutComments(text: string, path: string, { comments }: Framework): string {
  return text.replaceAll(comments, (whole, comment?: string) => {
    if (comment === undefined) return whole;
    if (path.endsWith('.go') && /^\/\/(?:go:build|\s*\+build)\b/.test(comment)) return whole;
    return comment.replaceAll(/[^\n]/g, '');
  });
}
