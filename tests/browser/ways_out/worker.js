onmessage = async ({ data: { url } }) => {
  await fetch(url, { mode: "no-cors" }).catch(() => {});
  try { importScripts(url); } catch {}
  postMessage("done");
};
