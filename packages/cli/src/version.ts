/** Of the command line; `npm run next-version` writes it. */
export const version = '0.0.0';
