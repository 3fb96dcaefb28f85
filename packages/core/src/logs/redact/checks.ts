/** Luhn's check of card numbers (ISO/IEC 7812-1), with the lengths, prefixes and groups of the issuers. */
export function isCard(text: string): boolean {
  if (!/^(?:\d+|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})$/.test(text)) return false;
  const digits = text.replace(/\D/g, '');
  if (
    !/^(?:4\d{12}(?:\d{3})?(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14})$/.test(
      digits,
    )
  ) {
    return false;
  }
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const value = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? value * 2 : value;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && new Set(digits).size > 1;
}

/** The mod 97 check of IBANs (ISO 13616). */
export function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  if (compact.length < 15 || compact.length > 34) return false;
  const turned = compact.slice(4) + compact.slice(0, 4);
  let rest = 0;
  for (const char of turned) rest = Number(`${rest}${Number.parseInt(char, 36)}`) % 97;
  return rest === 1;
}

/** Whether a value has the look of a secret rather than of a word: long enough, letters and digits or symbols mixed. */
export function looksSecret(value: string): boolean {
  if (value.length < 8) return false;
  const digits = /\d/.test(value);
  const lower = /[a-z]/.test(value);
  const upper = /[A-Z]/.test(value);
  if (/^[\d.,:]+$/.test(value)) return false;
  const symbols = /[!#%&*+~^@]/.test(value);
  if (lower && upper && /^[A-Za-z0-9+/]+={1,2}$/.test(value)) return true;
  const kinds = Number(digits) + Number(lower) + Number(upper) + Number(symbols);
  return kinds >= 3 || (kinds === 2 && digits) || (value.length >= 20 && !/[-_. /]/.test(value));
}

/** Whether a value is drawn rather than written: letters and digits in turn, and no words between dashes. */
export function looksRandom(value: string): boolean {
  if (isPlaceholder(value) || value.length < 15) return false;
  const digits = value.match(/\d/g)?.length ?? 0;
  const letters = value.match(/[A-Za-z]/g)?.length ?? 0;
  const turns = value.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return digits >= 2 && letters >= 2 && turns >= Math.min(4, value.length / 8);
}

/** Values that stand for no value, or for one that is kept elsewhere. */
export function isPlaceholder(value: string): boolean {
  return (
    /^(?:null|nil|none|undefined|true|false|yes|no|empty|unset|missing|required|invalid|expired|incorrect|wrong|changed|redacted|hidden|masked|string|number|object|n\/a|not|is|was|has|the|for|from)$/i.test(
      value,
    ) ||
    /^[*x.•…#_-]+$/i.test(value) ||
    /removed|redacted|masked|placeholder/i.test(value) ||
    /^(?:\$\{|\{\{|<|\$\(|%[sdv]|\$[A-Z_]*$|\[)/.test(value) ||
    /^(?:process\.env|os\.environ|env\.|vault:|secretRef|secretKeyRef)/.test(value)
  );
}

/** Whether base64 text is a `user:password` pair. */
export function isBasicPair(text: string): boolean {
  return /^[\x20-\x7e]{1,200}:[\x20-\x7e]{1,200}$/.test(Buffer.from(text, 'base64').toString('utf8'));
}
