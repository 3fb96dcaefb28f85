import { z } from 'zod';
import { type KubernetesObject, objectAt, steady, unfit } from '../objects.ts';
import type { Outlook, WorkContext } from '../outlook.ts';
import { asked, kubectl, type Place, type ToolCommand } from '../tools.ts';
import { yamlIn } from '../yaml.ts';

const Policy = z.object({
  apiVersion: z.literal('networking.k8s.io/v1'),
  kind: z.literal('NetworkPolicy'),
  metadata: z.object({
    name: z.string().regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/),
    namespace: z.string().optional(),
  }),
});

/** Policies that one file may hold. */
const maxPolicies = 20;

/** `update_network_policy`: applies the file that the plan names, as the commit has it. It may hold network policies and nothing else. */
export async function updateNetworkPolicy({ parameters, place, tools, files }: WorkContext): Promise<Outlook> {
  const { file = '' } = parameters;
  const text = await files.readFile(file);
  if (text === undefined) {
    throw unfit(
      `${file} is not in the commit ${files.commit.slice(0, 12)}.`,
      'Merge the fix of the incident first, then run all jobs of this workflow again.',
    );
  }
  const names = policiesIn(text, file, place);
  const onInput = (verb: readonly string[], input = text): ToolCommand => ({
    ...kubectl(place, ...verb, '--filename=-'),
    input,
  });
  const before = await Promise.all(names.map((name) => objectAt(tools, place, `networkpolicy/${name}`)));
  await asked(tools, onInput(['apply', '--dry-run=server', '--output=name']));
  const diff = onInput(['diff']);
  // Exit code 1: there are differences.
  const { text: differing, code } = await asked(tools, diff, [0, 1]);
  const undo = names.map((name, index) => {
    const was = before[index];
    if (!was) return kubectl(place, 'delete', `networkpolicy/${name}`, '--ignore-not-found');
    return onInput(['replace'], JSON.stringify(asItWas(was)));
  });
  return {
    changes: code === 0 ? [] : stillLines(differing),
    before: before.map((was) => (was ? steady(was) : null)),
    steps: [{ apply: onInput(['apply']), undo, partial: true }],
    rollout: [],
    // Exit code 0 tells that the cluster holds what the file says.
    readBack: [diff, ...names.map((name) => kubectl(place, 'get', `networkpolicy/${name}`, '--output=yaml'))],
    wayBack: 'Policies that were there are put back as they were; those that were not are deleted.',
  };
}

/** Names of the policies in a manifest. @throws {SreError} when it holds anything else. */
function policiesIn(text: string, file: string, { namespace }: Place): string[] {
  const read = yamlIn(text, file).map((document) => Policy.safeParse(document).data);
  const fits = read.every((policy) => policy && (policy.metadata.namespace ?? namespace) === namespace);
  if (fits && read.length > 0 && read.length <= maxPolicies) return read.map((policy) => policy!.metadata.name);
  throw unfit(
    `${file} does not hold network policies of the namespace ${namespace} alone.`,
    'Apply it by hand, or move the policies into a file of their own.',
  );
}

/** An object without what the API server adds. */
function asItWas({ status: _, metadata, ...object }: KubernetesObject): object {
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _created,
    generation: _generation,
    managedFields: _fields,
    ...kept
  } = metadata;
  return { ...object, metadata: kept };
}

/**
 * What every write changes, or the server makes up anew at each dry run: children of `metadata`. Deeper down they are labels
 * that pods are chosen by; `spec` has none of these names.
 */
const restless = /^[-+ ] {2}(?:generation|resourceVersion|uid|creationTimestamp): /;

/** Lines of `kubectl diff`, each object below its name, without the names and times of its temporary files. */
function stillLines(diff: string): string[] {
  return diff.split('\n').flatMap((line) => {
    const [, object] = /^\+\+\+ \S*\/([^/\s]+)/.exec(line) ?? [];
    if (object) return [`@@ ${object}`];
    return /^(?:---|\+\+\+) /.test(line) || !/^[-+ ]/.test(line) || restless.test(line) ? [] : [line];
  });
}
