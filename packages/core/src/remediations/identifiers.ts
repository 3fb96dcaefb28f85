const word = /[A-Za-z_$][\w$]*/g;

/** Words that languages reserve or that say nothing about what a line is about. */
const common = new Set(
  `abstract add all and any args array as assert async await auto base begin bool boolean break byte case catch char class const
  continue data def default defer delete del do double dto echo elif else elsif end ensure enum error err except export extends extern
  false final finally float fmt fn for foreach from func function get global go goto if implements import in include init instanceof int
  integer interface internal into is it item items key lambda let list long loop map match message mod module mut name namespace new nil
  none not null number object of ok on or override package param pass print private protected pub public raise range readonly record
  ref request require rescue response result ret return returns self set short size static str string struct sub super switch sync
  table template text then this throw throws to trait true try type typeof undefined union unless unsigned until use using val value values
  var void volatile when where while with yield id i j k n e x y t s a b c v _ com org net io java javax jakarta www http https
  None True False String List Map Set Optional Integer Long Boolean Object Override Exception Error Promise Array Record Void`
    .split(/\s+/)
    .filter(Boolean),
);

/** Identifiers of a text in order of first use, reserved and empty words left out. */
export function identifiersOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const [token] of text.matchAll(word)) if (!common.has(token) && token.length > 1) found.add(token);
  return found;
}

/** Whether a text holds an identifier as a whole word. */
export function mentions(text: string, identifier: string): boolean {
  for (let at = text.indexOf(identifier); at !== -1; at = text.indexOf(identifier, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + identifier.length])) return true;
  }
  return false;
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /[\w$]/.test(char);
}

/** Words before which a name is used, not declared. */
const usedAfter =
  /^(?:return|new|throw|await|yield|not|in|is|and|or|if|else|elif|case|del|delete|instanceof|typeof|goto|raise|assert|echo|print|puts|do|go|defer|when|while|until|unless|extends|implements|throws|super)$/;
const declared = [
  /\b(?:class|interface|enum|record|struct|trait|impl|object|type|typedef|def|func|fun|fn|function|sub|module|mod|const|let|var|val|define|namespace|alias|variable|output|data|resource|macro_rules!|attr_accessor|attr_reader)\s+(?:self\.)?["']?([A-Za-z_$][\w$]*)/g,
  /\bfunc\s*\([^)]{0,80}\)\s*([A-Za-z_]\w*)/g,
  /([A-Za-z_$][\w$]*)\s*:=/g,
  /^\s*(?:export\s+|self\.|this\.|@)?([A-Za-z_$][\w$]*)\s*(?::\s*[\w.[\]<>,|? ]{1,80})?=(?![=>~])/g,
  /^\s*(?:async\s+|static\s+|get\s+|set\s+|\*\s*)*([A-Za-z_$][\w$]*)\s*\([^()]{0,200}\)\s*(?::\s*[\w.[\]<>,|? ]{1,80})?\{\s*$/g,
  /^\s*["']?([A-Za-z_$][\w$-]*)["']?\s*:(?!:)/g,
] as const;
const typedName = /([A-Za-z_$][\w$]*)(?:<[^;(){}=]{0,120}>)?(?:\[\]|\?|\*|&)*\s+([A-Za-z_$][\w$]*)\s*(?=[=;(,){:]|$)/g;
const importing =
  /^\s*(?:import\b|from\s+[\w.]+\s+import\b|using\s+(?!var\b|await\b|[\w.<>,?]+\s+\w+\s*=)[\w.:]|use\s+[\w\\:{]|require\b|require_relative\b|include\b|#include\b|export\s*\{|export\s+\*|\}\s*from\s+["'])|\brequire\(/;

/** Identifiers that a line declares or imports, by the forms common to C-like, Python-like, Ruby-like and HCL texts. */
function declarationsOf(line: string): Set<string> {
  const found = new Set<string>();
  const bounded = line.slice(0, 600);
  if (importing.test(bounded)) {
    for (const name of importedNames(bounded)) found.add(name);
    return found;
  }
  for (const pattern of declared) for (const [, name] of bounded.matchAll(pattern)) if (name) found.add(name);
  for (const [, type, name] of bounded.matchAll(typedName)) {
    if (type && name && !usedAfter.test(type) && !usedAfter.test(name)) found.add(name);
  }
  for (const name of found) if (common.has(name)) found.delete(name);
  return found;
}

const importWords =
  /^(?:import|from|using|use|require|require_relative|include|const|let|var|static|as|type|export|pub|mod|self|crate|global|default)$/;

/** The names that an import line brings into its file. */
function importedNames(line: string): string[] {
  const bare = line
    .replace(/\bfrom\s+['"][^'"]*['"]|\(?\s*['"][^'"]*['"]\s*\)?/, '')
    .replace(/^\s*from\s+\S+\s+import/, '');
  const names = Array.from(bare.matchAll(word), ([token]) => token).filter((token) => !importWords.test(token));
  const dotted = /^\s*(?:import|using|use)\s+(?:static\s+)?[\w.:\\]+;?\s*$/.test(line);
  if (names.length === 0) return [...identifiersOf(line.split('/').at(-1) ?? '')];
  return dotted ? names.slice(-1) : names;
}

/** Identifiers that a text declares or imports. */
export function declarationsIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const line of text.split('\n')) for (const name of declarationsOf(line)) found.add(name);
  return found;
}

/** Whether a line only brings names into its file. */
export function isImport(line: string): boolean {
  return importing.test(line.slice(0, 600));
}

/** Number of arguments of each `name(…)` of a text; the last of several wins. */
export function aritiesOf(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const match of text.matchAll(/([A-Za-z_$][\w$]*)\s*\(/g)) {
    const count = argumentsFrom(text, match.index + match[0].length);
    if (count !== undefined && match[1] && !common.has(match[1])) found.set(match[1], count);
  }
  return found;
}

function argumentsFrom(text: string, start: number): number | undefined {
  let depth = 0;
  let count = 0;
  let empty = true;
  for (let at = start; at < Math.min(text.length, start + 1_000); at += 1) {
    const char = text[at]!;
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) {
      if (depth === 0) return empty ? 0 : count + 1;
      depth -= 1;
    } else if (char === ',' && depth === 0) count += 1;
    if (!/\s/.test(char)) empty = false;
  }
  return undefined;
}

/** `priceOld`, `PriceOld`, `price-old`, `PRICE_OLD` → `price_old`. */
export function snake(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[-\s.]+/g, '_')
    .toLowerCase();
}

/** `price_old` → `priceOld`. */
export function camel(name: string): string {
  return name.toLowerCase().replaceAll(/_+([a-z\d])/g, (_, char: string) => char.toUpperCase());
}
