import { type Alert, incidentKey, recoveryNotification, SreError } from '@sre-aiops/core';
import {
  type GithubOptions,
  type GithubRepository,
  type NotifyOptions,
  notify,
  openGithub,
  tellOnce,
  webhook,
} from 'sre-aiops';
import type { Given } from './inputs.ts';

/** Tells the channel, if one is named, of the answer in a folder. */
export function tellAnswer(folder: string, given: Given, options: GithubOptions): Promise<void> {
  return tell(given, options, (channel) => notify(folder, channel));
}

/** Tells the channel, if one is named, that an incident is over. */
export function tellEnd(
  alert: Alert,
  issue: { readonly number: number; readonly location: string },
  given: Given,
  options: GithubOptions,
): Promise<void> {
  return tell(given, options, async (channel, github) => {
    const { url = '' } = await github.repository.head();
    return tellOnce(incidentKey(alert), recoveryNotification(alert, issue, url), channel);
  });
}

/** That a channel could not be told is a warning: the answer stands all the same. */
async function tell(
  given: Given,
  options: GithubOptions,
  say: (channel: NotifyOptions, github: GithubRepository) => Promise<boolean>,
): Promise<void> {
  const address = given['notify-webhook'];
  if (address === undefined) return;
  try {
    const github = openGithub(given.repository, options);
    await say({ channel: webhook(address), log: options.log, github }, github);
  } catch (error) {
    if (!(error instanceof SreError)) throw error;
    options.log.warning(`${error.message} ${error.remedy}`);
  }
}
