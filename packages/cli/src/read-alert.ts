import { defaultPolicy, mapPayload, type Policy, parsePolicy, policyPath, type Redaction } from '@sre-aiops/core';
import { readPayload, readText } from './input.ts';
import type { Repository } from './local/git-repository.ts';
import type { NamedRepository } from './repository.ts';

/** An alert as it is to be read, and what is to be taken out of it. */
export interface ReadAlert {
  readonly payload: unknown;
  readonly redaction: Redaction;
}

/**
 * Reads the payload of an alert as the policy says: one of the user's own is mapped by its JSONPath expressions.
 *
 * @throws {SreError} `ALERT_MISSING`, `DOCUMENT_INVALID`, or `POLICY_INVALID`.
 */
export async function readAlert(file: string, policy: Pick<Policy, 'alerts' | 'redaction'>): Promise<ReadAlert> {
  return asPolicySays(await readPayload(file), policy);
}

/** As {@link readAlert}, of a payload that was read. @throws {SreError} `POLICY_INVALID`. */
export async function asPolicySays(
  payload: unknown,
  { alerts, redaction }: Pick<Policy, 'alerts' | 'redaction'>,
): Promise<ReadAlert> {
  return { payload: await mapPayload(payload, alerts.fields), redaction };
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
