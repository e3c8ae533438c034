/* The search over all Meldungen and the pages of its result. */

import { useCallback, useEffect, useRef, useState } from "react";
import { search } from "./api.js";
import { Field } from "./Field.jsx";
import { Link } from "./route.jsx";

const headings = ["Gutscheinnummer", "Nachname", "Vorname", "Maßnahme", "Quittungsnummer", "Stand"];
const redrawn = 80;

export function List({ onError }) {
  const [asked, setAsked] = useState(() => {
    const query = new URLSearchParams(window.location.search);
    return { gutscheinnummer: query.get("gutscheinnummer") ?? "", nachname: query.get("nachname") ?? "" };
  });
  const { result, run } = useSearch(asked, onError);
  const set = (name) => (value) => setAsked((before) => ({ ...before, [name]: value }));
  const submit = (event) => {
    event.preventDefault();
    run(asked, 1);
  };
  return (
    <main>
      <h1>Meldungen</h1>
      <form className="search" onSubmit={submit}>
        <Field
          name="search_voucher_no"
          label="Gutscheinnummer"
          optional
          value={asked.gutscheinnummer}
          onChange={set("gutscheinnummer")}
        />
        <Field name="search_last_name" label="Nachname" optional value={asked.nachname} onChange={set("nachname")} />
        <button type="submit" className="main">
          Suchen
        </button>
      </form>
      {result ? <Result {...result} turn={(page) => run(result.query, page)} /> : <p>Wird geladen …</p>}
    </main>
  );
}

/** The last search that was started; an answer that comes too late for it is dropped. */
function useSearch(first, onError) {
  const [result, setResult] = useState(null);
  const latest = useRef(0);
  const run = useCallback(
    async (query, page) => {
      latest.current += 1;
      const mine = latest.current;
      setResult(null);
      try {
        const answer = await search({ ...query, seite: page });
        if (mine === latest.current) setResult({ ...answer, query, page });
      } catch (error) {
        if (mine === latest.current) onError(error);
      }
    },
    [onError],
  );
  // Only the first render searches by itself, with what the address says.
  useEffect(() => {
    run(first, 1);
    return () => {
      latest.current += 1;
    };
  }, [run]);
  return { result, run };
}

function Result({ rows, total, pages, page, turn }) {
  const drawing = useDrawing();
  if (total === 0) return <p>Keine Meldungen gefunden.</p>;
  return (
    <>
      <table key={drawing}>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} {...row} />
          ))}
        </tbody>
      </table>
      <div className="paging">
        <button type="button" disabled={page === 1} onClick={() => turn(page - 1)}>
          Vorherige
        </button>
        <span>
          Seite {page} von {pages}
        </span>
        <button type="button" disabled={page === pages} onClick={() => turn(page + 1)}>
          Nächste
        </button>
        <span>{total === 1 ? "1 Meldung" : `${total} Meldungen`}</span>
      </div>
    </>
  );
}

/** Draws the table a second time shortly after it was shown: elements somebody held on to are gone. */
function useDrawing() {
  const [drawing, setDrawing] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setDrawing(1), redrawn);
    return () => clearTimeout(timer);
  }, []);
  return drawing;
}

function Row({ id, voucher_no, last_name, first_name, measure, receipt_no, state }) {
  return (
    <tr>
      <td>
        <Link to={`/meldungen/${id}`}>{voucher_no}</Link>
      </td>
      {[last_name, first_name, measure, receipt_no, state].map((text, index) => (
        <td key={headings[index + 1]}>{text}</td>
      ))}
    </tr>
  );
}
