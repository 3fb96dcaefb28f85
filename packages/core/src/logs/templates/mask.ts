/** Stands for a variable part inside a masked line; never occurs in text. */
export const mark = 1;
/** The same in templates for people. */
export const markText = '<*>';

const maxLength = 2000;
/** A longer header is cut off before the line is read. */
const maxHeader = 2000;
const space = 32;

const digit = 1;
const letter = 2;
const blank = 3;
const kinds = new Uint8Array(128);
for (let code = 48; code <= 57; code++) kinds[code] = digit;
for (let code = 65; code <= 90; code++) kinds[code] = kinds[code + 32] = letter;
for (const code of [9, 10, 13, 32]) kinds[code] = blank;

/** A line with its variable parts replaced, as character codes: reused by every call, so copy what you keep. */
export interface Masked {
  /** The line as it was: a typed array is read several times faster than a string that was cut from a longer one. */
  readonly source: Uint16Array;
  readonly codes: Uint16Array;
  length: number;
  /** Where the word being written and the word before it begin. */
  word: number;
  previous: number;
  /** Two independent 32-bit hashes of the codes. */
  hash: number;
  check: number;
}

/**
 * Masks what is variable by its looks: numbers with signs and units, hexadecimal and random ids, addresses, UUIDs,
 * paths, URLs, quoted words and values of `key=value`. Blanks collapse; repeated masked words count as one, so lists
 * of any length look alike. One pass over the characters, no allocation.
 */
export function createMasker(): (line: string, from: number) => Masked {
  const codes = new Uint16Array(2 * maxLength + 8);
  const source = new Uint16Array(maxHeader + maxLength + 1);
  const bytes = Buffer.from(source.buffer);
  const masked: Masked = { source, codes, length: 0, word: 0, previous: 0, hash: 0, check: 0 };
  return (line, from) => {
    if (from > maxHeader) return maskFrom(line.slice(from), 0);
    return maskFrom(line, from);
  };

  function maskFrom(line: string, from: number): Masked {
    const end = Math.min(line.length, from + maxLength);
    bytes.write(line, 0, 2 * end, 'utf16le');
    source[end] = 0;
    maskInto(masked, line, from, end);
    hashInto(masked);
    return masked;
  }
}

const calendar = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?$/i;

/** The same size or time may be told in another unit the next time: `900 KB` and `1.2 MB`, `45 sec` and `01:12`. */
const unitWord = /^(?:[KMGT]?i?B|secs?)([,;.)\]]*)$/i;

/** The words of a masked line; units belong to the number before them, and names of days and months beside a number are part of a date, thus of the variable. */
export function wordsOf(masked: Masked): string[] {
  const wildcard = String.fromCharCode(mark);
  const words = String.fromCharCode(...masked.codes.subarray(0, masked.length)).split(' ');
  const out: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const next = words[at + 1];
    const inDate =
      word.length <= 10 &&
      calendar.test(word) &&
      (out.at(-1) === wildcard || next === wildcard || (next !== undefined && calendar.test(next)));
    const plain = inDate ? wildcard : word;
    const before = out.at(-1);
    const unit = before?.endsWith(wildcard) ? unitWord.exec(word) : null;
    if (unit) out[out.length - 1] = before + unit[1]!;
    else if (plain !== wildcard || before !== wildcard) out.push(plain);
  }
  return out;
}

/** First word of a masked line and how many it has, without a copy of the line. */
export function leadOf({ codes, length }: Masked): { readonly first: string; readonly count: number } {
  let count = 1;
  let end = length;
  for (let at = length - 1; at >= 0; at--) {
    if (codes[at] !== space) continue;
    count++;
    end = at;
  }
  return { first: String.fromCharCode(...codes.subarray(0, Math.min(end, 64))), count };
}

function kindOf(source: Uint16Array, at: number): number {
  if (at < 0) return 0;
  const code = source[at]!;
  return code < 128 ? kinds[code]! : letter;
}

function maskInto(masked: Masked, line: string, from: number, end: number): void {
  const { source } = masked;
  masked.length = masked.word = masked.previous = 0;
  let at = from;
  while (at < end) {
    const code = source[at]!;
    const kind = code < 128 ? kinds[code]! : letter;
    if (kind === letter || kind === digit) at = maskWord(masked, line, at, end);
    else if (kind === blank) {
      endWord(masked);
      at++;
    } else at = maskSymbol(masked, line, at, end);
  }
  endWord(masked);
  if (masked.length > 0) masked.length--;
}

