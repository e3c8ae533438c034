/* The message in the upper right corner that goes away by itself. */

import { useEffect, useState } from "react";

const shown = 4000;
const fading = 400;

export function Toast({ text, onGone }) {
  const [isFading, setFading] = useState(false);
  useEffect(() => {
    const timers = [setTimeout(() => setFading(true), shown), setTimeout(onGone, shown + fading)];
    return () => timers.forEach(clearTimeout);
  }, [onGone]);
  return (
    <div role="status" className={isFading ? "toast fading" : "toast"}>
      {text}
    </div>
  );
}
