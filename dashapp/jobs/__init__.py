"""Loads that the Data page starts: processes of their own, with limits, that outlive a closed tab.

jobs/<id>/spec.json       what to run and with which limits
jobs/<id>/alive           locked for as long as a process of the job lives
jobs/<id>/progress.json   the step it is at, written by the command
jobs/<id>/end.json        how it ended, written by the launcher
jobs/<id>/answer.json     what the command answered
jobs/<id>/log.txt         what it wrote for operators
jobs/<id>/rejects.csv     the rows it set aside
jobs/<id>/tmp             what it unpacked, only while it is at work
"""
