import type { FileHistory } from '../culprit-files.ts';
import { camel, mentions } from '../identifiers.ts';
import type { PlannedEdit } from '../types.ts';

const losses =
  /\b(?:drop\s+column\s+(?:if\s+exists\s+)?|drop\s+table\s+(?:if\s+exists\s+)?|rename\s+column\s+|(?:op\.)?drop_column\(\s*['"]\w+['"]\s*,\s*|remove_column\s*\(?\s*:\w+\s*,\s*:|rename_column\s*\(?\s*:\w+\s*,\s*:|DropColumn\(\s*(?:name:\s*)?|dropColumn\(\s*)["'`[]?(?<name>\w+)/gi;

/**
 * One sentence when a migration that stays took away what the restored code needs; a rollback of the code alone
 * would then trade one failure for another.
 */
export function lostBySchema(kept: readonly FileHistory[], edits: readonly PlannedEdit[]): string | undefined {
  for (const { path, after } of kept) {
    for (const { groups } of (after ?? '').matchAll(losses)) {
      const name = groups?.name;
      if (!name) continue;
      const user = edits.find(({ content }) => content && (mentions(content, name) || mentions(content, camel(name))));
      if (user) {
        return `${path} has already taken ${name} out of the database, and ${user.path} would need it again after a rollback.`;
      }
    }
  }
  return undefined;
}
