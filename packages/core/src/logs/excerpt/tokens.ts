/** Counts o200k tokens of one line, its line break included. */
export type TokenCounter = (line: string) => number;

/** A counter by OpenAI's o200k encoding; its tables (2 MB) are loaded when first asked for. */
export async function o200kCounter(): Promise<TokenCounter> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  return (line) => countTokens(`${line}\n`);
}
