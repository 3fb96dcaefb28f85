import { isBasicPair, isPlaceholder, looksRandom, looksSecret } from './checks.ts';
import { type Rule, ruleOf } from './rule.ts';

const r = String.raw;
/** A quote, in JSON that travels as text in JSON as well. */
const q = r`\\{0,15}["']?`;
const quotedOrBare = r`(?:\\{0,15}"(?<double>[^"\\]{1,4000})|\\{0,15}'(?<single>[^'\\]{1,4000})|(?<bare>[^\s"'\\,;&<>(){}\]]{1,4000}))`;

const passwordWord =
  'passw(?:or)?[dt]|passwd|pwd|passphrase|pgpassword|requirepass|masterauth|db[_-]?pass|_pass(?=\\W)|pin[_-]?code';
const tokenWord =
  'secret(?:[_-]?access)?(?:[_-]?key)?(?:[_-]?base)?|token|api[_.-]?key|app(?:lication)?[_.-]?key|access[_.-]?key|private[_.-]?key|account[_.-]?key|auth[_.-]?key|sharedaccesskey|shared[_-]?key|signing[_.-]?key|encryption[_.-]?key|master[_.-]?key|subscription[_.-]?key|instrumentationkey|license[_.-]?key|service[_.-]?key|routing[_.-]?key|integration[_.-]?key|client[_.-]?secret|(?:client[_-]?)?key[_-]?data|credentials?|session[_.-]?id|_session|jsessionid|phpsessid|asp\\.net_sessionid|connect\\.sid|csrf[_.-]?\\w{0,10}|otp|nonce';

