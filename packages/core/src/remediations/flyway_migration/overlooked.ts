import { mentions } from '../identifiers.ts';
import { statementsOf } from '../sql.ts';
import { shortNameOf } from '../wording.ts';
import type { Draft } from './draft.ts';
import type { Situation } from './situation.ts';
import { isOverlooked } from './versions.ts';

/** Runs a script that the change brought under a name or in a folder that Flyway does not look at. */
export function overlooked(
  { files, folder, context }: Situation,
  wanted: { readonly column?: string; readonly table?: string; readonly complaint: string },
): Draft | undefined {
  if (!context.culprit) return undefined;
  const name = wanted.column ?? wanted.table!;
  const found = files.find(
    ({ path, before, head }) =>
      before === undefined &&
      head !== undefined &&
      isOverlooked(path, folder) &&
      statementsOf(head).some(
        (statement) => /^(?:alter|create)\s+table\b/i.test(statement) && mentions(statement.toLowerCase(), name),
      ),
  );
  if (!found) return undefined;
  const by = shortNameOf(context.culprit);
  return {
    description: `apply ${found.path
      .split('/')
      .at(-1)!
      .replace(/\.sql$/, '')}`,
    title: `Apply the overlooked script ${found.path.split('/').at(-1)}`,
    summary: `${by} brought ${found.path}, which Flyway does not run: its name or folder is not a versioned migration. The database therefore lacks the ${wanted.complaint}. The migration runs the same statements.`,
    why: [`${found.path} of ${by} is not named or placed as Flyway wants it, so it never ran.`],
    sql: statementsOf(found.head!),
    risk: { level: 'low', why: `The statements are those that ${by} meant to run.`, destructive: false },
    rollback: 'A new migration that undoes the statements.',
    verification: [`The ${wanted.complaint} exists after the deployment.`],
  };
}
