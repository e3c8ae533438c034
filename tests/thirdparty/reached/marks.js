// Numbers every control and everything to click, before anybody looks: the count begins here, not with the eye.
() => {
  const wanted = "input:not([type=hidden]), select, textarea, button, a[href], summary, [contenteditable=true], [contenteditable=''], " +
    "[role=button], [role=link], [role=tab], [role=menuitem], [role=textbox], [role=combobox], [role=listbox], [role=checkbox], [role=radio], [role=switch], [role=spinbutton]";
  let number = 0;
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches(wanted)) element.setAttribute("data-nr", ++number);
      if (element.shadowRoot) visit(element.shadowRoot);
      if (element.tagName === "IFRAME" || element.tagName === "FRAME") {
        try { if (element.contentDocument) visit(element.contentDocument); } catch { /* another origin */ }
      }
    }
  };
  visit(document);
  return number;
}
