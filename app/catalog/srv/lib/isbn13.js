/**
 * Whether the text is a valid ISBN-13: 13 digits whose last is the check digit (ISO 2108),
 * the digits weighted 1 and 3 in turn adding up to a multiple of ten.
 *
 * @param {string} text digits only, no hyphens
 */
function isIsbn13(text) {
  if (!/^\d{13}$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}

module.exports = { isIsbn13 };
