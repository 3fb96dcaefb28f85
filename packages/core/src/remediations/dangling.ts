import type { Change } from '../ports/index.ts';
import type { FileHistory } from './culprit-files.ts';
import { declarationsIn, isImport, mentions } from './identifiers.ts';
import { isProgram } from './paths.ts';
import type { PlanContext, PlannedEdit } from './types.ts';
import { nameOf } from './wording.ts';

interface Reversal {
  readonly context: PlanContext;
  readonly edits: readonly PlannedEdit[];
  readonly files: readonly FileHistory[];
  readonly later: readonly Change[];
}

const exported = /^\s*(?:export|public|pub|class|interface|enum|record|struct|def|func|fn|function|module|type)\b/;

/** One sentence when a later change leans on something that the rollback would take away. */
export async function danglingUse({ context, edits, files, later }: Reversal): Promise<string | undefined> {
  const gone = goneAfter(edits, files);
  if (gone.size === 0) return undefined;
  const own = new Set(edits.map(({ path }) => path));
  for (const change of later) {
    for (const { path } of change.files) {
      if (own.has(path) || !isProgram(path)) continue;
      const text = await context.code.readFile(path, context.head.sha);
      const before = change.parentSha && (await context.code.readFile(path, change.parentSha));
      const local = declarationsIn(withoutImports(text ?? ''));
      const name = [...gone].find((candidate) => {
        return text && mentions(text, candidate) && !local.has(candidate) && !mentions(before || '', candidate);
      });
      if (name) return `${path} uses ${name} since ${nameOf(change)}; without it, it would not build.`;
    }
  }
  return undefined;
}

/** Names that only the culprit's state declares for others to use. */
function goneAfter(edits: readonly PlannedEdit[], files: readonly FileHistory[]): Set<string> {
  const edited = new Set(edits.map(({ path }) => path));
  const untouched = files.filter(({ pathAtHead }) => !edited.has(pathAtHead)).map(({ head }) => head);
  const stays = [...files.map(({ before }) => before), ...edits.map(({ content }) => content), ...untouched];
  const open = files
    .filter(({ path }) => isProgram(path))
    .flatMap(({ after }) => (after ?? '').split('\n').filter((line) => exported.test(line)));
  const declared = [...declarationsIn(open.join('\n'))].filter((name) => name.length > 4);
  return new Set(declared.filter((name) => !stays.some((text) => text && mentions(text, name))));
}

function withoutImports(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isImport(line))
    .join('\n');
}
