/* A choice without a native select: a combobox button and a listbox at the end of the page. */

import { useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { freshId } from "./start.js";

const steps = {
  ArrowDown: (active, last) => Math.min(active + 1, last),
  ArrowUp: (active) => Math.max(active - 1, 0),
  Home: () => 0,
  End: (active, last) => last,
};

export function Dropdown({ options, value, onChange, onBlur, ...attributes }) {
  const [active, setActive] = useState(null);
  const button = useRef(null);
  const list = freshId();
  const isOpen = active !== null;

  const open = () => setActive(Math.max(options.indexOf(value), 0));
  const close = () => setActive(null);
  const choose = (option) => {
    onChange(option);
    close();
  };
  const press = (event) => {
    const { key } = event;
    if (!isOpen && (key === "ArrowDown" || key === "ArrowUp")) open();
    else if (isOpen && steps[key]) setActive(steps[key](active, options.length - 1));
    else if (isOpen && (key === "Enter" || key === " ")) choose(options[active]);
    else if (isOpen && key === "Escape") close();
    else return;
    event.preventDefault();
  };
  const leave = () => {
    close();
    onBlur();
  };

  return (
    <>
      <button
        type="button"
        className="dropdown"
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-controls={isOpen ? list : undefined}
        aria-activedescendant={isOpen ? `${list}-${active}` : undefined}
        {...attributes}
        ref={button}
        onClick={isOpen ? close : open}
        onKeyDown={press}
        onBlur={leave}
      >
        {value || "Bitte wählen"}
      </button>
      {isOpen && <Popup {...{ id: list, options, value, active, anchor: button, choose }} />}
    </>
  );
}

function Popup({ id, options, value, active, anchor, choose }) {
  const list = useRef(null);
  useLayoutEffect(() => {
    const box = anchor.current.getBoundingClientRect();
    const { style } = list.current;
    style.left = `${box.left + window.scrollX}px`;
    style.top = `${box.bottom + window.scrollY}px`;
    style.width = `${box.width}px`;
  }, [anchor]);
  return createPortal(
    // The mouse must not take the focus from the button, or leaving it would close the list before the click.
    <ul className="popup" role="listbox" id={id} ref={list} onMouseDown={(event) => event.preventDefault()}>
      {options.map((option, index) => (
        <li
          key={option}
          id={`${id}-${index}`}
          role="option"
          aria-selected={option === value}
          className={index === active ? "active" : undefined}
          onClick={() => choose(option)}
        >
          {option}
        </li>
      ))}
    </ul>,
    document.body,
  );
}
