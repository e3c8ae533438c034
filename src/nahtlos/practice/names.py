"""The names, places and courses that practice cases are made of; the letters come from all parts of DIN 91379."""

LAST_NAMES = (
    "Müller", "Müller-Lüdenscheidt", "Schmidt", "Groß", "Weiß", "Öztürk", "Şahin", "Çelik", "Yıldız", "İnönü",
    "Łukaszewicz", "Wójcik", "Żółkiewski", "Brzęczyszczykiewicz", "Đorđević", "Šarić", "Živković", "Ćosić", "Dvořák",
    "Růžička", "Ďurica", "Ľuptáková", "Ťažký", "Ionescu-Țăranu", "Șerban", "Băsescu", "Nagy-Győri", "Szűcs", "Ñáñez",
    "Peña Íñiguez", "de la Cruz", "Gonçalves", "Conceição", "Guimarães e Sá", "van der Meer", "IJsselmuiden",
    "D’Angelo", "O’Connor", "Ní Dhomhnaill", "Brontë", "Lefèvre", "Œuvrard", "Gaÿ", "Åkesson", "Østergård", "Sæther",
    "Þórðarson", "Äijälä", "Ķēniņš", "Āboliņš", "Šķēle", "Žemaitytė", "Kėdainių", "Õunapuu", "Nguyễn",
    "Trần Thị", "Đặng", "Phạm", "Borġ", "Ħamrun", "Ġużè", "M̂bala", "N̂guessan", "K͟hān", "Ḥaddād", "Qāḍī",
    "Žuk", "Ŭładzimir", "ʿAbd al-Raḥmān", "Ǧāmiʿ", "L̥o", "R̥ṣi", "Tatarūnaitė", "von und zu Aufseß", "Tóth",
)  # fmt: skip

FIRST_NAMES = (
    "Anna", "Jürgen", "Jörg", "Käthe", "Zoë", "Chloé", "Renée", "André", "François", "Łucja", "Stanisław", "Małgorzata",
    "Đurđa", "Željko", "Ștefan", "Mădălina", "Günay", "Ayşe", "Çağla", "Işıl", "İbrahim", "Nuñez María", "Íñigo",
    "João", "Inês", "Søren", "Bjørn", "Åsa", "Þóra", "Ásgeir", "Päivi", "Õnne", "Kristīne", "Māris", "Žydrūnė",
    "Ľubomír", "Šárka", "Jiří", "Zsófia", "Győző", "Siobhán", "Seán", "Ġorġ", "Ħelga", "Thị Hồng", "Văn Đức",
    "M̂wamba", "Ḫadīǧa", "Muḥammad", "Olena", "Dmytro", "Karl-Heinz", "Hans Peter", "Anne-Sophie",
    "Maximilian", "Dörte", "Jean-Noël", "Ǎn",
)  # fmt: skip

STREETS = (
    "Hauptstraße", "Am Bärenbrunn", "Große Gasse", "Straße des 17. Juni", "Schäferweg", "Prof.-Dr.-Röntgen-Allee",
    "Oberer Lützelbach", "An der Übelsmühle", "Geschwister-Scholl-Platz", "Königsallee", "Zum Fährhaus",
    "Bürgermeister-Weiß-Ring",
)  # fmt: skip

PLACES = (
    ("01067", "Dresden"), ("04109", "Leipzig"), ("06108", "Halle (Saale)"), ("07743", "Jena"), ("09111", "Chemnitz"),
    ("15230", "Frankfurt (Oder)"), ("20095", "Hamburg"), ("25997", "Hörnum (Sylt)"), ("33098", "Paderborn"),
    ("48143", "Münster"), ("50667", "Köln"), ("56068", "Koblenz"), ("67059", "Ludwigshafen am Rhein"),
    ("73728", "Eßlingen am Neckar"), ("80331", "München"), ("90402", "Nürnberg"), ("97070", "Würzburg"),
)  # fmt: skip

COURSES = (
    ("Fachkraft für Lager & Logistik", "Teilqualifizierung"),
    ("Altenpflegehelfer/in", "Umschulung"),
    ("Kaufmann/-frau für Büromanagement", "Umschulung"),
    ("Schweißen MAG/WIG, Grundkurs", "Weiterbildung"),
    ("Deutsch für den Beruf „B2“", "Weiterbildung"),
    ("SAP®-Anwender/in; Modul FI", "Weiterbildung"),
    ("Berufskraftfahrer/in C/CE", "Teilqualifizierung"),
    ("Fachinformatiker/in Systemintegration", "Umschulung"),
    ("Elektroniker/in (TQ 2 von 6)", "Teilqualifizierung"),
    ('Schutz und Sicherheit "§ 34a GewO"', "Weiterbildung"),
    ("Mediengestalter/in Digital & Print", "Umschulung"),
    ("Gärtner/in, Garten- und Landschaftsbau", "Teilqualifizierung"),
)

PROVIDERS = (
    "Bildungswerk Süd-West gGmbH", "Lernwerk Königsbrück e. V.", "Akademie für Berufe Müller & Söhne",
    "TÜV-nahe Schulung Rhein",
    "Kolleg Straßburger Tor", "Fortbildungszentrum Elbe", "Handwerk + Zukunft GmbH", "Ausbildungsverbund Jura eG",
)  # fmt: skip

# Numbers the Bundesnetzagentur keeps free for film and print: they reach nobody.
PHONES = ("030 23125 {:03d}", "0221 4710 {:03d}", "040 66969 {:03d}", "069 90009 {:03d}", "089 99998 {:03d}")
