import '@vaadin/text-field'; import '@vaadin/email-field'; import '@vaadin/integer-field'; import '@vaadin/combo-box'; import '@vaadin/multi-select-combo-box'; import '@vaadin/date-picker'; import '@vaadin/grid'; import '@vaadin/dialog'; import '@vaadin/confirm-dialog'; import '@vaadin/select'; import '@vaadin/checkbox'; import '@vaadin/checkbox-group'; import '@vaadin/radio-group'; import '@vaadin/tabs'; import '@vaadin/tabsheet'; import '@vaadin/details'; import { Notification } from '@vaadin/notification'; import '@vaadin/text-area'; import '@vaadin/form-layout'; import '@vaadin/button'; import '@vaadin/item'; import '@vaadin/list-box';
const $ = (id) => document.getElementById(id);
const bl = { Aachen: ['Alter Posthof', 'Markt'], 'Frankfurt (Oder)': ['Lindenstraße'], 'Frankfurt am Main': ['Zeil', 'Mainkai'] };
$('ort').items = Object.keys(bl).concat(Array.from({ length: 300 }, (_, n) => 'Ort ' + (n + 1)));
$('ort').addEventListener('value-changed', () => { $('strasse').items = bl[$('ort').value] ?? []; $('strasse').value = ''; });
$('stand').items = [{ label: 'ledig', value: 'l' }, { label: 'verheiratet', value: 'v' }];
$('spr').items = ['Deutsch', 'Polnisch', 'Türkisch'];
const p = $('beginn');
p.i18n = { ...p.i18n, formatDate: ({ year, month, day }) => `${String(day).padStart(2, '0')}.${String(month + 1).padStart(2, '0')}.${year}`, parseDate: (t) => { const [d, m, y] = t.split('.').map(Number); return y ? { day: d, month: m - 1, year: y } : undefined; } };
$('grid').dataProvider = async ({ page, pageSize }, cb) => { const r = await (await fetch(`/personen?von=${page * pageSize}&zahl=${pageSize}`)).json(); cb(r.zeilen, r.gesamt); };
$('akt').renderer = (root, _c, { item }) => { root.innerHTML = '<vaadin-button theme="tertiary">Öffnen</vaadin-button>'; root.firstChild.onclick = () => { $('einzel').headerTitle = 'Vorgang ' + item.nr; $('einzel').renderer = (r) => { r.innerHTML = `<vaadin-text-field label="Bearbeiter"></vaadin-text-field><p>${item.name}</p><vaadin-button id="zu">Schließen</vaadin-button>`; r.querySelector('#zu').onclick = () => { $('einzel').opened = false; }; }; $('einzel').opened = true; }; };
$('save').onclick = () => { if (!$('name').validate()) return; $('frage').opened = true; };
$('frage').addEventListener('confirm', async () => {
  const v = (id) => $(id).value;
  await fetch('/gespeichert', { method: 'POST', body: JSON.stringify({ name: v('name'), mail: v('mail'), anzahl: v('anzahl'), beginn: v('beginn'), ort: v('ort'), strasse: v('strasse'), stand: v('stand'), spr: $('spr').selectedItems, weg: v('weg'), anl: v('anl'), ein: $('ein').checked, bem: v('bem'), az: v('az') }) });
  Notification.show('Antrag gespeichert', { position: 'bottom-center', theme: 'success' });
});
