import '@ui5/webcomponents/dist/Assets.js';
import '@ui5/webcomponents/dist/Bar.js'; import '@ui5/webcomponents/dist/Title.js'; import '@ui5/webcomponents/dist/TabContainer.js'; import '@ui5/webcomponents/dist/Tab.js';
import '@ui5/webcomponents/dist/Form.js'; import '@ui5/webcomponents/dist/FormItem.js'; import '@ui5/webcomponents/dist/Label.js'; import '@ui5/webcomponents/dist/Input.js';
import '@ui5/webcomponents/dist/StepInput.js'; import '@ui5/webcomponents/dist/DatePicker.js'; import '@ui5/webcomponents/dist/ComboBox.js'; import '@ui5/webcomponents/dist/ComboBoxItem.js';
import '@ui5/webcomponents/dist/Select.js'; import '@ui5/webcomponents/dist/Option.js'; import '@ui5/webcomponents/dist/MultiComboBox.js'; import '@ui5/webcomponents/dist/MultiComboBoxItem.js';
import '@ui5/webcomponents/dist/RadioButton.js'; import '@ui5/webcomponents/dist/Switch.js'; import '@ui5/webcomponents/dist/CheckBox.js'; import '@ui5/webcomponents/dist/TextArea.js';
import '@ui5/webcomponents/dist/Panel.js'; import '@ui5/webcomponents/dist/Table.js'; import '@ui5/webcomponents/dist/TableHeaderRow.js'; import '@ui5/webcomponents/dist/TableHeaderCell.js'; import '@ui5/webcomponents/dist/TableRow.js'; import '@ui5/webcomponents/dist/TableCell.js';
import '@ui5/webcomponents/dist/Button.js'; import '@ui5/webcomponents/dist/Dialog.js'; import '@ui5/webcomponents/dist/Toolbar.js'; import '@ui5/webcomponents/dist/ToolbarButton.js'; import '@ui5/webcomponents/dist/List.js'; import '@ui5/webcomponents/dist/ListItemStandard.js'; import '@ui5/webcomponents/dist/Text.js'; import '@ui5/webcomponents/dist/Toast.js'; import '@ui5/webcomponents/dist/Icon.js';
import '@ui5/webcomponents-icons/dist/value-help.js';
import '@ui5/webcomponents/dist/features/InputSuggestions.js';
const $ = (id) => document.getElementById(id);
const rows = [[4711, 'Anna Albers', '312,50 €'], [4712, 'Bernd Brandt', '88,00 €'], [4713, 'Cem Conrad', '1.204,10 €']];
for (const [nr, name, betrag] of rows) {
  const row = document.createElement('ui5-table-row'); row.interactive = true; row.rowKey = String(nr);
  row.innerHTML = [nr, name, betrag].map((t) => `<ui5-table-cell><span>${t}</span></ui5-table-cell>`).join('');
  $('tab').append(row);
}
$('tab').addEventListener('row-click', (e) => { $('einzel').headerText = 'Vorgang ' + e.detail.row.rowKey; $('einzel').open = true; });
$('zu').addEventListener('click', () => { $('einzel').open = false; });
$('miete').addEventListener('change', () => { const bad = Number($('miete').value) > 5000; $('miete').valueState = bad ? 'Negative' : 'None'; $('miete').innerHTML = bad ? '<div slot="valueStateMessage">Die Miete ist zu hoch</div>' : ''; });
$('vh').addEventListener('click', () => { $('wahl').open = true; });
$('tl').addEventListener('item-click', (e) => { $('traeger').value = e.detail.item.textContent; $('wahl').open = false; });
$('save').addEventListener('click', () => { $('frage').open = true; });
$('nein').addEventListener('click', () => { $('frage').open = false; });
$('ja').addEventListener('click', async () => {
  $('frage').open = false;
  const v = (id) => $(id).value;
  await fetch('/gespeichert', { method: 'POST', body: JSON.stringify({ name: v('name'), anzahl: v('anzahl'), miete: v('miete'), beginn: v('beginn'), ort: v('ort'), stand: $('stand').selectedOption?.textContent, spr: [...$('spr').items].filter((i) => i.selected).map((i) => i.text), weg: document.querySelector('ui5-radio-button[checked]')?.value, eil: $('eil').checked, ein: $('ein').checked, bem: v('bem'), traeger: v('traeger'), az: v('az') }) });
  $('toast').open = true;
});
