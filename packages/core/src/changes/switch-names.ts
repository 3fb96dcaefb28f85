/** Last keys that say only in what state something is: what it is stands above them. */
const states = new Set(
  'enabled enable on active activated value default rollout percentage percent production staging prod dev status state'.split(
    ' ',
  ),
);

/**
 * Attributes of Kubernetes, Compose, Terraform and of charts, without separators: the platform reads them, no code of
 * ours. `readonly` is besides a word of several languages.
 */
const ofPlatforms = new Set(
  [
    'readonly readonlyrootfilesystem privileged hostnetwork hostpid hostipc hostusers automountserviceaccounttoken',
    'runasnonroot allowprivilegeescalation shareprocessnamespace enableservicelinks immutable optional suspend paused',
    'initprocessenabled stdin stdinopen tty external attachable internal create controller blockownerdeletion',
    'versioning versioningenabled publicaccess publicnetworkaccess publicnetworkaccessenabled publiclyaccessible',
    'deletionprotection purgeprotectionenabled softdelete multiaz zoneredundant encrypted encryption storageencrypted',
    'forcedestroy skipfinalsnapshot applyimmediately autominorversionupgrade sensitive ephemeral preventdestroy',
    'createbeforedestroy autoscaling autoscalingenabled hpa pdb poddisruptionbudget servicemonitor podmonitor',
    'prometheusrule networkpolicy ingress persistence serviceaccount rbac livenessprobe readinessprobe startupprobe',
    'sidecar sidecars initcontainers httptrafficonly adminenabled blockpublicacls blockpublicpolicy',
  ]
    .join(' ')
    .split(' '),
);

/** The key of what a setting turns on: `seat-hold.production.enabled` → `seat-hold`. */
export function switchKey(key: string): string {
  const segments = key.split('.');
  while (segments.length > 1 && states.has(segments.at(-1)!.toLowerCase())) segments.pop();
  return segments.join('.');
}

/** Whether a key belongs to the schema of a platform, so that our own code does not read it. */
export function isOfPlatform(key: string): boolean {
  const last = switchKey(key).split('.').at(-1)!;
  return ofPlatforms.has(last.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}
