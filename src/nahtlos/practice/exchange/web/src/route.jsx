/* Addresses: history routes that can be opened directly; each visit counts, also to where we are. */

import { useSyncExternalStore } from "react";

export const home = "/meldungen";

let visits = 0;

function subscribe(listener) {
  const visited = () => {
    visits += 1;
    listener();
  };
  window.addEventListener("popstate", visited);
  return () => window.removeEventListener("popstate", visited);
}

export function useRoute() {
  const visit = useSyncExternalStore(subscribe, () => visits);
  return { path: window.location.pathname, visit };
}

export function navigate(address) {
  window.history.pushState(null, "", address);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Goes on to another address without a way back to this one. */
export function redirect(address) {
  window.history.replaceState(null, "", address);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

export function Link({ to, children }) {
  const follow = (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} onClick={follow}>
      {children}
    </a>
  );
}
