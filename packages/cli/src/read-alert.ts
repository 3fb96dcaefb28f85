import {
  alertNumbers,
  createRedactor,
  defaultPolicy,
  mapPayload,
  type Policy,
  parsePolicy,
  pickAlert,
  policyPath,
  type Redaction,
} from '@sre-aiops/core';
import { readPayload, readText } from './input.ts';
import type { Repository } from './local/git-repository.ts';
import type { NamedRepository } from './repository.ts';

/** An alert as it is to be read, and what is to be taken out of it. */
export interface ReadAlert {
  readonly payload: unknown;
  /** All that came with it: a payload may carry several alerts, of which one was picked. */
  readonly whole: unknown;
  readonly redaction: Redaction;
}

/**
 * Reads the payload of an alert as the policy says: one of the user's own is mapped by its JSONPath expressions.
 *
 * @param alertNumber Which alert of the payload is meant, see `pickAlert`.
 * @throws {SreError} `ALERT_MISSING`, `DOCUMENT_INVALID`, `POLICY_INVALID`, or as `pickAlert`.
 */
export async function readAlert(
  file: string,
  policy: Pick<Policy, 'alerts' | 'redaction'>,
  alertNumber?: number,
): Promise<ReadAlert> {
  return asPolicySays(await readPayload(file), policy, alertNumber);
}

/** As {@link readAlert}, of a payload that was read. @throws {SreError} `POLICY_INVALID`, or as `pickAlert`. */
export async function asPolicySays(
  payload: unknown,
  { alerts, redaction }: Pick<Policy, 'alerts' | 'redaction'>,
  alertNumber?: number,
): Promise<ReadAlert> {
  const whole = await mapPayload(payload, alerts.fields);
  return { payload: pickAlert(whole, alertNumber), whole, redaction };
}

/** The alerts that came and are incidents of their own, see `alertNumbers`. @param receivedAt ISO 8601, UTC. */
export function numbersIn({ whole, redaction }: ReadAlert, receivedAt: string): readonly number[] {
  return alertNumbers(whole, receivedAt, createRedactor(redaction).redact);
}

/**
 * The policy of the repository of the service: on GitHub that of its default branch, of a clone that of its head.
 *
 * @throws {SreError} `POLICY_INVALID`, or when the repository cannot be read.
 */
export async function policyOf(
  named: NamedRepository | undefined,
  repository: Repository | undefined,
): Promise<Policy> {
  if (named?.github) return named.github.policy();
  if (!repository) return defaultPolicy;
  const { sha } = await repository.head();
  return parsePolicy(sha ? await repository.readFile(policyPath, sha) : undefined);
}

/** The policy in a file, or the defaults without one. @throws {SreError} `FILE_UNREADABLE`, or `POLICY_INVALID`. */
export async function policyIn(file: string | undefined): Promise<Policy> {
  return file === undefined ? defaultPolicy : parsePolicy(await readText(file), file);
}
