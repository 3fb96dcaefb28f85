import { type Notification, SreError, slackMessage, teamsMessage } from '@sre-aiops/core';
import { environmentFetch } from '@sre-aiops/github';

/** Hosts of incoming webhooks; a star stands for the first names of a host. Which of the two they are says the last word. */
const hosts: readonly (readonly [string, 'slack' | 'teams'])[] = [
  ['hooks.slack.com', 'slack'],
  ['hooks.slack-gov.com', 'slack'],
  ['*.logic.azure.com', 'teams'],
  ['*.environment.api.powerplatform.com', 'teams'],
  ['*.webhook.office.com', 'teams'],
];

/** How a webhook is called. */
export interface WebhookOptions {
  /** One more host that is allowed, which takes what Slack takes: a chat server of your own. */
  readonly host?: string | undefined;
  /** For the whole call, in milliseconds; default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Which addresses are allowed whatever their host and protocol; for tests. */
  readonly allow?: ((url: URL) => 'slack' | 'teams' | undefined) | undefined;
}

/** A channel that can be told something. */
export interface Webhook {
  /** Tells it, once. @throws {SreError} `NOTIFICATION_FAILED`; the address, which is a secret, is in no message. */
  send(notification: Notification): Promise<void>;
}

/**
 * A channel of Slack or Teams by the address of its incoming webhook.
 *
 * @throws {SreError} `OPTION_INVALID` when the address is not https, not of a known host, or holds a name and a password.
 */
export function webhook(address: string, { host, timeoutMs = 10_000, allow }: WebhookOptions = {}): Webhook {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : undefined;
  const kind = url && (allow?.(url) ?? kindOf(url, host));
  if (!url || !kind) {
    throw new SreError(
      'OPTION_INVALID',
      'The address of the webhook is no https:// address of Slack or Teams.',
      `Take it from the channel as it is; allowed are ${hosts.map(([name]) => name).join(', ')}, or the host that you name.`,
    );
  }
  return {
    async send(notification) {
      const message = kind === 'slack' ? slackMessage(notification) : teamsMessage(notification);
      const answer = await environmentFetch(url.origin)(url.href, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json', 'user-agent': 'sre-aiops' },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(timeoutMs),
      }).catch(() => undefined);
      await answer?.body?.cancel().catch(() => {});
      if (answer?.ok) return;
      throw new SreError(
        'NOTIFICATION_FAILED',
        `The channel was not told: its webhook ${answer ? `answered ${answer.status}` : 'did not answer'}.`,
        'Check the address in the secret; make a new webhook if the channel or its workflow is gone.',
      );
    },
  };
}

function kindOf({ protocol, hostname, port, username, password }: URL, own?: string): 'slack' | 'teams' | undefined {
  if (protocol !== 'https:' || username !== '' || password !== '') return undefined;
  if (own !== undefined && hostname === own.toLowerCase()) return 'slack';
  if (port !== '') return undefined;
  return hosts.find(([name]) => (name.startsWith('*') ? hostname.endsWith(name.slice(1)) : hostname === name))?.[1];
}
