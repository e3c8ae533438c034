"""Joins the parts: the only place that knows every room.

    workspace.py     the folder everything hangs on, found from wherever one stands
    example.py       the example workspace, packed or in a checkout, and a copy of it for `init` and `demo`
    definitions.py   what the files of a workspace say: settings, systems, bots, a workflow as a plan
    checking.py      all problems of all files at once; scripts.py tries the Python of bots
    profile.py       the systems in a profile: practice.py knows where they run today, office_proxy.py how to get there
    job.py           a workflow made ready
    inputs.py        what a run is given on the command line, as the workflow declares it
    records.py       ledger and journal, open
    parts.py         everything a run works with: besides, screens.py, vault.py and evidence.py
    needs.py         which secrets the bots fill in
    running.py       start, resume, forecast
    saved_plan.py    a plan in a file that a run may be held to
    deciding.py      what a person may decide about a case that waits
    shifts.py        a run at work, seen and stopped from anywhere; overview.py what is known of runs
    triggers.py      what makes slots due besides the clock; deliveries.py guards the runs of files
    service_api.py   the HTTP API of a service; service_calls.py who calls, and how a refusal is worded
    practice_systems.py   both practice systems, started at once
    demo.py          the main job from nothing, with a verdict
    surroundings.py  what comes from outside: time, random ids, who is at the keyboard

Nothing is imported here: a command pays only for what it uses.
"""
