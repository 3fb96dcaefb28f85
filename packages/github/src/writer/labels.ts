import type { Connection } from '../connect.ts';
import { type Issue, labelNames } from './answers.ts';

/** Colour (six hex digits) and meaning of the labels we set; the first that fits. */
const meanings: readonly (readonly [RegExp, string, string])[] = [
  [/^incident$/, 'd73a4a', 'Something broke in production'],
  [/^aiops-generated$/, '5319e7', 'Written by sre-aiops'],
  [/^aiops-repair$/, 'd4c5f9', 'Mends a fix of sre-aiops whose checks were red'],
  [/^infrastructure$/, 'fbca04', 'The platform below the application is at fault'],
  [/^destructive$/, 'b60205', 'Data or a running object is lost for good when this is merged'],
  [/^P0$/, 'b60205', 'Severity: everything is down'],
  [/^P1$/, 'd93f0b', 'Severity: pages a person'],
  [/^P2$/, 'fbca04', 'Severity: today'],
  [/^P3$/, 'c2e0c6', 'Severity: can wait for office hours'],
  [/^service\//, '0e8a16', 'The service that failed'],
];

/**
 * Gives colour and description to labels that GitHub made on the fly, grey and without a word, when it was asked to set
 * them. Labels that people made or changed stay as they are. A refusal is no reason to fail: it is only looks.
 */
export async function dressLabels({ connection }: { readonly connection: Connection }, labels: Issue['labels']) {
  const bare = labels.flatMap((label) =>
    typeof label !== 'string' && !label.description && (label.color ?? '').toLowerCase() === 'ededed' ? [label] : [],
  );
  const known = bare.flatMap(({ name }) => {
    const meaning = meanings.find(([pattern]) => pattern.test(name));
    return meaning ? [{ name, color: meaning[1], description: meaning[2] }] : [];
  });
  await Promise.all(
    known.map((label) =>
      connection.request('PATCH /repos/{owner}/{repo}/labels/{name}', label, 'describe a label').catch(() => undefined),
    ),
  );
}

/** Labels that are wanted and not there yet. */
export function missingLabels(there: Issue['labels'], wanted: readonly string[]): string[] {
  const names = new Set(labelNames(there).map((name) => name.toLowerCase()));
  return wanted.filter((name) => !names.has(name.toLowerCase()));
}
