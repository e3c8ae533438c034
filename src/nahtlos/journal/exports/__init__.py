"""The journal in the formats of others: written line by line, with nothing in it that the journal does not say.

    ocel.py   OCEL 2.0 in JSON, for object-centric process mining
    xes.py    XES (IEEE 1849), a trace per case
    ecs.py    Elastic Common Schema, a JSON object per line
    csv.py    a table for spreadsheets, in which nothing is a formula
    shipped.py  RFC 5424 over TLS, for the log server
"""
