import { editManifests, lengthAt, type Manifest, type ManifestEdit, objectName, textAt } from '../manifests.ts';
import { bytesOf, measuredBytes, quantityOf } from '../quantity.ts';
import { type Target, targetOf } from '../target.ts';
import type { PlanContext } from '../types.ts';
import type { Prepared } from './index.ts';
import { manifestFor } from './workload.ts';

const workloads = ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'];
const containersPath = ['spec', 'template', 'spec', 'containers'] as const;

/** More memory for a container that is killed at its limit, and more replicas when the autoscaler has no room left. */
export function memory(context: PlanContext, manifests: readonly Manifest[]): Prepared {
  const target = targetOf(context);
  const workload = manifestFor(manifests, workloads, target);
  if (!workload) return { declined: `No workload in the repository is called ${context.incident.alert.service}.` };
  const index = containerIndex(workload, target);
  const resources = [...containersPath, index, 'resources'] as const;
  const oldLimit = textAt(workload, [...resources, 'limits', 'memory']);
  const limit = oldLimit && bytesOf(oldLimit);
  if (!oldLimit || !limit) return { declined: `${objectName(workload)} sets no memory limit.` };
  const container = textAt(workload, [...containersPath, index, 'name']) ?? '';
  const need = neededBytes(context, limit);
  const newLimit = quantityOf(need.bytes);
  const oldRequest = textAt(workload, [...resources, 'requests', 'memory']);
  const request = oldRequest && bytesOf(oldRequest);
  const newRequest = request ? quantityOf((request / limit) * need.bytes) : undefined;
  const scaler = fullScaler(context, manifests, workload);
  const edits: ManifestEdit[] = [
    { manifest: workload, path: [...resources, 'limits', 'memory'], value: newLimit },
    ...(newRequest ? [{ manifest: workload, path: [...resources, 'requests', 'memory'], value: newRequest }] : []),
    ...(scaler ? [{ manifest: scaler.manifest, path: scaler.path, value: String(scaler.wanted) }] : []),
  ];
  const more = scaler
    ? ` ${objectName(scaler.manifest)} is at its ${scaler.max} replicas, so it may go to ${scaler.wanted}.`
    : '';
  const heap = heapRule(manifests, workload);
  return {
    title: `Give ${container || workload.name} ${newLimit} of memory${scaler ? ` and up to ${scaler.wanted} replicas` : ''}`,
    summary: `The container ${container} of ${objectName(workload)} is killed at its limit of ${oldLimit}. ${need.why} The limit becomes ${newLimit}${newRequest ? ` and the request ${newRequest} instead of ${oldRequest}` : ''}.${more}${heap}`,
    edits: [...editManifests(edits)].map(([path, content]) => ({ path, content })),
    risk: {
      level: 'medium',
      why: `${workload.name} is rolled out anew, and each pod reserves ${newRequest ?? newLimit}${request ? ` instead of ${oldRequest}` : ''}; the nodes need the room. A leak would fill the new limit too.`,
      destructive: false,
    },
    rollback: `Set the limit of ${container || workload.name} back to ${oldLimit}${scaler ? ` and maxReplicas to ${scaler.max}` : ''} and apply the manifests.`,
    verification: [
      `No container of ${workload.name} ends with OOMKilled (exit code 137) for an hour at the load of the incident.`,
    ],
    infrastructure: {
      action: 'scale_k8s',
      parameters: {
        namespace: workload.namespace || target.namespace || 'default',
        kind: workload.kind,
        name: workload.name,
        container,
        memoryLimit: newLimit,
        ...(newRequest ? { memoryRequest: newRequest } : {}),
        ...(scaler ? { maxReplicas: String(scaler.wanted) } : {}),
      },
    },
  };
}

function containerIndex(workload: Manifest, { container }: Target): number {
  const indexes = Array.from({ length: lengthAt(workload, containersPath) }, (_, index) => index);
  const named = indexes.find((index) => textAt(workload, [...containersPath, index, 'name']) === container);
  const limited = indexes.find((index) =>
    textAt(workload, [...containersPath, index, 'resources', 'limits', 'memory']),
  );
  return named ?? limited ?? 0;
}

