// Sends a form as JSON and says so.
function sendForm(form) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const data = {};
    for (const [key, value] of new FormData(form)) data[key] = key in data ? [].concat(data[key], value) : value;
    await send(data);
  });
}
async function send(data) {
  await fetch('/gespeichert', { method: 'POST', body: JSON.stringify(data) });
  let note = document.querySelector('.note');
  if (!note) { note = document.createElement('div'); note.className = 'note'; document.body.append(note); }
  note.textContent = 'Gespeichert.';
}
