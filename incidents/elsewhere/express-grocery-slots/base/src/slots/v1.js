const { request } = require('undici');

const BASE = process.env.DEPOT_URL || 'http://depot:8080';

exports.slots = async (postcode) => {
  const { body } = await request(`${BASE}/depots?postcode=${postcode}`);
  const depots = await body.json();
  return depots.flatMap((d) => d.slots);
};
