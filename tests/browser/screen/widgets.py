"""Controls in the manner of well-known libraries, small enough to read."""

PORTAL = """<div class=f><div class=caption>{label}</div><button type=button id=b role=combobox aria-haspopup=listbox
 aria-expanded=false>Bitte wählen</button></div><script>
let list = null, value = '';
const close = () => {{ list?.remove(); list = null; b.setAttribute('aria-expanded', 'false') }};
b.onclick = () => {{ if (list) return close();
  setTimeout(() => {{ list = document.createElement('ul'); list.setAttribute('role', 'listbox'); list.id = 'l' + Math.random(); b.setAttribute('aria-controls', list.id);
  list.style = 'position:absolute;top:120px;left:20px;background:white';
  for (const text of {options}) {{ const li = document.createElement('li'); li.setAttribute('role', 'option'); li.textContent = text;
    li.onclick = () => {{ value = text; b.textContent = text; close() }}; list.append(li) }}
  list.onmousedown = (event) => event.preventDefault(); document.body.append(list); b.setAttribute('aria-expanded', 'true') }}, 60) }};
b.onblur = close;
</script>"""
"""A button that opens a list at the end of the page, a moment later; leaving it closes the list."""

SELECT2 = """<label for=s>{label}</label><select id=s class=select2-hidden-accessible {several}
 style="border:0;clip:rect(0 0 0 0);height:1px;width:1px;overflow:hidden;position:absolute">{options}</select>
<span class="select2 select2-container" style="display:inline-block;width:200px;border:1px solid"><span class=selection><span id=c class=select2-selection
 role=combobox tabindex=0 aria-haspopup=true aria-labelledby=r><span id=r>&nbsp;</span><span class=select2-selection__arrow>▾</span></span></span></span><script>
const show = () => {{ r.textContent = [...s.selectedOptions].map(o => o.text).join(', ') || '\\u00a0' }}; show();
c.onmousedown = () => {{ let d = document.querySelector('.select2-dropdown'); if (d) return d.remove();
  d = document.createElement('span'); d.className = 'select2-dropdown'; d.style = 'position:absolute;top:100px;left:10px;background:white;border:1px solid;display:block';
  d.innerHTML = '<input type=search class=select2-search__field><ul role=listbox class=select2-results></ul>';
  const draw = () => {{ const q = d.querySelector('input').value.toLowerCase(); const ul = d.querySelector('ul'); ul.innerHTML = '';
    const all = [...s.options].filter(o => o.value && o.text.toLowerCase().includes(q)).slice(0, {most});
    for (const o of all) {{ const li = document.createElement('li'); li.setAttribute('role', 'option'); li.textContent = o.text; li.setAttribute('aria-selected', o.selected);
      li.onmouseup = () => {{ if (!s.multiple) for (const p of s.options) p.selected = false; o.selected = true; s.dispatchEvent(new Event('change', {{bubbles: true}})); show(); d.remove() }}; ul.append(li) }} }};
  d.querySelector('input').oninput = draw; draw(); document.body.append(d); setTimeout(() => d.querySelector('input').focus()) }};
</script>"""
"""Select2: the native select is hidden, a drawn one stands beside it, its list has a search box."""

DIVS = """<div class=row><div class=label>{label}</div><div class="dropdown" tabindex=0 style="cursor:pointer;border:1px solid;width:200px"><span id=v>Bitte wählen</span> ▾
<div class=menu hidden style="position:absolute;background:white;border:1px solid"></div></div></div><script>
const d = document.querySelector('.dropdown'), m = document.querySelector('.menu');
for (const text of {options}) {{ const e = document.createElement('div'); e.className = 'item'; e.textContent = text; e.onclick = (event) => {{ event.stopPropagation(); v.textContent = text; m.hidden = true }}; m.append(e) }}
d.onclick = () => {{ m.hidden = !m.hidden }};
</script>"""
"""No role anywhere: boxes that behave like a choice."""

