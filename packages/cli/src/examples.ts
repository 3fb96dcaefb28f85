const folder = 'sre-aiops-out/20260412-checkout-f7c6470c';

/** What `--help` of each command shows by way of example. */
export const examples: Readonly<Record<string, readonly string[]>> = {
  respond: [
    'sre-aiops respond alert.json --logs app.log --repo ../my-service',
    'kubectl logs deploy/checkout | sre-aiops respond alert.json --logs - --json | jq .diagnosis.summary',
    'sre-aiops respond alert.json --logs app.log --learn --knowledge ../operations/knowledge-base',
    'sre-aiops respond group.json --each',
    'sre-aiops respond incidents/scenario-2-500-schema-drift',
    'GITHUB_TOKEN="$(gh auth token)" sre-aiops respond alert.json --logs app.log --repo my-org/my-service --publish',
  ],
  status: [
    'sre-aiops status',
    'GITHUB_TOKEN="$(gh auth token)" sre-aiops status --repo my-org/my-service',
    'sre-aiops status --repo my-org/my-service --json | jq \'.incidents[] | select(.fix.checks == "failed")\'',
  ],
  init: [
    'sre-aiops init --repo-dir ../my-service',
    'sre-aiops init --print .github/sre-aiops.yml | diff .github/sre-aiops.yml -',
  ],
  notify: [
    `sre-aiops notify ${folder}`,
    '# SRE_AIOPS_WEBHOOK holds the address; on GitHub it is recorded what was told:',
    `sre-aiops notify ${folder} --repo my-org/my-service`,
  ],
  ingest: ['sre-aiops ingest alert.json --logs app.log worker.log --repo ../my-service'],
  diagnose: [
    `sre-aiops diagnose ${folder}`,
    `SRE_AIOPS_MODEL_URL=http://localhost:11434/v1 SRE_AIOPS_MODEL=qwen3:8b sre-aiops diagnose ${folder}`,
  ],
  remediate: [`sre-aiops remediate ${folder} --repo ../my-service`],
  'sre-artifacts': [`sre-aiops sre-artifacts ${folder}`],
  'create-pr': [`sre-aiops create-pr ${folder}`, `sre-aiops create-pr ${folder} --repo my-org/my-service --publish`],
  'create-issue': [`sre-aiops create-issue ${folder}`],
  'dispatch-infra': [
    `sre-aiops dispatch-infra ${folder}`,
    `sre-aiops dispatch-infra ${folder} --step preview`,
    `sre-aiops dispatch-infra ${folder} --step apply --approved <hash>`,
  ],
  learn: [`sre-aiops learn ${folder}`, `sre-aiops learn ${folder} --learn --knowledge knowledge-base`],
  repair: [
    `sre-aiops repair ${folder} --repo ../my-service --ci-log failed-run.log`,
    `sre-aiops repair ${folder} --repo my-org/my-service --ci-run 18273645`,
  ],
  normalise: [
    'sre-aiops normalise alert.json',
    'sre-aiops normalise group.json --each',
    'curl -s "$ALERT_URL" | sre-aiops normalise - --json',
  ],
  templates: ['sre-aiops templates app.log | head', "sre-aiops templates app.log --json | jq '.templates[0]'"],
  excerpt: ['sre-aiops excerpt app.log --budget 500', 'sre-aiops excerpt failed-run.log --kind ci'],
  rank: [
    'sre-aiops rank --symptom error.txt --changes changes.json',
    '# changes.json: [{"number":7,"title":"Add taxes","mergedAt":"2026-04-12T09:10:00Z",',
    '#   "files":[{"path":"tax.py","additions":3,"deletions":1}],"patch":"diff --git …"}]',
  ],
  redact: ['sre-aiops redact app.log > app.redacted.log', 'sre-aiops redact app.log --json | jq .counts'],
  recall: ['sre-aiops recall --symptom error.txt --knowledge knowledge-base'],
};
