import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

@customElement('text-feld')
class TextFeld extends LitElement {
  static override styles = css`:host { display: block; margin: 8px 0 } label { display: block } input { width: 20em }`;
  @property() label = '';
  @property() value = '';
  override render() {
    return html`<label for="in">${this.label}</label><input id="in" .value=${this.value} @input=${this.changed}><slot name="hinweis"></slot>`;
  }
  changed(event: Event) {
    this.value = (event.target as HTMLInputElement).value;
    this.dispatchEvent(new CustomEvent('geaendert', { bubbles: true, composed: true, detail: this.value }));
  }
}

@customElement('auswahl-feld')
class AuswahlFeld extends LitElement {
  static override styles = css`:host { display: block; position: relative; margin: 8px 0 } button { width: 20em; text-align: left } ul { position: absolute; background: white; border: 1px solid; margin: 0; padding: 4px; list-style: none; z-index: 2 }`;
  @property() label = '';
  @property() value = '';
  @property({ type: Array }) options: string[] = [];
  @state() isOpen = false;
  override render() {
    return html`<div id="l">${this.label}</div><button type="button" aria-haspopup="listbox" aria-labelledby="l b" id="b" aria-expanded=${this.isOpen} @click=${() => (this.isOpen = !this.isOpen)}>${this.value || 'Bitte wählen'}</button>
      ${this.isOpen ? html`<ul role="listbox">${this.options.map((one) => html`<li role="option" @click=${() => this.take(one)}>${one}</li>`)}</ul>` : ''}`;
  }
  take(one: string) {
    this.value = one;
    this.isOpen = false;
    this.dispatchEvent(new CustomEvent('geaendert', { bubbles: true, composed: true, detail: one }));
  }
}

@customElement('ja-nein')
class JaNein extends LitElement {
  static override styles = css`:host { display: inline-block; cursor: pointer } span { border: 1px solid; display: inline-block; width: 14px; height: 14px }`;
  @property({ type: Boolean, reflect: true }) checked = false;
  override connectedCallback() { super.connectedCallback(); this.setAttribute('role', 'switch'); this.tabIndex = 0; this.addEventListener('click', () => (this.checked = !this.checked)); }
  override render() { this.setAttribute('aria-checked', String(this.checked)); return html`<span>${this.checked ? '✓' : ''}</span> <slot></slot>`; }
}

@customElement('adress-form')
class AdressForm extends LitElement {
  @state() saved = '';
  override render() {
    return html`<section><h2>Wohnung</h2><text-feld label="Straße" name="strasse"><small slot="hinweis">mit Hausnummer</small></text-feld><text-feld label="Ort" name="ort"></text-feld>
      <auswahl-feld label="Land" name="land" .options=${['Deutschland', 'Frankreich', 'Polen']}></auswahl-feld></section>
      <section><h2>Postanschrift</h2><text-feld label="Straße" name="post_strasse"></text-feld><text-feld label="Ort" name="post_ort"></text-feld></section>
      <ja-nein name="umzug">Umzug geplant</ja-nein>
      <p><button @click=${this.save}>Speichern</button></p><div role="status">${this.saved}</div>`;
  }
  async save() {
    const data: Record<string, unknown> = {};
    for (const one of this.renderRoot.querySelectorAll<any>('[name]')) data[one.getAttribute('name')] = one.checked ?? one.value;
    await fetch('/gespeichert', { method: 'POST', body: JSON.stringify(data) });
    this.saved = 'Adresse gespeichert';
  }
}
