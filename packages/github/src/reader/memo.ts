/** The same answer for every call with a key; a failure is forgotten, so that the next call asks again. */
export function memoised<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const answer =
      known.get(key) ??
      ask(key).catch((error) => {
        known.delete(key);
        throw error;
      });
    known.set(key, answer);
    return answer;
  };
}

/** The same answer for every call, as of `memoised`. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  const answer = memoised(ask);
  return () => answer('');
}
