/* The question before a Meldung is sent. */

import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { freshId } from "./start.js";

export function Dialog({ title, text, yes, onYes, onNo }) {
  const box = useRef(null);
  const id = freshId();
  useEffect(() => box.current.querySelector("button").focus(), []);

  const press = (event) => {
    if (event.key === "Escape") onNo();
    if (event.key !== "Tab") return;
    // Two buttons: whatever the direction, the other one is next.
    event.preventDefault();
    const [first, second] = box.current.querySelectorAll("button");
    (document.activeElement === first ? second : first).focus();
  };
  return createPortal(
    <div className="veil">
      <div className="dialog" role="dialog" aria-modal="true" aria-labelledby={id} ref={box} onKeyDown={press}>
        <h2 id={id}>{title}</h2>
        <p>{text}</p>
        <div className="buttons">
          <button type="button" className="main" onClick={onYes}>
            {yes}
          </button>
          <button type="button" onClick={onNo}>
            Abbrechen
          </button>
        </div>
      </div>
    </div>,
    document.body,
  );
}
