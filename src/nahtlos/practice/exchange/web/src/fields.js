/* The fields of a Meldung: what they are called, how they format themselves, and what they refuse. */

import { dayNumber, formatAmount, formatIban, isIban, maskDate } from "./format.js";

export const kinds = ["Weiterbildung", "Umschulung", "Teilqualifizierung"];

const matches = (pattern, message) => (value) => (pattern.test(value) ? null : message);
const isDate = (value) =>
  dayNumber(value) === null ? "Bitte geben Sie ein gültiges Datum im Format TT.MM.JJJJ ein." : null;
const date = { mask: maskDate, placeholder: "TT.MM.JJJJ", check: isDate };

export const fields = {
  voucher_no: {
    label: "Gutscheinnummer",
    check: matches(/^BGS-\d{4}-\d{6}$/, "Die Gutscheinnummer hat die Form BGS-2026-000123."),
  },
  customer_no: {
    label: "Kundennummer",
    check: matches(/^\d{3}[A-Z]\d{6}$/, "Die Kundennummer hat die Form 123D456789."),
  },
  last_name: { label: "Nachname" },
  first_name: { label: "Vorname" },
  birth_date: { label: "Geburtsdatum", ...date },
  street: { label: "Straße" },
  postcode: { label: "PLZ", maxLength: 5, check: matches(/^\d{5}$/, "Die PLZ hat fünf Ziffern.") },
  city: { label: "Ort" },
  measure_no: {
    label: "Maßnahmenummer",
    check: matches(/^\d{3}\/\d{4}\/\d{4}$/, "Die Maßnahmenummer hat die Form 987/0123/2026."),
  },
  measure: { label: "Maßnahme" },
  kind: { label: "Art der Maßnahme", options: kinds },
  provider: { label: "Träger" },
  start: { label: "Beginn", ...date },
  end: {
    label: "Ende",
    ...date,
    check: (value, values) =>
      isDate(value) ?? (dayNumber(value) < dayNumber(values.start) ? "Das Ende liegt vor dem Beginn." : null),
  },
  amount: {
    label: "Betrag",
    format: formatAmount,
    check: matches(/^\d{1,3}(\.\d{3})*,\d{2} €$/, "Bitte geben Sie einen Betrag wie 1.234,56 € ein."),
  },
  iban: {
    label: "IBAN",
    format: formatIban,
    check: (value) => (isIban(value) ? null : "Die IBAN ist nicht gültig."),
  },
  phone: { label: "Telefon", optional: true },
  email: {
    label: "E-Mail",
    optional: true,
    check: matches(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "Die E-Mail-Adresse ist nicht gültig."),
  },
};

/** An object with what `make` gives for the name of each field. */
export function ofEachField(make) {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, make(name)]));
}

export const empty = ofEachField(() => "");

/** The message below a field, or null. */
export function problem(name, values) {
  const { optional, check } = fields[name];
  const value = values[name].trim();
  if (!value) return optional ? null : "Bitte füllen Sie dieses Feld aus.";
  return check ? check(value, values) : null;
}

/** The values as they are sent: trimmed, and in the form a field takes when it is left. */
export function formatted(values) {
  return ofEachField((name) => {
    const { format = (text) => text } = fields[name];
    const value = values[name].trim();
    return value && format(value);
  });
}
