/* A new Meldung, and one that exists: the same form, checked field by field when it is left. */

import { useEffect, useState } from "react";
import { create, load, Refused, update } from "./api.js";
import { Dialog } from "./Dialog.jsx";
import { Field } from "./Field.jsx";
import { empty, fields, formatted, ofEachField, problem } from "./fields.js";
import { navigate } from "./route.jsx";
import { start } from "./start.js";

export function NewReport(props) {
  return <ReportForm {...props} title="Neue Meldung" action="Meldung absenden" initial={empty} send={create} />;
}

export function ExistingReport({ id, onError, onSaved }) {
  const [report, setReport] = useState(null);
  useEffect(() => {
    let isCurrent = true;
    const ifCurrent = (use) => (value) => isCurrent && use(value);
    load(id).then(ifCurrent(setReport), ifCurrent(onError));
    return () => {
      isCurrent = false;
    };
  }, [id, onError]);
  if (!report) return <main><p>Wird geladen …</p></main>;
  return (
    <ReportForm
      title={`Meldung ${report.voucher_no}`}
      action="Änderung absenden"
      initial={report}
      send={(values) => update(id, values)}
      onError={onError}
      onSaved={onSaved}
    >
      <Receipt {...report} />
    </ReportForm>
  );
}

function Receipt({ receipt_no, state, receipt_date }) {
  return (
    <dl>
      {[["Quittungsnummer", receipt_no], ["Stand", state], ["Quittung vom", receipt_date]].map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function ReportForm({ title, action, initial, send, onError, onSaved, children }) {
  const form = useForm(initial);
  const [stage, setStage] = useState("editing");
  const [message, setMessage] = useState(null);

  const ask = (event) => {
    event.preventDefault();
    const isRight = form.finish();
    setMessage(isRight ? null : "Bitte prüfen Sie die markierten Felder.");
    if (isRight) setStage("asking");
  };
  const submit = async () => {
    setStage("sending");
    try {
      onSaved(await send(formatted(form.values)));
    } catch (error) {
      if (!(error instanceof Refused)) return onError(error);
      form.refuse(error.errors);
      setMessage(error.message);
      setStage("editing");
    }
  };
  return (
    <main>
      <h1>{title}</h1>
      {children}
      {message && <p role="alert" className="alert">{message}</p>}
      <form className="report" onSubmit={ask} noValidate>
        {start.layout.order.map((name) => (
          <Field key={name} {...form.field(name)} />
        ))}
        <div className="buttons">
          <button type="submit" className="main" disabled={stage === "sending"}>
            {action}
          </button>
          {stage === "sending" && <span>Wird übermittelt …</span>}
        </div>
      </form>
      {stage === "asking" && (
        <Dialog
          title="Meldung absenden?"
          text={`Die Meldung ${form.values.voucher_no} wird übermittelt.`}
          yes="Ja, absenden"
          onYes={submit}
          onNo={() => setStage("editing")}
        />
      )}
    </main>
  );
}

/** What is in the fields, which of them were left, and what the server refused. */
function useForm(initial) {
  const [values, setValues] = useState(() => ofEachField((name) => initial[name]));
  const [left, setLeft] = useState({});
  const [refused, setRefused] = useState({});

  const change = (name) => (value) => {
    const { mask = (text) => text } = fields[name];
    setValues((before) => ({ ...before, [name]: mask(value) }));
    setRefused(({ [name]: _, ...others }) => others);
  };
  const leave = (name) => () => {
    const { format = (text) => text } = fields[name];
    setValues((before) => ({ ...before, [name]: before[name] && format(before[name]) }));
    setLeft((before) => ({ ...before, [name]: true }));
  };
  const finish = () => {
    const final = formatted(values);
    setValues(final);
    setLeft(ofEachField(() => true));
    return Object.values(ofEachField((name) => problem(name, final))).every((message) => !message);
  };
  const field = (name) => {
    const { label, optional, options, maxLength, placeholder } = fields[name];
    const message = refused[name] ?? (left[name] ? problem(name, values) : null);
    const readOnly = name === "voucher_no" && Boolean(initial.voucher_no);
    return {
      ...{ name, label, optional, options, maxLength, placeholder, readOnly, message },
      value: values[name],
      onChange: change(name),
      onBlur: leave(name),
    };
  };
  return { values, field, finish, refuse: setRefused };
}
