import { isBasicPair, isPlaceholder, looksSecret } from './checks.ts';
import { type Rule, ruleOf } from './rule.ts';

const r = String.raw;
const q = r`\\?["']?`;
const quotedOrBare = r`(?:\\?"(?<double>[^"\\]{1,4000})|\\?'(?<single>[^'\\]{1,4000})|(?<bare>[^\s"'\\,;&<>(){}\]]{1,4000}))`;

const passwordWord =
  'passw(?:or)?d|passwd|pwd|passphrase|pgpassword|requirepass|masterauth|db[_-]?pass|_pass(?=\\W)|pin[_-]?code';
const tokenWord =
  'secret(?:[_-]?access)?(?:[_-]?key)?(?:[_-]?base)?|token|api[_.-]?key|app(?:lication)?[_.-]?key|access[_.-]?key|private[_.-]?key|account[_.-]?key|auth[_.-]?key|sharedaccesskey|shared[_-]?key|signing[_.-]?key|encryption[_.-]?key|master[_.-]?key|subscription[_.-]?key|instrumentationkey|license[_.-]?key|service[_.-]?key|routing[_.-]?key|integration[_.-]?key|client[_.-]?secret|credentials?|session[_.-]?id|_session|jsessionid|phpsessid|asp\\.net_sessionid|connect\\.sid|csrf[_.-]?\\w{0,10}|otp|nonce';

const sign = r`["'\\\]]{0,3}\s{0,3}(?:=|:)`;
const passwordTrigger = r`(?:[Pp]ass|PASS)[\w-]{0,12}${sign}|(?:[Pp]wd|PWD|equirepass|asterauth|[Pp]in[_-]?[Cc]ode|PIN_?CODE)${sign}`;
const tokenTrigger = r`(?:[Ss]ecret|SECRET|[Tt]oken|TOKEN|[Kk]ey|KEY|[Ss]ession|SESSION|[Ss]ess[Ii]d|SESSID|[Ss]essionid|[Cc]redential|CREDENTIAL|csrf|CSRF|otp|OTP|nonce|connect\.sid)[\w.-]{0,20}${sign}`;

/** Secrets that their surroundings give away. */
export const contextual: readonly Rule[] = [
  ruleOf(
    'password',
    r`:\/\/[^\s/'"<>]{0,200}@`,
    r`\b[A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/[^\s:@/'"<>]{0,200}:(?<value>[^\s/'"<>]{1,200})@`,
    (text) => !isPlaceholder(text),
  ),
  ruleOf(
    'sas',
    r`[Ss]ig(?:nature)?=|Signature=`,
    r`[?&;](?:sig|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature|Signature|signature)=(?<value>[\w%+/=-]{16,1200})`,
  ),
  {
    kind: 'token',
    trigger: /uthorization|UTHORIZATION|earer|EARER/,
    pattern: new RegExp(
      r`\b(?:(?:proxy-)?authorization${q}\s{0,3}[:=]\s{0,3}${q}(?:(?:bearer|token|digest|negotiate|apikey|key|splunk|sso-key|geniekey)\s{1,3})?|bearer\s{1,3}${q})(?<value>[\w.~+/=:-]{8,4000})`,
      'gi',
    ),
    confirms: (text, match) =>
      !isPlaceholder(text) && (looksSecret(text) || /^(?:proxy-)?authorization\W{1,8}bearer/i.test(match[0])),
  },
  {
    kind: 'password',
    trigger: /[Bb]asic |BASIC /,
    pattern: /\bbasic\s{1,3}(?<value>[A-Za-z0-9+/]{6,1000}={0,2})/gi,
    confirms: isBasicPair,
  },
  {
    kind: 'cookie',
    trigger: /ookie|OOKIE/,
    pattern: /\b(?:set-)?cookie\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?(?<value>[\w.-]{1,100}=[^\r\n"'\\]{4,4000})/gi,
  },
  {
    kind: 'password',
    trigger: new RegExp(passwordTrigger),
    pattern: new RegExp(r`(?:${passwordWord})${q}\s{0,3}(?<sign>=>|:=|[:=])\s{0,3}${quotedOrBare}`, 'gi'),
    confirms: (text, match) => !isPlaceholder(text) && (isAssigned(match) || looksSecret(text)),
  },
  {
    kind: 'token',
    trigger: new RegExp(tokenTrigger),
    pattern: new RegExp(
      r`(?:${tokenWord})(?:[_-]?(?:value|hash|\d))?${q}\s{0,3}(?<sign>=>|:=|[:=])\s{0,3}${quotedOrBare}`,
      'gi',
    ),
    confirms: (text, match) =>
      !isPlaceholder(text) &&
      (looksSecret(text) || (isAssigned(match) && /^[^\d/.-][^/.]{11,}$/.test(text))) &&
      !/^(?:https?:|\/)/.test(text),
  },
  // As arguments of a command line, and as elements of XML.
  ruleOf(
    'password',
    r`--[\w-]{0,30}(?:pass|token|secret|key)|requirepass|masterauth`,
    r`(?:--(?:[\w-]{1,30}-)?(?:password|passwd|pass|token|secret|api-key|access-key|secret-key|client-secret)|\brequirepass|\bmasterauth)[ ]{1,3}["']?(?<value>[^\s"'-][^\s"']{3,400})`,
    (text) => !isPlaceholder(text) && !/^[/.]/.test(text),
  ),
  ruleOf(
    'password',
    r`curl|mysql|sshpass`,
    r`\b(?:curl\b[^\n]{0,2000}?\s(?:-u|--user)[ =]{0,3}["']?[^\s:"']{1,100}:|mysql(?:dump|admin)?\b[^\n]{0,500}?\s-p|sshpass\s{1,3}-p\s{0,3}["']?)(?<value>[^\s"']{3,200})`,
    (text) => !isPlaceholder(text),
  ),
  {
    kind: 'password',
    trigger: /<[\w:.-]{0,40}(?:[Pp]ass|[Ss]ecret|[Tt]oken|[Kk]ey)/,
    pattern:
      /<(?:[\w.-]{1,40}:)?(?:[\w.-]{0,30}(?:password|passwd|passphrase|secret|token|api-?key))(?:\s[^<>]{0,300})?>(?<value>[^<>]{3,1000})<\//gi,
    confirms: (text) => !isPlaceholder(text),
  },
];

/** `key=value`, or quoted: a value for sure. `key: word` may be a sentence. */
function isAssigned(match: RegExpExecArray): boolean {
  const { sign, double, single } = match.groups ?? {};
  return sign !== ':' || double !== undefined || single !== undefined;
}
