import {
  type Clock,
  type DocumentName,
  type Documents,
  type Log,
  noRepository,
  offlineEngine,
  pipeline,
  type ResponseDeps,
  runStage,
} from '@sre-aiops/core';
import { assertOneStdin, openLogs, readPayload } from '../input.ts';
import { folderWriter } from '../local/folder-writer.ts';
import { incidentFolder, writeDocument } from '../local/incident-folder.ts';
import { inputsOf } from '../local/incident-inputs.ts';
import { knowledgeOf } from '../local/knowledge-folder.ts';
import { withScratch } from '../local/scratch.ts';

/** What to answer, with what, and where to. */
export interface RespondOptions {
  /** A payload file (`-` for standard input), or a folder with `alert.json` and, if there are any, `logs.txt` and `history/`. */
  readonly incident: string;
  /** Log files (`-` for standard input); the folder's `logs.txt` by default. */
  readonly logs?: readonly string[];
  /** A folder inside a git clone; the folder's own `history/` replayed, or the current folder, by default. */
  readonly repo?: string | undefined;
  /** Folder under which the incident's own folder is made. */
  readonly out: string;
  /** Folder of the knowledge base. */
  readonly knowledge: string;
  /** Write the entry into the knowledge base too, so that the next incident finds it. */
  readonly learn?: boolean | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** All documents of the answer, and the folder they lie in. */
export interface Response extends Documents {
  readonly folder: string;
}

/**
 * The whole response, from alert to knowledge, into one folder. Running it again finishes or repeats the work without
 * doing any of it twice.
 *
 * @throws {SreError} when the alert, the log or the repository cannot be read.
 */
export function respond(options: RespondOptions): Promise<Response> {
  return withScratch((scratch) => respondWith(scratch, options));
}

async function respondWith(
  scratch: string,
  { incident, logs, repo, out, knowledge, learn = false, clock, log }: RespondOptions,
): Promise<Response> {
  assertOneStdin([incident, ...(logs ?? [])]);
  const inputs = await inputsOf({ incident, logs, repo, scratch });
  const payload = await readPayload(inputs.alert);
  const folder = incidentFolder(out, payload, clock.now());
  const known = knowledgeOf(folder, knowledge, learn);
  const deps: ResponseDeps = {
    payload,
    logs: await openLogs(inputs.logs),
    code: inputs.repository ?? noRepository,
    workspace: inputs.repository,
    knowledge: known,
    engine: offlineEngine,
    writer: folderWriter(folder, known, learn ? knowledge : undefined),
    clock,
    log,
  };
  try {
    let documents: Partial<Documents> = {};
    for (const stage of pipeline) {
      documents = await runStage(stage, documents, deps);
      await writeDocument(folder, stage.writes, documents[stage.writes] as Documents[DocumentName]);
    }
    if (learn) log.info(`The entry went into ${knowledge} too.`);
    return { folder, ...(documents as Documents) };
  } finally {
    inputs.repository?.close();
  }
}