REACT_SELECT = """<style>.control{{border:1px solid;display:flex;width:300px;min-height:34px;align-items:center}} .control input{{border:0;outline:0}} .multiValue{{background:#ddd;margin:2px;display:inline-flex}}</style>
<label id=lab>{label}</label><div class=container><div class=control id=ctl><div class=values id=vals></div><input id=i role=combobox aria-autocomplete=list aria-labelledby=lab></div></div><script>
let chosen = {chosen}, several = {several}, options = {options};
const draw = () => {{ vals.innerHTML = ''; for (const text of chosen) {{ const e = document.createElement('div');
   if (several) {{ e.className = 'css-1 multiValue'; e.innerHTML = '<div></div><div role=button aria-label="Remove ' + text + '">×</div>'; e.firstChild.textContent = text; e.lastChild.onclick = () => {{ chosen = chosen.filter(c => c !== text); draw() }} }}
   else {{ e.className = 'css-2 singleValue'; e.textContent = text }} vals.append(e) }} }}; draw();
const close = () => document.querySelector('.menu')?.remove();
const open = async () => {{ close(); await new Promise(r => setTimeout(r, {delay})); close(); const m = document.createElement('div'); m.className = 'menu'; m.setAttribute('role', 'listbox'); m.id = 'menu'; i.setAttribute('aria-controls', 'menu');
   m.style = 'position:absolute;background:white'; m.onmousedown = (event) => event.preventDefault();
   for (const text of options.filter(o => o.toLowerCase().includes(i.value.toLowerCase()) && !(several && chosen.includes(o)))) {{ const e = document.createElement('div'); e.setAttribute('role', 'option'); e.textContent = text;
     e.onclick = () => {{ chosen = several ? [...chosen, text] : [text]; i.value = ''; close(); draw() }}; m.append(e) }}
   document.body.append(m) }};
ctl.onmousedown = (event) => {{ if (event.target !== i) event.preventDefault(); i.focus(); open() }}; i.oninput = open; i.onblur = () => {{ i.value = ''; close() }};
</script>"""
"""react-select: an input without border inside a drawn box; what is typed and not taken is lost."""

AUTOCOMPLETE = """<label for=i>{label}</label><input id=i autocomplete=off><script>
let timer; i.addEventListener('keyup', () => {{ clearTimeout(timer); timer = setTimeout(async () => {{
  const hits = await (await fetch('/hits?q=' + encodeURIComponent(i.value))).json(); document.querySelector('.hits')?.remove();
  const box = document.createElement('ul'); box.className = 'hits'; box.style = 'position:absolute;background:white';
  for (const hit of hits) {{ const li = document.createElement('li'); li.innerHTML = '<b>' + hit.slice(0, i.value.length) + '</b>' + hit.slice(i.value.length); li.onmousedown = () => {{ i.value = hit; box.remove() }}; box.append(li) }}
  document.body.append(box) }}, 150) }});
i.onblur = () => {{ setTimeout(() => document.querySelector('.hits')?.remove(), 50) }};
</script>"""
"""Suggestions from the server, after a pause in typing, without any role."""

VIRTUAL = """<label id=lab>{label}</label><div id=b role=combobox tabindex=0 aria-labelledby=lab aria-controls=list style="width:100px;height:20px;border:1px solid"></div>
<div id=list role=listbox hidden style="height:100px;width:120px;overflow-y:auto;position:absolute;background:white"><div id=pad style="position:relative;height:20000px"></div></div><script>
const draw = () => {{ pad.innerHTML = ''; const first = Math.floor(list.scrollTop / 20); for (let n = first; n < first + 8 && n < 1000; n++) {{ const e = document.createElement('div'); e.setAttribute('role', 'option');
  e.textContent = 'Nr. ' + n; e.style = 'position:absolute;height:20px;top:' + n * 20 + 'px'; e.onclick = () => {{ b.textContent = e.textContent; list.hidden = true }}; pad.append(e) }} }};
list.onscroll = draw; b.onclick = () => {{ list.hidden = false; draw() }};
</script>"""
"""A list of a thousand options of which eight are in the page."""

MUI = """<label id=lab>{label}</label><div id=b role=combobox tabindex=0 aria-haspopup=listbox aria-labelledby="lab b" style="border:1px solid;width:200px;min-height:24px"><span class=notranslate>\u200b</span></div>
<input id=n aria-hidden=true tabindex=-1 style="opacity:0;position:absolute;bottom:0;left:0;width:100%;pointer-events:none"><script>
b.onmousedown = () => {{ const root = document.createElement('div'); root.className = 'MuiPopover-root'; root.setAttribute('role', 'presentation'); root.style = 'position:fixed;inset:0;z-index:1300';
  root.innerHTML = '<div class=back style="position:fixed;inset:0"></div><div class=paper style="position:absolute;top:60px;left:10px;background:white"><ul role=listbox></ul></div>'; root.querySelector('.back').onclick = () => root.remove();
  for (const text of {options}) {{ const li = document.createElement('li'); li.setAttribute('role', 'option'); li.textContent = text; li.onclick = () => {{ b.textContent = text; n.value = text; root.remove() }}; root.querySelector('ul').append(li) }} document.body.append(root) }};
</script>"""
"""Material UI: the list lies with a transparent veil over everything."""

