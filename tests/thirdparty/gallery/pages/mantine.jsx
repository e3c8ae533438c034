import { useState } from 'react'; import { createRoot } from 'react-dom/client';
import '@mantine/core/styles.css'; import '@mantine/dates/styles.css'; import dayjs from 'dayjs'; import customParseFormat from 'dayjs/plugin/customParseFormat'; import 'dayjs/locale/de'; dayjs.extend(customParseFormat);
import { MantineProvider, TextInput, NumberInput, Select, MultiSelect, Autocomplete, Checkbox, Radio, Switch, Textarea, Button, Modal, Tabs, Table, Pagination, SegmentedControl, TagsInput, Group, Stack } from '@mantine/core'; import { DateInput, DatesProvider, TimeInput } from '@mantine/dates';
const rows = Array.from({ length: 45 }, (_, n) => ({ nr: 4700 + n, name: ['Anna Albers', 'Bernd Brandt'][n % 2] + ' ' + n }));
function App() { const [d, setD] = useState({ name: '', anz: '', stand: null, spr: ['Deutsch'], ort: '', weg: 'mail', eil: false, ein: false, bem: '', art: 'Erstantrag', beg: null, zeit: '', tags: [] }); const set = (m) => setD((o) => ({ ...o, ...m })); const [open, setOpen] = useState(false), [ok, setOk] = useState(false), [p, setP] = useState(1), [sel, setSel] = useState(null);
 const iso = (x) => x && (typeof x === 'string' ? x.slice(0, 10) : x.toLocaleDateString('sv'));
 const save = async () => { await fetch('/gespeichert', { method: 'POST', body: JSON.stringify({ ...d, beg: iso(d.beg) }) }); setOpen(false); setOk(true); };
 return <MantineProvider><DatesProvider settings={{ locale: 'de' }}><h1>Antrag</h1><Tabs defaultValue="a" keepMounted={false}><Tabs.List><Tabs.Tab value="a">Angaben</Tabs.Tab><Tabs.Tab value="v">Vorgänge</Tabs.Tab></Tabs.List><Tabs.Panel value="a"><Stack>
 <TextInput label="Name" withAsterisk description="wie im Ausweis" value={d.name} onChange={(e) => set({ name: e.target.value })} />
 <NumberInput label="Haushaltsmitglieder" value={d.anz} onChange={(v) => set({ anz: v })} />
 <Select label="Familienstand" data={[{ value: 'l', label: 'ledig' }, { value: 'v', label: 'verheiratet' }]} value={d.stand} onChange={(v) => set({ stand: v })} placeholder="Bitte wählen" />
 <MultiSelect label="Sprachen" data={['Deutsch', 'Polnisch', 'Türkisch']} value={d.spr} onChange={(v) => set({ spr: v })} />
 <Autocomplete label="Ort" data={['Frankenthal', 'Frankfurt am Main', 'Hamm']} value={d.ort} onChange={(v) => set({ ort: v })} />
 <DateInput label="Beginn" valueFormat="DD.MM.YYYY" value={d.beg} onChange={(v) => set({ beg: v })} />
 <TimeInput label="Uhrzeit" value={d.zeit} onChange={(e) => set({ zeit: e.target.value })} />
 <Radio.Group label="Zustellung" value={d.weg} onChange={(v) => set({ weg: v })}><Group><Radio value="mail" label="E-Mail" /><Radio value="post" label="Brief" /></Group></Radio.Group>
 <SegmentedControl data={['Erstantrag', 'Folgeantrag']} value={d.art} onChange={(v) => set({ art: v })} />
 <TagsInput label="Schlagworte" value={d.tags} onChange={(v) => set({ tags: v })} />
 <Switch label="Eilig" checked={d.eil} onChange={(e) => set({ eil: e.currentTarget.checked })} />
 <Checkbox label="Ich willige ein" checked={d.ein} onChange={(e) => set({ ein: e.currentTarget.checked })} />
 <Textarea label="Bemerkung" value={d.bem} onChange={(e) => set({ bem: e.target.value })} />
 <Button onClick={() => setOpen(true)}>Speichern</Button>{ok && <div role="status">Antrag gespeichert</div>}</Stack></Tabs.Panel>
 <Tabs.Panel value="v"><Table><Table.Thead><Table.Tr><Table.Th>Nr.</Table.Th><Table.Th>Name</Table.Th><Table.Th></Table.Th></Table.Tr></Table.Thead><Table.Tbody>{rows.slice((p - 1) * 10, p * 10).map((r) => <Table.Tr key={r.nr}><Table.Td>{r.nr}</Table.Td><Table.Td>{r.name}</Table.Td><Table.Td><Button onClick={() => setSel(r)}>Öffnen</Button></Table.Td></Table.Tr>)}</Table.Tbody></Table><Pagination total={5} value={p} onChange={setP} /></Tabs.Panel></Tabs>
 <Modal opened={open} onClose={() => setOpen(false)} title="Antrag speichern?"><Button onClick={save}>Ja</Button></Modal>
 <Modal opened={!!sel} onClose={() => setSel(null)} title={'Vorgang ' + (sel?.nr ?? '')}><b>Status</b> <span>offen</span></Modal></DatesProvider></MantineProvider>; }
createRoot(document.getElementById('root')).render(<App />);
