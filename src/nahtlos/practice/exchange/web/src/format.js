/* German forms of dates, amounts and account numbers, as the fields enforce them. */

/** TT.MM.JJJJ while typing: digits only, the dots come by themselves. */
export function maskDate(text) {
  const digits = text.replace(/\D/g, "").slice(0, 8);
  const parts = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter(Boolean);
  const dot = text.endsWith(".") && (digits.length === 2 || digits.length === 4) ? "." : "";
  return parts.join(".") + dot;
}

/** The day as a number that grows with time, or null if there is no such day. */
export function dayNumber(text) {
  const match = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text);
  if (!match) return null;
  const [day, month, year] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

/** `1234,5` becomes `1.234,50 €`; what is no amount stays as it is. */
export function formatAmount(text) {
  const match = /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?\s*€?$/.exec(text.trim());
  if (!match) return text;
  const euros = match[1].replace(/\./g, "").replace(/\B(?=(\d{3})+$)/g, ".");
  return `${euros},${(match[2] ?? "").padEnd(2, "0")} €`;
}

/** Groups of four. */
export function formatIban(text) {
  const letters = text.replace(/\s/g, "").toUpperCase();
  return letters.replace(/(.{4})(?=.)/g, "$1 ");
}

/** Whether the check digits are right (ISO 7064, MOD 97-10). */
export function isIban(text) {
  const letters = text.replace(/\s/g, "");
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(letters)) return false;
  const digits = (letters.slice(4) + letters.slice(0, 4)).replace(/[A-Z]/g, (letter) => letter.charCodeAt(0) - 55);
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