SELECTRIC = """<label for=s>{label}</label><div class=selectric-wrapper style="position:relative;width:200px">
<div class=selectric-hide-select style="position:relative;overflow:hidden;width:0;height:0"><select id=s tabindex=-1
 style="position:absolute;left:-100%">{options}</select></div>
<div class=selectric style="border:1px solid;cursor:pointer"><span class=label id=t>&nbsp;</span><b class=button>▾</b></div>
<div class=selectric-items tabindex=-1 style="display:none;position:absolute;background:white"><ul></ul></div></div><script>
const face = document.querySelector('.selectric'), items = document.querySelector('.selectric-items');
face.onclick = () => {{ items.style.display = items.style.display === 'none' ? 'block' : 'none' }};
for (const o of s.options) {{ const li = document.createElement('li'); li.textContent = o.text;
  li.onclick = () => {{ s.value = o.value; s.dispatchEvent(new Event('change', {{bubbles: true}})); t.textContent = o.text; items.style.display = 'none' }};
  items.firstElementChild.append(li) }}
</script>"""
"""The wrapper that hides the native select is called a select itself, and has no size; its options have no role."""

OPEN_LIST = """<label id=l for=b>{label}</label><button type=button id=b role=combobox aria-haspopup=listbox aria-labelledby=l
 aria-controls=u aria-expanded=false style="border:1px solid;min-width:120px;height:30px"></button>
<ul id=u role=listbox aria-multiselectable=true hidden style="position:absolute;background:white;border:1px solid"></ul><script>
const chosen = new Set();
const draw = () => {{ b.textContent = '{shown}' === 'count' ? (chosen.size || '') : '{shown}';
  u.replaceChildren(...{options}.map(o => {{ const li = document.createElement('li'); li.setAttribute('role', 'option');
    if ('{mark}' === 'checkbox') {{ li.innerHTML = '<input type=checkbox tabindex=-1>'; li.firstChild.checked = chosen.has(o); li.setAttribute('aria-selected', false) }}
    else li.setAttribute('aria-selected', chosen.has(o));
    li.append(o); li.onclick = () => {{ chosen.has(o) ? chosen.delete(o) : chosen.add(o); draw() }}; return li }})) }};
draw(); b.onclick = () => {{ u.hidden = !u.hidden; b.setAttribute('aria-expanded', !u.hidden) }};
document.addEventListener('keydown', (event) => {{ if (event.key === 'Escape') u.hidden = true }});
</script>"""
"""Several of a list; closed it shows nothing of them, a hint, or how many they are."""

VALUES_ONLY = """<label for=i>{label}</label><div class=x-tagbox><div class=wrap><select id=s multiple style="display:none"></select>
<div class=x-editor style="border:1px solid"><div class=x-tag-container></div><input id=i role=combobox aria-haspopup=listbox aria-controls=u readonly></div></div></div>
<ul id=u role=listbox hidden style="position:absolute;background:white"></ul><script>
const chosen = new Set([{options}[0]]), box = document.querySelector('.x-tag-container');
const draw = () => {{ s.innerHTML = [...chosen].map(o => `<option value="${{o}}" selected></option>`).join('');
  box.replaceChildren(...[...chosen].map(o => {{ const tag = document.createElement('div'); tag.className = 'x-tag'; tag.innerHTML = `<span>${{o}}</span>{mark}`;
    if (tag.children[1]) tag.lastChild.onclick = (event) => {{ event.stopPropagation(); chosen.delete(o); draw() }}; return tag }})) }};
u.replaceChildren(...{options}.map(o => {{ const li = document.createElement('li'); li.setAttribute('role', 'option'); li.textContent = o;
  li.onclick = () => {{ chosen.has(o) ? chosen.delete(o) : chosen.add(o); draw(); u.hidden = true }}; return li }}));
draw(); i.onclick = () => {{ u.hidden = !u.hidden }};
</script>"""
"""Chips in a frame, beside a hidden select whose options have a value and no text."""
