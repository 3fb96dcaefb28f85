import type { Bench, Engine } from '../engine/types.ts';
import { whyRed } from '../engine/why-red.ts';
import type { RemediationType } from '../incident/index.ts';
import { createRedactor, excerpt, splitLines } from '../logs/index.ts';
import type { Clock, Log } from '../ports/index.ts';
import { assertSameRepository } from './same-repository.ts';
import { defineStage } from './stage.ts';

/** What `repair` needs. */
export interface RepairDeps extends Bench {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  /** Log of the failed CI run, bytes as they lie. */
  readonly ciLog: AsyncIterable<Uint8Array>;
  /** Repairs allowed; when they are spent a person is asked. */
  readonly maxAttempts: number;
}

/** Tokens of the CI log that are read for the reason. */
const budget = 2_000;

/**
 * Mends a fix whose CI run failed, once: says from the log why it is red, and plans again without what failed. A failure
 * that is not the fix's own, and a second one, end with a person.
 */
export const repair = defineStage<RepairDeps, 'incident' | 'diagnosis' | 'remediation', 'remediation'>({
  name: 'repair',
  title: 'Mend a fix whose CI run is red',
  reads: ['incident', 'diagnosis', 'remediation'],
  readsIfPresent: [],
  writes: 'remediation',

  async run({ incident, diagnosis, remediation }, { engine, clock, log, code, workspace, ciLog, maxAttempts }) {
    await assertSameRepository(incident, code, log);
    const { redact } = createRedactor();
    const { lines } = await excerpt(splitLines(ciLog), { kind: 'ci', budget });
    const why = whyRed(
      lines.map(({ text }) => redact(text)),
      remediation,
    );
    log.info(`CI is red: ${why.text}`);
    const spent = remediation.attempt >= maxAttempts;
    const keep: readonly RemediationType[] = why.kind === 'stale' ? [remediation.type] : [];
    const mendable = !spent && (why.kind === 'ours' || why.kind === 'stale');
    const exclude = mendable
      ? [...remediation.alternatives.map(({ type }) => type), remediation.type].filter(
          (type) => !keep.includes(type) && type !== 'escalation',
        )
      : diagnosis.remediationTypes.filter((type) => type !== 'escalation');
    const text = spent
      ? `${why.text} ${maxAttempts === 1 ? 'The one repair is' : `All ${maxAttempts} repairs are`} spent.`
      : why.text;
    const failed = { remediation, exclude, why: text, attempt: remediation.attempt + 1 };
    return engine.remediate(incident, diagnosis, { code, workspace }, clock.now(), failed);
  },
});
