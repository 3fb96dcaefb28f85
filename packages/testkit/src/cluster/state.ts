/** A Kubernetes object, as loosely as a test needs it. */
export interface ClusterObject {
  apiVersion?: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    generation?: number;
    resourceVersion?: string;
    annotations?: Record<string, string>;
    ownerReferences?: { kind: string; name: string }[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: whatever a manifest holds
  spec?: any;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a controller wrote
  status?: any;
}

/** One revision of a Helm release. */
export interface ReleaseRevision {
  revision: number;
  status: 'deployed' | 'superseded' | 'failed';
  values: object;
  manifest: string;
  /** Manifests of its hooks, as `helm get hooks` prints them. */
  hooks: string;
}

/** Everything that the stand-ins of kubectl and helm keep. */
export interface ClusterState {
  context: string;
  server: string;
  namespaces: Record<string, string>;
  objects: ClusterObject[];
  /** Templates of workloads by `kind/name`, oldest first. */
  revisions: Record<string, unknown[]>;
  releases: { name: string; namespace: string; chart: string; history: ReleaseRevision[] }[];
  /** Rollouts, certificates and upgrades that never end well: `deployment/api`, `certificate/web`, `release/shop`. */
  broken: string[];
  /** Commands that are refused, by how they begin after the global flags: `rollout undo`. */
  forbidden: string[];
  /** Every command, with its arguments. */
  log: string[][];
}

/** How a stand-in ends: its exit code and outputs. */
export interface Ended {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}
