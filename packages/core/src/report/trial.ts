import type { Proof, Remediation, SuspectTrial } from '../incident/index.ts';
import { fence } from './sanitise.ts';

/** How an outcome is told, by what was run. */
const told: readonly (readonly [SuspectTrial['state'], SuspectTrial['outcome'], (changes: string) => string])[] = [
  ['without', 'green', (changes) => `without ${changes} the reproducer passes`],
  ['before', 'green', (changes) => `before ${changes} the reproducer passes and with it fails`],
  ['without', 'red', (changes) => `without ${changes} it still fails`],
  ['before', 'red', (changes) => `it does not begin to fail with ${changes}`],
  ['without', 'unclear', (changes) => `without ${changes} nothing could be seen`],
  ['before', 'unclear', (changes) => `around ${changes} nothing could be seen`],
];

/**
 * What the suspects on trial came to, in one sentence: "without #52 the reproducer passes, without #50 and #49 it fails".
 * Empty when none was tried.
 */
export function trialSentence({ proofRun }: Pick<Remediation, 'proofRun'>): string {
  const trials = proofRun?.trials ?? [];
  const parts = told.flatMap(([state, outcome, sentence]) => {
    const names = trials
      .filter((trial) => trial.state === state && trial.outcome === outcome)
      .map(({ change, number }) => (number === undefined ? change : `#${number}`));
    return names.length > 0 ? [sentence(listed(names))] : [];
  });
  return parts.length > 0 ? `On trial: ${parts.join(', ')}.` : '';
}

/** What the runs printed last, folded: the reproducer before and after, and the tests. */
export function outputsOf({ before, after, suite }: Proof): string {
  const runs = [
    ['The reproducer on the head', before],
    ['The reproducer with the fix', after],
    ['The tests with the fix', suite],
  ] as const;
  return runs
    .flatMap(([title, run]) =>
      run && run.output.trim() !== '' ? [folded(`${title}: ${run.outcome}`, run.output)] : [],
    )
    .join('\n\n');
}

function folded(title: string, output: string): string {
  return `<details><summary>${title}</summary>\n\n${fence(output.slice(-1_500), { max: 1_500 })}\n\n</details>`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
