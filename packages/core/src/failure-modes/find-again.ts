import type { LogPattern } from '../incident/index.ts';
import { constantOf, searchable } from './constant.ts';
import { run } from './say.ts';
import type { Story } from './story.ts';

/** How to see whether a log line comes again: a command, and what it must show, to end a sentence with. */
export interface FindAgain {
  readonly how: string;
  readonly command?: string;
}

/** Who writes a line that the service itself does not write, and where such lines are read. */
const WRITERS: readonly (readonly [writer: RegExp, command: (story: Story, line: string) => string | undefined])[] = [
  [/^\S{10,40} +(?:Warning|Normal) +[A-Z]\w+ +[a-z]+\//, eventsLike],
  [/\b\d{1,3}\/\d{1,3} +[A-Z]\w+(?:Error|Killed|BackOff|Evicted)?\b/, podsLike],
  [/\bkubelet(?:\[|:)|\bkernel: /, nodeLike],
  [/policy-verdict|Policy denied|\bhubble\b/, () => 'hubble observe --verdict DROPPED --last 20'],
  [/cert-manager|\bcaller=|\bts=\d|node-upgrader|"logger":"cert|\bprobe\b.*\btarget=/i, () => undefined],
];

/**
 * Where to look for the leading line again, by who writes it. Of a service on Kubernetes all pods are read, found by the
 * label that the alert carries, else by the name of their owner.
 */
export function findAgain(story: Story, lead: LogPattern): FindAgain | undefined {
  const first = lead.example.split('\n')[0]!.slice(0, 1_000);
  const writer = WRITERS.find(([pattern]) => pattern.test(first));
  if (writer) {
    const command = writer[1](story, first);
    return command ? { how: ': the command shows none that is newer', command } : undefined;
  }
  const text = searchable(constantOf(story.line.text.slice(1, -1), lead.template));
  const logs = text && podLogs(story);
  return logs ? { how: ': the command counts 0', command: `${logs} | grep -cF -- '${text}'` } : undefined;
}

const APP_LABELS = ['app.kubernetes.io/name', 'app_kubernetes_io_name', 'app', 'k8s_app'];

function podLogs(story: Story): string | undefined {
  const namespace = story.fact('namespace');
  const { labels } = story.situation.incident.alert;
  const key = APP_LABELS.find((name) => labels[name]);
  const byLabel =
    key &&
    run`kubectl -n ${namespace} logs -l ${key.replaceAll('app_kubernetes_io_', 'app.kubernetes.io/').replace('k8s_app', 'k8s-app')}=${labels[key]} --tail=-1 --since=15m`;
  return (
    byLabel ||
    run`kubectl -n ${namespace} get pods -o name | grep '^pod/${story.fact('deployment')}-' | xargs -I{} kubectl -n ${namespace} logs {} --since=15m`
  );
}

function eventsLike(story: Story, line: string): string | undefined {
  const reason = /(?:Warning|Normal) +([A-Z]\w{1,60})/.exec(line)?.[1];
  return run`kubectl -n ${story.fact('namespace')} get events --field-selector reason=${reason} --sort-by=.lastTimestamp`;
}

function podsLike(story: Story): string | undefined {
  return run`kubectl -n ${story.fact('namespace')} get pods -o custom-columns=POD:.metadata.name,LAST:.status.containerStatuses[*].lastState.terminated.reason,AT:.status.containerStatuses[*].lastState.terminated.finishedAt`;
}

function nodeLike(_story: Story, line: string): string {
  return /\bkernel: /.test(line) ? 'journalctl -k --since -15min' : 'journalctl -u kubelet --since -15min';
}
