import { z } from 'zod';
import { answerAs, asked, askedJson, type ClusterTools, kubectl, type Place } from './tools.ts';

/** The cluster and the namespace that work is done in. */
export const Target = z.object({
  context: z.string().describe('Context of the kubeconfig; empty inside of a cluster.'),
  server: z.string().describe('Address of the API server; empty inside of a cluster.'),
  namespace: z.string().describe('Namespace.'),
  namespaceUid: z.string().describe('What tells this namespace from one of the same name in another cluster.'),
});
export type Target = z.infer<typeof Target>;

const Config = z.object({
  'current-context': z.string().default(''),
  clusters: z.array(z.object({ cluster: z.object({ server: z.string() }) })).nullish(),
});
const Namespace = z.object({ metadata: z.object({ uid: z.string().min(1) }) });

/**
 * Reads which cluster is meant.
 *
 * @throws {SreError} `CLUSTER_REFUSED` when it does not answer or has no such namespace, or `TOOL_MISSING`.
 */
export async function readTarget(tools: ClusterTools, place: Place): Promise<Target> {
  const view = await asked(tools, kubectl(place, 'config', 'view', '--minify', '--output=json'), [0, 1]);
  // Exit code 1: there is no kubeconfig, as on a runner that is itself in the cluster.
  const config = view.code === 0 ? answerAs(Config, JSON.parse(view.text)) : undefined;
  const namespace = await askedJson(tools, kubectl(place, 'get', `namespace/${place.namespace}`, '--output=json'));
  return {
    context: config?.['current-context'] ?? '',
    server: config?.clusters?.[0]?.cluster.server ?? '',
    namespace: place.namespace,
    namespaceUid: answerAs(Namespace, namespace).metadata.uid,
  };
}
