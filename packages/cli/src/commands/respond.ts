import { join } from 'node:path';
import {
  type Answered,
  answerAlert,
  type Documents,
  defaultPolicy,
  noRepository,
  pickAlert,
  SreError,
  toldAlready,
} from '@sre-aiops/core';
import { assertOneStdin, readPayload } from '../input.ts';
import { incidentFolder, writeDocument } from '../local/incident-folder.ts';
import { inputsOf, isFolder } from '../local/incident-inputs.ts';
import { withScratch } from '../local/scratch.ts';
import { openLogs } from '../logs/open-logs.ts';
import { placesOf } from '../places.ts';
import { type ProofOptions, withProvingGround } from '../proof.ts';
import { asPolicySays, numbersIn, policyOf, readAlert } from '../read-alert.ts';
import { atDefaultBranch, onGithub, type RepositoryOptions, repositoryNamed } from '../repository.ts';
import { engineOf } from '../thinking/engine.ts';
import type { EngineName } from '../thinking/engine-names.ts';

/** What to answer, with what, and where to. */
export interface RespondOptions extends RepositoryOptions, ProofOptions {
  /** A payload file (`-` for standard input), or a folder with `alert.json` and, if there are any, `logs.txt` and `history/`. */
  readonly incident: string;
  /** Log files (`-` for standard input); the folder's `logs.txt` by default. */
  readonly logs?: readonly string[] | undefined;
  /** Folder under which the incident's own folder is made. */
  readonly out: string;
  /** Folder of the knowledge base; by default `knowledge-base`, or that of the repository on GitHub. */
  readonly knowledge?: string | undefined;
  /** Who thinks; `auto` unless told. */
  readonly engine?: EngineName | undefined;
  /** Write the entry into the knowledge base too, so that the next incident finds it. */
  readonly learn?: boolean | undefined;
  /** Publish on GitHub instead of into the folder; `repo` must be there. */
  readonly publish?: boolean | undefined;
  /** Answer also what an open issue already answers. */
  readonly again?: boolean | undefined;
  /** Which alert of a payload that carries several is answered, from 1; the group as one incident unless told. */
  readonly alertNumber?: number | undefined;
}

/** All documents of an answer, and the folder they lie in. */
export interface Response extends Documents {
  readonly folder: string;
}

/** What became of an alert, and the folder that the documents of its answer lie in. */
export type Responded = Answered & { readonly folder: string };

/**
 * The whole response, from alert to knowledge, into one folder or onto GitHub. Running it again finishes or repeats the
 * work without doing any of it twice.
 *
 * @throws {SreError} when the alert, the log or the repository cannot be read, or there is nowhere to publish.
 */
export function respond(options: RespondOptions): Promise<Responded> {
  return withScratch((scratch) => respondWith(scratch, options));
}

/**
 * The numbers of the alerts that the payload of an incident carries and that are incidents of their own.
 *
 * @param receivedAt ISO 8601, UTC.
 * @throws {SreError} `OPTION_INVALID` for standard input, which can be read once only; else as `respond`.
 */
export async function alertNumbersIn(incident: string, receivedAt: string): Promise<readonly number[]> {
  if (incident === '-')
    throw new SreError('OPTION_INVALID', 'Alerts of standard input cannot be answered one by one.', 'Give a file.');
  const file = (await isFolder(incident)) ? join(incident, 'alert.json') : incident;
  return numbersIn(await readAlert(file, defaultPolicy), receivedAt);
}

/** The response into a folder, which is answered whenever it is asked. @throws {SreError} as `respond` does. */
export async function respondInFolder(options: RespondOptions): Promise<Response> {
  const responded = await respond({ ...options, publish: false });
  if (responded.verdict !== 'answered') throw new Error('A folder knows nothing that could be known already.');
  return { folder: responded.folder, ...responded.documents };
}

async function respondWith(scratch: string, options: RespondOptions): Promise<Responded> {
  const { incident, alertNumber, logs, out, publish = false, clock, log } = options;
  assertOneStdin([incident, ...(logs ?? [])]);
  const named = await repositoryNamed(options);
  if (publish) onGithub(named);
  const inputs = await inputsOf({ incident, logs, repository: named?.repository, scratch });
  try {
    const came = await readPayload(inputs.alert);
    const told =
      publish && !options.again ? await toldAlready(came, onGithub(named).writer, clock.now(), alertNumber) : undefined;
    if (told) return { folder: incidentFolder(out, pickAlert(came, alertNumber), clock.now()), ...told };
    const { payload, redaction } = await asPolicySays(came, await policyOf(named, inputs.repository), alertNumber);
    const folder = incidentFolder(out, payload, clock.now(), redaction);
    const code = atDefaultBranch(named, inputs.repository, options.env);
    const engine = await engineOf({ ...options, publishes: publish, folder, code, redaction: async () => redaction });
    const known = {
      payload,
      redaction,
      logs: await openLogs(inputs.logs, { github: named?.github }),
      code: inputs.repository ?? noRepository,
      workspace: inputs.repository,
      engine,
      clock,
      log,
      ...placesOf(folder, { ...options, github: named?.github }),
    };
    const answered = await withProvingGround(options, inputs.repository, incident, (proof) =>
      answerAlert(
        { ...known, proof },
        {
          again: !publish || options.again,
          keep: (name, document) => writeDocument(folder, name, document),
        },
      ),
    );
    if (named?.github) log.info(`GitHub was asked ${named.github.requests.length} times.`);
    return { folder, ...answered };
  } finally {
    inputs.repository?.close();
  }
}
