import type { CodeReader } from '../ports/index.ts';
import { flywayVersion } from './flyway-version/index.ts';
import { formatting } from './formatting/index.ts';
import { lockFile } from './lock-file/index.ts';
import { mergeConflict } from './merge-conflict/index.ts';
import { missingImport } from './missing-import/index.ts';
import type { Mended, Recipe, RedFix } from './types.ts';

/** The mechanical repairs, the surest first. One line per folder; `registry.test.ts` fails if one is missing. */
export const recipes: readonly Recipe[] = [flywayVersion, missingImport, lockFile, formatting, mergeConflict];

/** Mends by the first recipe whose kind of failure this is. */
export async function mendByRecipe(red: RedFix, code: CodeReader): Promise<Mended> {
  const declined: string[] = [];
  for (const recipe of recipes) {
    const mended = await recipe.mend(red, code);
    if (mended && 'edits' in mended) return mended;
    if (mended) declined.push(mended.declined);
  }
  return { declined: declined.join(' ') || 'No mechanical repair fits this failure.' };
}
