/** What is still seen of each incident when its log is drowned in ordinary lines of the same services. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { excerpt, splitLines } from '@sre-aiops/core';
import { type BundledIncident, drown, evaluate, type Verdict } from '@sre-aiops/testkit';

/** One incident under so many lines. */
export interface DrownedVerdict extends Pick<Verdict, 'id' | 'sees' | 'culprit' | 'remediation' | 'ms'> {
  /** Decisive lines that an excerpt of the log alone, of 2,000 tokens, does not hold. */
  readonly missed: readonly string[];
}

/** Answers each incident with its log drowned in `count` ordinary events, one after the other. */
export async function answerDrowned(
  incidents: readonly BundledIncident[],
  count: number,
  { scratch, knowledge }: { readonly scratch: string; readonly knowledge: string },
): Promise<DrownedVerdict[]> {
  const verdicts: DrownedVerdict[] = [];
  for (const incident of incidents) {
    const under = drown(incident, count, join(scratch, 'drowned', incident.id));
    const log = createReadStream(join(under.folder, 'logs.txt'));
    const { lines } = await excerpt(splitLines(log), { kind: 'app', budget: 2_000 });
    const shown = flat(lines.map(({ text }) => text).join('\n'));
    const { id, sees, culprit, remediation, ms } = (await evaluate(under, scratch, knowledge)).verdict;
    const missed = incident.expected.mustSee.filter((line) => !shown.includes(flat(line)));
    verdicts.push({ id, sees, culprit, remediation, ms, missed });
  }
  return verdicts;
}

/** All that decides is seen, and the answers are those of the bare logs. */
export function isAllSeen(verdicts: readonly DrownedVerdict[]): boolean {
  const isSeen = ({ sees, culprit, remediation, missed }: DrownedVerdict) =>
    sees && culprit && remediation && missed.length === 0;
  return verdicts.length > 0 && verdicts.every(isSeen);
}

/** The verdicts as a Markdown table. */
export function drownedTable(verdicts: readonly DrownedVerdict[]): string {
  const yes = (is: boolean) => (is ? 'yes' : 'NO');
  const heads = ['incident', 'in the digest', 'in 2,000 tokens of the log', 'culprit', 'remediation', 'ms'];
  const rows = verdicts.map(({ id, sees, missed, culprit, remediation, ms }) => [
    ...[`\`${id}\``, yes(sees), missed.length === 0 ? 'yes' : `NO: ${missed.join(', ')}`],
    ...[yes(culprit), yes(remediation), ms.toLocaleString('en')],
  ]);
  const sides = ['---', '---', '---', '---', '---', '---:'];
  return [heads, sides, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
