const path = require('node:path');

const env = process.env.APP_ENV || 'staging';
const flags = require(path.join('..', 'config', `flags.${env}.json`));

exports.isOn = (name) => flags[name] === true;