/** Closes a word with one blank, or takes it back when it repeats the one before. */
function endWord(masked: Masked): void {
  if (masked.length === masked.word) return;
  if (isRepeat(masked.codes, masked.previous, masked.word, masked.length)) {
    masked.length = masked.word;
    return;
  }
  masked.codes[masked.length++] = space;
  masked.previous = masked.word;
  masked.word = masked.length;
}

/** Copies a sign, or the mark of the variable it begins. Returns where that ends. */
function maskSymbol(masked: Masked, line: string, at: number, end: number): number {
  const { codes, source } = masked;
  const code = source[at]!;
  const stop = skipVariable(source, line, at, end, code, masked.length === masked.word);
  if (stop > at) {
    if (code !== 47) codes[masked.length++] = code;
    if (codes[masked.length - 1] !== mark) codes[masked.length++] = mark;
    return stop;
  }
  if (!isSign(source, at)) codes[masked.length++] = code;
  return at + 1;
}

/** A masked word that says the same as the word before it. */
function isRepeat(codes: Uint16Array, previous: number, start: number, end: number): boolean {
  if (start === 0) return false;
  const size = endOfWord(codes, start, end) - start;
  if (endOfWord(codes, previous, start - 1) - previous !== size || size === 0) return false;
  let variable = false;
  for (let at = 0; at < size; at++) {
    if (codes[start + at] !== codes[previous + at]) return false;
    if (codes[start + at] === mark) variable = true;
  }
  return variable;
}

/** Without a closing comma or semicolon. */
function endOfWord(codes: Uint16Array, start: number, end: number): number {
  const last = codes[end - 1];
  return end > start && (last === 44 || last === 59) ? end - 1 : end;
}

/** A minus before a number, not a dash between words; or "less than", not a bracket around a number. */
function isSign(source: Uint16Array, at: number): boolean {
  if (source[at] === 60) return kindOf(source, at + 1) === digit && !closesAngle(source, at + 1);
  if (source[at] !== 45) return false;
  return kindOf(source, at + 1) === digit && (at === 0 || kindOf(source, at - 1) !== letter);
}

/** End of a path, URL, quoted word or assigned value that begins here; `at` when none does. */
function skipVariable(
  source: Uint16Array,
  line: string,
  at: number,
  end: number,
  code: number,
  startsWord: boolean,
): number {
  if (code === 47 && (startsWord || !isWordCode(source, at - 1)))
    return isWordCode(source, at + 1) ? valueEnd(source, at, end) : at;
  if (code === 61) return assignedEnd(source, line, at, end);
  if (code === 34 || code === 39) return quotedEnd(source, at, end, code);
  return at;
}

function closesAngle(source: Uint16Array, from: number): boolean {
  let at = from;
  while (source[at]! > 32 && source[at] !== 62) at++;
  return source[at] === 62;
}

function isWordCode(source: Uint16Array, at: number): boolean {
  const kind = kindOf(source, at);
  return kind === letter || kind === digit || source[at]! === 95 || source[at]! === 46;
}

/** Up to a blank, quote, comma, semicolon or closing bracket that was not opened in the value itself. */
function valueEnd(source: Uint16Array, start: number, end: number): number {
  let depth = 0;
  let at = start;
  for (; at < end; at++) {
    const code = source[at]!;
    if (code <= 32 || code === 34 || code === 39 || code === 44 || code === 59) break;
    if (code === 40 || code === 91 || code === 123) depth++;
    else if ((code === 41 || code === 93 || code === 125) && --depth < 0) break;
  }
  return at;
}

