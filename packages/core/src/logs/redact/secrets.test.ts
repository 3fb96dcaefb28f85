import { describe, expect, test } from 'vitest';
import { isCard, isIban } from './checks.ts';
import { createRedactor } from './redactor.ts';

/** Draws characters by a seed, so that every run tries the same secrets. They are put together here, at run time only. */
function drawing(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  const of = (alphabet: string) => (length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
  const lower = 'abcdefghijklmnopqrstuvwxyz';
  const digits = '0123456789';
  return {
    alnum: of(`${lower}${lower.toUpperCase()}${digits}`),
    upper: of(`${lower.toUpperCase()}234567`),
    small: of(`${lower}${digits}`),
    hex: of(`${digits}abcdef`),
    digits: of(digits),
    letters: of(`${lower}${lower.toUpperCase()}`),
    wide: of(`${lower}${lower.toUpperCase()}${digits}_-`),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
  };
}
type Draw = ReturnType<typeof drawing>;
type Kind = readonly [name: string, draw: (d: Draw) => string];

const glue = (...parts: string[]) => parts.join('');

/** What gives itself away wherever it stands. */
const bare: readonly Kind[] = [
  ['aws-access-token', (d) => glue('AK', 'IA', d.upper(16))],
  ['aws-session-key-id', (d) => glue('AS', 'IA', d.upper(16))],
  ['github-pat', (d) => glue('gh', 'p_', d.alnum(36))],
  ['github-app-token', (d) => glue('gh', 's_', d.alnum(36))],
  ['github-fine-grained-pat', (d) => glue('github', '_pat_', d.alnum(22), '_', d.alnum(59))],
  ['gitlab-pat', (d) => glue('gl', 'pat-', d.wide(20))],
  ['gitlab-runner-token', (d) => glue('gl', 'rt-', d.wide(20))],
  ['gitlab-deploy-token', (d) => glue('gl', 'dt-', d.wide(20))],
  ['slack-bot-token', (d) => glue('xo', 'xb-', d.digits(12), '-', d.digits(12), '-', d.alnum(24))],
  ['slack-user-token', (d) => glue('xo', 'xp-', d.digits(12), '-', d.digits(12), '-', d.digits(12), '-', d.hex(32))],
  ['slack-app-token', (d) => glue('xa', 'pp-1-', d.upper(10), '-', d.digits(12), '-', d.hex(64))],
  [
    'slack-webhook',
    (d) => glue('https://hooks.', 'slack.com/services/', `T${d.upper(8)}/B${d.upper(8)}/`, d.alnum(24)),
  ],
  ['discord-webhook', (d) => glue('https://discord.', 'com/api/webhooks/', d.digits(18), '/', d.wide(68))],
  ['stripe-access-token', (d) => glue('sk', '_live_', d.alnum(24))],
  ['stripe-webhook-secret', (d) => glue('wh', 'sec_', d.alnum(32))],
  ['gcp-api-key', (d) => glue('AI', 'za', d.wide(35))],
  ['google-oauth-token', (d) => glue('ya', '29.', d.wide(80))],
  ['google-client-secret', (d) => glue('GOC', 'SPX-', d.alnum(28))],
  ['azure-ad-client-secret', (d) => glue(d.alnum(3), '8', 'Q~', d.alnum(34))],
  ['npm-access-token', (d) => glue('np', 'm_', d.alnum(36))],
  ['pypi-upload-token', (d) => glue('py', 'pi-AgEIcHlwaS5vcmc', d.wide(70))],
  ['docker-pat', (d) => glue('dc', 'kr_pat_', d.alnum(27))],
  ['rubygems-api-token', (d) => glue('ruby', 'gems_', d.hex(48))],
  ['nuget-api-key', (d) => glue('oy', '2', d.small(43))],
  ['clojars-api-token', (d) => glue('CLO', 'JARS_', d.small(60))],
  ['artifactory-api-key', (d) => glue('AK', 'Cp', d.alnum(69))],
  ['openai-api-key', (d) => glue('s', 'k-proj-', d.alnum(20), 'T3BlbkFJ', d.alnum(20))],
  ['anthropic-api-key', (d) => glue('s', 'k-ant-api03-', d.wide(93), 'AA')],
  ['huggingface-access-token', (d) => glue('h', 'f_', d.letters(34))],
  ['groq-key', (d) => glue('gs', 'k_', d.alnum(52))],
  ['perplexity-api-key', (d) => glue('pp', 'lx-', d.alnum(48))],
  ['sendgrid-api-token', (d) => glue('S', 'G.', d.alnum(22), '.', d.alnum(43))],
  ['sendinblue-api-token', (d) => glue('xkey', 'sib-', d.hex(64), '-', d.small(16))],
  ['mailgun-private-api-token', (d) => glue('ke', 'y-', d.hex(32))],
  ['mailchimp-api-key', (d) => glue(d.hex(32), '-us', '14')],
  ['twilio-api-key', (d) => glue('S', 'K', d.hex(32))],
  ['vault-service-token', (d) => glue('hv', 's.', d.wide(95))],
  ['hashicorp-tf-api-token', (d) => glue(d.alnum(14), '.atlas', 'v1.', d.alnum(66))],
  ['digitalocean-pat', (d) => glue('do', 'p_v1_', d.hex(64))],
  ['databricks-api-token', (d) => glue('da', 'pi', d.hex(32))],
  ['planetscale-api-token', (d) => glue('psc', 'ale_tkn_', d.alnum(43))],
  ['flyio-access-token', (d) => glue('fo', '1_', d.alnum(43))],
  ['heroku-api-key-v2', (d) => glue('HR', 'KU-AA', d.alnum(58))],
  ['alibaba-access-key-id', (d) => glue('LT', 'AI', d.alnum(20))],
  ['openshift-user-token', (d) => glue('sha', '256~', d.wide(43))],
  ['clickhouse-cloud-api-secret-key', (d) => glue('4b', '1d', d.alnum(38))],
  ['cloudflare-origin-ca-key', (d) => glue('v1', '.0-', d.hex(24), '-', d.hex(146))],
  ['shopify-access-token', (d) => glue('sh', 'pat_', d.hex(32))],
  ['grafana-service-account-token', (d) => glue('gl', 'sa_', d.alnum(32), '_', d.hex(8))],
  ['grafana-cloud-api-token', (d) => glue('gl', 'c_', d.alnum(60))],
  ['sentry-org-token', (d) => glue('snt', 'rys_', d.alnum(90))],
  ['new-relic-user-api-key', (d) => glue('NR', 'AK-', d.upper(27))],
  ['postman-api-token', (d) => glue('PM', 'AK-', d.hex(24), '-', d.hex(34))],
  ['linear-api-key', (d) => glue('lin', '_api_', d.alnum(40))],
  ['atlassian-api-token', (d) => glue('AT', 'ATT3', d.wide(186))],
  ['notion-api-token', (d) => glue('nt', 'n_', d.digits(11), d.alnum(35))],
  ['doppler-api-token', (d) => glue('d', 'p.pt.', d.alnum(43))],
  ['pulumi-api-token', (d) => glue('pu', 'l-', d.hex(40))],
  ['dynatrace-api-token', (d) => glue('dt0', 'c01.', d.upper(24), '.', d.upper(64))],
  ['square-access-token', (d) => glue('sq', '0atp-', d.alnum(22))],
  ['airtable-pat', (d) => glue('pa', 't', d.alnum(14), '.', d.hex(64))],
  ['age-secret-key', (d) => glue('AGE-SEC', 'RET-KEY-1', d.upper(58))],
  ['typeform-api-token', (d) => glue('tf', 'p_', d.small(59))],
  [
    '1password-secret-key',
    (d) => glue('A', `3-${d.upper(6)}-${d.upper(11)}-${d.upper(5)}-${d.upper(5)}-${d.upper(5)}`),
  ],
  ['duffel-api-token', (d) => glue('duf', 'fel_live_', d.alnum(43))],
  ['easypost-api-token', (d) => glue('EZ', 'AK', d.alnum(54))],
  ['shippo-api-token', (d) => glue('ship', 'po_live_', d.hex(40))],
  ['readme-api-token', (d) => glue('rd', 'me_', d.small(70))],
  ['prefect-api-token', (d) => glue('pn', 'u_', d.small(36))],
  ['azure-cosmos-key', (d) => glue(d.alnum(76), 'AC', 'Db', d.alnum(5), 'A==')],
  ['azure-devops-pat', (d) => glue(d.alnum(76), 'AZ', 'DO', d.alnum(4))],
  ['buildkite-token', (d) => glue('bk', 'ua_', d.hex(40))],
  ['circleci-token', (d) => glue('CCI', 'PAT_', d.alnum(22), '_', d.hex(40))],
  ['facebook-token', (d) => glue('EA', 'AG', d.alnum(160))],
  ['langsmith-key', (d) => glue('lsv', '2_pt_', d.hex(32), '_', d.hex(10))],
  ['nvidia-key', (d) => glue('nv', 'api-', d.wide(64))],
  ['resend-key', (d) => glue('r', 'e_', d.alnum(8), '_', d.alnum(24))],
  ['supabase-secret', (d) => glue('sb', '_secret_', d.wide(31))],
  ['tailscale-key', (d) => glue('ts', 'key-auth-', d.alnum(12), '-', d.alnum(30))],
  ['vercel-token', (d) => glue('vc', 'p_', d.alnum(56))],
  ['telegram-bot-api-token', (d) => glue(d.pick(['5', '6']), d.digits(9), ':A', 'A', d.wide(33))],
  ['jwt', (d) => glue('ey', `J${d.alnum(34)}.ey`, `J${d.alnum(80)}.`, d.wide(43))],
  ['bcrypt-hash', (d) => glue('$2', 'b$12$', d.alnum(53))],
];

/** What the words around it give away. */
const named: readonly Kind[] = [
  ['password', (d) => `password=${secret(d.alnum(12))}`],
  ['password-json', (d) => `"password": "${secret(d.letters(10))}"`],
  ['db-password', (d) => `DB_PASSWORD=${secret(d.alnum(16))}`],
  ['url-password', (d) => `postgresql://shop:${secret(d.alnum(14))}@db.shop.example:5432/shop`],
  ['redis-url', (d) => `redis://:${secret(d.alnum(14))}@cache:6379/0`],
  ['aws-secret-key', (d) => `aws_secret_access_key=${secret(d.alnum(40))}`],
  ['client-secret', (d) => `client_secret=${secret(d.alnum(32))}`],
  ['api-key-query', (d) => `GET /v1/orders?api_key=${secret(d.hex(32))} 200`],
  ['api-key-header', (d) => `X-Api-Key: ${secret(d.alnum(32))}`],
  ['access-token', (d) => `access_token=${secret(d.alnum(40))}`],
  ['refresh-token', (d) => `"refresh_token":"${secret(d.alnum(44))}"`],
  ['bearer', (d) => `Authorization: Bearer ${secret(d.alnum(40))}`],
  ['basic', (d) => `Authorization: Basic ${secret(Buffer.from(`deploy:${d.alnum(12)}`).toString('base64'))}`],
  ['cookie', (d) => `Cookie: session=${secret(d.hex(32))}`],
  ['session-cookie', (d) => `JSESSIONID=${secret(d.hex(32).toUpperCase())}`],
  ['azure-sas', (d) => `https://shop.blob.example/x?sv=2024-01-01&sig=${secret(`${d.alnum(43)}%3D`)}`],
  [
    'azure-storage-key',
    (d) => `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${secret(`${d.alnum(86)}==`)};`,
  ],
  ['aws-signature', (d) => `GET /x?X-Amz-Date=1&X-Amz-Signature=${secret(d.hex(64))}`],
  ['datadog-access-token', (d) => `datadog_key: ${secret(d.hex(40))}`],
  ['cloudflare-api-key', (d) => `CLOUDFLARE_GLOBAL=${secret(d.hex(37))}`],
  ['algolia-api-key', (d) => `algolia = "${secret(d.small(32))}"`],
  ['fastly-api-token', (d) => `FASTLY_TOKEN=${secret(d.small(32))}`],
  ['heroku-api-key', (d) => `HEROKU_API_KEY=${secret(`${d.hex(8)}-${d.hex(4)}-${d.hex(4)}-${d.hex(4)}-${d.hex(12)}`)}`],
  ['snyk-token', (d) => `snyk_token=${secret(`${d.hex(8)}-${d.hex(4)}-${d.hex(4)}-${d.hex(4)}-${d.hex(12)}`)}`],
  ['twitter-bearer', (d) => `twitter_bearer: ${secret(glue('AAAAAAAAAAAAAAAAAAAAA', d.alnum(60)))}`],
  ['pagerduty-key', (d) => `routing_key="${secret(d.hex(32))}"`],
  ['npmrc', (d) => `//registry.example/:_authToken=${secret(d.alnum(36))}`],
  ['command-line', (d) => `/usr/bin/tool --user shop --password ${secret(d.alnum(12))} --verbose`],
  ['curl-user', (d) => `curl -s -u deploy:${secret(d.alnum(12))} https://api.example/v1`],
  ['mysql', (d) => `mysql -h db -u shop -p${secret(d.alnum(12))} shop`],
  ['xml', (d) => `<Password>${secret(d.alnum(12))}</Password>`],
  ['connection-string', (d) => `Server=db;User Id=sa;Password=${secret(d.alnum(14))};Encrypt=true`],
  ['url-escaped', (d) => `password%3D${secret(d.alnum(12))}%26x`],
  ['json-escaped', (d) => `{"q":"password\\u003d${secret(d.alnum(12))}"}`],
  ['kubernetes-secret', (d) => `password: ${secret(Buffer.from(`a${d.letters(9)}`).toString('base64'))}`],
  ['kubeconfig', (d) => `client-key-data: ${secret(d.alnum(300))}`],
  ['one-time-password', (d) => `otp=${secret(d.digits(6))}`],
  ['oauth-code', (d) => `/callback?code=${secret(d.alnum(40))}&state=1`],
  ['docker-auth', (d) => `"auth": "${secret(Buffer.from(`deploy:${d.alnum(12)}`).toString('base64'))}"`],
  ['docker-login', (d) => `docker login -u deploy -p ${secret(d.letters(12))} registry.example`],
  ['sql', (d) => `ALTER USER shop WITH PASSWORD '${secret(d.letters(12))}'`],
  ['oracle', (d) => `jdbc:oracle:thin:shop/${secret(d.letters(12))}@//db:1521/shop`],
  ['sqlcmd', (d) => `sqlcmd -S db -U sa -P ${secret(d.letters(12))} -Q x`],
  ['netrc', (d) => `machine git.example login shop password ${secret(d.letters(12))}`],
  ['s3-credentials', (d) => `<SecretAccessKey>${secret(d.alnum(40))}</SecretAccessKey>`],
  ['email-in-url', (d) => `GET /users?email=${secret(`${d.letters(8)}%40mail.example`)}&page=1`],
  ['email', (d) => `user ${secret(`${d.letters(6)}.${d.letters(7)}@mail.example`)} logged in`],
  ['card', (d) => `paid with ${secret(cardOf(d))} at the desk`],
  ['iban', (d) => `refund to ${secret(ibanOf(d))} failed`],
];

let last = '';
/** Marks what must be gone. */
function secret(value: string): string {
  last = value;
  return value;
}

function cardOf(d: Draw): string {
  const start = `4${d.digits(14)}`;
  return Array.from({ length: 10 }, (_, digit) => start + digit).find(isCard)!;
}

function ibanOf(d: Draw): string {
  const account = d.digits(18);
  const checks = Array.from({ length: 97 }, (_, at) => String(at + 2).padStart(2, '0'));
  return checks.map((check) => `DE${check}${account}`).find(isIban)!;
}

/** How logs bring it. */
const shapes: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `2026-04-12T09:58:24.371Z ERROR [shop,4f1c] c.s.Checkout - call failed: ${text} (attempt 3)`,
  (text) => JSON.stringify({ ts: '2026-04-12T09:58:24Z', level: 'error', msg: `call failed: ${text}`, n: 3 }),
  (text) => JSON.stringify({ level: 'error', msg: `call failed:\n${text}\n\tat shop` }),
  (text) => JSON.stringify({ msg: JSON.stringify({ body: JSON.stringify({ said: `of\t${text}` }) }) }),
  (text) => `time=2026-04-12T09:58:24Z level=error msg="call failed: ${text.replaceAll('"', '\\"')}" attempt=3`,
  (text) => `Apr 12 09:58:24 web-1 shop[4711]: call failed: ${text}`,
  (text) => `E0412 09:58:24.371000       1 client.go:71] call failed: ${text}`,
  (text) => `\tat com.shop.Client.call(Client.java:71) caused by: ${text}`,
];

