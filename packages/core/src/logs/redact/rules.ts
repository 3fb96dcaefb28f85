import { isBasicPair, isCard, isIban, isPlaceholder, looksSecret } from './checks.ts';

/** One kind of secret or personal datum. */
export interface Rule {
  /** Name of the pseudonym: `[email-1]`. */
  readonly kind: string;
  /** The rule runs on texts that contain one of these, in the case given. Empty: always. */
  readonly hints: readonly string[];
  /** Linear on any text. Global. The group `value`, where there is one, is what is taken out. */
  readonly pattern: RegExp;
  /** Last word on a match. */
  readonly confirms?: (value: string, match: RegExpExecArray) => boolean;
}

function prefixed(kind: string, hints: readonly string[], pattern: RegExp): Rule {
  return { kind, hints, pattern };
}

/** Tokens that say by their prefix who issued them. Prefixes: the issuers' documentation and gitleaks. */
const issued: readonly Rule[] = [
  prefixed(
    'aws-key',
    ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'AROA', 'AIDA'],
    /\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16}\b/g,
  ),
  prefixed('github-token', ['gh', 'github_pat_'], /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{22,255})\b/g),
  prefixed(
    'gitlab-token',
    ['gl', 'GR1348941'],
    /\b(?:gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct)-[\w-]{16,}|GR1348941[\w-]{20,})/g,
  ),
  prefixed(
    'slack-token',
    ['xox', 'xapp-', 'hooks.slack'],
    /\b(?:xox[a-z]-[\w-]{10,250}|xapp-\d-[\w-]{10,250})|hooks\.slack\.com\/(?:services|workflows)\/[\w/]{20,100}/g,
  ),
  prefixed(
    'stripe-key',
    ['k_live_', 'k_test_', 'whsec_'],
    /\b(?:[srp]k_(?:live|test)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9+/=]{20,250})/g,
  ),
  prefixed(
    'google-key',
    ['AIza', 'ya29.', 'GOCSPX-', '1//0'],
    /\bAIza[\w-]{35}|\bya29\.[\w-]{20,500}|\bGOCSPX-[\w-]{20,40}|\b1\/\/0[\w-]{30,200}/g,
  ),
  prefixed('azure-secret', ['Q~'], /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])/g),
  prefixed('npm-token', ['npm_'], /\bnpm_[A-Za-z0-9]{30,50}\b/g),
  prefixed('pypi-token', ['pypi-'], /\bpypi-[\w-]{50,1000}/g),
  prefixed(
    'registry-token',
    ['dckr_', 'rubygems_', 'cio', 'oy2'],
    /\b(?:dckr_(?:pat|oat)_[\w-]{20,}|rubygems_[a-f0-9]{48}|cio[A-Za-z0-9]{32}|oy2[a-z0-9]{43})\b/g,
  ),
  prefixed(
    'model-key',
    ['sk-', 'hf_', 'gsk_', 'r8_'],
    /\b(?:sk-(?:ant-|proj-|svcacct-|or-)?[\w-]{20,250}|hf_[A-Za-z0-9]{30,40}|gsk_[A-Za-z0-9]{40,60}|r8_[A-Za-z0-9]{37})\b/g,
  ),
  prefixed(
    'mail-key',
    ['SG.', 'key-', 'xkeysib-', '-us', 'MAILGUN'],
    /\bSG\.[\w-]{16,32}\.[\w-]{32,64}|\bkey-[a-f0-9]{32}\b|\bxkeysib-[a-f0-9]{64}-\w{16}|\b[a-f0-9]{32}-us\d{1,2}\b/g,
  ),
  prefixed('twilio-key', ['SK', 'AC'], /\b(?:SK|AC)[a-f0-9]{32}\b/g),
  prefixed(
    'vault-token',
    ['hvs.', 'hvb.', 'hvr.', 'atlasv1.', 's.'],
    /\bhv[sbr]\.[\w-]{20,300}|\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}/g,
  ),
  prefixed(
    'cloud-token',
    ['do', 'dapi', 'pscale_', 'sbp_', 'fo1_', 'FlyV1', 'HRKU-', 'CFPAT-', 'v1.0-', 'LTAI'],
    /\b(?:do[opr]_v1_[a-f0-9]{64}|dapi[a-f0-9]{32}(?:-\d)?|pscale_(?:tkn|pw|oauth)_[\w.=-]{32,64}|sbp_[a-f0-9]{40}|fo1_[\w-]{43}|HRKU-[\w-]{36,60}|CFPAT-[\w-]{43}|LTAI[A-Za-z0-9]{17,21})\b/g,
  ),
  prefixed(
    'tool-token',
    [
      'shp',
      'glsa_',
      'glc_',
      'eyJrIjoi',
      'sntrys_',
      'NRAK-',
      'PMAK-',
      'lin_api_',
      'figd_',
      'ATATT3',
      'ATBB',
      'secret_',
      'ntn_',
      'dp.',
      'pul-',
      'dt0c01.',
      'sq0',
      'EAAA',
      'pat',
      'AGE-',
      'phc_',
      'phx_',
      'sntryu_',
      'sgp_',
      'tfp_',
      'ops_',
    ],
    /\b(?:shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|glsa_\w{32}_[a-fA-F0-9]{8}|glc_[\w+/=]{32,400}|sntry[su]_[\w+/=]{40,}|NRAK-[A-Z0-9]{27}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|lin_api_[A-Za-z0-9]{40}|figd_[\w-]{36,}|ATATT3[\w=-]{100,}|ATBB[A-Za-z0-9]{28,}|secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,}|dp\.(?:pt|st|ct|sa)\.[\w.-]{40,60}|pul-[a-f0-9]{40}|dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}|sq0(?:atp|csp)-[\w-]{22,43}|EAAA[\w-]{56,}|pat[A-Za-z0-9]{14}\.[a-f0-9]{64}|AGE-SECRET-KEY-1[A-Z0-9]{58}|ph[cx]_[A-Za-z0-9]{40,}|sgp_[a-f0-9_]{40,}|ops_eyJ[\w-]{100,})/g,
  ),
  prefixed(
    'bot-token',
    ['AA', 'M', 'N', 'O'],
    /\b\d{8,10}:AA[\w-]{33}\b|\b[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,38}\b/g,
  ),
  prefixed('jwt', ['eyJ'], /\beyJ[\w-]{8,4000}\.[\w-]{8,4000}(?:\.[\w-]{0,4000})?/g),
];

