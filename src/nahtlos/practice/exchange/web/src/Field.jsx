/* One field with its label, bound in one of five ways, and the message below it. */

import { Dropdown } from "./Dropdown.jsx";
import { bindingOf, freshId } from "./start.js";

/** The attributes and the surroundings by which a label belongs to its control. */
const bindings = {
  for: (caption, id) => ({ before: <label htmlFor={id}>{caption}</label> }),
  wrap: (caption) => ({ around: caption }),
  aria_label: (caption, id, label) => ({
    before: <div className="caption">{caption}</div>,
    attributes: { "aria-label": label },
  }),
  aria_labelledby: (caption, id) => ({
    before: <span className="caption" id={`${id}t`}>{caption}</span>,
    attributes: { "aria-labelledby": `${id}t` },
  }),
  plain: (caption) => ({ before: <div className="caption">{caption}</div> }),
};

function Caption({ label, optional }) {
  return (
    <>
      {label}
      {!optional && <span aria-hidden="true"> *</span>}
    </>
  );
}

export function Field({ name, label, optional, options, message, onChange, ...rest }) {
  const id = freshId();
  const caption = <Caption label={label} optional={optional} />;
  const { before, around, attributes } = bindings[bindingOf(name)](caption, id, label);
  const common = {
    ...rest,
    ...attributes,
    id,
    "aria-required": optional ? undefined : true,
    "aria-invalid": message ? true : undefined,
    "aria-describedby": message ? `${id}m` : undefined,
  };
  const control = options ? (
    <Dropdown {...common} options={options} onChange={onChange} />
  ) : (
    <input type="text" autoComplete="off" {...common} onChange={(event) => onChange(event.target.value)} />
  );
  return (
    <div className="field">
      {before}
      {around ? (
        <label>
          <span className="caption">{around}</span>
          {control}
        </label>
      ) : (
        control
      )}
      {message && <p className="message" id={`${id}m`}>{message}</p>}
    </div>
  );
}
