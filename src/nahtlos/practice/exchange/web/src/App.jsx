/* Who is signed in decides between the login view and the view of the route. */

import { useCallback, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { SignedOut, signOut } from "./api.js";
import { List } from "./List.jsx";
import { Login } from "./Login.jsx";
import { ExistingReport, NewReport } from "./Report.jsx";
import { home, Link, navigate, redirect, useRoute } from "./route.jsx";
import { start } from "./start.js";
import { Toast } from "./Toast.jsx";

export function App() {
  const [{ user, notice }, setSession] = useState({ user: start.user, notice: start.notice });
  const [toast, setToast] = useState(null);
  const { path, visit } = useRoute();

  const isElsewhere = path === "/" || (user && path === "/login");
  useEffect(() => {
    if (isElsewhere) redirect(home);
  }, [isElsewhere]);

  const signedOut = useCallback((why) => setSession({ user: null, notice: why }), []);
  const leave = async () => {
    await signOut().catch(() => null);
    // Signed out first: whoever is signed in is led away from the login view.
    flushSync(() => signedOut(null));
    navigate("/login");
  };
  const gone = useCallback(() => setToast(null), []);
  const saved = ({ id, message }) => {
    setToast({ text: message, id: `${id} ${visit}` });
    navigate(`/meldungen/${id}`);
  };

  if (!user) return <Login notice={notice} onSignedIn={(name) => setSession({ user: name, notice: null })} />;
  return (
    <>
      <header>
        <strong>Teilnahmemeldung</strong>
        <nav aria-label="Bereiche">
          <Link to={home}>Meldungen</Link>
          <Link to="/meldungen/neu">Neue Meldung</Link>
        </nav>
        <span className="user">{user}</span>
        <button type="button" onClick={leave}>
          Abmelden
        </button>
      </header>
      <View key={visit} path={path} onSignedOut={signedOut} onSaved={saved} />
      {toast && <Toast key={toast.id} text={toast.text} onGone={gone} />}
    </>
  );
}

function View({ path, onSignedOut, onSaved }) {
  const [failure, setFailure] = useState(null);
  const onError = useCallback(
    (error) => (error instanceof SignedOut ? onSignedOut(error.message) : setFailure(error.message)),
    [onSignedOut],
  );

  if (failure) return <Failure text={failure} />;
  if (path === home) return <List onError={onError} />;
  if (path === `${home}/neu`) return <NewReport onError={onError} onSaved={onSaved} />;
  const existing = /^\/meldungen\/([^/]+)$/.exec(path);
  if (existing) return <ExistingReport id={existing[1]} onError={onError} onSaved={onSaved} />;
  return <Failure text="Diese Seite gibt es nicht." />;
}

function Failure({ text }) {
  return (
    <main>
      <p role="alert" className="alert">
        {text}
      </p>
    </main>
  );
}
