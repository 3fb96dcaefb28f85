const { request } = require('undici');

const BASE = process.env.ROUTING_URL || 'http://routing:8080';

// One call to the routing service, which knows the vans.
exports.slots = async (postcode) => {
  const { statusCode, body } = await request(`${BASE}/plan?postcode=${postcode}`);
  const plan = await body.json();
  if (statusCode !== 200) {
    throw new Error(`routing answered ${statusCode}: ${plan.error}`);
  }
  return plan.vans.flatMap((v) => v.windows);
};
