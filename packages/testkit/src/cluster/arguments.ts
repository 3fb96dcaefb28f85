/** The words and flags of a command line; flags come as `--name=value` or `--name`, the only forms that our commands have. */
export interface Arguments {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

/**
 * Reads a command line as strictly as the real programs do.
 *
 * @param known Flags of the command; any other is an error.
 */
export function argumentsIn(
  args: readonly string[],
  known: readonly string[],
): Arguments | { readonly unknown: string } {
  const words: string[] = [];
  const flags: Record<string, string> = {};
  for (const arg of args) {
    const [, name = '', value] = /^--([a-z][a-z-]*)(?:=([\s\S]*))?$/.exec(arg) ?? [];
    if (!arg.startsWith('-')) words.push(arg);
    else if (!known.includes(name)) return { unknown: arg };
    else flags[name] = value ?? 'true';
  }
  return { words, flags };
}
