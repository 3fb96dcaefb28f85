import { join } from 'node:path';
import type { EngineUsed } from '@sre-aiops/core';
import { respondInFolder, silentLog } from 'sre-aiops';
import { alertClock } from './evaluate.ts';
import { type AskedOfModel, startModelServer } from './model-server.ts';
import { type BundledIncident, buildWorld } from './world.ts';

/** o200k tokens of the prompts that one incident takes, by the stage that sends them. */
export interface TokensSent {
  readonly id: string;
  readonly requests: number;
  /** With the second pass, which asks what speaks against it. */
  readonly diagnose: number;
  readonly remediate: number;
  readonly artifacts: number;
  readonly all: number;
}

/** Where an incident is answered, and with what in place of its own. */
export interface TokenPlaces {
  readonly scratch: string;
  readonly knowledge: string;
  readonly logs?: readonly string[];
}

/**
 * Answers an incident with a model that agrees with whoever judged it, and counts what the model is sent: by HTTP, to a server on
 * the loopback that does not count itself.
 */
export async function measureTokens(
  incident: BundledIncident,
  { scratch, knowledge, logs }: TokenPlaces,
): Promise<TokensSent> {
  const { id, folder, expected } = incident;
  const repo = await buildWorld(incident, join(scratch, 'worlds', id));
  const server = await startModelServer((asked) => ({ text: agreeing(asked, expected.culprit), usage: false }));
  try {
    const env = { SRE_AIOPS_MODEL_URL: server.url, SRE_AIOPS_MODEL: 'agreeing-1' };
    const out = join(scratch, 'tokens');
    const clock = alertClock(folder);
    const asking = {
      incident: folder,
      repo,
      out,
      knowledge,
      logs,
      engine: 'openai',
      env,
      clock,
      log: silentLog,
    } as const;
    const { diagnosis, remediation, artifacts } = await respondInFolder(asking);
    const [diagnose, remediate, texts] = [diagnosis, remediation, artifacts].map(({ engine }) => sentBy(engine)) as [
      number,
      number,
      number,
    ];
    const { length: requests } = server.asked;
    return { id, requests, diagnose, remediate, artifacts: texts, all: diagnose + remediate + texts };
  } finally {
    await server.close();
  }
}

function sentBy({ usage }: EngineUsed): number {
  if (usage && usage.countedBy !== 'us') throw new Error('The server counted, and not we.');
  return usage?.inputTokens ?? 0;
}

/** A reply of the form that is wanted, short, which agrees and has nothing to add. */
function agreeing({ body }: AskedOfModel, culprit: number | null): string {
  const shown: string = body.messages.at(-1).content;
  const [, id = 'A.title', quote = ''] =
    new RegExp(`^\\[(C\\d+)\\] (#${culprit} .{10,80}?)[:,]`, 'm').exec(shown) ??
    /^\[(A\.title)\] (.{8,200})/m.exec(shown) ??
    [];
  const because = { text: 'This is the cause of the incident that the evidence shows.', citations: [{ id, quote }] };
  const replies: Record<string, object> = {
    DiagnosisReply: {
      culprit: id.startsWith('C') ? id : null,
      failureMode: 'unknown',
      rootCause: because,
      claims: [],
      confidence: 'high',
    },
    DoubtReply: { verdict: 'stands', objections: [] },
    RemediationReply: { type: 'code_fix', title: 'None', why: because, files: [], edits: [] },
    ArtifactsReply: { steps: [], alertRules: [] },
  };
  return JSON.stringify(replies[body.response_format?.json_schema?.name] ?? {});
}
