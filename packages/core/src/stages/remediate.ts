import type { Bench, Engine } from '../engine/types.ts';
import type { Clock, Log } from '../ports/index.ts';
import { afterRefutation, type ProofDeps, provenFix } from '../proof/index.ts';
import { assertSameRepository } from './same-repository.ts';
import { defineStage } from './stage.ts';
import { tellEngine } from './tell-engine.ts';

/** What `remediate` needs. */
export interface RemediateDeps extends Bench {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  /** With what the fix is run; absent: it is only checked. */
  readonly proof?: Omit<ProofDeps, 'clock' | 'log'> | undefined;
}

/**
 * Makes the fix from the real files, and tries it on the head before anyone is asked to read it. Where the fix before it was
 * run and refuted, the next one is made without what failed.
 */
export const remediate = defineStage<RemediateDeps, 'incident' | 'diagnosis', 'remediation'>({
  name: 'remediate',
  title: 'Make the fix and try it',
  reads: ['incident', 'diagnosis'],
  readsIfPresent: ['remediation'],
  writes: 'remediation',

  async run({ incident, diagnosis, remediation: before }, { engine, clock, log, code, workspace, proof }) {
    await assertSameRepository(incident, code, log);
    const plan = (failed = before && afterRefutation(before, diagnosis)) =>
      engine.remediate(incident, diagnosis, { code, workspace }, clock.now(), failed);
    const remediation = proof ? await provenFix(incident, diagnosis, plan, { ...proof, clock, log }) : await plan();
    tellEngine(remediation.engine, log);
    log.info(`Remediation: ${remediation.type}, ${remediation.title} (${remediation.proof})`);
    return remediation;
  },
});
