const url = new URL(location).searchParams.get("to");
oninstall = event => event.waitUntil(fetch(url, { mode: "no-cors" }).catch(() => {}));
