import type { RemediationType } from '../incident/index.ts';
import { codeFix } from './code_fix/index.ts';
import { configFix } from './config_fix/index.ts';
import { dependencyUpdate } from './dependency_update/index.ts';
import { escalation } from './escalation/index.ts';
import { featureFlag } from './feature_flag/index.ts';
import { flywayMigration } from './flyway_migration/index.ts';
import { infrastructureAction } from './infrastructure_action/index.ts';
import { prRollback } from './pr_rollback/index.ts';
import type { Planner } from './types.ts';

/** The eight remediation types. One line per folder; `registry.test.ts` fails if one is missing. */
export const planners: readonly Planner[] = [
  flywayMigration,
  codeFix,
  configFix,
  featureFlag,
  prRollback,
  dependencyUpdate,
  infrastructureAction,
  escalation,
];

/** The planner of a type. */
export function plannerOf(type: RemediationType): Planner {
  return planners.find(({ id }) => id === type)!;
}
