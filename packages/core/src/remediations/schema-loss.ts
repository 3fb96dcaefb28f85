import { isMigration } from '../changes/paths.ts';
import type { FileHistory } from './culprit-files.ts';
import { camel, mentions } from './identifiers.ts';
import type { PlannedEdit } from './types.ts';

const losses =
  /\b(?:drop\s+column\s+(?:if\s+exists\s+)?|drop\s+table\s+(?:if\s+exists\s+)?|rename\s+column\s+|(?:op\.)?drop_column\(\s*['"]\w+['"]\s*,\s*|remove_column\s*\(?\s*:\w+\s*,\s*:|rename_column\s*\(?\s*:\w+\s*,\s*:|DropColumn\(\s*(?:name:\s*)?|dropColumn\(\s*)["'`[]?(?<name>\w+)/gi;

/**
 * One sentence when a migration that stays took away what the restored code needs; taking the code alone back would
 * then trade one failure for another. Only lines that come back count: what the head uses already is not our doing.
 */
export function lostBySchema(files: readonly FileHistory[], edits: readonly PlannedEdit[]): string | undefined {
  const heads = new Map(files.map(({ pathAtHead, head }) => [pathAtHead, head]));
  const restored = edits.map(({ path, content }) => {
    const today = new Set((heads.get(path) ?? '').split('\n'));
    return {
      path,
      text: (content ?? '')
        .split('\n')
        .filter((line) => !today.has(line))
        .join('\n'),
    };
  });
  for (const { path, after } of files.filter(isKeptMigration)) {
    for (const { groups } of (after ?? '').matchAll(losses)) {
      const name = groups?.name;
      if (!name) continue;
      const user = restored.find(({ text }) => mentions(text, name) || mentions(text, camel(name)));
      if (user) {
        return `${path} has already taken ${name} out of the database, and ${user.path} would need it again after a rollback.`;
      }
    }
  }
  return undefined;
}

/** Whether a file is a migration that the change brought: a database that applied it refuses to start without it. */
export function isKeptMigration({ path, before }: FileHistory): boolean {
  return isMigration(path) && before === undefined;
}
