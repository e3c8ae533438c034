/* The view for somebody who is not signed in, or not any more. */

import { useState } from "react";
import { signIn } from "./api.js";
import { Field } from "./Field.jsx";

export function Login({ notice, onSignedIn }) {
  const [credentials, setCredentials] = useState({ user: "", password: "" });
  const [message, setMessage] = useState(notice);
  const set = (name) => (value) => setCredentials((before) => ({ ...before, [name]: value }));

  const submit = async (event) => {
    event.preventDefault();
    setMessage(null);
    try {
      onSignedIn((await signIn(credentials)).user);
    } catch (error) {
      setMessage(error.message);
    }
  };
  return (
    <main className="login">
      <h1>Anmeldung</h1>
      {message && <p role="alert" className="alert">{message}</p>}
      <form onSubmit={submit} noValidate>
        <Field name="user" label="Benutzername" optional value={credentials.user} onChange={set("user")} />
        <Field
          name="password"
          label="Passwort"
          type="password"
          optional
          value={credentials.password}
          onChange={set("password")}
        />
        <button type="submit" className="main">
          Anmelden
        </button>
      </form>
    </main>
  );
}
