import '@material/web/all.js';
const $ = (id) => document.getElementById(id);
$('t1').onclick = () => { $('p1').hidden = false; $('p2').hidden = true; }; $('t2').onclick = () => { $('p1').hidden = true; $('p2').hidden = false; };
$('mehr').onclick = () => { $('menu').open = !$('menu').open; }; $('kop').onclick = () => { $('note').textContent = 'Kopiert'; };
$('save').onclick = () => { if (!$('name').reportValidity()) return; $('frage').show(); };
$('frage').addEventListener('close', async () => { if ($('frage').returnValue !== 'ja') return; await fetch('/gespeichert', { method: 'POST', body: JSON.stringify({ name: $('name').value, anzahl: $('anzahl').value, beginn: $('beginn').value, stand: $('stand').value, weg: [...document.querySelectorAll('md-radio')].find((r) => r.checked).value, ein: $('ein').checked, eil: $('eil').selected, mv: $('mv').selected, bem: $('bem').value }) }); $('note').textContent = 'Antrag gespeichert'; });
