/* What a new release may do to a form: one function for each mutation, on a table of labels that are bound to their fields. */

const make = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
};
const bare = (text) => text.replace(/\s+/g, " ").replace(/[\s:*]+$/, "").trim();

/** The cell or label that says this, and the control it belongs to. */
function fieldOf(form, text) {
  const label = [...form.querySelectorAll("label, td")].find((one) => !one.childElementCount && bare(one.textContent) === text);
  const row = label.closest("tr");
  const inRow = row.querySelector("input, select, textarea");
  return { text, row, label, control: inRow ?? form.querySelector(`[title="${text}"]`) };
}

/** Builds the rows of a form anew: a bound label, then its field; what stands in rows of their own goes to the end. */
function rebuilt(form, texts) {
  const body = form.querySelector("tbody");
  const fields = texts.map((text) => fieldOf(form, text));
  const old = new Set(fields.flatMap(({ row, control }) => [row, control.closest("tr")]));
  const made = fields.map(({ text, control }, index) => {
    const row = make(`<table><tr><td><label>${text}:</label></td><td></td></tr></table>`).querySelector("tr");
    control.id ||= `field-${index}`;
    control.removeAttribute("title");
    row.querySelector("label").htmlFor = control.id;
    row.cells[1].append(control);
    return { text, row, label: row.querySelector("label"), cell: row.cells[1], control };
  });
  for (const row of old) row.remove();
  body.prepend(...made.map(({ row }) => row));
  return made;
}

const visuallyHidden = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)";
const twinOf = ({ text }, style, more = "") => make(`<div style="${style}"><label>${text}: <input name="twin" ${more}></label></div>`);
const before = (form, element) => form.prepend(element);
const swap = (one, other) => {
  const mark = document.createElement("i");
  one.replaceWith(mark);
  other.replaceWith(one);
  mark.replaceWith(other);
};
const unbound = ({ label }) => label.removeAttribute("for");
const replaced = ({ control }, html) => {
  const made = make(html);
  Object.assign(made, { id: control.id, name: control.name });
  const shown = control.selectedOptions?.[0]?.text ?? control.value;
  if (shown && "value" in made) made.value = shown;
  control.replaceWith(made);
  return made;
};
const cells = (table, from, to) => {
  for (const row of table.rows) swap(row.cells[from], row.cells[to]);
};

