import { type Addition, json, refusal } from '../world.ts';
import { userShown } from './deployments.ts';

/** Environments, which emulate does not know at all. */
export const environments: readonly Addition[] = [
  {
    why: 'An environment is shown with what protects it.',
    method: 'GET',
    path: /^\/environments\/([^/]+)$/,
    before: (world, _call, [name = '']) => {
      const environment = world.environments.get(name);
      if (!environment) return refusal(404, 'Not Found');
      const at = '2026-01-01T00:00:00Z';
      const reviewers = [{ type: 'User', reviewer: userShown(world, 'person') }];
      const rule = { id: 2, node_id: 'R2', type: 'required_reviewers', prevent_self_review: false, reviewers };
      const policy = { protected_branches: true, custom_branch_policies: false };
      return json(200, {
        id: 1,
        node_id: 'E1',
        name,
        url: `${world.apiUrl}/repos/${world.name}/environments/${name}`,
        html_url: `${world.origin}/${world.name}/deployments/activity_log?environments_filter=${name}`,
        created_at: at,
        updated_at: at,
        protection_rules: environment.isReviewed ? [rule] : [],
        deployment_branch_policy: environment.anyBranch ? null : policy,
      });
    },
  },
];
