import { explained } from '../compose.ts';
import { say } from '../say.ts';
import type { FailureMode } from '../types.ts';
import { advise } from './advice.ts';
import { signs } from './signs.ts';

/**
 * Schema drift: code and database disagree about tables or columns.
 *
 * Mechanism: a change alters a mapping or a query without the migration that goes with it, or a migration without the
 * code; tests pass because their schema is made from the code. Every statement on the table fails from the deploy on.
 */
export const schemaDrift: FailureMode = {
  id: 'schema-drift',
  title: 'Schema drift',
  category: 'application',
  signs,
  causedBy: {
    'changes-schema-mapping': 2.5,
    'changes-migration': 2.5,
    'changes-query': 1.5,
    'broad-refactoring': 0.3,
    'changes-infrastructure': -1,
    'tests-only': -3,
    'docs-only': -4,
  },
  changePrior: 0.92,
  frameTrust: 0.6,
  whenCulprit: ['flyway_migration', 'code_fix', 'pr_rollback', 'escalation'],
  whenNone: ['flyway_migration', 'escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const column = story.fact('column');
      const table = story.fact('table');
      const place = column && table ? say`${column} of ${table}` : (column ?? table);
      const what =
        say`${story.service} and its database disagree about ${place}: ${story.line}` ??
        say`${story.service} and its database disagree about the schema: ${story.line}`;
      return say`${what}. ${story.change} changed one side of the pair without the other.` ?? say`${what}.`;
    }),
  advise,
};
