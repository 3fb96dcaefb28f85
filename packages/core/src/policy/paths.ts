/** Paths of files that decide what may run, who must approve, or what a reviewer sees; matched against {@link foldedPath}. */
const deciding: readonly (readonly [RegExp, string])[] = [
  [/^\.github\//, 'workflows and repository settings are changed by people only'],
  [/(?:^|\/)codeowners$/, 'who approves what is changed by people only'],
  [/(?:^|\/)(?:\.git|git~\d+)(?:\/|$)/, 'it is inside git itself'],
  [/(?:^|\/)\.gitmodules$/, 'submodules are changed by people only'],
  [/(?:^|\/)\.gitattributes$/, 'what a reviewer sees of a change is changed by people only'],
  [
    /(?:^|\/)(?:\.circleci\/|\.buildkite\/|\.gitlab-ci\.ya?ml$|\.travis\.ya?ml$|\.drone\.ya?ml$|jenkinsfile$|azure-pipelines\.ya?ml$|bitbucket-pipelines\.ya?ml$)/,
    'what continuous integration runs is changed by people only',
  ],
];

/** Paths of files that hold secrets, whatever form these have; matched against {@link foldedPath}. */
const secret: readonly (readonly [RegExp, string])[] = [
  [
    /(?:^|\/)\.env(?:rc)?$|(?:^|\/)\.env\.(?!(?:example|sample|template|dist|defaults)$)[^/]*$/,
    'environment files hold secrets',
  ],
  [
    /\.(?:pem|key|pfx|p12|p8|jks|jceks|bcfks|keystore|truststore|kdbx?|ppk|gpg|pgp|ovpn|tfstate|tfstate\.backup|keytab|enc|age|vault)$/,
    'keys, key stores and encrypted files are changed by people only',
  ],
  [
    /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)[^/]*|authorized_keys\d?)$|(?:^|\/)\.(?:ssh|gnupg|aws|azure|kube|docker|gcloud)\//,
    'keys and credentials are changed by people only',
  ],
  [
    /(?:^|\/)(?:\.npmrc|[._]netrc|\.pypirc|\.pgpass|\.my\.cnf|\.htpasswd|\.git-credentials|\.dockercfg|\.dockerconfigjson|\.vault-?(?:token|pass(?:word)?)|\.terraformrc|credentials\.tfrc\.json|\.s3cfg|\.boto)$/,
    'it holds credentials',
  ],
  [/(?:^|\/)kubeconfig[^/]*$|\.kubeconfig$/, 'it says who may enter the cluster'],
  [
    /(?:^|\/)(?:[^/]*[._-])?secrets?\.(?:ya?ml|json|env|properties|toml|ini|tfvars)$|(?:^|\/)(?:credentials?|client_secret[^/]*|service[-_]?account[^/]*)\.json$|(?:^|\/)credentials\.ya?ml$/,
    'files of secrets are changed by people only',
  ],
  [
    /(?:^|\/)\.sops\.ya?ml$|\.(?:sops|enc|sealed)\.[a-z]+$|sealed-?_?secrets?[^/]*\.(?:ya?ml|json)$/,
    'sealed secrets are changed by people only',
  ],
];

/** Paths that nobody but people may change, whoever proposes it. */
const denied = [...deciding, ...secret];

/**
 * Why a path may not be written, as the end of a sentence; `undefined` when it may.
 *
 * Refuses what is no plain relative path on every file system people check out to, and what only people may change.
 * Sources: git's `core.protectNTFS` and `core.protectHFS` (git-config(1)) for the spellings that some systems take for
 * another name.
 */
export function refusedPath(path: string): string | undefined {
  if (path === '' || path.endsWith('/')) return 'it names no file';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'the path is absolute';
  if (/[\\:\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(path) || /%(?:00|2[ef]|5c)/i.test(path)) {
    return 'the path has characters that no path should have';
  }
  const parts = path.split('/');
  if (parts.some((part) => part === '..' || part === '.' || part === '')) return 'the path leaves its folder';
  if (parts.some((part) => /[\s.]$|^\s/u.test(part))) return 'a part of the path begins or ends like no name should';
  if (path.length > 1_024 || parts.some((part) => Buffer.byteLength(part, 'utf8') > 255)) return 'the path is too long';
  const folded = foldedPath(path);
  return denied.find(([pattern]) => pattern.test(folded))?.[1];
}

/** Whether a file is one whose lines are shown to nobody: it holds secrets, and not each has a form to know it by. */
export function holdsSecrets(path: string): boolean {
  const folded = foldedPath(path);
  return secret.some(([pattern]) => pattern.test(folded));
}

/**
 * A path as the most careless file system sees it: compatibility forms, invisible characters and case do not count, nor
 * do dots and spaces at the end of a part. Two paths that fold to the same one may be one file somewhere.
 */
export function foldedPath(path: string): string {
  return path
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .normalize('NFKC')
    .split('/')
    .map((part) => part.replace(/(?<![\s.])[\s.]+$/u, ''))
    .join('/');
}
