import type { Proof, Remediation, SuspectTrial } from '../incident/index.ts';
import { fence } from './sanitise.ts';

/**
 * What the suspects on trial came to, in one sentence: "without #52 the reproducer passes, without #50 and #49 it fails".
 * Empty when none was tried.
 */
export function trialSentence({ proofRun }: Pick<Remediation, 'proofRun'>): string {
  const named = (outcome: SuspectTrial['outcome']) =>
    (proofRun?.trials ?? [])
      .filter((trial) => trial.outcome === outcome)
      .map(({ change, number }) => (number === undefined ? change : `#${number}`));
  const parts = [
    [named('green'), 'the reproducer passes'],
    [named('red'), 'it still fails'],
    [named('unclear'), 'nothing could be seen'],
  ] as const;
  const told = parts.flatMap(([changes, what]) => (changes.length > 0 ? [`without ${listed(changes)} ${what}`] : []));
  return told.length > 0 ? `On trial: ${told.join(', ')}.` : '';
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
