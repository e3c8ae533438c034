/* What a new release may do to any form: one function for each mutation, on labels and controls wherever they stand. */

(wish) => {
  const make = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.firstElementChild;
  };
  const bare = (text) => text.replace(/[\u00AD\u200B]/g, "").replace(/\s+/g, " ").replace(/[\s:*]+$/, "").trim();
  const above = (one) => one.parentNode ?? one.host ?? null;
  const holds = (outer, one) => { for (let at = one; at; at = above(at)) if (at === outer) return true; return false; };
  const deep = function* (root) {
    for (const one of root.querySelectorAll("*")) {
      yield one;
      if (one.shadowRoot) yield* deep(one.shadowRoot);
    }
  };
  const all = [...deep(document)];
  const controls = all.filter((one) => one.matches("input:not([type=hidden]), select, textarea, [role=combobox]"));

  /** The label that says this, the control nearest to it, and the largest box that holds no other control. */
  function fieldOf(text) {
    const sayers = all.filter((one) => bare(one.textContent) === text && !one.matches("option, script, style, legend, legend *"));
    const label = sayers.find((one) => one.matches("label")) ?? sayers.at(-1);
    const near = (box) => controls.filter((one) => holds(box, one));
    let control = label.control ?? null;
    for (let box = label; !control && box; box = above(box)) control = near(box)[0] ?? null;
    let wrap = holds(label, control) ? label : control;
    while (!holds(wrap, label)) wrap = above(wrap);
    const own = near(wrap).length;
    for (let box = above(wrap); box && box !== document.body && near(box).length === own; box = above(box)) if (box.nodeType === 1) wrap = box;
    return { text, label, control, wrap };
  }

  const fields = wish.fields.map(fieldOf);
  const [field, other, choice] = fields;
  for (const one of fields) one.control.dataset.truth = one.text;
  const list = field.wrap.parentNode;
  const isTable = list.matches?.("tbody, table") ?? false;
  const boxed = (...inside) => {
    const box = make(isTable ? "<table><tr><td colspan=9></td></tr></table>" : "<div></div>");
    (isTable ? box.querySelector("td") : box).append(...inside);
    return isTable ? box.querySelector("tr") : box;
  };
  const inFront = (...inside) => list.prepend(boxed(...inside));
  const button = [...deep(document)].find((one) => one.matches("button, input[type=submit]") && bare(one.value || one.textContent) === wish.button);
  const form = field.control.form ?? list;
  const hidden = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)";
  const twinOf = ({ text }, style, more = "") => make(`<div style="${style}"><label>${text}: <input ${more}></label></div>`);
  const swap = (one, two) => { const mark = document.createElement("i"); one.replaceWith(mark); two.replaceWith(one); mark.replaceWith(two); };
  const unbound = (one) => {
    for (const name of ["aria-label", "aria-labelledby", "placeholder", "title"]) one.control.removeAttribute(name);
    one.label.removeAttribute("for");
    if (!one.label.matches("label") || !holds(one.label, one.control)) return one;
    const loose = make("<span></span>");
    loose.append(...one.label.childNodes);
    one.label.replaceWith(loose);
    one.label = [...loose.querySelectorAll("*")].find((part) => bare(part.textContent) === one.text) ?? loose;
    return one;
  };
  /** The words of a label, where it holds the control as well. */
  const said = ({ text, label, control }) =>
    holds(label, control) ? ([...label.querySelectorAll("*")].find((part) => bare(part.textContent) === text && !holds(part, control)) ?? label) : label;
  const bound = (one) => {
    unbound(one);
    one.control.id ||= `field-${one.text.length}`;
    const label = make(`<label for="${one.control.id}">${one.text}:</label>`);
    one.label.replaceWith(label);
    one.label = label;
    return one;
  };
  const replaced = (one, html) => {
    const made = make(html);
    Object.assign(made, { id: one.control.id, name: one.control.name ?? "" });
    made.dataset.truth = one.text;
    const shown = one.control.selectedOptions?.[0]?.text ?? one.control.value;
    if (shown && "value" in made && made.type !== "checkbox") made.value = shown;
    one.control.replaceWith(made);
    return made;
  };
  const options = () => [...choice.control.options];

  const mutations = {
    label_bound: () => bound(field),
    // ---------------------------------------------------------------- ids and bindings
    id_changed: () => { bound(field); field.control.id = field.label.htmlFor = "release-2"; },
    ids_swapped: () => {
      bound(field); bound(other);
      [field.control.id, other.control.id] = ["release-a", "release-b"];
      [field.label.htmlFor, other.label.htmlFor] = ["release-a", "release-b"];
    },
    id_twice: () => { bound(field); inFront(make(`<span id="${field.control.id}"></span>`)); },
    label_unbound: () => unbound(field),
    labels_unbound: () => fields.forEach(unbound),
    label_bound_to_nothing: () => { bound(field).label.htmlFor = "nowhere"; },
    label_bound_to_other: () => { bound(field); bound(other); field.label.htmlFor = other.control.id; },
    aria_label_of_other: () => { unbound(field); field.control.setAttribute("aria-label", other.text); },
    aria_label_alone: () => { unbound(field).label.remove(); field.control.setAttribute("aria-label", field.text); },
    aria_labels_swapped: () => {
      unbound(field); unbound(other);
      field.control.setAttribute("aria-label", other.text);
      other.control.setAttribute("aria-label", field.text);
    },
    // ---------------------------------------------------------------- labels
    label_renamed: () => { said(field).textContent = `${field.text}-Nr.`; },
    labels_swapped: () => { unbound(field); unbound(other); [field.label.textContent, other.label.textContent] = [other.text, field.text]; [field.control.dataset.truth, other.control.dataset.truth] = [other.text, field.text]; },
    label_with_star: () => { said(field).innerHTML = `${field.text} <b style="color:red">*</b>:`; },
    label_in_capitals: () => { said(field).textContent = field.text.toUpperCase(); },
    label_hyphenated: () => { said(field).textContent = `${field.text.slice(0, 2)}\u00AD${field.text.slice(2)}`; },
    label_in_parts: () => { said(field).innerHTML = `<span>${field.text.slice(0, 2)}</span><span>${field.text.slice(2)}</span>`; },
    label_with_help: () => said(field).append(make('<a href="#help"> Hilfe</a>')),
    label_as_button: () => unbound(field).label.replaceWith(make(`<button type="button">${field.text}</button>`)),
    label_as_link: () => unbound(field).label.replaceWith(make(`<a href="#field">${field.text}</a>`)),
    label_as_placeholder: () => { unbound(field).label.remove(); field.control.placeholder = field.text; },
    label_as_title: () => { unbound(field).label.remove(); field.control.title = field.text; },
    label_drawn_by_style: () => {
      unbound(field);
      field.label.before(make(`<style>.drawn::before { content: "${field.text}" }</style>`));
      field.label.className = "drawn";
      field.label.textContent = "";
    },
    label_for_readers_only: () => { bound(field).label.style.cssText = hidden; },
    label_removed: () => unbound(field).label.remove(),
    label_behind: () => { unbound(field); field.control.after(field.label); },
    label_above: () => { unbound(field); field.wrap.before(boxed(field.label)); },
    label_moved_to_other: () => { unbound(field); bound(other).label.after(field.label); },
    label_around: () => { unbound(field); const label = make(`<label>${field.text} </label>`); field.control.replaceWith(label); label.append(field.control); field.label.remove(); },
    label_said_twice: () => inFront(make(`<p>${field.text}</p>`)),
    // ---------------------------------------------------------------- order and nesting
    rows_reversed: () => list.append(...fields.map(({ wrap }) => wrap).reverse()),
    field_moved_to_end: () => list.append(field.wrap),
    fields_swapped: () => swap(field.wrap, other.wrap),
    controls_swapped: () => { unbound(field); unbound(other); swap(field.control, other.control); [field.control.dataset.truth, other.control.dataset.truth] = [other.text, field.text]; },
    fields_in_one_row: () => {
      if (isTable) return field.wrap.append(...other.wrap.cells);
      const row = make('<div style="display:flex"></div>');
      field.wrap.before(row);
      row.append(field.wrap, other.wrap);
    },
    fields_in_columns: () => {
      const [labels, held] = [make('<div style="float:left"></div>'), make('<div style="float:left"></div>')];
      for (const one of [field, other]) { unbound(one); labels.append(make("<div></div>")); labels.lastChild.append(one.label); held.append(make("<div></div>")); held.lastChild.append(one.control); one.wrap.remove(); }
      inFront(labels, held);
    },
    headings_over_fields: () => {
      const table = make("<table><tr></tr><tr></tr></table>");
      for (const one of [field, other]) { unbound(one); table.rows[0].append(make(`<table><tr><th>${one.text}</th></tr></table>`).querySelector("th")); const cell = table.rows[1].insertCell(); cell.append(one.control); one.wrap.remove(); }
      inFront(table);
    },
    nested_deeper: () => { const box = make("<div><div><span></span></div></div>"); field.control.replaceWith(box); box.querySelector("span").append(field.control); },
    in_fieldset: () => { const set = make("<fieldset><legend>Angaben</legend></fieldset>"); const table = isTable ? list.closest("table") : list; table.replaceWith(set); set.append(table); },
    in_frame: () => { const frame = make('<iframe title="Inhalt" style="width:900px;height:800px"></iframe>'); const top = isTable ? list.closest("table") : list; top.replaceWith(frame); frame.contentDocument.body.append(top); },
    in_shadow: () => { const host = make("<x-form></x-form>"); const top = isTable ? list.closest("table") : list; top.replaceWith(host); host.attachShadow({ mode: "open" }).append(top); },
    in_slot: () => { const host = make("<x-field></x-field>"); field.control.replaceWith(host); host.append(field.control); host.attachShadow({ mode: "open" }).innerHTML = "<div><slot></slot></div>"; },
    in_dialog: () => { const dialog = make("<dialog><h2>Angaben</h2></dialog>"); const top = isTable ? list.closest("table") : list; top.replaceWith(dialog); dialog.append(top); dialog.showModal(); },
    folded: () => { const fold = make("<details><summary>Angaben</summary></details>"); const top = isTable ? list.closest("table") : list; top.replaceWith(fold); fold.append(top); },
    // ---------------------------------------------------------------- twins
    twin_in_sight: () => inFront(twinOf(field, "")),
    twin_read_only: () => inFront(twinOf(field, "", "readonly value='alt'")),
    twin_hidden: () => inFront(twinOf(field, "display:none")),
    twin_off_screen: () => inFront(twinOf(field, "position:absolute;left:-9999px")),
    twin_transparent: () => inFront(twinOf(field, "opacity:0")),
    twin_without_size: () => inFront(twinOf(field, "height:0;overflow:hidden")),
    twin_outside: () => document.body.append(twinOf(field, "")),
    // ---------------------------------------------------------------- other controls
    field_removed: () => field.wrap.remove(),
    field_locked: () => { field.control.readOnly = true; },
    text_as_lines: () => replaced(field, "<textarea></textarea>"),
    text_as_box: () => replaced(field, '<input type="checkbox">'),
    text_as_choice: () => replaced(field, "<select><option></option><option>A</option><option>B</option></select>"),
    text_as_date: () => replaced(other, '<input type="date">'),
    text_cut: () => { field.control.maxLength = 4; },
    choice_as_text: () => replaced(choice, "<input>"),
    options_reversed: () => { const { value } = choice.control; choice.control.append(...options().reverse()); choice.control.value = value; },
    option_renamed: () => { for (const one of options()) one.textContent = `${one.text} (neu)`; },
    option_twice: () => choice.control.prepend(...options().map((one) => { const twin = one.cloneNode(true); twin.value = "twin"; twin.selected = false; return twin; })),
    option_off: () => { for (const one of options()) one.disabled = true; },
    // ---------------------------------------------------------------- the button
    button_renamed: () => { button.textContent = "Übernehmen"; },
    button_twice: () => inFront(button.cloneNode(true)),
    button_hidden_twin: () => { const twin = button.cloneNode(true); twin.style.display = "none"; inFront(twin); },
    button_as_link: () => { const link = make(`<a href="#send">${wish.button}</a>`); link.onclick = () => button.click(); button.style.display = "none"; button.after(link); },
    button_moved: () => document.body.prepend(button),
    button_off: () => { button.disabled = true; },
    button_covered: () => { const { left, top, width, height } = button.getBoundingClientRect(); document.body.append(make(`<div style="position:fixed;z-index:9999;background:#fff;left:${left - 9}px;top:${top - 9}px;width:${width + 18}px;height:${height + 18}px">Wartung</div>`)); },
  };
  const needs = { option: choice?.control instanceof HTMLSelectElement, choice: choice?.control instanceof HTMLSelectElement, text: field.control.matches("input, textarea") };
  const names = Object.keys(mutations).filter((name) => needs[name.split(/s?_/)[0]] ?? true);
  if (wish.mutation) mutations[wish.mutation]();
  return names;
}
