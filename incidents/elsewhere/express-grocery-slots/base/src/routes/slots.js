const { Router } = require('express');
const flags = require('../flags');
const v1 = require('../slots/v1');
const v2 = require('../slots/v2');

const router = Router();

router.get('/', async (req, res, next) => {
  try {
    const engine = flags.isOn('slotEngineV2') ? v2 : v1;
    res.json(await engine.slots(req.query.postcode));
  } catch (err) {
    next(err);
  }
});

module.exports = router;
