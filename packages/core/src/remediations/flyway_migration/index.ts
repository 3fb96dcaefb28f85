import { nextVersion } from '../flyway-order.ts';
import { symptomsOf } from '../sql-symptoms.ts';
import type { Plan, Planner } from '../types.ts';
import { evidenceOf, recoverySigns, title } from '../wording.ts';
import { type Draft, inCase } from './draft.ts';
import { recipes } from './recipes.ts';
import { type Situation, situationOf } from './situation.ts';
import { migrationPath } from './versions.ts';

/**
 * A new forward migration that brings the schema and the code together again. Migrations that exist are never
 * edited: a database checks the checksum of what it applied.
 */
export const flywayMigration: Planner = {
  id: 'flyway_migration',

  async plan(context) {
    const situation = await situationOf(context);
    if ('declined' in situation) return situation;
    const symptoms = symptomsOf(context);
    if (symptoms.length === 0) return { declined: 'No log line or alert text names a column, table or constraint.' };
    const reasons: string[] = [];
    for (const symptom of symptoms) {
      const draft = recipes[symptom.complaint](symptom, situation);
      if ('sql' in draft) return { plan: planOf(draft, symptom.evidence, situation) };
      reasons.push(draft.declined);
    }
    return { declined: [...new Set(reasons)].slice(0, 2).join(' ') };
  },
};

function planOf(draft: Draft, evidence: readonly string[], situation: Situation): Plan {
  const { context, folder, migrations, upper } = situation;
  const version = nextVersion(
    migrations.map((migration) => migration.version),
    context.diagnosis.diagnosedAt,
  );
  const path = migrationPath(folder, version, draft.description);
  const header = draft.why.map((line) => `-- ${line.replaceAll(/[\r\n]+/g, ' ')}\n`).join('');
  return {
    title: title(draft.title),
    summary: draft.summary,
    edits: [{ path, content: `${header}${draft.sql.map((line) => `${inCase(line, upper)};\n`).join('')}` }],
    evidence: evidenceOf(context, evidence),
    risk: draft.risk,
    rollback: draft.rollback,
    verification: [...draft.verification, ...recoverySigns(context)],
  };
}
