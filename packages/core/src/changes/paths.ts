/** What a file is for, by its path. `code` is what runs in production and is none of the others. */
export type FileKind =
  | 'code'
  | 'test'
  | 'docs'
  | 'ci'
  | 'config'
  | 'infrastructure'
  | 'manifest'
  | 'lock'
  | 'migration';

const kinds: readonly (readonly [FileKind, RegExp])[] = [
  [
    'lock',
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|Cargo\.lock|Gemfile\.lock|composer\.lock|go\.sum|packages\.lock\.json|\.terraform\.lock\.hcl|[\w.-]{1,80}\.lock)$/i,
  ],
  [
    'test',
    /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|__snapshots__|testdata|fixtures?|e2e|testing|cypress)\/|(?:^|[/._-])(?:test|spec|snap)[._-][^/]{0,100}$|[._-](?:tests?|spec|snap)\.[a-z]{1,5}$|[a-z](?:Tests?|Spec|IT)\.[a-z]{1,6}$|(?:\.|_|Unit)Tests?\/|(?:^|\/)(?:androidTest|integrationTest|conftest\.py)|[a-z]Specs\.[a-z]{1,6}$|\.(?:snap|feature)$/,
  ],
  [
    'ci',
    /^\.github\/|^\.circleci\/|^\.buildkite\/|^\.azure|^\.vsts|(?:^|\/)(?:\.gitlab-ci[^/]{0,40}\.ya?ml|Jenkinsfile|\.travis\.yml|azure-pipelines[^/]{0,40}\.ya?ml|\.pre-commit-config\.yaml|CODEOWNERS)$/,
  ],
  [
    'migration',
    /(?:^|\/)(?:migrations?|migrate|changelog|alembic\/versions|flyway|liquibase)\/[^/]{1,200}\.(?:sql|py|rb|js|ts|php|cs|xml|ya?ml|go|kt|java|exs)$|(?:^|\/)V\d[\w.]{0,40}__[^/]{1,200}\.sql$|(?:^|\/)db\/(?:schema\.rb|structure\.sql)$|\.prisma$/i,
  ],
  [
    'manifest',
    /(?:^|\/)(?:package\.json|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|libs\.versions\.toml|gradle\.properties|[\w.-]{0,40}requirements[^/]{0,40}\.(?:txt|in)|requirements\/[\w.-]{1,80}\.(?:txt|in)|constraints[^/]{0,40}\.txt|setup\.(?:py|cfg)|pyproject\.toml|Pipfile|go\.mod|Cargo\.toml|Gemfile|[\w.-]{1,80}\.gemspec|composer\.json|mix\.exs|pubspec\.yaml|[\w.-]{1,80}\.(?:csproj|fsproj|vbproj)|Directory\.(?:Packages|Build)\.props|packages\.config|Chart\.yaml|requirements\.yaml|global\.json|\.tool-versions|\.(?:nvm|node|ruby|python|java)(?:rc|-version))$|^environment\.ya?ml$/i,
  ],
  [
    'infrastructure',
    /\.(?:tf|tfvars|hcl|bicep)$|(?:^|\/)(?:Dockerfile[^/]{0,40}|[\w.-]{1,80}\.Dockerfile|Containerfile|Caddyfile|docker-compose[^/]{0,40}\.ya?ml|compose\.ya?ml|kustomization\.ya?ml|Procfile|mta\.yaml|serverless\.ya?ml|skaffold\.yaml)$|(?:^|\/)(?:k8s|kubernetes|helm|charts?|manifests?|deploy(?:ment)?s?|kustomize|overlays|terraform|infra(?:structure)?|ansible|argocd|istio|nginx|envoy)\/[^\s]{0,300}\.(?:ya?ml|json|conf|tpl|j2|toml|sh)$/i,
  ],
  [
    'docs',
    /\.(?:md|mdx|rst|adoc|asciidoc|pod|png|jpe?g|gif|svg|drawio|puml)$|(?:^|\/)(?:docs?|documentation|rfcs?|adr)\/|(?:^|\/)(?:LICENSE|NOTICE|CHANGELOG|CHANGES|AUTHORS|CONTRIBUTORS|README)[^/]{0,20}$/,
  ],
  [
    'config',
    /\.(?:ya?ml|toml|ini|cfg|conf|properties|env|json5?|jsonc|cnf|config|plist|props|targets|editorconfig)$|(?:^|\/)(?!\w*[Mm]apper)[\w.-]{1,80}\.xml$|(?:^|\/)\.[a-z]{2,20}rc$|(?:^|\/)\.env[^/]{0,40}$|(?:^|\/)(?:settings|config|configuration)(?:\.[a-z]{1,10}){0,2}\.(?:py|js|ts|rb|exs|php)$|(?:^|\/)config\/[^\s]{0,200}\.(?:rb|exs|php|js|ts)$|appsettings[^/]{0,40}\.json$/i,
  ],
];

/** The kind of a file. The first that fits wins, so a test's fixture in YAML is a test. */
export function fileKindOf(path: string): FileKind {
  return kinds.find(([, pattern]) => pattern.test(path))?.[0] ?? 'code';
}

const versioned: readonly RegExp[] = [
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
  return versioned.some((pattern) => pattern.test(path));
}

/** Whether a kind of file can be felt in production. */
export function isLive(kind: FileKind): boolean {
  return kind !== 'test' && kind !== 'docs' && kind !== 'ci';
}
