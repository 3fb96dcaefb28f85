import { z } from 'zod';
import { type KubernetesObject, objectAt, steady, unfit } from '../objects.ts';
import type { Outlook, WorkContext } from '../outlook.ts';
import { asked, kubectl, type Place, type ToolCommand } from '../tools.ts';
import { yamlIn } from '../yaml.ts';

const Policy = z.object({
  apiVersion: z.literal('networking.k8s.io/v1'),
  kind: z.literal('NetworkPolicy'),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
});

/** `update_network_policy`: applies the file that the plan names, as the commit has it. It may hold the policy of the plan and nothing else. */
export async function updateNetworkPolicy({ parameters, place, tools, files }: WorkContext): Promise<Outlook> {
  const { file = '', policy = '' } = parameters;
  const text = await files.readFile(file);
  if (text === undefined) {
    throw unfit(
      `${file} is not in the commit ${files.commit.slice(0, 12)}.`,
      'Merge the fix of the incident first, then run all jobs of this workflow again.',
    );
  }
  assertHoldsAlone(policy, text, file, place);
  const name = `networkpolicy/${policy}`;
  const onInput = (verb: readonly string[], input = text): ToolCommand => ({
    ...kubectl(place, ...verb, '--filename=-'),
    input,
  });
  const was = await objectAt(tools, place, name);
  await asked(tools, onInput(['apply', '--dry-run=server', '--output=name']));
  const diff = onInput(['diff']);
  // Exit code 1: there are differences.
  const { text: differing, code } = await asked(tools, diff, [0, 1]);
  const undo = was
    ? onInput(['replace'], JSON.stringify(asItWas(was)))
    : kubectl(place, 'delete', name, '--ignore-not-found');
  return {
    changes: code === 0 ? [] : stillLines(differing),
    before: was ? steady(was) : null,
    steps: [{ apply: onInput(['apply']), undo: [undo], partial: true }],
    rollout: [],
    // Exit code 0 tells that the cluster holds what the file says.
    readBack: [diff, kubectl(place, 'get', name, '--output=yaml')],
    wayBack: was ? 'The policy is put back as it was.' : 'The policy, which was not there before, is deleted.',
  };
}

/** @throws {SreError} when a manifest holds anything but one policy of this name and namespace. */
function assertHoldsAlone(policy: string, text: string, file: string, { namespace }: Place): void {
  const documents = yamlIn(text, file);
  const { data } = Policy.safeParse(documents[0]);
  const fits = data?.metadata.name === policy && (data.metadata.namespace ?? namespace) === namespace;
  if (fits && documents.length === 1) return;
  throw unfit(
    `${file} does not hold the network policy ${policy} of the namespace ${namespace} alone.`,
    'Apply it by hand, or move the policy into a file of its own.',
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
