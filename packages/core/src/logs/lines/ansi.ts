const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);

/** Control sequences of ECMA-48 (colours, cursor) and operating system commands (titles, links). */
const sequence = new RegExp(
  `${esc}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?|[@-Z\\\\^_])`,
  'g',
);

/** The text without terminal colours and cursor movements. */
export function stripAnsi(text: string): string {
  return text.includes(esc) ? text.replace(sequence, '') : text;
}
