import type { Complaint, Symptom } from '../sql-symptoms.ts';
import { addColumn } from './add-column.ts';
import { createTable } from './create-table.ts';
import type { Drafted } from './draft.ts';
import { dropDuplicate } from './drop-duplicate.ts';
import { alignType, dropConstraint, relaxNull, widen } from './relax.ts';
import type { Situation } from './situation.ts';

/** How each complaint of the database is answered. */
export const recipes: Readonly<Record<Complaint, (symptom: Symptom, situation: Situation) => Drafted>> = {
  ambiguous: dropDuplicate,
  'missing-column': addColumn,
  'missing-table': createTable,
  'not-null': relaxNull,
  'too-long': widen,
  constraint: dropConstraint,
  'wrong-type': alignType,
};