/** Also as URLs and JSON escape it. */
const assign = r`=>|:=|[:=]|%3[aAdD]|\\u003[aAdD]`;
const sign = r`["'\\\]]{0,8}\s{0,3}(?:=|:|%3[aAdD]|u003[aAdD])`;
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
  // Of an authorisation in OAuth, and of a function in Azure.
  ruleOf('token', r`[?&;]code=`, r`[?&;]code=(?<value>[\w%+/=.~-]{20,1200})`, looksRandom),
  ruleOf(
    'token',
    r`uthorization|UTHORIZATION|earer|EARER`,
    r`\b(?:(?:proxy-)?authorization${q}\s{0,3}[:=]\s{0,3}${q}(?:(?:bearer|token|digest|negotiate|apikey|key|splunk|sso-key|geniekey)\s{1,3})?|bearer\s{1,3}${q})(?<value>[\w.~+/=:-]{8,4000})`,
    (text, match) =>
      !isPlaceholder(text) && (looksSecret(text) || /^(?:proxy-)?authorization\W{1,8}bearer/i.test(match[0])),
    'i',
  ),
  ruleOf('password', r`[Bb]asic |BASIC `, r`\bbasic\s{1,3}(?<value>[A-Za-z0-9+/]{6,1000}={0,2})`, isBasicPair, 'i'),
  ruleOf(
    'cookie',
    r`ookie|OOKIE`,
    r`\b(?:set-)?cookie${q}\s{0,3}[:=]\s{0,3}${q}(?<value>[\w.-]{1,100}=[^\r\n"'\\]{4,4000})`,
    undefined,
    'i',
  ),
  {
    kind: 'password',
    trigger: new RegExp(passwordTrigger),
    pattern: new RegExp(r`(?:${passwordWord})${q}\s{0,3}(?<sign>${assign})\s{0,3}${quotedOrBare}`, 'gi'),
    confirms: (text, match) => !isPlaceholder(text) && (isAssigned(match) || looksSecret(text)),
  },
  {
    kind: 'token',
    trigger: new RegExp(tokenTrigger),
    pattern: new RegExp(
      r`(?:${tokenWord})(?:[_-]?(?:value|hash|\d))?${q}\s{0,3}(?<sign>${assign})\s{0,3}${quotedOrBare}`,
      'gi',
    ),
    confirms: (text, match) =>
      !isPlaceholder(text) &&
      (looksSecret(text) || (isAssigned(match) && /^[^\d/.-][^/.]{11,}$/.test(text)) || isCode(text, match[0])) &&
      !/^(?:https?:|\/)/.test(text) &&
      !(/^routing/i.test(match[0]) && text.includes('.')),
  },
  ruleOf(
    'password',
    r`"auth\\{0,15}"`,
    r`"auth\\{0,15}"\s?:\s?\\{0,15}"(?<value>[A-Za-z0-9+/]{8,1000}={0,2})\\{0,15}"`,
    isBasicPair,
  ),
  // In statements of databases, and in Oracle's addresses.
  ruleOf(
    'password',
    r`(?:[Pp]assword|PASSWORD|BY|[Bb]y)\s{1,3}'`,
    r`\b(?:(?:with|encrypted|set|user\s{1,3}\S{1,60})\s{1,3}password|identified\s{1,3}(?:with\s{1,3}\S{1,60}\s{1,3})?by(?:\s{1,3}password)?)\s{1,3}'(?<value>[^'\n]{1,200})'`,
    (text) => !isPlaceholder(text),
    'i',
  ),
  ruleOf('password', r`jdbc:oracle:`, r`jdbc:oracle:\w{2,10}:[^\s/@]{1,60}\/(?<value>[^\s@]{1,100})@`),
  // As arguments of a command line, and as elements of XML.
  ruleOf(
    'password',
    r`--[\w-]{0,30}(?:pass|token|secret|key)|requirepass|masterauth`,
    r`(?:--(?:[\w-]{1,30}-)?(?:password|passwd|pass|token|secret|api-key|access-key|secret-key|client-secret)|\brequirepass|\bmasterauth)[ ]{1,3}["']?(?<value>[^\s"'-][^\s"']{3,400})`,
    (text) => !isPlaceholder(text) && !/^[/.]/.test(text),
  ),
  ruleOf(
    'password',
    r`curl|mysql|sshpass|login|sqlcmd|ldap|redis-cli`,
    r`\b(?:curl\b[^\n]{0,2000}?\s(?:-u|--user)[ =]{0,3}["']?[^\s:"']{1,100}:|mysql(?:dump|admin)?\b[^\n]{0,500}?\s-p|sshpass\s{1,3}-p\s{0,3}["']?|(?:docker|podman|helm|oras)\s[^\n]{0,60}?login\b[^\n]{0,300}?\s-p[ =]{1,3}["']?|sqlcmd\b[^\n]{0,300}?\s-P\s{0,3}["']?|ldap(?:search|modify|add|passwd|whoami)\b[^\n]{0,300}?\s-w\s{1,3}["']?|redis-cli\b[^\n]{0,300}?\s-a\s{1,3}["']?|\bmachine\s\S{1,100}\slogin\s\S{1,100}\spassword\s)(?<value>[^\s"']{3,200})`,
    (text) => !isPlaceholder(text),
  ),
  {
    kind: 'password',
    trigger: /<[\w:.-]{0,40}(?:[Pp]ass|[Ss]ecret|[Tt]oken|[Kk]ey)/,
    pattern:
      /<(?:[\w.-]{1,40}:)?(?:[\w.-]{0,30}(?:password|passwd|passphrase|secret|token|(?:api|access|private)-?key))(?:\s[^<>]{0,300})?>(?<value>[^<>]{3,1000})<\//gi,
    confirms: (text) => !isPlaceholder(text),
  },
];

/** `otp=123456` */
function isCode(text: string, match: string): boolean {
  return /^otp/i.test(match) && /^\d{4,8}$/.test(text);
}

/** `key=value`, or quoted: a value for sure. `key: word` may be a sentence. */
function isAssigned(match: RegExpExecArray): boolean {
  const { sign, double, single } = match.groups ?? {};
  return sign !== ':' || double !== undefined || single !== undefined;
}
