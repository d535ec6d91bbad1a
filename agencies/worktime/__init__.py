"""Working time of an office: pure arithmetic over a frozen calendar, no database and no clock.

`calendar` says when an office is open, `arithmetic` counts and adds open time, `limits` turns a
procedure's time limit into a due time, `pauses` carries what is left over a stopped clock, and
`explanation` says it all in words. The rules are in docs/worktime.md.
"""