const mutations = {
  label_bound: () => {},
  // ---------------------------------------------------------------- ids and bindings
  id_changed: ({ field }) => { field.control.id = field.label.htmlFor = "release-2"; },
  ids_swapped: ({ field, other }) => {
    [field.control.id, other.control.id] = [other.control.id, field.control.id];
    field.label.htmlFor = field.control.id;
    other.label.htmlFor = other.control.id;
  },
  id_twice: ({ form, field }) => form.append(make(`<span id="${field.control.id}"></span>`)),
  label_unbound: ({ field }) => unbound(field),
  label_bound_to_nothing: ({ field }) => { field.label.htmlFor = "nowhere"; },
  label_bound_to_other: ({ field, other }) => { field.label.htmlFor = other.control.id; },
  aria_label_of_other: ({ field, other }) => field.control.setAttribute("aria-label", other.text),
  aria_label_alone: ({ field }) => { field.control.setAttribute("aria-label", field.text); field.label.remove(); },
  // ---------------------------------------------------------------- labels
  label_renamed: ({ field }) => { field.label.textContent = `${field.text.slice(0, -4)}-Nr.`; },
  label_with_star: ({ field }) => { field.label.innerHTML = `${field.text} <b style="color:red">*</b>:`; },
  label_in_capitals: ({ field }) => { field.label.textContent = field.text.toUpperCase(); },
  label_hyphenated: ({ field }) => { field.label.textContent = `${field.text.slice(0, 5)}\u00AD${field.text.slice(5)}`; },
  label_in_parts: ({ field }) => { field.label.innerHTML = `<span>${field.text.slice(0, 6)}</span><span>${field.text.slice(6)}</span>`; },
  label_with_help: ({ field }) => field.label.append(make('<a href="#help"> Hilfe</a>')),
  label_as_button: ({ field }) => field.label.replaceWith(make(`<button type="button">${field.text}</button>`)),
  label_as_link: ({ field }) => field.label.replaceWith(make(`<a href="#field">${field.text}</a>`)),
  label_as_placeholder: ({ field }) => { field.control.placeholder = field.text; field.label.remove(); },
  label_as_title: ({ field }) => { field.control.title = field.text; field.label.remove(); },
  label_drawn_by_style: ({ field }) => {
    document.head.append(make(`<style>.drawn::before { content: "${field.text}" }</style>`));
    field.label.className = "drawn";
    field.label.textContent = "";
    unbound(field);
  },
  label_for_readers_only: ({ field }) => { field.label.style.cssText = visuallyHidden; },
  label_removed: ({ field }) => field.label.remove(),
  label_behind: ({ field }) => { unbound(field); field.control.after(field.label); },
  label_above: ({ field }) => {
    unbound(field);
    const row = make('<table><tr><td colspan="2"></td></tr></table>').querySelector("tr");
    row.cells[0].append(field.label);
    field.row.before(row);
  },
  label_moved_to_other: ({ field, other }) => { unbound(field); other.label.after(field.label); },
  label_around: ({ field }) => { unbound(field); field.label.append(field.control); },
  label_said_twice: ({ form, field }) => before(form, make(`<p>${field.text}</p>`)),
  // ---------------------------------------------------------------- order and nesting
  rows_reversed: ({ form }) => { const body = form.querySelector("tbody"); body.append(...[...body.rows].reverse()); },
  field_moved_to_end: ({ form, field }) => form.querySelector("tbody").append(field.row),
  fields_in_one_row: ({ field, other }) => { field.row.append(...other.row.cells); },
  fields_in_columns: ({ form, fields }) => {
    for (const one of fields) unbound(one);
    const [labels, controls] = [make('<div style="float:left"></div>'), make('<div style="float:left"></div>')];
    for (const one of fields) { labels.append(make("<div></div>")); labels.lastChild.append(one.label); controls.append(make("<div></div>")); controls.lastChild.append(one.control); one.row.remove(); }
    form.prepend(labels, controls);
  },
  headings_over_fields: ({ fields }) => {
    const head = make("<table><tr></tr></table>").querySelector("tr");
    const row = make("<table><tr></tr></table>").querySelector("tr");
    fields[0].row.before(head, row);
    for (const one of fields) { head.append(make(`<table><tr><th>${one.text}</th></tr></table>`).querySelector("th")); row.append(one.cell); one.row.remove(); }
  },
  nested_deeper: ({ field }) => { const box = make("<div><div><span></span></div></div>"); field.control.replaceWith(box); box.querySelector("span").append(field.control); },
  in_fieldset: ({ form, field }) => { const set = make("<fieldset><legend>Quittung</legend></fieldset>"); form.prepend(set); set.append(...form.querySelectorAll("table")); void field; },
  in_frame: () => {
    if (window.top !== window) return;
    document.body.replaceChildren(make(`<iframe title="Inhalt" src="${location.href}" style="width:900px;height:800px"></iframe>`));
  },
  in_slot: ({ field }) => {
    const host = make("<x-field></x-field>");
    field.control.replaceWith(host);
    host.append(field.control);
    host.attachShadow({ mode: "open" }).innerHTML = "<div><slot></slot></div>";
  },
  in_dialog: ({ form }) => { const dialog = make("<dialog><h2>Quittung</h2></dialog>"); form.replaceWith(dialog); dialog.append(form); dialog.showModal(); },
  folded: ({ form }) => { const fold = make("<details><summary>Quittung</summary></details>"); form.prepend(fold); fold.append(...form.querySelectorAll("table")); },
  // ---------------------------------------------------------------- twins
  twin_in_sight: ({ form, field }) => before(form, twinOf(field, "")),
  twin_read_only: ({ form, field }) => before(form, twinOf(field, "", "readonly value='alt'")),
  twin_hidden: ({ form, field }) => before(form, twinOf(field, "display:none")),
  twin_off_screen: ({ form, field }) => before(form, twinOf(field, "position:absolute;left:-9999px")),
  twin_transparent: ({ form, field }) => before(form, twinOf(field, "opacity:0")),
  twin_without_size: ({ form, field }) => before(form, twinOf(field, "height:0;overflow:hidden")),
  // ---------------------------------------------------------------- other controls
  field_removed: ({ field }) => field.row.remove(),
  field_locked: ({ field }) => { field.control.readOnly = true; },
  text_as_lines: ({ field }) => replaced(field, "<textarea></textarea>"),
  text_as_box: ({ field }) => replaced(field, '<input type="checkbox">'),
  text_as_choice: ({ field }) => replaced(field, "<select><option></option><option>A</option><option>B</option></select>"),
  text_as_date: ({ other }) => replaced(other, '<input type="date">'),
  choice_as_radios: ({ choice }) => {
    const radios = [...choice.control.options].map(({ value, text, selected }) => `<label><input type="radio" name="${choice.control.name}" value="${value}"${selected ? " checked" : ""}> ${text}</label>`);
    choice.label.replaceWith(document.createTextNode(choice.text));
    choice.control.replaceWith(make(`<span>${radios.join(" ")}</span>`));
  },
  choice_as_text: ({ choice }) => replaced(choice, "<input>"),
  options_reversed: ({ choice: { control } }) => { const { value } = control; control.append(...[...control.options].reverse()); control.value = value; },
  option_renamed: ({ choice }) => { for (const one of choice.control.options) one.textContent = `${one.text} (neu)`; },
  option_twice: ({ choice }) => choice.control.prepend(...[...choice.control.options].map((one) => { const twin = one.cloneNode(true); twin.value = "twin"; twin.selected = false; return twin; })),
  option_off: ({ choice }) => { for (const one of choice.control.options) one.disabled = true; },
  // ---------------------------------------------------------------- the button
  button_renamed: ({ button }) => { button.value = button.textContent = "Übernehmen"; },
  button_twice: ({ form, button }) => before(form, button.cloneNode(true)),
  button_hidden_twin: ({ form, button }) => { const twin = button.cloneNode(true); twin.style.display = "none"; before(form, twin); },
  button_as_link: ({ form, button }) => { const link = make('<a href="#send">Speichern</a>'); link.onclick = () => form.requestSubmit(); button.replaceWith(link); },
  button_moved: ({ form, button }) => { form.id = "form-1"; button.setAttribute("form", "form-1"); document.body.prepend(button); },
  button_off: ({ button }) => { button.disabled = true; },
  button_covered: ({ button }) => { const { left, top, width, height } = button.getBoundingClientRect(); document.body.append(make(`<div style="position:fixed;background:#fff;left:${left - 9}px;top:${top - 9}px;width:${width + 18}px;height:${height + 18}px">Wartung</div>`)); },
  // ---------------------------------------------------------------- tables of hits
  columns_swapped: ({ table }) => cells(table, 0, 3),
  column_renamed: ({ table }) => { table.rows[0].cells[0].textContent = "BGS"; },
  column_twice: ({ table }) => { for (const row of table.rows) row.prepend(row.cells[0].cloneNode(true)); },
  headings_swapped: ({ table }) => swap(table.rows[0].cells[0], table.rows[0].cells[1]),
};

/** Do it as soon as the page is there. */
function mutate({ mutation, fields: texts, button, choice }) {
  const table = document.querySelector("table.data");
  const submit = [...document.querySelectorAll("input[type=submit], button[type=submit]")].find((one) => (one.value || one.textContent) === button);
  const form = submit?.form;
  if (mutation.startsWith("column") || mutation.startsWith("headings_swapped")) {
    if (table) mutations[mutation]({ table });
    return;
  }
  if (!form) return;
  const fields = rebuilt(form, texts);
  const named = (text) => fields.find((one) => one.text === text);
  mutations[mutation]({ form, fields, field: fields[0], other: fields[1], choice: named(choice), button: submit, table });
}
