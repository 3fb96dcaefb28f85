/** What a path is for, as far as its name tells, in the conventions of many ecosystems. */
export type FileKind = 'migration' | 'test' | 'docs' | 'lock' | 'manifest' | 'config' | 'source' | 'other';

const locks =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|go\.sum|Gemfile\.lock|Cargo\.lock|composer\.lock|packages\.lock\.json|gradle\.lockfile|Chart\.lock|mix\.lock|pubspec\.lock|\.terraform\.lock\.hcl)$/;
const manifests =
  /(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|libs\.versions\.toml|package\.json|[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints\.txt|requirements\/[\w.-]+\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|environment\.ya?ml|go\.mod|Gemfile|[\w.-]+\.gemspec|[\w.-]+\.(?:cs|fs|vb)proj|Directory\.(?:Packages|Build)\.props|packages\.config|Cargo\.toml|composer\.json|Chart\.yaml|requirements\.yaml|mix\.exs|pubspec\.yaml|global\.json|\.tool-versions|\.nvmrc|\.ruby-version|\.python-version)$/;
const tests =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|testing|testdata|fixtures|__fixtures__|e2e|cypress|androidTest|integrationTest|it)\/|(?:^|\/)(?:test_[^/]+|conftest)\.py$|[._-](?:test|tests|spec|e2e)\.[a-z]+$|_test\.(?:go|py|rb|dart|exs)$|_spec\.rb$|(?:Tests?|IT|Spec|Specs)\.(?:java|kt|groovy|scala|cs|php|swift)$|(?:^|\/)[^/]*\.?Tests?\/|\.feature$/;
const docs =
  /\.(?:md|mdx|rst|adoc|txt|png|jpe?g|svg|gif|drawio|puml)$|(?:^|\/)(?:docs?|LICENSE|NOTICE|CHANGELOG|AUTHORS|OWNERS)(?:\/|$)/i;
const configs =
  /\.(?:ya?ml|json|jsonc|json5|properties|toml|ini|cfg|cnf|conf|config|env|xml|tf|tfvars|hcl|plist|editorconfig|props|targets)$|(?:^|\/)(?:\.env[\w.-]*|Dockerfile[\w.-]*|[\w.-]*\.Dockerfile|Containerfile|Procfile|Caddyfile|\.[\w-]+rc)$/i;
const sources =
  /\.(?:java|kt|kts|scala|groovy|clj|py|pyi|go|js|jsx|mjs|cjs|ts|tsx|mts|cts|vue|svelte|rb|rake|erb|cs|fs|vb|cshtml|razor|php|rs|c|h|cc|cpp|hpp|swift|m|ex|exs|erl|hs|lua|pl|pm|dart|sh|bash|sql|cds|graphql|gql|proto|prisma|html|hbs|ejs|jinja2?|j2|tmpl|twig)$/i;

const migrations: readonly RegExp[] = [
  /(?:^|\/)[VU]\d[\d._]*__[^/]+\.(?:sql|java|kt)$/,
  /(?:^|\/)db\/migrate\/\d+_[^/]+\.rb$/,
  /(?:^|\/)(?:alembic|migrations?)\/versions\/[^/]+\.py$/,
  /(?:^|\/)migrations?\/\d{3,}_[^/]+\.(?:py|php|sql|go|js|ts|exs|rb)$/,
  /(?:^|\/)migrations?\/\d{8,}[-_][^/]+\.(?:js|mjs|cjs|ts|sql|php|rb|exs)$/,
  /(?:^|\/)migrations?\/\d{10,}[^/]*\/[^/]+\.sql$/,
  /(?:^|\/)\d{3,}_[^/]+\.(?:up|down)\.sql$/,
  /(?:^|\/)migrations?\/(?:m\d{6}_|Version\d+)[^/]*\.php$/,
  /(?:^|\/)Migrations\/(?:\d{8,}_[^/]+|[^/]*ModelSnapshot)\.cs$/,
  /(?:^|\/)(?:changelog|changelogs|changesets?|liquibase)\/(?:[^/]+\/)*[^/]+\.(?:xml|ya?ml|sql|json)$/,
];

/** Whether a path is a versioned database migration, which a database may have applied already. */
export function isMigration(path: string): boolean {
  return migrations.some((pattern) => pattern.test(path));
}

/** The kind of file that a path names; the first that fits, most specific first. */
export function kindOf(path: string): FileKind {
  if (isMigration(path)) return 'migration';
  if (locks.test(path)) return 'lock';
  if (tests.test(path)) return 'test';
  if (manifests.test(path)) return 'manifest';
  if (docs.test(path)) return 'docs';
  if (configs.test(path)) return 'config';
  return sources.test(path) ? 'source' : 'other';
}

/** `src/Book.java` → `Book.java`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `src/Book.java` → `src`; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Leading folders that two paths share. */
export function sharedFolders(one: string, other: string): number {
  const [a, b] = [folderOf(one).split('/'), folderOf(other).split('/')];
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count] && a[count] !== '') count += 1;
  return count;
}