const q = String.raw`\\?["']?`;
const value = String.raw`(?:\\?"(?<double>[^"\\]{1,4000})|\\?'(?<single>[^'\\]{1,4000})|(?<bare>[^\s"'\\,;&<>(){}\]]{1,4000}))`;
const passwordWord = 'passw(?:or)?d|passwd|pwd|passphrase|pgpassword|db[_-]?pass|pin[_-]?code';
const tokenWord =
  'secret(?:[_-]?access)?(?:[_-]?key)?(?:[_-]?base)?|token|api[_.-]?key|app[_.-]?key|access[_.-]?key|private[_.-]?key|account[_.-]?key|sharedaccesskey|shared[_-]?key|signing[_.-]?key|encryption[_.-]?key|master[_.-]?key|subscription[_.-]?key|instrumentationkey|license[_.-]?key|client[_.-]?secret|credential|session[_.-]?id|jsessionid|phpsessid|csrf[_.-]?\\w{0,10}|otp|nonce';

/** Secrets that their surroundings give away. */
const contextual: readonly Rule[] = [
  {
    kind: 'password',
    hints: ['://'],
    pattern: /\b[A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/[^\s:@/'"<>]{0,200}:(?<value>[^\s@/'"<>]{1,200})@/g,
    confirms: (text) => !isPlaceholder(text),
  },
  {
    kind: 'sas',
    hints: ['sig=', 'Signature=', 'signature='],
    pattern: /[?&;](?:sig|X-Amz-Signature|X-Goog-Signature|Signature|signature)=(?<value>[\w%+/=-]{16,600})/g,
  },
  {
    kind: 'token',
    hints: ['uthorization', 'UTHORIZATION', 'earer', 'EARER'],
    pattern: new RegExp(
      String.raw`\b(?:(?:proxy-)?authorization${q}\s{0,3}[:=]\s{0,3}${q}(?:(?:bearer|token|digest|negotiate|apikey|key|splunk|sso-key)\s{1,3})?|bearer\s{1,3}${q})(?<value>[\w.~+/=:-]{8,4000})`,
      'gi',
    ),
    confirms: (text, match) =>
      !isPlaceholder(text) && (looksSecret(text) || /^(?:proxy-)?authorization\W{1,8}bearer/i.test(match[0])),
  },
  {
    kind: 'password',
    hints: ['asic ', 'ASIC '],
    pattern: /\bbasic\s{1,3}(?<value>[A-Za-z0-9+/]{6,1000}={0,2})/gi,
    confirms: isBasicPair,
  },
  {
    kind: 'cookie',
    hints: ['ookie', 'OOKIE'],
    pattern: /\b(?:set-)?cookie\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?(?<value>[\w.-]{1,100}=[^\r\n"'\\]{4,4000})/gi,
  },
  {
    kind: 'password',
    hints: ['ass', 'ASS', 'pwd', 'Pwd', 'PWD', 'pin', 'PIN'],
    pattern: new RegExp(String.raw`(?:${passwordWord})${q}\s{0,3}(?<sign>=>|[:=])\s{0,3}${value}`, 'gi'),
    confirms: (text, match) => !isPlaceholder(text) && (isAssigned(match) || looksSecret(text)),
  },
  {
    kind: 'token',
    hints: [
      'ecret',
      'ECRET',
      'oken',
      'OKEN',
      'ey',
      'EY',
      'ession',
      'ESS',
      'redential',
      'csrf',
      'CSRF',
      'otp',
      'OTP',
      'nonce',
    ],
    pattern: new RegExp(
      String.raw`(?:${tokenWord})(?:[_-]?(?:value|hash|\d))?${q}\s{0,3}(?<sign>=>|[:=])\s{0,3}${value}`,
      'gi',
    ),
    confirms: (text, match) =>
      !isPlaceholder(text) &&
      (looksSecret(text) || (isAssigned(match) && /^[^\d/.-][^/.]{11,}$/.test(text))) &&
      !/^(?:https?:|\/)/.test(text),
  },
];

/** Personal data. */
const personal: readonly Rule[] = [
  {
    kind: 'email',
    hints: ['@'],
    pattern: /(?<![\w%+.-])[\w%+.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g,
    confirms: (text) =>
      !/^git@|\.(?:service|socket|timer|mount|target|local|internal|svc|slice|device|scope|js|ts|mjs|git|so|jar)$/i.test(
        text,
      ),
  },
  { kind: 'card', hints: [], pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)/g, confirms: isCard },
  {
    kind: 'iban',
    hints: [],
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    confirms: isIban,
  },
];

const keys: readonly Rule[] = [
  {
    kind: 'private-key',
    hints: ['PRIVATE KEY'],
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  {
    // The body of a key whose first line is elsewhere: logs are redacted line by line.
    kind: 'private-key',
    hints: [],
    pattern: /^\s{0,8}(?<value>[A-Za-z0-9+/]{64})\s{0,2}$/gm,
    confirms: (text) => /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text),
  },
];

/** In the order they run: what is taken out by one rule is not seen by the next. */
export const rules: readonly Rule[] = [...keys, ...issued, ...contextual, ...personal];

/** `key=value`, or quoted: a value for sure. `key: word` may be a sentence. */
function isAssigned(match: RegExpExecArray): boolean {
  const { sign, double, single } = match.groups ?? {};
  return sign !== ':' || double !== undefined || single !== undefined;
}
