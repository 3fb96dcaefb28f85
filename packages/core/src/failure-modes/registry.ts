import { schemaDrift } from './schema-drift/index.ts';
import type { FailureMode } from './types.ts';
import { unknown } from './unknown/index.ts';

/** Every failure mode: one folder, one line. Order breaks ties. */
export const failureModes: readonly FailureMode[] = [schemaDrift, unknown];
