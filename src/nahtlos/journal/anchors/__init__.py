"""What stands outside the machine and knows how far the journal was: whoever changes it here cannot change that.

    statement.py    what an anchor keeps: chain, size and root, one a line
    growth.py       the proof that a chain only grew
    cosignature.py  what a witness signs
    witness.py      the service on a second machine; witness_app.py its door, witness_client.py who knocks
    daily_line.py   a line per day, by mail or in a file
    time_stamp.py   time stamps by RFC 3161
    keeper.py       brings new checkpoints to all anchors, and says when one lags too far behind

`nahtlos.journal.verify` compares a journal with what its anchors know.
"""