/** What the container needs by what was measured; twice the limit where it was only seen to hit it. */
export function neededBytes(
  { incident }: Pick<PlanContext, 'incident'>,
  limit: number,
): { readonly bytes: number; readonly why: string } {
  const measured = incident.signals
    .filter(({ name }) => /mem|working.?set|rss/i.test(name))
    .map(({ id, value, unit }) => ({ id, bytes: measuredBytes(value, unit) ?? 0 }))
    .sort((one, other) => other.bytes - one.bytes)[0];
  if (measured && measured.bytes > limit * 1.2) {
    return {
      bytes: measured.bytes * 1.25,
      why: `${measured.id} measured a need of ${quantityOf(measured.bytes)}; a quarter is added as headroom.`,
    };
  }
  const seen =
    measured && measured.bytes > limit * 0.7
      ? `${measured.id} measured ${quantityOf(measured.bytes)} in use, all there is; `
      : '';
  return {
    bytes: limit * 2,
    why: `${seen}how much it would take without the limit is not known, so the limit is doubled.`.replace(/^h/, 'H'),
  };
}

interface Scaler {
  readonly manifest: Manifest;
  readonly path: readonly string[];
  readonly max: number;
  readonly wanted: number;
}

const atMaximum =
  /more than the maximum|TooManyReplicas|ScalingLimited|max(?:imum)?[ _-]?replicas?\b|at (?:its |the )?max(?:imum)?|cannot scale (?:up|out) (?:any )?further|HpaMaxedOut|HPAMaxed/i;

/** The workload's autoscaler, when the evidence shows it at its maximum. */
function fullScaler({ incident }: PlanContext, manifests: readonly Manifest[], workload: Manifest): Scaler | undefined {
  const manifest = manifests.find(
    (candidate) =>
      /^(?:HorizontalPodAutoscaler|ScaledObject)$/.test(candidate.kind) &&
      textAt(candidate, ['spec', 'scaleTargetRef', 'name']) === workload.name &&
      (candidate.namespace === workload.namespace || candidate.namespace === ''),
  );
  if (!manifest) return undefined;
  const path = ['spec', manifest.kind === 'ScaledObject' ? 'maxReplicaCount' : 'maxReplicas'];
  const max = Number(textAt(manifest, path));
  if (!Number.isInteger(max)) return undefined;
  const counted = incident.signals.some(({ name, value }) => /replica/i.test(name) && value >= max);
  const texts = [
    incident.alert.title,
    incident.alert.description,
    ...incident.log.patterns.map(({ example }) => example),
  ];
  const spoken = texts.some(
    (text) =>
      atMaximum.test(text) ||
      new RegExp(String.raw`\b${max}/${max}\b[^\n]{0,60}replica|replicas?[^\n]{0,40}\b${max}/${max}\b`).test(text),
  );
  const desired = desiredReplicas(texts, manifest.name);
  const wanted = Math.min(Math.max(max * 2, desired), max * mostTimesMore);
  return counted || spoken ? { manifest, path, max, wanted } : undefined;
}

/** A log does not get to ask for any number of replicas. */
const mostTimesMore = 4;

/**
 * Replicas that the autoscaler would run by its own figures, as `kubectl get hpa` prints them: `cpu: 168%/70%` with 3
 * replicas asks for 8. Memory does not count: its share changes with the request. 0 when no such line is there.
 *
 * Source: Kubernetes documentation, "Horizontal Pod Autoscaling": desired = ceil(replicas × current / target).
 */
function desiredReplicas(texts: readonly string[], name: string): number {
  const desired = texts
    .flatMap((text) => text.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words.some((word) => word === name || word.endsWith(`/${name}`)))
    .flatMap((words) => {
      const shares = words.map((word) => /^(\d{1,6})%\/(\d{1,3})%,?$/.exec(word));
      const replicas = Number(words[shares.findLastIndex((share) => share !== null) + 3]);
      return shares.map((share, at) =>
        share && words[at - 1] !== 'memory:' ? Math.ceil((replicas * Number(share[1])) / Number(share[2])) : 0,
      );
    });
  return Math.max(0, ...desired.filter(Number.isFinite));
}

/** A word on the heap, whose size decides whether the limit or the program is the bound. */
function heapRule(manifests: readonly Manifest[], workload: Manifest): string {
  const near = manifests.filter(
    ({ kind, name, path }) => path === workload.path || (kind === 'ConfigMap' && name === workload.name),
  );
  for (const { text } of near) {
    const share = /-XX:MaxRAMPercentage=(\d+(?:\.\d+)?)/.exec(text)?.[1];
    if (share) return ` The Java heap follows at ${share} % of the limit.`;
    const fixed = /-Xmx(\d+[mMgG])|--max-old-space-size=(\d+)/.exec(text);
    if (fixed) return ` The heap is fixed by ${fixed[0]} and does not grow with the limit.`;
  }
  return '';
}
