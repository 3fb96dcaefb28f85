import { runAction } from '@sre-aiops/action-kit';

await runAction('respond');
