/** Statements of a SQL script; comments are left out, quotes and PostgreSQL's `$$` bodies are respected. */
export function statementsOf(script: string): string[] {
  const statements: string[] = [];
  let current = '';
  const token =
    /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\$(\w*)\$[\s\S]*?\$\1\$|;|[^;'"`$/-]+|[\s\S]/g;
  for (const [piece] of script.matchAll(token)) {
    if (piece.startsWith('--') || (piece.startsWith('/*') && piece.length > 2)) current += ' ';
    else if (piece === ';') {
      statements.push(current);
      current = '';
    } else current += piece;
  }
  statements.push(current);
  return statements.map((statement) => statement.replaceAll(/\s+/g, ' ').trim()).filter(Boolean);
}

/** Parts of a list, cut at commas outside parentheses and quotes. */
export function commaParts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const [piece] of text.matchAll(/'(?:[^']|'')*'|[(),]|[^'(),]+|'/g)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece === ',' && depth === 0) {
      parts.push(current.trim());
      current = '';
    } else current += piece;
  }
  if (current.trim()) parts.push(current.trim());
  return parts;
}

/** Key under which a name is looked up: without quotes and schema, in lower case. */
export function keyOf(name: string): string {
  return name
    .replaceAll(/["`[\]]/g, '')
    .split('.')
    .at(-1)!
    .toLowerCase();
}

/** Whether every value of a type fits into another. */
export function isWidening(from: string, to: string): boolean {
  const size = (type: string) => Number(/\((\d+)/.exec(type)?.[1] ?? 0);
  if (/^(?:small)?int/i.test(from)) return /^(?:bigint|numeric|decimal)/i.test(to);
  if (/char/i.test(from)) return /^text/i.test(to) || (/char/i.test(to) && size(to) >= size(from));
  if (/^(?:real|float)/i.test(from)) return /^(?:double|numeric)/i.test(to);
  if (/^(?:numeric|decimal)/i.test(from)) return /^(?:numeric|decimal)/i.test(to) && size(to) >= size(from);
  return /^timestamp/i.test(from) && /^timestamp/i.test(to);
}
