/* The server behind the screens; a lost session is an error of its own. */

export class SignedOut extends Error {}

export class Refused extends Error {
  constructor({ message, errors = {} }) {
    super(message);
    this.errors = errors;
  }
}

const unreachable = "Der Server ist nicht erreichbar. Bitte versuchen Sie es später noch einmal.";

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers: body && { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Refused({ message: unreachable });
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => ({ message: unreachable }));
  if (response.ok) return answer;
  if (response.status === 401 && path !== "/sitzung") throw new SignedOut(answer.message);
  throw new Refused(answer);
}

export const signIn = (credentials) => call("POST", "/sitzung", credentials);
export const signOut = () => call("DELETE", "/sitzung");
export const search = (query) => call("GET", `/meldungen?${new URLSearchParams(query)}`);
export const load = (id) => call("GET", `/meldungen/${encodeURIComponent(id)}`);
export const create = (values) => call("POST", "/meldungen", values);
export const update = (id, values) => call("PUT", `/meldungen/${encodeURIComponent(id)}`, values);
