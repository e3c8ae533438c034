"""Joins the parts: the only place that knows every room.

workspace.py     the folder everything hangs on, found from wherever one stands
example.py       the example workspace, packed or in a checkout, and a copy of it for `init` and `demo`
definitions.py   what the files of a workspace say: settings, systems, bots, a workflow as a plan
checking.py      all problems of all files at once
surroundings.py  what comes from outside: time, random ids, who is at the keyboard
practice.py      where the practice systems are today, for the profile `practice`
parts.py         ledger, journal, sessions, actions and secrets, opened for one run
inputs.py        what a run is given on the command line, as the workflow declares it
running.py       start, resume and forecast a run
saved_plan.py    a plan in a file that a run may be held to
deciding.py      what a person may decide about a case that waits
demo.py          the main job from nothing, with a verdict

Nothing is imported here: a command pays only for what it uses.
"""
