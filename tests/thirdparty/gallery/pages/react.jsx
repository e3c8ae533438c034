import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import Select from 'react-select';
import DatePicker, { registerLocale } from 'react-datepicker';
import { de } from 'date-fns/locale/de';
import { List } from 'react-window';
import {
  Alert, Autocomplete, Button, Checkbox, Chip, Dialog, DialogActions, DialogContent, DialogTitle, FormControl, FormControlLabel, FormLabel,
  InputLabel, MenuItem, Radio, RadioGroup, Select as MuiSelect, Slider, Snackbar, Switch, Tab, Tabs, TextField,
} from '@mui/material';

registerLocale('de', de);
const laender = { Deutschland: ['Bayern', 'Berlin', 'Hessen'], Österreich: ['Kärnten', 'Tirol', 'Wien'], Schweiz: ['Bern', 'Zürich'] };
const options = (texts) => texts.map((text) => ({ value: text, label: text }));
const post = (data) => fetch('/gespeichert', { method: 'POST', body: JSON.stringify(data) });

function Town({ value, onChange }) {
  const [input, setInput] = useState('');
  const [towns, setTowns] = useState([]);
  const [loading, setLoading] = useState(false);
  useEffect(() => {
    if (input.length < 2) { setTowns([]); return; }
    const timer = setTimeout(async () => {
      setLoading(true);
      setTowns(await (await fetch('/orte?q=' + encodeURIComponent(input))).json());
      setLoading(false);
    }, 250);
    return () => clearTimeout(timer);
  }, [input]);
  return <Autocomplete options={towns} loading={loading} loadingText="Lädt…" noOptionsText="Keine Treffer" filterOptions={(x) => x} value={value}
    onChange={(_, chosen) => onChange(chosen)} onInputChange={(_, text) => setInput(text)} renderInput={(params) => <TextField {...params} label="Ort" />} />;
}

function Row({ index, style, names }) {
  return <div style={style} className="eintrag">{names[index]}</div>;
}

function Form() {
  const [tab, setTab] = useState(0);
  const [data, setData] = useState({ name: '', land: 'Deutschland', bundesland: '', ort: null, themen: [], sprache: null, sprachen: [], beginn: null, newsletter: false, weg: '', dringend: false, bemerkung: '', stufe: 3 });
  const [asks, setAsks] = useState(false);
  const [done, setDone] = useState(false);
  const set = (more) => setData((old) => ({ ...old, ...more }));
  const save = async () => { setAsks(false); await post({ ...data, beginn: data.beginn && data.beginn.toISOString().slice(0, 10) }); setDone(true); };
  return <>
    <h1>Antrag</h1>
    <Tabs value={tab} onChange={(_, to) => setTab(to)}><Tab label="Person" /><Tab label="Weiteres" /><Tab label="Verlauf" /></Tabs>
    {tab === 0 && <div>
      <div className="zeile"><TextField label="Name" required value={data.name} onChange={(e) => set({ name: e.target.value })} helperText="Vor- und Nachname" /></div>
      <div className="zeile"><FormControl sx={{ minWidth: 200 }}><InputLabel id="land">Land</InputLabel>
        <MuiSelect labelId="land" label="Land" value={data.land} onChange={(e) => set({ land: e.target.value, bundesland: '' })}>
          {Object.keys(laender).map((name) => <MenuItem key={name} value={name}>{name}</MenuItem>)}</MuiSelect></FormControl></div>
      <div className="zeile"><FormControl sx={{ minWidth: 200 }}><InputLabel id="bl">Bundesland</InputLabel>
        <MuiSelect labelId="bl" label="Bundesland" value={data.bundesland} onChange={(e) => set({ bundesland: e.target.value })}>
          {laender[data.land].map((name) => <MenuItem key={name} value={name}>{name}</MenuItem>)}</MuiSelect></FormControl></div>
      <div className="zeile"><Town value={data.ort} onChange={(ort) => set({ ort })} /></div>
      <div className="zeile"><Autocomplete multiple options={['Arbeit', 'Bildung', 'Familie', 'Wohnen']} value={data.themen} onChange={(_, themen) => set({ themen })}
        renderTags={(values, tagProps) => values.map((value, index) => <Chip label={value} {...tagProps({ index })} key={value} />)}
        renderInput={(params) => <TextField {...params} label="Themen" />} /></div>
    </div>}
    {tab === 1 && <div>
      <div className="zeile"><label htmlFor="sprache">Muttersprache</label><Select inputId="sprache" placeholder="Bitte wählen…" isClearable options={options(['Arabisch', 'Deutsch', 'Polnisch', 'Türkisch'])} value={data.sprache} onChange={(sprache) => set({ sprache })} /></div>
      <div className="zeile"><label htmlFor="sprachen">Weitere Sprachen</label><Select inputId="sprachen" isMulti placeholder="Bitte wählen…" options={options(['Arabisch', 'Deutsch', 'Polnisch', 'Türkisch'])} value={data.sprachen} onChange={(sprachen) => set({ sprachen })} /></div>
      <div className="zeile"><label htmlFor="beginn">Beginn</label> <DatePicker id="beginn" locale="de" dateFormat="dd.MM.yyyy" placeholderText="TT.MM.JJJJ" selected={data.beginn} onChange={(beginn) => set({ beginn: beginn && new Date(Date.UTC(beginn.getFullYear(), beginn.getMonth(), beginn.getDate())) })} /></div>
      <div className="zeile"><FormControl><FormLabel id="weg">Benachrichtigung</FormLabel><RadioGroup row aria-labelledby="weg" value={data.weg} onChange={(e) => set({ weg: e.target.value })}>
        <FormControlLabel value="mail" control={<Radio />} label="E-Mail" /><FormControlLabel value="post" control={<Radio />} label="Brief" /></RadioGroup></FormControl></div>
      <div className="zeile"><FormControlLabel control={<Checkbox checked={data.newsletter} onChange={(e) => set({ newsletter: e.target.checked })} />} label="Rundbrief bestellen" /></div>
      <div className="zeile"><FormControlLabel control={<Switch checked={data.dringend} onChange={(e) => set({ dringend: e.target.checked })} />} label="Dringend" /></div>
      <div className="zeile"><TextField label="Bemerkung" multiline minRows={3} value={data.bemerkung} onChange={(e) => set({ bemerkung: e.target.value })} /></div>
      <div className="zeile" style={{ width: 300 }}><div id="stufe">Stufe</div><Slider aria-labelledby="stufe" min={1} max={10} value={data.stufe} onChange={(_, stufe) => set({ stufe })} /></div>
    </div>}
    {tab === 2 && <div><h2>Verlauf</h2><List rowComponent={Row} rowCount={400} rowHeight={24} rowProps={{ names: Array.from({ length: 400 }, (_, n) => `Eintrag ${n + 1}`) }} style={{ height: 200, width: 300 }} /></div>}
    <Button variant="contained" onClick={() => setAsks(true)}>Speichern</Button>
    <Dialog open={asks} onClose={() => setAsks(false)}><DialogTitle>Antrag speichern?</DialogTitle><DialogContent>Die Angaben werden übernommen.</DialogContent>
      <DialogActions><Button onClick={() => setAsks(false)}>Abbrechen</Button><Button onClick={save}>Speichern</Button></DialogActions></Dialog>
    <Snackbar open={done} autoHideDuration={6000} onClose={() => setDone(false)}><Alert severity="success">Antrag gespeichert</Alert></Snackbar>
  </>;
}

createRoot(document.getElementById('root')).render(<Form />);
