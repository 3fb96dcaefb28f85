type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What kubectl and helm are given of the environment: where things are, how to reach the cluster, and what the programs that
 * log in for a kubeconfig read. The token of the job, its inputs and the settings of the runner stay behind, and so do
 * variables that name a program to run (`KUBECTL_EXTERNAL_DIFF`).
 */
const allowed = [
  ...['PATH', 'HOME', 'USERPROFILE', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'PATHEXT'],
  ...['KUBECONFIG', 'KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'],
  ...['HELM_DRIVER', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'AAD_LOGIN_METHOD'],
];
/** Of the cloud's own logins: Azure, AWS, Google. */
const clouds = /^(?:AZURE|AWS|CLOUDSDK|GOOGLE)_[A-Z0-9_]+$/;

/** The environment of kubectl and helm. Preferences of a user (`kuberc`) could change what a command means and are off. */
export function toolEnvironment(given: Variables = process.env): Record<string, string> {
  const kept = Object.entries(given).filter(([name, value]) => value && (allowed.includes(name) || clouds.test(name)));
  return { ...(Object.fromEntries(kept) as Record<string, string>), KUBECTL_KUBERC: 'false' };
}
