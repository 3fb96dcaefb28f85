import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SreError } from '@sre-aiops/core';
import { git } from './git.ts';
import { openRepository, type Repository } from './git-repository.ts';
import { replayHistory } from './replay.ts';

/** Where the parts of an incident lie. */
interface IncidentInputs {
  readonly alert: string;
  readonly logs: readonly string[];
  readonly repository: Repository | undefined;
}

/**
 * Finds the alert, the logs and the repository of an incident: a payload file, or a folder with `alert.json`, `logs.txt`
 * and `history/`. What is given wins over what the folder holds. Without either, the clone around the current folder is
 * taken.
 *
 * @param options.scratch An empty folder in which a history may be replayed.
 * @throws {SreError} `ALERT_MISSING`, or `REPOSITORY_UNREADABLE`.
 */
export async function inputsOf(options: {
  incident: string;
  logs: readonly string[] | undefined;
  repository: Repository | undefined;
  scratch: string;
}): Promise<IncidentInputs> {
  const { incident, logs, repository, scratch } = options;
  if (incident === '-' || !(await isFolder(incident))) {
    return { alert: incident, logs: logs ?? [], repository: repository ?? (await repositoryAround()) };
  }
  const alert = join(incident, 'alert.json');
  if (!(await exists(alert))) {
    throw new SreError(
      'ALERT_MISSING',
      `${incident} holds no alert.json.`,
      'Put the payload of the monitoring system there, or name its file.',
    );
  }
  const ownLog = join(incident, 'logs.txt');
  const found = logs ?? ((await exists(ownLog)) ? [ownLog] : []);
  if (repository || !(await isFolder(join(incident, 'history'))))
    return { alert, logs: found, repository: repository ?? (await repositoryAround()) };
  const replayed = join(scratch, 'repository');
  await replayHistory(incident, replayed);
  return { alert, logs: found, repository: await openRepository(replayed) };
}

/**
 * Opens the clone around the current folder, if there is one.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE`.
 */
export async function repositoryAround(): Promise<Repository | undefined> {
  const inside = await git('.', ['rev-parse', '--verify', '--quiet', 'HEAD']);
  return inside.code === 0 ? openRepository('.') : undefined;
}

/** Whether a path is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
