/** A Markdown table. Cells are one line each; a `|` in them does not end the cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * The page with its tables from the one headed by `first` on replaced by `tables`; tables that follow with only blank
 * lines between are replaced with it.
 *
 * @throws {Error} When the page has no such table.
 */
export function withTables(page: string, first: string, tables: string): string {
  const start = page.indexOf(`\n| ${first} |`) + 1;
  if (start === 0) throw new Error(`The page has no table headed "| ${first} |".`);
  const [old = ''] = /^(?:\|.*\n|\n(?=\|))+/.exec(page.slice(start)) ?? [];
  return `${page.slice(0, start)}${tables}\n${page.slice(start + old.length)}`;
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
