/** What running the fixes of incidents came to: made, judged, told, kept. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Log } from '@sre-aiops/core';
import { type BundledIncident, type ProofVerdict, proveIncident } from '@sre-aiops/testkit';

/**
 * Proves every incident, two at a time: builds wait for disks and servers as much as for processors.
 *
 * @param places As {@link proveIncident} takes them.
 */
export async function proveAll(
  incidents: readonly BundledIncident[],
  places: Omit<Parameters<typeof proveIncident>[1], 'log'>,
): Promise<ProofVerdict[]> {
  const waiting = [...incidents];
  const verdicts: ProofVerdict[] = [];
  const work = async () => {
    for (let incident = waiting.shift(); incident; incident = waiting.shift()) {
      const verdict = await proveIncident(incident, { ...places, log: progress(incident.id) });
      process.stderr.write(`${verdict.id}: ${verdict.proof}, ${verdict.seconds} s. ${verdict.why}\n`);
      verdicts.push(verdict);
    }
  };
  await Promise.all([work(), work()]);
  return verdicts.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What is run, as it is run: a line on the error stream for each command. */
export function progress(id: string): Log {
  const say = (text: string) => process.stderr.write(`${Math.round(performance.now() / 1000)} s  ${id}: ${text}\n`);
  return { info: (text) => text.startsWith('Proof: ') && say(text), warning: say, section: (_, work) => work() };
}

/**
 * Every culprit confirmed, no wrong fix taken for proved, every other right fix proved, and of the fixes of `respond` all but
 * one, which is checked.
 */
export function isProvedEnough(verdicts: readonly ProofVerdict[]): boolean {
  const fixes = verdicts.filter(({ type }) => type !== 'escalation');
  return (
    verdicts.length > 0 &&
    verdicts.every(
      ({ confirmed, right, proved, wrong, refused }) => confirmed !== false && right === proved && wrong === refused,
    ) &&
    fixes.every(({ proof }) => proof !== 'none') &&
    fixes.filter(({ proof }) => proof !== 'proved').length <= 1
  );
}

/** The verdicts as a Markdown table. */
export function proofTable(verdicts: readonly ProofVerdict[]): string {
  const heads = [
    ...['incident', 'culprit ranked', 'fix', 'proof', 'culprit on trial'],
    ...['other right fixes proved', 'wrong fixes refused', 'time'],
  ];
  const rows = verdicts.map(({ id, rank, type, before, proof, confirmed, ...fixes }) => [
    ...[`\`${id}\``, String(rank ?? 'none'), type, `${before} → ${proof}`],
    confirmed === undefined ? 'none' : confirmed ? 'confirmed' : 'NOT confirmed',
    ...[`${fixes.proved} / ${fixes.right}`, `${fixes.refused} / ${fixes.wrong}`, `${fixes.seconds} s`],
  ]);
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->` in a file. */
export function recordIn(file: string, name: string, text: string): void {
  const before = readFileSync(file, 'utf8');
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [before.indexOf(open), before.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for ${name}: put ${open} and ${close} into it.`);
  writeFileSync(file, `${before.slice(0, from + open.length)}\n\n${text}\n\n${before.slice(to)}`);
}
