import { SreError } from '../errors/sre-error.ts';
import type { Check, CommandRun, Proof, Remediation } from '../incident/index.ts';
import { patchHash } from './prove.ts';

/**
 * A fix with what was seen when it was run. A proof is a statement of code that nobody trusts: it must be about this very
 * patch, and can say no more than how sure the fix is.
 *
 * @throws {SreError} `PROOF_INVALID` when it is about another fix.
 */
export function withProof(remediation: Remediation, proof: Proof): Remediation {
  const isItsOwn =
    proof.patchSha256 === patchHash(remediation) &&
    proof.incidentId === remediation.incidentId &&
    proof.baseSha === remediation.baseSha;
  if (!isItsOwn) {
    throw new SreError('PROOF_INVALID', 'The proof is about another fix.', 'Prove the fix of this folder again.');
  }
  const ran = checksOf(proof);
  const names = new Set(ran.map(({ name }) => name));
  return {
    ...remediation,
    proof: levelOf(remediation, proof),
    proofRun: proof,
    checks: [...remediation.checks.filter(({ name }) => !names.has(name)), ...ran],
  };
}

function levelOf({ proof: before }: Remediation, { verdict }: Proof): Remediation['proof'] {
  if (verdict === 'proved' || verdict === 'checked') return verdict;
  return verdict === 'refuted' || before === 'none' ? 'none' : 'checked';
}

/** What ran, as checks: a reproducer is right to be red on the head. */
function checksOf({ before, after, suite, suiteBefore, trials }: Proof): Check[] {
  return [
    ...(before ? [checkOf('reproducer on the head', before, before.outcome === 'failed')] : []),
    ...(after ? [checkOf('reproducer with the fix', after, after.outcome === 'passed')] : []),
    ...(suite ? [checkOf('tests with the fix', suite, suite.outcome === 'passed')] : []),
    ...(suiteBefore ? [checkOf('tests without the fix', suiteBefore, suiteBefore.outcome === 'passed')] : []),
    ...trials.map(
      ({ change, number, outcome, why }): Check => ({
        name: `trial of ${number === undefined ? change : `#${number}`}`,
        outcome: outcome === 'unclear' ? 'skipped' : 'passed',
        detail: why,
      }),
    ),
  ];
}

function checkOf(name: string, { command, outcome, exitCode, seconds }: CommandRun, isRight: boolean): Check {
  const end = exitCode === undefined ? outcome : `${outcome}, exit code ${exitCode}`;
  const ran = outcome === 'passed' || outcome === 'failed';
  return {
    name,
    outcome: isRight ? 'passed' : ran ? 'failed' : 'skipped',
    detail: `${end} after ${Math.round(seconds)} s: ${command.join(' ')}`,
  };
}
