/** Most characters that GitHub takes in the body of an issue or pull request. */
export const BODY_LIMIT = 65_536;

/** Characters of a body that are kept for what is said of it later: its status, the result of its checks. */
export const STATUS_ROOM = 2_000;