const spoken = /(?:^|[\s,{"])(?:msg|message|error|err|event|reason|level|status|op|type)"?$/i;

/** The value after `=`, be it empty; fields that carry the message itself stay. */
function assignedEnd(source: Uint16Array, line: string, at: number, end: number): number {
  if (at === 0 || !isWordCode(source, at - 1) || source[at + 1]! === 61) return at;
  if (spoken.test(line.slice(Math.max(0, at - 9), at))) return at;
  const open = source[at + 1]!;
  if (open === 34 || open === 39) {
    const close = line.indexOf(open === 34 ? '"' : "'", at + 2);
    if (close > 0 && close < at + 300) return close + 1;
  }
  return Math.max(at + 1, valueEnd(source, at + 1, end));
}

/** A quoted word without blanks, without its closing quote. */
function quotedEnd(source: Uint16Array, at: number, end: number, quote: number): number {
  const limit = Math.min(end, at + 120);
  if (quote === 34 && at > 0 && closesQuote(source, at)) return at;
  if (quote === 39 && at > 0 && kindOf(source, at - 1) === letter) return at;
  for (let next = at + 1; next < limit; next++) {
    const code = source[next]!;
    // The names of JSON's fields are words of the message.
    if (code === quote) return next > at + 1 && source[next + 1]! !== 58 ? next : at;
    if (code <= 32) return at;
  }
  return at;
}

/** After a word or a sign that nothing quoted follows without a blank. */
function closesQuote(source: Uint16Array, at: number): boolean {
  const before = source[at - 1]!;
  const opens = before <= 32 || '=:,([{<'.includes(String.fromCharCode(before));
  return !opens;
}

/** Copies one run of letters and digits, masked as its digits ask for. Returns where it ends. */
function maskWord(masked: Masked, line: string, start: number, end: number): number {
  const { source } = masked;
  let at = start;
  let digits = 0;
  let hex = true;
  for (; at < end; at++) {
    const code = source[at]!;
    const kind = code < 128 ? kinds[code]! : letter;
    if (kind === digit) digits++;
    else if (kind !== letter) break;
    else if (hex && !isHexLetter(code)) hex = false;
  }
  if (source[at]! === 58 && line.startsWith('://', at)) {
    putMark(masked);
    return valueEnd(source, at, end);
  }
  if (
    kindOf(source, start) === digit ||
    isRandom(at - start, digits, hex) ||
    continuesId(masked, at - start, digits, hex)
  ) {
    putMark(masked);
  } else if (digits > 0) putMasked(masked, start, at);
  else putPlain(masked, start, at);
  return at;
}

function isHexLetter(code: number): boolean {
  return (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

function isRandom(size: number, digits: number, hex: boolean): boolean {
  return digits > 0 && ((hex && size >= 6) || (size >= 16 && digits >= 3));
}

/** `1f2e-abcd`, `00:ab:1c` and `7d4c9f-x2vqz`: letters that go on a masked id. */
function continuesId(masked: Masked, size: number, digits: number, hex: boolean): boolean {
  const { codes, length } = masked;
  if (length < 2 || codes[length - 2] !== mark) return false;
  const joiner = codes[length - 1];
  if (joiner === 45) return (hex && size >= 4) || (digits > 0 && size <= 10);
  return joiner === 58 && hex && size <= 4;
}

/** A mark, fused with one before it across `.`, `:`, `,`, `-`, `/` or `_`: an address or a date is one variable. */
function putMark(masked: Masked): void {
  const { codes } = masked;
  const last = codes[masked.length - 1];
  if (last === mark && masked.length > 0) return;
  const joined = last === 46 || last === 58 || last === 44 || last === 45 || last === 47 || last === 95;
  if (joined && masked.length > 1 && codes[masked.length - 2] === mark) masked.length--;
  else codes[masked.length++] = mark;
}

function putPlain(masked: Masked, start: number, end: number): void {
  const { codes, source } = masked;
  let { length } = masked;
  for (let at = start; at < end; at++) codes[length++] = source[at]!;
  masked.length = length;
}

function putMasked(masked: Masked, start: number, end: number): void {
  const { source } = masked;
  for (let at = start; at < end; at++) {
    const code = source[at]!;
    if (code < 48 || code > 57) masked.codes[masked.length++] = code;
    else if (masked.codes[masked.length - 1] !== mark) masked.codes[masked.length++] = mark;
  }
}

function hashInto(masked: Masked): void {
  const { codes, length } = masked;
  let hash = 0x811c9dc5 | 0;
  let check = 0x9747b28c | 0;
  for (let at = 0; at < length; at++) {
    const code = codes[at]!;
    hash = Math.imul(hash ^ code, 0x01000193);
    check = Math.imul(check, 31) + code;
    check |= 0;
  }
  masked.hash = (hash ^ (hash >>> 15)) | 0;
  masked.check = check;
}
