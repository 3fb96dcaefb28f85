import { linesOf } from '../../remediations/lines.ts';
import type { PlannedEdit } from '../../remediations/types.ts';
import type { Recipe } from '../types.ts';
import { printedRuns, withRuns } from './printed-diff.ts';

/** What formatters and linters say of white space alone. */
const untidy =
  /trailing (?:white ?)?spaces?|no-trailing-spaces|no newline at end of file|missing final newline|new-?line[- ]at[- ](?:end|eof)|eol-last|\bW(?:191|291|292|293|391)\b|insert_final_newline|FinalNewline|NewlineAtEndOfFile|RegexpSingleline/i;
/** How each formatter is told to write what it wants. Source: the tools' own documentation. */
const commands: readonly (readonly [RegExp, string])[] = [
  [/spotless/i, 'mvn spotless:apply (or gradle spotlessApply)'],
  [/prettier|code style issues/i, 'npx prettier --write .'],
  [/biome/i, 'npx biome check --write .'],
  [/\bgofmt\b|gofumpt/i, 'gofmt -w .'],
  [/rustfmt|cargo fmt|Diff in .*\.rs/i, 'cargo fmt'],
  [/would reformat|\bblack\b/i, 'black .'],
  [/\bruff\b/i, 'ruff check --fix . && ruff format .'],
  [/terraform fmt|tofu fmt/i, 'terraform fmt -recursive'],
  [/ktlint/i, 'ktlint --format'],
  [/dotnet format|WHITESPACE: Fix whitespace/i, 'dotnet format'],
  [/eslint/i, 'npx eslint --fix .'],
];

/**
 * The formatter or linter of the repository wants other white space: it is set as the log prints it, or as its rule says.
 * No formatter is started here, since that would run code of the repository beside a token.
 */
export const formatting: Recipe = {
  id: 'formatting',
  async mend({ excerpt, files }) {
    const rule = excerpt.find((line) => untidy.test(line));
    const tool = commands.find(([pattern]) => excerpt.some((line) => pattern.test(line)));
    if (!rule && !tool) return undefined;
    const runs = printedRuns(excerpt);
    const edits = files.flatMap(({ path, text, ours }): PlannedEdit[] => {
      if (!ours) return [];
      const printed = withRuns(path, text, runs);
      const content = rule ? tidy(printed) : printed;
      return content === text ? [] : [{ path, content }];
    });
    if (edits.length > 0) {
      const paths = edits.map(({ path }) => path).join(', ');
      return {
        edits,
        explanation: `The formatter of the repository wants other white space in ${paths}; nothing else is changed.`,
      };
    }
    return (
      tool && {
        declined: `The formatter of the repository refuses the fix; \`${tool[1]}\` on its branch sets that right.`,
      }
    );
  },
};

/** A text without spaces at the end of its lines, and with one line end at its own end. */
function tidy(text: string): string {
  const lines = linesOf(text).map((line) => line.replace(/[ \t]+(?=\r?\n$|$)/, ''));
  return lines
    .join('')
    .replace(/(?:\r?\n)+$/, '')
    .concat(text.includes('\r\n') ? '\r\n' : '\n');
}
