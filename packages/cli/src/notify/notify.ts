import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { answerNotification, type Documents, type Log, type Notification, SreError } from '@sre-aiops/core';
import { readDocumentIfPresent } from '../local/incident-folder.ts';
import type { GithubRepository } from '../remote/github.ts';
import type { Webhook } from './webhook.ts';

/** With what a channel is told. */
export interface NotifyOptions {
  readonly channel: Webhook;
  readonly log: Pick<Log, 'info'>;
  /** Where the incident was published, and where it is recorded what was told; the incident's folder without it. */
  readonly github?: GithubRepository | undefined;
}

/**
 * Tells a channel of the answer in an incident's folder, unless it was told the same before: that is recorded beside what
 * was published, by a hidden ref on GitHub, so that no run tells it again.
 *
 * @returns Whether it was told now.
 * @throws {SreError} `DOCUMENT_MISSING`, `NOTIFICATION_FAILED`, or as GitHub is asked.
 */
export async function notify(folder: string, options: NotifyOptions): Promise<boolean> {
  const { incident, diagnosis, publication } = {
    incident: await needed(folder, 'incident'),
    diagnosis: await needed(folder, 'diagnosis'),
    publication: await needed(folder, 'publication'),
  };
  const remediation = await readDocumentIfPresent(folder, 'remediation');
  const page = (await options.github?.repository.head())?.url ?? '';
  const notification = answerNotification({ incident, diagnosis, remediation, publication }, page);
  return tellOnce(incident.key, notification, options, folder);
}

/**
 * Tells a channel something, unless it was told the same before.
 *
 * @param folder Where that is recorded when it is not on GitHub.
 * @returns Whether it was told now.
 * @throws {SreError} `NOTIFICATION_FAILED`, or as GitHub is asked.
 */
export async function tellOnce(
  key: string,
  notification: Notification,
  { channel, log, github }: NotifyOptions,
  folder?: string,
): Promise<boolean> {
  const name = `told-${notification.state}`;
  if (github && (await github.policy()).mode === 'off') return false;
  // Claimed before it is sent: a channel is rather told nothing than told twice.
  const isNew = github ? await github.claim(key, name) : folder === undefined || (await recordIn(folder, name));
  if (isNew) await channel.send(notification);
  log.info(isNew ? 'The channel was told.' : 'The channel was told before.');
  return isNew;
}

async function needed<Name extends 'incident' | 'diagnosis' | 'publication'>(
  folder: string,
  name: Name,
): Promise<Documents[Name]> {
  const document = await readDocumentIfPresent(folder, name);
  if (document) return document;
  throw new SreError(
    'DOCUMENT_MISSING',
    `${folder} holds no ${name}.json.`,
    'Run `respond`, or the stage that writes it.',
  );
}

/** Makes an empty file that nobody made before. */
async function recordIn(folder: string, name: string): Promise<boolean> {
  await mkdir(join(folder, 'published'), { recursive: true });
  try {
    await (await open(join(folder, 'published', name), 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
