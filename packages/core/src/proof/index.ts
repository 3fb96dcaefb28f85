export { type ProofCommands, type Reproducer, suiteOf, testsRan } from './commands.ts';
export { type ProofDeps, patchHash, proveFix } from './prove.ts';
export { afterRefutation, provenFix } from './rethink.ts';
export { type Weakening, weakenedTests } from './weakened-tests.ts';
export { withProof } from './with-proof.ts';
