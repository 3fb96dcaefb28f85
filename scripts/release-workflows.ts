/** How the reusable workflows of main become those of a release, whose actions lie beside them with their bundles. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../.github/workflows');
/** Words that mark what only main needs, at the end of the first line of a block. */
const mark = '# main only';

/** The texts of main's workflows, by file name. */
export function workflowsOfMain(): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yml'));
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** Whether a release holds a workflow: one that others call, and that is not `main only` by its first lines. */
function isReleased(text: string): boolean {
  const [head = ''] = /^(?:#.*\n)*/.exec(text) ?? [];
  return !head.includes(mark) && /^ {2}workflow_call:/m.test(text);
}

/** The workflows of a release, from those of main: by file name, each with its twin. */
export function releaseWorkflows(main: Readonly<Record<string, string>>): Record<string, string> {
  const released = Object.entries(main).filter(([, text]) => isReleased(text));
  return Object.fromEntries(
    released.flatMap(([file, text]) => {
      const whole = releaseWorkflow(text);
      const twin = offlineTwin(whole);
      return [[file, whole], ...(twin ? [[file.replace(/\.yml$/, '-offline.yml'), twin]] : [])];
    }),
  );
}

/**
 * The workflow as a release holds it: without what is marked `main only`, without the bundled incidents, and with the
 * actions and workflows of its own repository and commit by `$/`.
 */
function releaseWorkflow(text: string): string {
  return withoutMarked(text.split('\n'))
    .join('\n')
    .replaceAll(/inputs\.scenario && (?:'[^']*'|format\([^)]*\)) \|\| /g, '')
    .replaceAll(/^ +[\w-]+: \$\{\{ '' \}\}\n/gm, '')
    .replaceAll(
      /^( +needs: )\[build, (.+)\]$/gm,
      (_, key: string, rest: string) => key + (rest.includes(',') ? `[${rest}]` : rest),
    )
    .replaceAll('uses: ./actions/', 'uses: $/')
    .replaceAll('uses: ./.github/workflows/', 'uses: $/.github/workflows/');
}

/**
 * The same workflow for callers that do not grant `copilot-requests`, which must not be asked for then, and who let nobody ask
 * Copilot; `undefined` for one that does not ask for it.
 */
function offlineTwin(text: string): string | undefined {
  if (!/^ +copilot-requests:/m.test(text)) return undefined;
  return text.replaceAll(/^ +copilot-(?:requests|token):.*\n/gm, '').replace(/^name: .+$/m, '$&-offline');
}

/** Drops every marked line with the lines that are indented deeper, and comments that tell of the mark. */
function withoutMarked(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let dropped = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const indent = line.search(/\S/);
    if (indent > dropped) continue;
    dropped = line.endsWith(mark) ? indent : Number.POSITIVE_INFINITY;
    if (dropped === indent || /^#.*`main only`/.test(line)) continue;
    kept.push(line);
  }
  return kept;
}
