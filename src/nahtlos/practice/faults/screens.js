/* A field that takes something else than is typed, and what comes over a page that nobody asked for. */

function alter(wish) {
addEventListener('DOMContentLoaded', () => {
  const bare = (text) => text.replace(/[\s:*]+$/, '').trim();
  const label = [...document.querySelectorAll('label, td')].find((one) => !one.childElementCount && bare(one.textContent) === wish.field);
  const field = label && (document.getElementById(label.htmlFor) ?? document.querySelector(`[title="${wish.field}"]`) ?? label.closest('tr').querySelector('input'));
  if (!field) return;
  const ways = {
    cut: (text) => text.slice(0, wish.length),
    upper: (text) => text.toUpperCase(),
    digits: (text) => text.replace(/\D/g, ''),
    mask: (text) => text.replace(/\W/g, '').replace(/(.{4})(?=.)/g, '$1 '),
    complete: (text) => (text ? wish.becomes : ''),
    empty: () => '',
  };
  const change = () => { const text = ways[wish.how](field.value); if (text !== field.value) field.value = text; };
  if (wish.when === 'typed') field.addEventListener('input', change);
  if (wish.when === 'left') field.addEventListener('blur', () => { if (field.value) change(); });
  if (wish.when === 'later') field.addEventListener('input', () => setTimeout(change, 300));
});
}

function show(wish) {
addEventListener('DOMContentLoaded', () => {
  if (window.name === 'shown') return;
  const add = (html) => document.body.insertAdjacentHTML('beforeend', html);
  const text = wish.text;
  const shows = {
    modal: () => { add(`<dialog id="fault"><h2>${text}</h2><button type="button" onclick="fault.close()">Schließen</button></dialog>`); fault.showModal(); },
    banner: () => add(`<div id="fault" style="position:fixed;inset:0;background:#fff"><p>${text}</p><button type="button" onclick="fault.remove()">Alle akzeptieren</button></div>`),
    notice: () => { document.body.innerHTML = `<h1>${text}</h1>`; },
    alert: () => alert(text),
    confirm: () => confirm(text),
    prompt: () => prompt(text),
    beforeunload: () => addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = text; }),
  };
  if (wish.when === 'loaded') setTimeout(shows[wish.what], 20);
  else if (wish.when === 'typed') document.addEventListener('input', () => setTimeout(shows[wish.what], 0), { once: true });
  else document.addEventListener('submit', (event) => { if (document.fault) return; document.fault = true; shows[wish.what](); }, true);
});
}

function leadAway({ to, how }) {
  const ways = {
    script: () => location.assign(to),
    frame: () => document.body.insertAdjacentHTML("beforeend", `<iframe title="Fremd" src="${to}"></iframe>`),
    form: () => { for (const form of document.forms) form.action = to; },
    image: () => { new Image().src = to; },
  };
  addEventListener("DOMContentLoaded", ways[how]);
}
