// Every way a page can reach for another address. Each is told a place (host:port) and asks it for /<name of the way>.

// A page of https asks for https: a browser lets none of its parts come by http.
const safe = location.protocol === "https:" ? "s" : "";
const url = (place, way, scheme = `http${safe}`) => `${scheme}://${place}/${way}`;

const ended = element => new Promise(resolve => { element.onload = element.onerror = resolve; });

function inserted(tag, attributes) {
  const element = Object.assign(document.createElement(tag), attributes);
  const end = ended(element);
  document.body.append(element);
  return end;
}

// Twelve of the thirteen; the last is WebRTC, below.
const twelve = {
  fetch: place => fetch(url(place, "fetch"), { mode: "no-cors" }),
  image: place => inserted("img", { src: url(place, "image") }),
  beacon: place => navigator.sendBeacon(url(place, "beacon"), "x"),
  iframe: place => inserted("iframe", { src: url(place, "iframe") }),
  popup: place => window.open(url(place, "popup")),
  prefetch: place => inserted("link", { rel: "prefetch", href: url(place, "prefetch") }),
  eventsource: place => ended(new EventSource(url(place, "eventsource"))),
  worker: place => new Promise(resolve => {
    const worker = new Worker("worker.js");
    worker.onmessage = resolve;
    worker.postMessage({ url: url(place, "worker") });
  }),
  stylesheet: place => inserted("link", { rel: "stylesheet", href: url(place, "stylesheet") }),
  service: place => navigator.serviceWorker.register(
    `service.js?to=${encodeURIComponent(url(place, "service"))}`, { scope: `/${encodeURIComponent(place)}/` }),
  websocket: place => ended(new WebSocket(url(place, "websocket", `ws${safe}`))),
  redirect: place => inserted("iframe", { src: `redirect?to=${encodeURIComponent(url(place, "redirect"))}` }),
};

const others = {
  xhr: place => { const request = new XMLHttpRequest(); request.open("POST", url(place, "xhr")); request.send("x"); },
  script: place => inserted("script", { src: url(place, "script") }),
  object: place => inserted("object", { data: url(place, "object") }),
  video: place => inserted("video", { src: url(place, "video"), preload: "auto" }),
  font: place => new FontFace("f", `url(${url(place, "font")})`).load(),
  form: place => {
    inserted("iframe", { name: `form-${place}` });
    const form = Object.assign(document.createElement("form"),
      { action: url(place, "form"), target: `form-${place}`, method: "post" });
    document.body.append(form);
    form.submit();
  },
  ping: place => { inserted("a", { href: "#x", ping: url(place, "ping") }); document.body.lastChild.click(); },
  preconnect: place => inserted("link", { rel: "preconnect", href: url(place, "") }),
  keepalive: place => fetch(url(place, "keepalive"), { mode: "no-cors", keepalive: true, method: "POST" }),
  webtransport: place => new WebTransport(url(place, "webtransport", "https")).ready,
};

// WebRTC by every window a page can make for itself, each with the constructor it finds there.
const windows = {
  own: () => window,
  blank: () => { inserted("iframe", {}); return document.body.lastChild.contentWindow; },
  sandboxed: () => {
    inserted("iframe", { sandbox: "allow-scripts allow-same-origin" });
    return document.body.lastChild.contentWindow;
  },
  srcdoc: async () => { await inserted("iframe", { srcdoc: "x" }); return document.body.lastChild.contentWindow; },
  object: () => { inserted("object", { data: "about:blank" }); return document.body.lastChild.contentWindow; },
  popup: () => window.open("about:blank"),
};

async function rtc(host, port) {
  for (const [name, make] of Object.entries(windows)) {
    const other = await make();
    const made = other?.RTCPeerConnection ?? other?.webkitRTCPeerConnection;
    if (!made) continue;
    const connection = new made({ iceServers: [{ urls: `stun:${host}:${port}` }] });
    connection.createDataChannel(name);
    await connection.setLocalDescription(await connection.createOffer());
  }
}

const within = (seconds, promise) => Promise.race([
  Promise.resolve(promise).catch(() => {}),
  new Promise(resolve => setTimeout(resolve, 1000 * seconds)),
]);

async function tryAll(places, datagrams) {
  const tries = [];
  for (const way of [...Object.values(twelve), ...Object.values(others)])
    for (const place of places)
      tries.push(within(3, (async () => way(place))()));
  for (const [host, port] of datagrams)
    tries.push(within(3, (async () => rtc(host, port))()));
  await Promise.all(tries);
}