function instancesOf(
  kinds: readonly Kind[],
  mark: (text: string) => string,
): { kind: string; line: string; value: string }[] {
  return kinds.flatMap(([kind, draw], at) => {
    const d = drawing(at + 7);
    return shapes.map((shape) => {
      const text = mark(draw(d));
      return { kind, line: shape(text), value: last };
    });
  });
}

const instances = [
  ...instancesOf(bare, secret),
  ...instancesOf(bare, (text) => `SOME_SETTING=${secret(text)}`),
  ...instancesOf(named, (text) => text),
];

describe('synthetic secrets inside log lines', () => {
  const kinds = new Set(instances.map(({ kind }) => kind));
  const left = instances.filter(({ line, value }) => createRedactor().redact(line).includes(value));

  test('are at least 200 of at least 40 kinds', () => {
    expect(kinds.size).toBeGreaterThanOrEqual(100);
    expect(instances.length).toBeGreaterThanOrEqual(1_000);
  });

  test('are found of every kind, 99 of 100 and more', () => {
    const missed = [...kinds].filter((kind) =>
      instances.filter((one) => one.kind === kind).every((one) => left.includes(one)),
    );
    expect(missed).toEqual([]);
    expect(left.map(({ kind, line }) => `${kind}: ${line}`)).toEqual([]);
  });

  test('are found in a block of lines as in each line alone', () => {
    const lines = instances.filter(({ line }) => !line.includes('\n')).map(({ line }) => line);
    const one = createRedactor();
    const alone = lines.map((line) => one.redact(line));
    expect(createRedactor().redact(lines.join('\n')).split('\n')).toEqual(alone);
  });
});
