const { Router } = require('express');
const { total } = require('../totals');

const router = Router();

router.post('/total', (req, res) => res.json(total(req.body.items)));

module.exports = router;
