import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Responded, type RespondOptions, respond, silentLog } from 'sre-aiops';
import { type GitHubOptions, startGitHub, type TestGitHub } from './github/start-github.ts';
import type { Fault } from './proxy/faults.ts';
import { type FaultyProxy, startProxy } from './proxy/proxy.ts';
import { makeSampleService, sampleAlert, sampleLog } from './sample-service.ts';
import { type BundledIncident, buildWorld } from './world.ts';

/** The sample service on a GitHub of its own, and alerts that are delivered to it. */
export interface PublishingWorld {
  /** Folder of a clone of it, as it began. */
  readonly clone: string;
  readonly github: TestGitHub;
  /** What goes over the wire, held to GitHub's contract; a new one after `network`. */
  readonly proxy: FaultyProxy;
  /** Answers an alert there, as the workflow does. Each delivery is a process of its own: nothing is remembered. */
  deliver(change?: object, options?: Partial<RespondOptions>): Promise<Responded>;
  /** A new network, with these faults. */
  network(...faults: readonly Fault[]): Promise<void>;
  close(): Promise<void>;
}

/** The clock of every delivery stands. */
const clockAt = '2026-04-12T10:04:00.000Z';
/** How long a second of waiting lasts in the tests, in milliseconds. */
const secondMs = 10;

/** What a world begins with, beside the sample service. */
export interface PublishingWorldOptions extends Pick<GitHubOptions, 'basePath'> {
  /** A bundled incident in place of the sample service. */
  readonly incident?: Pick<BundledIncident, 'folder'>;
  /** Files that the culprit of the sample service changes too. */
  readonly culprits?: Readonly<Record<string, string>>;
}

/**
 * Starts one.
 *
 * @param extra More files of the default branch: a policy, workflows, owners.
 */
export async function publishingWorld(
  extra: Readonly<Record<string, string>> = {},
  { incident, culprits, ...options }: PublishingWorldOptions = {},
): Promise<PublishingWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'sre-aiops-publishing-'));
  const repository = join(folder, 'service');
  const logs = [incident ? join(incident.folder, 'logs.txt') : join(folder, 'app.log')];
  if (incident) await buildWorld(incident, repository);
  else makeSampleService(repository, extra, culprits);
  if (!incident) writeFileSync(logs[0]!, sampleLog);
  const alert = incident ? JSON.parse(readFileSync(join(incident.folder, 'alert.json'), 'utf8')) : sampleAlert;
  const github = await startGitHub({ repository, name: 'shop/checkout', people: ['pays'], ...options });
  if (incident && Object.keys(extra).length > 0) await github.act.push({ branch: 'main', files: extra });
  let proxy = await startProxy({ target: github.apiUrl, contract: true });
  let delivered = 0;

  return {
    clone: repository,
    github,
    get proxy() {
      return proxy;
    },
    deliver(change = {}, options = {}) {
      const payload = join(folder, `alert-${++delivered}.json`);
      writeFileSync(payload, JSON.stringify({ ...alert, ...change }));
      return respond({
        incident: payload,
        logs,
        repo: github.name,
        out: join(folder, `out-${delivered}`),
        publish: true,
        clock: { now: () => clockAt },
        log: silentLog,
        env: { GITHUB_TOKEN: github.token, GITHUB_API_URL: proxy.url },
        secondMs,
        ...options,
      });
    },
    async network(...faults) {
      await proxy.close();
      proxy = await startProxy({ target: github.apiUrl, contract: true });
      proxy.reset({ faults });
    },
    async close() {
      await proxy.close();
      await github.close();
      if (existsSync(folder)) rmSync(folder, { recursive: true });
    },
  };
}

/**
 * What people find on GitHub, but for the port of the server and the ids of commits, which hold the time they were made,
 * and with them the hashes of texts that name them.
 */
export function published({ github }: Pick<PublishingWorld, 'github'>): object {
  const state = github.state();
  const timeless = (text: string) =>
    text
      .replaceAll(github.serverUrl, 'http://github')
      .replaceAll(/\b[0-9a-f]{40}\b|(?<=knowledge-|\x60)[0-9a-f]{12}\b/g, '<commit>')
      .replaceAll(/(?<=text\\":\\")[0-9a-f]{16}|(?<=answer\\":\\")[0-9a-f]{64}/g, '<hash>');
  const shown = {
    issues: state.issues,
    pulls: state.pulls,
    branches: Object.keys(state.refs).filter((ref) => ref.startsWith('refs/heads/')),
    labels: state.labels,
    runs: state.runs.map(({ id: _, ...run }) => run),
    main: state.files('main'),
  };
  return JSON.parse(timeless(JSON.stringify(shown)));
}
