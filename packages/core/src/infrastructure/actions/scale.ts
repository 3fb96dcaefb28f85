import type { KubernetesObject } from '../objects.ts';
import { differences, objectsOf, steady, theObject, triedObject, unfit } from '../objects.ts';
import type { Outlook, WorkContext, WorkStep } from '../outlook.ts';
import { kubectl } from '../tools.ts';

/** Kinds whose pods are replaced when their template changes. */
const rolledOut = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** `scale_k8s`: memory of a container, the most replicas of an autoscaler, or the size of a claim. */
export async function scale(context: WorkContext): Promise<Outlook> {
  const { kind = '', storage, maxReplicas, memoryLimit, memoryRequest } = context.parameters;
  if (kind === 'PersistentVolumeClaim' && storage && !memoryLimit && !memoryRequest && !maxReplicas) {
    return growClaim(context, storage);
  }
  if (rolledOut.includes(kind) && !storage && (memoryLimit || memoryRequest || maxReplicas))
    return scaleWorkload(context);
  throw unfit(
    `${kind} with these parameters is nothing that scale_k8s changes.`,
    'It takes memory and maxReplicas of a Deployment, StatefulSet or DaemonSet, or storage of a PersistentVolumeClaim.',
  );
}

async function growClaim({ parameters, place, tools, minutes }: WorkContext, storage: string): Promise<Outlook> {
  const name = `persistentvolumeclaim/${parameters.name}`;
  const patch = [
    'patch',
    name,
    '--type=merge',
    `--patch=${JSON.stringify({ spec: { resources: { requests: { storage } } } })}`,
  ];
  const before = await theObject(tools, place, name);
  const after = await triedObject(tools, place, patch);
  return {
    changes: differences(before, after),
    before: steady(before),
    steps: [{ apply: kubectl(place, ...patch), undo: [] }],
    rollout: [
      kubectl(place, 'wait', name, `--for=jsonpath={.status.capacity.storage}=${storage}`, `--timeout=${minutes}m`),
    ],
    readBack: [kubectl(place, 'get', name, '--output=wide')],
    wayBack: 'A claim cannot shrink: nothing takes this back but moving the data to a smaller one.',
  };
}

async function scaleWorkload(context: WorkContext): Promise<Outlook> {
  const { parameters, place, tools, minutes } = context;
  const { kind = '', memoryLimit, memoryRequest, maxReplicas } = parameters;
  const name = `${kind.toLowerCase()}/${parameters.name}`;
  const workload = await theObject(tools, place, name);
  const parts: Part[] = [];
  if (memoryLimit || memoryRequest) parts.push(await memoryPart(context, name, workload));
  if (maxReplicas) parts.push(await replicasPart(context, workload, Number(maxReplicas)));
  const readBack = parts.map(({ object }) => kubectl(place, 'get', object, '--output=wide'));
  return {
    changes: parts.flatMap(({ changes }) => changes),
    before: [steady(workload), ...parts.map(({ before }) => before)],
    steps: parts.filter(({ changes }) => changes.length > 0).map(({ step }) => step),
    rollout: [kubectl(place, 'rollout', 'status', name, `--timeout=${minutes}m`)],
    readBack,
    wayBack: 'The resources of the container and the limit of the autoscaler are set back to what they were.',
  };
}

interface Part {
  readonly object: string;
  readonly changes: readonly string[];
  readonly before: unknown;
  readonly step: WorkStep;
}

async function memoryPart(
  { parameters, place, tools }: WorkContext,
  name: string,
  workload: KubernetesObject,
): Promise<Part> {
  const { container, memoryLimit, memoryRequest } = parameters;
  const containers = containersOf(workload);
  const only = containers.length === 1 ? containers[0]?.name : undefined;
  const chosen = containers.find((candidate) => candidate.name === (container ?? only));
  if (!chosen) {
    throw unfit(
      `${name} has no container ${container ?? 'that is the only one'}.`,
      'Give the name of one of its containers as `container`.',
    );
  }
  const to = (memory: Memory) => ['patch', name, '--type=strategic', `--patch=${memoryPatch(chosen.name, memory)}`];
  const wanted = {
    ...(memoryLimit ? { limits: { memory: memoryLimit } } : {}),
    ...(memoryRequest ? { requests: { memory: memoryRequest } } : {}),
  };
  const after = await triedObject(tools, place, to(wanted));
  const revision = workload.metadata.annotations?.['deployment.kubernetes.io/revision'];
  const isNumbered = workload.kind === 'Deployment' && /^[1-9]\d{0,9}$/.test(revision ?? '');
  const undo = isNumbered
    ? kubectl(place, 'rollout', 'undo', name, `--to-revision=${revision}`)
    : kubectl(place, ...to(memoryAsItWas(chosen)));
  return {
    object: name,
    changes: differences(workload, after),
    before: isNumbered ? revision : '',
    step: { apply: kubectl(place, ...to(wanted)), undo: [undo] },
  };
}

interface Memory {
  readonly limits?: { readonly memory: string | null };
  readonly requests?: { readonly memory: string | null };
}

/** A strategic merge, in which containers are told by their names; `kubectl set resources` would lose fields that it does not know. */
function memoryPatch(container: string, resources: Memory): string {
  return JSON.stringify({ spec: { template: { spec: { containers: [{ name: container, resources }] } } } });
}

/** `null` takes away what was not there. */
function memoryAsItWas({ resources }: Container): Memory {
  return {
    limits: { memory: resources?.limits?.memory ?? null },
    requests: { memory: resources?.requests?.memory ?? null },
  };
}

async function replicasPart(
  { place, tools }: WorkContext,
  workload: KubernetesObject,
  maxReplicas: number,
): Promise<Part> {
  const scalers = (await objectsOf(tools, place, 'horizontalpodautoscalers')).filter(({ spec }) => {
    const target = spec?.scaleTargetRef as { kind?: string; name?: string } | undefined;
    return target?.kind === workload.kind && target.name === workload.metadata.name;
  });
  const [scaler, ...more] = scalers;
  if (!scaler || more.length > 0) {
    throw unfit(
      `${workload.metadata.name} has ${scalers.length} autoscalers, not one.`,
      'Change the replicas by hand, or leave maxReplicas out.',
    );
  }
  const owner = scaler.metadata.ownerReferences?.[0];
  if (owner) {
    throw unfit(
      `The autoscaler of ${workload.metadata.name} belongs to the ${owner.kind} ${owner.name}, which would set it back.`,
      'Change that one by hand.',
    );
  }
  const name = `horizontalpodautoscaler/${scaler.metadata.name}`;
  const patchTo = (max: unknown) => [
    'patch',
    name,
    '--type=merge',
    `--patch=${JSON.stringify({ spec: { maxReplicas: max } })}`,
  ];
  const after = await triedObject(tools, place, patchTo(maxReplicas));
  return {
    object: name,
    changes: differences(scaler, after),
    before: steady(scaler),
    step: {
      apply: kubectl(place, ...patchTo(maxReplicas)),
      undo: [kubectl(place, ...patchTo(scaler.spec?.maxReplicas))],
    },
  };
}

interface Container {
  readonly name: string;
  readonly resources?: {
    readonly limits?: { readonly memory?: string };
    readonly requests?: { readonly memory?: string };
  };
}

function containersOf({ spec }: KubernetesObject): readonly Container[] {
  const template = spec?.template as { spec?: { containers?: readonly Container[] } } | undefined;
  return template?.spec?.containers ?? [];
}
