import type { Remediation, Repair } from '../incident/index.ts';
import { fence, inline, link } from './sanitise.ts';

/** What each outcome comes to, for the reader of the pull request. */
const heads: Readonly<Record<Repair['verdict'], string>> = {
  mended: 'The checks of this fix were red.',
  again: 'The checks of this fix are red, and nothing connects that with the fix: the failed jobs run once more.',
  'base-red': 'The checks of this fix are red, and those of the default branch too. Nothing was changed.',
  person: 'The checks of this fix are red, and a person is needed. Nothing more is done here by itself.',
};
const asks: Readonly<Record<Repair['verdict'], string>> = {
  mended: '',
  again: '',
  'base-red': 'Run the checks again once the default branch is green.',
  person: 'Push to the branch to take it over, or close the pull request.',
};

/** The comment on a pull request whose checks are red: why, what was tried, the lines of the log, and what is asked for. */
export function repairComment(repair: Repair): string {
  const { verdict, why, tried, excerpt, runUrl } = repair;
  const run = runUrl === undefined ? '' : ` (${link('the run', runUrl)})`;
  const list = tried.map((one) => `- ${inline(one, { max: 600 })}`);
  return [
    `**${heads[verdict]}**`,
    `${inline(why, { max: 1500 })}${run}`,
    ...(list.length > 0 ? [['Tried:', '', ...list].join('\n')] : []),
    ...(excerpt.length > 0 ? [fence(excerpt.join('\n'), { max: 3_000 })] : []),
    ...(asks[verdict] ? [asks[verdict]] : []),
  ].join('\n\n');
}

/** The section of a mended fix's pull request: which one it takes the place of, and why that was red. Empty for a first fix. */
export function repairSection({ repair, attempt }: Remediation): string {
  if (repair?.verdict !== 'mended') return '';
  const run = repair.runUrl === undefined ? '' : ` in ${link('this run', repair.runUrl)}`;
  const of = repair.pull === undefined ? 'the fix before' : `#${repair.pull}`;
  const what = repair.as === 'commit' ? `Repair ${attempt} of ${of}` : `Repair ${attempt}, in place of ${of}`;
  return `${what}, whose checks were red${run}. ${inline(repair.why, { max: 1500 })}`;
}
